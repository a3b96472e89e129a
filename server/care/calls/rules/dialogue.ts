/**
 * One question put to one telephone: the words are said, digits are collected, and it comes to exactly one answer, whatever
 * crosses on the line. Pure: what is said, how long is waited and who hangs up are effects for whoever holds the call.
 */

export interface Question {
  /** The keys that an answer is made of. Another one is a wrong key: the words are said again. */
  readonly keys: string;
  /** The answer is whole with so many digits. */
  readonly digitsMax: number;
  /** Ends an answer that is shorter. Without one a short answer is none. */
  readonly endKey: "#" | null;
  /** A key stops the words. Without it keys count only after them. */
  readonly bargeIn: boolean;
  /** From the end of the words to the first key, and from key to key. */
  readonly waitSeconds: number;
  readonly betweenSeconds: number;
  /** How often the words are said before it is given up. */
  readonly triesMax: number;
}

export type Heard =
  | { readonly kind: "digits"; readonly digits: string }
  /** Nobody pressed a key that makes an answer, in all tries. `pressed`: somebody pressed something. */
  | { readonly kind: "no-key"; readonly pressed: boolean }
  | { readonly kind: "gone" };

export type Turn =
  | { readonly stage: "saying" | "waiting"; readonly tries: number; readonly digits: string; readonly pressed: boolean; readonly wait: number }
  | { readonly stage: "over"; readonly heard: Heard };

export type DialogueEvent =
  /** The words came to their end. */
  | { readonly kind: "said" }
  | { readonly kind: "digit"; readonly digit: string }
  /** The wait of this number is over; an earlier one says nothing. */
  | { readonly kind: "waited"; readonly wait: number }
  /** They hung up, or the line is lost. */
  | { readonly kind: "gone" };

export type DialogueEffect =
  | { readonly do: "say" }
  | { readonly do: "hush" }
  | { readonly do: "wait"; readonly seconds: number; readonly wait: number }
  | { readonly do: "tell"; readonly heard: Heard };

export interface Turned {
  readonly turn: Turn;
  readonly effects: readonly DialogueEffect[];
}
type Open = Exclude<Turn, { stage: "over" }>;

export const begun: Turned = { turn: { stage: "saying", tries: 1, digits: "", pressed: false, wait: 0 }, effects: [{ do: "say" }] };

const over = (heard: Heard, ...before: DialogueEffect[]): Turned => ({ turn: { stage: "over", heard }, effects: [...before, { do: "tell", heard }] });

/** [C50] What one event makes of a question. After its answer nothing changes it. */
export const turned = (question: Question, turn: Turn, event: DialogueEvent): Turned => (turn.stage === "over" ? nothing(turn) : heard(question, turn, event));

const nothing = (turn: Turn): Turned => ({ turn, effects: [] });

function heard(question: Question, turn: Open, event: DialogueEvent): Turned {
  switch (event.kind) {
    case "gone": return over({ kind: "gone" });
    case "said": return turn.stage === "saying" ? waiting(turn, question.waitSeconds) : nothing(turn);
    case "waited": return turn.wait === event.wait && turn.stage === "waiting" ? silence(question, turn) : nothing(turn);
    case "digit": return pressed(question, turn, event.digit);
  }
}

function waiting(turn: Open, seconds: number, ...before: DialogueEffect[]): Turned {
  const wait = turn.wait + 1;
  return { turn: { ...turn, stage: "waiting", wait }, effects: [...before, { do: "wait", seconds, wait }] };
}

function pressed(question: Question, turn: Open, digit: string): Turned {
  if (turn.stage === "saying" && !question.bargeIn) return { turn, effects: [] };
  const hush: DialogueEffect[] = turn.stage === "saying" ? [{ do: "hush" }] : [];
  const now: Open = { ...turn, pressed: true };
  if (digit === question.endKey) return now.digits === "" ? again(question, now, ...hush) : over({ kind: "digits", digits: now.digits }, ...hush);
  if (!question.keys.includes(digit)) return again(question, now, ...hush);
  const digits = now.digits + digit;
  if (digits.length >= question.digitsMax) return over({ kind: "digits", digits }, ...hush);
  return waiting({ ...now, digits }, question.betweenSeconds, ...hush);
}

/** A number of no fixed length has ended when no more comes; half a number of a fixed length is none. */
const silence = (question: Question, turn: Open): Turned =>
  turn.digits !== "" && question.endKey !== null ? over({ kind: "digits", digits: turn.digits }) : again(question, turn);

function again(question: Question, turn: Open, ...before: DialogueEffect[]): Turned {
  if (turn.tries >= question.triesMax) return over({ kind: "no-key", pressed: turn.pressed }, ...before);
  return { turn: { ...turn, stage: "saying", tries: turn.tries + 1, digits: "" }, effects: [...before, { do: "say" }] };
}
