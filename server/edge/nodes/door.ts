import { createServer, type TLSSocket } from "node:tls";
import type { Log } from "../../foundation/log.ts";
import type { Heard } from "../../foundation/nodes/index.ts";
import { createReader, FRAME_BYTES_MAX, written, type Frame } from "./frames.ts";
import { hostAndPort } from "./line.ts";
import { SUITE } from "./suite.ts";
import { createThreshold, STRANGER_SECONDS_MAX } from "./threshold.ts";

interface Where {
  readonly address: string;
  readonly bind: string;
  readonly log: Log;
}

interface Door {
  readonly key: Buffer;
  readonly heard: ReadonlyMap<string, Heard>;
  /** A node rang and said its name. */
  readonly met: (name: string) => void;
}

const NODE_NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Where the other nodes ring. */
export async function openDoor({ address, bind, log }: Where, { key, heard, met }: Door): Promise<{ readonly port: number; close(): Promise<void> }> {
  const threshold = createThreshold();
  const incoming = new Set<TLSSocket>();
  const handshakeTimeout = STRANGER_SECONDS_MAX * 1000;
  const server = createServer({ ...SUITE, dhparam: "auto", handshakeTimeout, pskCallback: (_socket, identity) => (NODE_NAME.test(identity) ? key : null) }, (socket) => {
    incoming.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => incoming.delete(socket));
    const known = (name: string): void => {
      threshold.known(socket);
      met(name);
    };
    answering(socket, { heard, log, met: known });
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  server.prependListener("connection", threshold.enter);
  const [, port] = hostAndPort(address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, bind, resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    close: async () => {
      threshold.clear();
      for (const socket of incoming) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What another node says on its line to us. */
function answering(socket: TLSSocket, { heard, log, met }: Pick<Door, "heard" | "met"> & { readonly log: Log }): void {
  let name: string | undefined;
  socket.setNoDelay(true);
  const reply = ({ id, body }: { id: number; body: unknown }): void => {
    if (socket.destroyed) return;
    const answer = written({ kind: "answer", id, ok: true, body });
    if (!answer) throw new RangeError(`an answer is longer than ${FRAME_BYTES_MAX} bytes`);
    socket.write(answer);
  };
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
      .then((body) => reply({ id: frame.id, body }))
      .catch((error: Error) => {
        failed(frame.word, error);
        if (!socket.destroyed) socket.write(written({ kind: "answer", id: frame.id, ok: false })!);
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
