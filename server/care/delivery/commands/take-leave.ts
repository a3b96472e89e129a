import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import { PRIORITY } from "../channels.ts";
import type { Answer, Errand, Guard, Needs } from "../needs.ts";
import { afterAnswer, leaveFor, type Patience } from "../rules/breaker.ts";
import { afterOne, type Limits } from "../rules/limits.ts";
import { sayWaits, turnOf, type Waiter } from "../rules/line.ts";
import * as roads from "../store/roads.ts";

/** How often a page that waits looks again at least: a way may have been given up meanwhile, and then the next step is taken at once. */
const LOOK_AGAIN_SECONDS_MAX = 15;
/** Longer than a dead worker's lease, so that whoever it had in hand comes again in time to keep the place. */
const COMES_WITHIN_SECONDS = LOOK_AGAIN_SECONDS_MAX + 15;

export type Leave = { readonly kind: "go"; readonly isProbe: boolean } | { readonly kind: "waits"; readonly until: Instant } | { readonly kind: "passed-over" };

/** [R11] [R12] [R13] Whether this page may leave by a way that leads outside: now, at its turn, or not at all while the way is given up. */
export const takeLeave = (needs: Needs, errand: Errand, guard: Guard): Promise<Leave> =>
  needs.db.transaction(system("delivery", { clients: [errand.client] }).scope, async (tx): Promise<Leave> => {
    const at = needs.world.now();
    await roads.lockRoad(tx, errand.channel, at);
    const leave = leaveFor(await roads.lockBreaker(tx, errand.channel), guard.patience, at);
    if (leave.kind === "passed-over") {
      roads.leaveLine(tx, errand.id);
      return leave;
    }
    const until = await waitsUntil(needs, tx, { errand, limits: guard.limits, at });
    if (until !== null) return { kind: "waits", until };
    if (leave.kind === "probe") roads.saveBreaker(tx, errand.channel, leave.breaker);
    return { kind: "go", isProbe: leave.kind === "probe" };
  });

interface Look {
  readonly errand: Pick<Errand, "id" | "client" | "message" | "revision" | "number" | "person" | "channel" | "urgency" | "claimedAt">;
  readonly limits: Limits;
  readonly at: Instant;
}

/** Null: it goes, and both buckets know. Else when it looks again; its place in the line is that of its claim, however often it looks. */
export async function waitsUntil(needs: Needs, tx: Tx, { errand, limits, at }: Look): Promise<Instant | null> {
  const { channel } = errand;
  const full = await roads.lockRoad(tx, channel, at);
  const [before, line] = await Promise.all([roads.myTurn(tx, errand.id), roads.line(tx, channel, plus(at, { seconds: -COMES_WITHIN_SECONDS }))]);
  const me: Waiter = { id: errand.id, person: errand.person, priority: PRIORITY[errand.urgency], since: before?.since ?? instant(errand.claimedAt) };
  const people = await roads.bucketsOf(tx, channel, [...new Set([me, ...line].map(({ person }) => person))]);
  const turn = turnOf(me, line, { road: { limits, channel: full, people }, at });
  if (turn.kind === "go") {
    roads.leaveLine(tx, errand.id);
    roads.fill(tx, channel, { person: null, fullAt: afterOne(full, limits.channel, at) });
    roads.fill(tx, channel, { person: me.person, fullAt: afterOne(people.get(me.person) ?? null, limits.person, at) });
    return null;
  }
  const until = instant(Math.min(turn.until, plus(at, { seconds: LOOK_AGAIN_SECONDS_MAX })));
  roads.wait(tx, { ...me, id: errand.id, person: errand.person, client: errand.client, message: errand.message, channel, turnAt: until });
  if (!before) await needs.addEvent(tx, { client: errand.client, message: errand.message, revision: errand.revision, at, kind: "attempt", attempt: errand.number, who: errand.person, say: sayWaits(turn.because, limits, channel) });
  return until;
}

/** What a fact about a way is filed under, which is nobody: its name is in the fact. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** [R13] What came back, or did not, told to the way's breaker. */
export async function hear(needs: Needs, tx: Tx, of: { readonly errand: Errand; readonly guard: Guard; readonly isProbe: boolean; readonly answer: Answer | "threw" }): Promise<void> {
  const { errand: { channel }, guard: { patience }, isProbe, answer } = of;
  const isFault = answer === "threw" || (answer.kind === "failed" && answer.fault === "channel");
  // Somebody who cannot be reached says nothing of the way to them.
  if (!isFault && answer.kind === "failed") return;
  await tellBreaker(needs, tx, { channel, way: channel, isFault, isProbe, patience });
}

interface Said {
  /** Whose breaker, and the way it is a part of, as the office calls it. */
  readonly channel: string;
  readonly way: string;
  readonly isFault: boolean;
  readonly isProbe: boolean;
  readonly patience: Patience;
}

/** The office hears when it opens and when it closes. */
export async function tellBreaker(needs: Needs, tx: Tx, { channel, way, isFault, isProbe, patience }: Said): Promise<void> {
  const at = needs.world.now();
  const before = await roads.lockBreaker(tx, channel);
  if (!isFault && before.failures === 0) return;
  const { breaker, told } = afterAnswer(before, { isFault, isProbe, patience, at });
  roads.saveBreaker(tx, channel, breaker);
  if (told) await needs.facts.record(tx, { name: `delivery.channel-${told}`, subject: NOBODY, at, ids: { channel: way } });
}
