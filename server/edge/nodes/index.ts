import { createServer, type Server, type TLSSocket } from "node:tls";
import type { Log } from "../../foundation/log.ts";
import type { Heard, Nodes } from "../../foundation/nodes/index.ts";
import { createReader, written, type Frame } from "./frames.ts";
import { hostAndPort, openLine, type Line } from "./line.ts";
import { KEY_BYTES, SUITE } from "./suite.ts";

interface LinesNeeds {
  readonly name: string;
  /** host:port at which the others reach this node; the port is where it listens. */
  readonly address: string;
  readonly bind: string;
  readonly derive: (label: string, bytes: number) => Buffer;
  readonly log: Log;
}

export interface Lines extends Nodes {
  /** Those who should be there; lines to others are given up. */
  reach(others: readonly { readonly name: string; readonly address: string }[]): void;
  isUp(node: string): boolean;
  /** A node rang that is not known yet. */
  onStranger(tell: () => void): void;
  /** The port taken, for settings that asked for 0. */
  readonly port: number;
  close(): Promise<void>;
}

const NODE_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** [ND1] The lines between nodes: each rings every other, tells and asks over its own line, and answers on theirs. */
export async function createLines(needs: LinesNeeds): Promise<Lines> {
  const key = needs.derive("nodes", KEY_BYTES);
  const lines = new Map<string, Line>();
  const heard = new Map<string, Heard>([["ping", () => needs.name]]);
  const told = { met: [] as ((node: string) => void)[], cut: [] as ((node: string) => void)[], stranger: [] as (() => void)[] };
  const incoming = new Set<TLSSocket>();
  const server = await listening(needs, key, (socket) => {
    incoming.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => incoming.delete(socket));
    answering(socket, {
      heard, log: needs.log,
      met: (name) => {
        if (!lines.has(name)) told.stranger.forEach((tell) => tell());
      },
    });
  });
  const up = (): string[] => [...lines].flatMap(([name, line]) => (line.isUp ? [name] : []));
  const ring = (node: string, address: string): void => {
    lines.set(node, openLine({
      self: needs.name, node, address, key,
      onUp: () => told.met.forEach((tell) => tell(node)),
      onCut: () => told.cut.forEach((tell) => tell(node)),
    }));
  };
  return {
    name: needs.name,
    others: up,
    isUp: (node) => lines.get(node)?.isUp === true,
    tell: (word, body, to) => {
      for (const node of to === undefined ? up() : [to]) lines.get(node)?.tell(word, body);
    },
    ask: (node, word, body) => lines.get(node)?.ask(word, body) ?? Promise.reject(new Error("there is no line to that node")),
    hear: (word, handler) => {
      if (heard.has(word)) throw new Error(`${word} is heard twice`);
      heard.set(word, handler);
    },
    onMet: (tell) => void told.met.push(tell),
    onCut: (tell) => void told.cut.push(tell),
    onStranger: (tell) => void told.stranger.push(tell),
    reach: (others) => {
      for (const [name, line] of lines) {
        if (others.some((other) => other.name === name && other.address === line.address)) continue;
        lines.delete(name);
        line.close();
      }
      for (const { name, address } of others) if (!lines.has(name)) ring(name, address);
    },
    get port() {
      return (server.address() as { port: number }).port;
    },
    close: async () => {
      for (const line of lines.values()) line.close();
      for (const socket of incoming) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening({ address, bind }: LinesNeeds, key: Buffer, onSocket: (socket: TLSSocket) => void): Promise<Server> {
  const server = createServer({ ...SUITE, dhparam: "auto", pskCallback: (_socket, identity) => (NODE_NAME.test(identity) ? key : null) }, onSocket);
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  const [, port] = hostAndPort(address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, bind, resolve);
  });
  return server;
}

interface Answering {
  readonly heard: ReadonlyMap<string, Heard>;
  readonly log: Log;
  readonly met: (name: string) => void;
}

/** What another node says on its line to us. */
function answering(socket: TLSSocket, { heard, log, met }: Answering): void {
  let name: string | undefined;
  socket.setNoDelay(true);
  const reply = (frame: Frame): void => void (socket.destroyed || socket.write(written(frame)));
  const act = async (word: string, body: unknown): Promise<unknown> => {
    const handler = heard.get(word);
    if (!handler) throw new Error(`nobody hears ${word}`);
    return handler(body, name!);
  };
  const failed = (word: string, error: Error): void => log.warn("nodes.word-failed", { word, error: error.name });
  const onFrame = (frame: Frame): void => {
    if (frame.kind === "hello" && name === undefined && NODE_NAME.test(frame.name)) return met((name = frame.name));
    if (name === undefined) return void socket.destroy();
    if (frame.kind === "tell") return void act(frame.word, frame.body).catch((error: Error) => failed(frame.word, error));
    if (frame.kind !== "ask") return void socket.destroy();
    return void act(frame.word, frame.body)
      .then((body) => reply({ kind: "answer", id: frame.id, ok: true, body }))
      .catch((error: Error) => {
        failed(frame.word, error);
        reply({ kind: "answer", id: frame.id, ok: false });
      });
  };
  const read = createReader(onFrame);
  socket.on("data", (bytes: Buffer) => {
    try {
      read(bytes);
    } catch {
      socket.destroy(); // Not what a node of ours would say.
    }
  });
}
