/** What one node hears from another. What it returns is the answer, where one was asked for. */
export type Heard = (body: unknown, from: string) => unknown;

/**
 * The other processes of this house, over lines that are encrypted and open to nobody else (edge/nodes). What is told is lost with the
 * line: whoever must not miss it writes it into the database, or says all of it again when a line is there.
 */
export interface Nodes {
  /** This one's name. Null: a house of one process. */
  readonly name: string | null;
  /** Those whose line is up. */
  others(): readonly string[];
  /** To one of them, or to all. */
  tell(word: string, body: unknown, to?: string): void;
  /** Rejects when the line is cut, or no answer came in time. */
  ask(node: string, word: string, body: unknown): Promise<unknown>;
  /** One handler for each word. A second is a bug. */
  hear(word: string, handler: Heard): void;
  /** The line to another node is up. */
  onMet(tell: (node: string) => void): void;
  /** It is cut. Nothing more is known of that node, which may be alive. */
  onCut(tell: (node: string) => void): void;
}

/** A house of one process: nobody to tell. */
export const alone: Nodes = {
  name: null,
  others: () => [],
  tell: () => undefined,
  ask: () => Promise.reject(new Error("there is no other node")),
  hear: () => undefined,
  onMet: () => undefined,
  onCut: () => undefined,
};
