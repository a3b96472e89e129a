import type { Heard, Nodes } from "./nodes.ts";

/** Nodes of one test, in one process. What crosses is made of JSON, as on a real line. */
export interface Link {
  node(name: string): Nodes;
  /** The node is gone: nobody hears it, and it hears nobody. */
  cut(name: string): void;
  /** Everything told and asked so far was heard, and answered. */
  settled(): Promise<void>;
}

interface Party {
  readonly heard: Map<string, Heard>;
  readonly met: ((node: string) => void)[];
  readonly cut: ((node: string) => void)[];
}

const copied = (body: unknown): unknown => (body === undefined ? undefined : JSON.parse(JSON.stringify(body)));

/** Lines in memory: what is told arrives in a later turn, in order. */
export function linked(): Link {
  const parties = new Map<string, Party>();
  const underWay = new Set<Promise<unknown>>();
  const deliver = (to: string, word: string, { body, from }: { body: unknown; from: string }): Promise<unknown> => {
    const sent = copied(body);
    const arrived = Promise.resolve().then(() => {
      if (!parties.has(to) || !parties.has(from)) throw new Error("the line is cut");
      const handler = parties.get(to)!.heard.get(word);
      if (!handler) throw new Error(`nobody hears ${word}`);
      return handler(sent, from);
    });
    const over = arrived.then(copied);
    const noted = over.catch(() => undefined).finally(() => underWay.delete(noted));
    underWay.add(noted);
    return over;
  };
  const others = (name: string): string[] => (parties.has(name) ? [...parties.keys()].filter((other) => other !== name) : []);
  return {
    node: (name) => {
      const party: Party = { heard: new Map(), met: [], cut: [] };
      for (const [other, known] of parties) {
        queueMicrotask(() => party.met.forEach((tell) => tell(other)));
        queueMicrotask(() => known.met.forEach((tell) => tell(name)));
      }
      parties.set(name, party);
      return nodeOf(name, party, { others, deliver });
    },
    cut: (name) => {
      parties.delete(name);
      for (const { cut } of parties.values()) cut.forEach((tell) => tell(name));
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

interface Wires {
  others(name: string): string[];
  deliver(to: string, word: string, what: { body: unknown; from: string }): Promise<unknown>;
}

const nodeOf = (name: string, party: Party, { others, deliver }: Wires): Nodes => ({
  name,
  others: () => others(name),
  tell: (word, body, to) => {
    for (const other of to === undefined ? others(name) : [to]) deliver(other, word, { body, from: name }).catch(() => undefined);
  },
  ask: (node, word, body) => deliver(node, word, { body, from: name }),
  hear: (word, handler) => {
    if (party.heard.has(word)) throw new Error(`${word} is heard twice`);
    party.heard.set(word, handler);
  },
  onMet: (tell) => void party.met.push(tell),
  onCut: (tell) => void party.cut.push(tell),
});
