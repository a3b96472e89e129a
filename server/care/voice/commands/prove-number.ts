import { createHmac, timingSafeEqual } from "node:crypto";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import { words } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { CODE_AGAIN_SECONDS, CODE_FAILURES_MAX, CODE_MINUTES, hindrance, TEST_CALLS_A_DAY_MAX } from "../rules/telephone.ts";
import { sayCode } from "../rules/words.ts";
import { standingOf } from "../standing.ts";
import * as store from "../store.ts";

const CODE_DIGITS = 6;
const RING_SECONDS_MAX = 35;

export interface OwnTelephone {
  readonly allowed: boolean;
  readonly number: string | null;
  readonly proved: boolean;
  readonly hasPin: boolean;
  readonly closedUntil: Instant | null;
  /** Whether a call can be placed and words can be said here. */
  readonly line: "ready" | "no-trunk" | "no-voice";
  readonly isRung: boolean;
}

export const readOwn = (needs: Needs) => (as: Actor): Promise<Outcome<OwnTelephone>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const at = needs.world.now();
    const standing = await standingOf(needs, tx, personOf(as)!);
    const { allowed, onFile, proved, hasPin, closedUntil } = standing;
    const isClosed = closedUntil !== null && at < closedUntil;
    return done({ allowed, number: onFile, proved: onFile !== null && onFile === proved, hasPin, closedUntil: isClosed ? closedUntil : null, line: lineOf(needs), isRung: hindrance(standing, at) === undefined });
  });

const lineOf = ({ line }: Needs): OwnTelephone["line"] => (!line.hasTrunk() ? "no-trunk" : line.hasVoice() ? "ready" : "no-voice");
const CLOSED_LINE: Readonly<Record<"no-trunk" | "no-voice", Refusal>> = { "no-trunk": refusals.noTrunk, "no-voice": refusals.noVoice };

/** The code itself is kept nowhere: what is typed is compared by its mark. */
const markOf = (needs: Needs, person: PersonId, code: string): Buffer => createHmac("sha256", needs.derive("voice code", 32)).update(`${person} ${code}`).digest();
const codeOf = ({ world }: Needs): string => String(world.bytes(6).readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0");

/** What is being rung now, so that a test and a drain can wait for it. */
export function createProving(needs: Needs) {
  const underWay = new Set<Promise<void>>();

  /** [VD10] Rings the number on file and says a code. The call itself holds no transaction. */
  const testCall = async (as: Actor): Promise<Outcome<undefined>> => {
    const person = personOf(as)!;
    const code = codeOf(needs);
    const asked = await needs.db.transaction(as.scope, async (tx): Promise<Outcome<{ number: string }>> => {
      const row = await store.lockTelephone(tx, person);
      const { onFile } = await standingOf(needs, tx, person);
      const verdict = await tooMany(needs, tx, { person, judged: judge(needs, row, onFile) });
      await needs.audit.record(tx, as, "voice.test-call", { type: "person", id: person }, verdictOf(verdict));
      if (verdict.ok) await noteAsked(needs, tx, { person, number: verdict.value.number, code });
      return verdict;
    });
    if (!asked.ok) return asked;
    const ringing = sayTo(needs, asked.value.number, code).catch((error: Error) => needs.log.error("voice.test-call-failed", { error: error.name }));
    underWay.add(ringing);
    void ringing.finally(() => underWay.delete(ringing));
    return done();
  };

  /** [VD10] What was heard, typed in the room: the number is proved as long as it stays the one on file. */
  const prove = (as: Actor, code: string): Promise<Outcome<undefined>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const person = personOf(as)!;
      const row = await store.lockTelephone(tx, person);
      const { onFile } = await standingOf(needs, tx, person);
      const verdict = compare(needs, { row, onFile, mark: markOf(needs, person, code) });
      await needs.audit.record(tx, as, "voice.prove", { type: "person", id: person }, verdictOf(verdict));
      if (verdict.ok) await store.prove(tx, { person, at: needs.world.now() });
      else if (verdict.refusal === refusals.wrongCode) await store.countCodeFailure(tx, person);
      return verdict;
    });

  return { testCall, prove, settled: () => Promise.all(underWay) };
}

function judge(needs: Needs, row: store.TelephoneRow | undefined, onFile: string | null): Outcome<{ number: string }> {
  if (!row?.allowed) return refuse(refusals.notAllowed);
  if (onFile === null) return refuse(refusals.noNumber);
  const line = lineOf(needs);
  if (line !== "ready") return refuse(CLOSED_LINE[line]);
  const isSoon = row.codeAt !== null && needs.world.now() < plus(row.codeAt, { seconds: CODE_AGAIN_SECONDS });
  return isSoon ? refuse(refusals.tooSoon) : done({ number: onFile });
}

const aDayBefore = (at: Instant): Instant => plus(at, { days: -1 });

async function tooMany(needs: Needs, tx: Tx, { person, judged }: { person: PersonId; judged: Outcome<{ number: string }> }): Promise<Outcome<{ number: string }>> {
  if (!judged.ok) return judged;
  const { ofPerson, ofNumber } = await store.testCallsSince(tx, { person, number: judged.value.number, since: aDayBefore(needs.world.now()) });
  return ofPerson >= TEST_CALLS_A_DAY_MAX.person || ofNumber >= TEST_CALLS_A_DAY_MAX.number ? refuse(refusals.tooManyToday) : judged;
}

async function noteAsked(needs: Needs, tx: Tx, { person, number, code }: { person: PersonId; number: string; code: string }): Promise<void> {
  const at = needs.world.now();
  await store.askCode(tx, { person, number, mark: markOf(needs, person, code), at });
  await store.addTestCall(tx, { id: needs.world.id(), person, number, at, since: aDayBefore(at) });
}

function compare(needs: Needs, { row, onFile, mark }: { row: store.TelephoneRow | undefined; onFile: string | null; mark: Buffer }): Outcome<undefined> {
  if (!row?.allowed) return refuse(refusals.notAllowed);
  if (row.codeMark === null || row.asked !== onFile || isOver(row, needs.world.now())) return refuse(refusals.noCode);
  return timingSafeEqual(row.codeMark, mark) ? done() : refuse(refusals.wrongCode);
}

const isOver = ({ codeAt, codeFailures }: store.TelephoneRow, at: Instant): boolean => codeAt === null || codeFailures >= CODE_FAILURES_MAX || at >= plus(codeAt, { minutes: CODE_MINUTES });

async function sayTo(needs: Needs, number: string, code: string): Promise<void> {
  const placed = await needs.line.dial({ to: number, purpose: "test", ringSecondsMax: RING_SECONDS_MAX });
  if (placed.kind === "failed") return;
  const { call } = placed;
  for (let times = 0; times < 2; times++) if ((await call.say(words(sayCode(code)))) === "gone") return;
  call.hangup();
  await call.over;
}
