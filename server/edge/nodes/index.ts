import type { Log } from "../../foundation/log.ts";
import type { Heard, Nodes } from "../../foundation/nodes/index.ts";
import { openDoor } from "./door.ts";
import { FRAME_BYTES_MAX } from "./frames.ts";
import { openLine, type Line } from "./line.ts";
import { KEY_BYTES } from "./suite.ts";

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

/** [ND1] The lines between nodes: each rings every other, tells and asks over its own line, and answers on theirs. */
export async function createLines(needs: LinesNeeds): Promise<Lines> {
  const key = needs.derive("nodes", KEY_BYTES);
  const lines = new Map<string, Line>();
  const heard = new Map<string, Heard>([["ping", () => needs.name]]);
  const told = { met: [] as ((node: string) => void)[], cut: [] as ((node: string) => void)[], stranger: [] as (() => void)[] };
  const door = await openDoor(needs, { key, heard, met: (name) => void (lines.has(name) || told.stranger.forEach((tell) => tell())) });
  const up = (): string[] => [...lines].flatMap(([name, line]) => (line.isUp ? [name] : []));
  const ring = (node: string, address: string): void => {
    lines.set(node, openLine({
      self: needs.name, node, address, key,
      onUp: () => told.met.forEach((tell) => tell(node)),
      onCut: () => told.cut.forEach((tell) => tell(node)),
      onTooLong: (word) => needs.log.error("nodes.too-long", { word, bytesMax: FRAME_BYTES_MAX }),
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
      return door.port;
    },
    close: async () => {
      for (const line of lines.values()) line.close();
      await door.close();
    },
  };
}
