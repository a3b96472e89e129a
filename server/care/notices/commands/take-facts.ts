import { system } from "../../../foundation/actor.ts";
import type { Job } from "../../../foundation/due/index.ts";
import type { Fact, Subscriber } from "../../../foundation/facts/index.ts";
import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import type { NoticeKind } from "../rules/words.ts";
import * as store from "../store.ts";

/** Which fact becomes which notice, and what of it is kept: the code, the account, and who did it. */
interface Told {
  readonly kind: NoticeKind;
  readonly code?: (job: Job) => unknown;
  readonly account?: (job: Job) => unknown;
  readonly by?: (job: Job) => unknown;
}

const TOLD: readonly (readonly [Fact["name"], Told])[] = [
  ["identity.locked-out", { kind: "locked-out", code: ({ payload }) => payload.brake }],
  ["identity.token-reused", { kind: "token-reused" }],
  ["identity.devices-forgotten", { kind: "devices-forgotten", code: ({ payload }) => payload.act, by: ({ payload }) => payload.by }],
  ["audit.witness-behind", { kind: "witness-behind" }],
  ["dispatch.alarm", { kind: "ladder-ended", code: ({ payload }) => payload.held, account: ({ payload }) => payload.account }],
  ["dispatch.digest-unread", { kind: "digest-unread", account: ({ subject }) => subject }],
  ["dispatch.hold-unreviewed", { kind: "hold-unreviewed", account: ({ subject }) => subject }],
  ["dispatch.called-again", { kind: "called-again", account: ({ payload }) => payload.account }],
  ["agreement.changed", { kind: "agreement-changed", code: ({ payload }) => payload.act, by: ({ payload }) => payload.by }],
  ["call.turned-away", { kind: "turned-away", code: ({ payload }) => payload.standing, account: ({ subject }) => subject }],
  ["coverage.found", { kind: "coverage-found", account: ({ subject }) => subject }],
  ["coverage.unconfirmed", { kind: "hand-over-unconfirmed", code: ({ payload }) => payload.rank, account: ({ payload }) => payload.account }],
  ["delivery.channel-opened", { kind: "channel-opened", code: ({ payload }) => payload.channel }],
  ["delivery.channel-closed", { kind: "channel-closed", code: ({ payload }) => payload.channel }],
  ["drills.missed-in-a-row", { kind: "drills-missed" }],
  ["checkin.failed", { kind: "check-in-failed" }],
  ["call.parked-long", { kind: "parked-long", account: ({ payload }) => payload.account, by: ({ payload }) => payload.by }],
  ["desk.help-called", { kind: "help-called", code: ({ payload }) => payload.number, by: ({ payload }) => payload.by }],
  ["call.dial-limit", { kind: "dial-limit", code: ({ payload }) => payload.limit }],
  ["call.held-long", { kind: "held-long", account: ({ payload }) => payload.account, by: ({ payload }) => payload.by }],
];

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** [NT1] [NT2] Kept in the transaction in which the fact is done with: told twice after a crash, it counts once. */
const noticeFrom = (needs: Needs, told: Told): Subscriber => async (job, finish) => {
  const house = system("notices", { clients: job.client === null ? [] : [job.client] });
  await needs.db.transaction(house.scope, async (tx) => {
    await store.tell(tx, {
      id: needs.world.id(), kind: told.kind, subject: job.subject, client: job.client, at: job.dueAt,
      code: text(told.code?.(job)) ?? "", account: text(told.account?.(job)) as AccountId | null, by: text(told.by?.(job)) as PersonId | null,
    });
    await finish(tx);
    tx.afterCommit(needs.moved);
  });
};

/** A taken message is no news for the list, but its notice says so. */
const lookAgain = (needs: Needs): Subscriber => async (_job, finish) => {
  await needs.db.transaction(system("notices").scope, async (tx) => {
    await finish(tx);
    tx.afterCommit(needs.moved);
  });
};

export function takeFacts(needs: Needs): void {
  for (const [name, told] of TOLD) needs.facts.subscribe(name, "notices", noticeFrom(needs, told));
  needs.facts.subscribe("message.acknowledged", "notices", lookAgain(needs));
}
