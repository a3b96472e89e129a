import { system } from "../../../foundation/actor.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { CallEvent, CallState } from "../rules/call-machine.ts";
import { isNewsDue, newsFor } from "../rules/news.ts";
import { needsInterpreter, type Operator, type Waiting } from "../rules/queue.ts";
import { desksOf, operatorsOf, seenCalls, type Board, type LiveCall } from "./board.ts";

/** What an operator can do is read anew this often, and at once for a desk that was not there before. */
const SKILLS_SECONDS = 15;
/** More than a house answers in the half hour that counts. */
const ANSWERS_MAX = 2_000;

interface TheLine {
  readonly calls: readonly Waiting<string>[];
  readonly operators: readonly Operator[];
}
export const theLine = (board: Board): TheLine => ({ calls: seenCalls(board).map((call) => ({ id: call.id, state: call.state, account: call.accountId })), operators: operatorsOf(board) });

/** The pace of the last half hour is reckoned from it. */
export function noteAnswer({ answers }: Board, { event, state, at }: { event: CallEvent; state: CallState; at: Instant }): void {
  if (event.kind !== "answer" || state.answeredAt !== at) return;
  answers.push(at);
  if (answers.length > ANSWERS_MAX) answers.shift();
}

/** [C96] What the caller is told now, if it is time. It is not said into another word. */
export function newsOf(board: Board, call: LiveCall, at: Instant): Extract<CallEvent, { kind: "news" }> | undefined {
  if (!isNewsDue(call.state, at) || call.sound?.name !== "hold-tone") return undefined;
  const { calls, operators } = theLine(board);
  return { kind: "news", ...newsFor({ id: call.id as string, state: call.state, account: call.accountId }, { calls, operators, answers: board.answers }, at) };
}

/** [C93] Whoever has the call, or is rung for it, does not speak the caller's language. */
export function lacksLanguage({ skills }: Board, state: CallState): boolean {
  const operator = state.operator ?? state.offeredTo;
  return operator !== null && needsInterpreter(state, skills.get(operator));
}

/** [C93] Keeps what is known of the operators' skills fresh; while the database is away, what was known holds. */
export function createSkillsReader(needs: Pick<Needs, "db" | "directory" | "log">, board: Board, read: () => void) {
  let readAt: Instant | undefined;
  let reading = false;
  return {
    look: (at: Instant): void => {
      const people = [...desksOf(board).keys()];
      const fresh = readAt !== undefined && at < plus(readAt, { seconds: SKILLS_SECONDS }) && people.every((person) => board.skills.has(person));
      if (fresh || reading || people.length === 0) return;
      reading = true;
      readAt = at;
      needs.db.transaction(system("calls").scope, (tx) => needs.directory.skills.of(tx, people)).then(
        (skills) => {
          for (const [person, own] of skills) board.skills.set(person, own);
          read();
        },
        (error: Error) => needs.log.warn("calls.skills-not-read", { error: error.name }),
      ).finally(() => (reading = false));
    },
  };
}
