import type { PersonId } from "../../../foundation/ids.ts";
import { phi, type Phi } from "../../../foundation/phi.ts";
import { words, type SpokenCall } from "../../calls/index.ts";
import { connect, pass, take } from "../commands/act-on-message.ts";
import { settleAttempt, TELEPHONE, type Attempt } from "../commands/attempts.ts";
import { closeEarly, duty, leaveNote, people, stand } from "../commands/change-duty.ts";
import { count, next, noteLeft } from "../commands/hear-messages.ts";
import { atPractice, CutOff, meOf } from "../commands/who.ts";
import type { Needs } from "../needs.ts";
import type { Asked, Event, Me, Order, Result, Said, Task, Turn } from "../rules/script.ts";
import { leftUndecided } from "../rules/reading.ts";
import { turn } from "../rules/turn.ts";
import * as say from "../rules/words.ts";

/** More questions than any night needs. */
const TURNS_MAX = 300;
const RING_SECONDS_MAX = 40;

export interface Conversation {
  readonly call: SpokenCall;
  readonly attempt: Attempt;
  /** Whom the last try named, and how many were wrong. */
  claimed: PersonId | null;
  failures: number;
  isProved?: boolean;
  /** Asked to be rung back at the number on file of this code. */
  ringBack?: string;
}

/** Drives the pure dialogue over one line until it ends. What fails ends the call in words, and is in the log by name. */
export async function converse(needs: Needs, talk: Conversation, opening: Turn): Promise<void> {
  let now: Turn = opening;
  try {
    for (let turns = 0; turns < TURNS_MAX && now.order.do !== "end"; turns++) {
      const event = await answer(needs, talk, now);
      if (event === "gone") return;
      now = turn(now.state, event);
    }
    await talk.call.say(words(now.order.do === "end" ? now.order.say : say.GOODBYE));
  } catch (error) {
    const cutOff = error instanceof CutOff;
    if (!cutOff) needs.log.error("checkin.failed", { error: (error as Error).name });
    await talk.call.say(words(cutOff ? say.CUT_OFF : say.BROKEN));
  } finally {
    talk.call.hangup();
    await talk.call.over;
    await settleAttempt(needs, talk.attempt, { state: "left", person: talk.claimed, failures: talk.failures }).catch((error: Error) => needs.log.error("checkin.not-settled", { error: error.name }));
  }
}

async function answer(needs: Needs, talk: Conversation, { state, order }: Turn): Promise<Event | "gone"> {
  if (order.do === "ask") return asked(needs, talk.call, { state, order });
  return order.do === "task" ? perform(needs, talk, { task: order, me: "me" in state ? state.me : undefined }) : "gone";
}

async function asked(needs: Needs, call: SpokenCall, { state, order }: { state: Turn["state"]; order: Extract<Order, { do: "ask" }> }): Promise<Event | "gone"> {
  const event = await question(call, order);
  const item = event === "gone" || event.kind === "no-key" ? leftUndecided(state) : undefined;
  if (item && "me" in state) await noteLeft(needs, state.me, item);
  return event;
}

async function question(call: SpokenCall, { say: said, asked }: Extract<Order, { do: "ask" }>): Promise<Event | "gone"> {
  const heard = await call.ask({ words: together(said) }, questionOf(asked));
  if (heard.kind === "gone") return "gone";
  return heard.kind === "digits" ? heard : { kind: "no-key" };
}

export const questionOf = ({ keys, digitsMax, ends }: Asked) => ({ keys, digitsMax, endKey: ends ? "#" : null, bargeIn: true, waitSeconds: 10, betweenSeconds: 6, triesMax: 3 }) as const;

/** One piece of sound, with at most one message in it, which stays wrapped. */
function together(said: readonly Said[]): Phi<string> {
  const at = said.findIndex((one) => typeof one !== "string");
  const text = (some: readonly Said[]): string => some.filter((one) => typeof one === "string").join(" ");
  const message = said[at];
  if (message === undefined || typeof message === "string") return phi(text(said));
  return message.map((words) => [text(said.slice(0, at)), words, text(said.slice(at + 1))].filter((part) => part !== "").join(" "));
}

const did = (words: string): Result => ({ kind: "did", say: words });

/** [CI2] What is done for somebody needs somebody; the rules never ask for it before, and this does not do it either. */
function perform(needs: Needs, talk: Conversation, { task, me }: { task: Task; me: Me | undefined }): Promise<Result> {
  switch (task.task) {
    case "prove": return prove(needs, talk, task);
    case "note-failed": return settleAttempt(needs, talk.attempt, { state: "failed", person: talk.claimed, failures: talk.failures }).then(() => did(""));
    case "call-back":
      talk.ringBack = task.code;
      return Promise.resolve(did(""));
    default:
      if (!me) throw new Error("nobody was proved");
      return (forSomebody[task.task] as Perform)({ needs, call: talk.call, me }, task);
  }
}

interface Proved {
  readonly needs: Needs;
  readonly call: SpokenCall;
  readonly me: Me;
}
type ForSomebody = Exclude<Task["task"], "prove" | "note-failed" | "call-back">;
type Perform<K extends ForSomebody = ForSomebody> = (of: Proved, task: Extract<Task, { task: K }>) => Promise<Result>;

const forSomebody: { readonly [K in ForSomebody]: Perform<K> } = {
  count: ({ needs, me }) => count(needs, me),
  next: ({ needs, me }, task) => next(needs, me, task),
  take: ({ needs, me }, task) => take(needs, me, task),
  pass: ({ needs, me }, { item }) => pass(needs, me, item),
  connect: ({ needs, me, call }, { item }) => connect(needs, me, { item, call }),
  duty: ({ needs, me }, { account }) => duty(needs, me, account),
  people: ({ needs, me }, task) => people(needs, me, task),
  stand: ({ needs, me }, task) => stand(needs, me, task),
  note: ({ needs, me }, task) => leaveNote(needs, me, task),
  close: ({ needs, me }, task) => closeEarly(needs, me, task),
  operator,
};

/** [CI14] An operator is reached as anybody reaches one: by the practice's own number. */
async function operator({ needs, me, call }: Proved, { account }: Extract<Task, { task: "operator" }>): Promise<Result> {
  const at = await atPractice(needs, me.person, account);
  const [found] = at ? await needs.db.transaction(at.scope, (tx) => needs.directory.numbersOf(tx, [account])) : [];
  if (!found) return did(say.NOT_RUNG);
  const joined = await call.connect({ to: phi(found.number), from: undefined, purpose: "directory", ringSecondsMax: RING_SECONDS_MAX });
  return did(joined.kind === "failed" ? say.NOT_RUNG : "");
}

/** [CI1] Code and PIN by identity's door. Whom the code belongs to is looked up whatever came of it, so that a code nobody has takes as long. */
async function prove(needs: Needs, talk: Conversation, { code, pin }: Extract<Task, { task: "prove" }>): Promise<Result> {
  const { id, number } = talk.attempt;
  const answer = await needs.identity.checkPin({ who: { code }, way: "rang-in", pin, number, call: id });
  talk.claimed = (await needs.db.transaction(TELEPHONE.scope, (tx) => needs.identity.telephone.personOfCode(tx, code))) ?? null;
  if (answer.kind === "busy") return { kind: "not-checked" };
  if (answer.kind !== "right") {
    talk.failures++;
    return { kind: "not-proved" };
  }
  talk.isProved = true;
  await settleAttempt(needs, talk.attempt, { state: "proved", person: answer.person, failures: talk.failures });
  return { kind: "proved", me: await meOf(needs, answer.person) };
}
