import type { z } from "zod";
import { clinicianRoutes, deskRoutes, digestRoutes, DUTY_PLACES_MAX, holdRoutes, messageRoutes, officeRoutes, type Ladder } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Db, Tx } from "../../foundation/db/db.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, AttemptId, MessageId, PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { done, type Outcome } from "../../foundation/refusal.ts";
import { fromIso, toIso, type Instant } from "../../foundation/time.ts";
import type { Delivery } from "../delivery/index.ts";
import type { Dispatch } from "./index.ts";
import type { Ladder as DispatchLadder } from "./commands/change-ladder.ts";
import type { Needs } from "./needs.ts";

export interface DispatchRouteNeeds {
  readonly db: Db;
  readonly dispatch: Dispatch;
  readonly delivery: Pick<Delivery, "untaken">;
  readonly world: Needs["world"];
  /** Where one person is on duty now, for their own phone. Fitted by oncall. */
  readonly dutyOf: (tx: Tx, as: Actor, at: Instant) => Promise<readonly { account: AccountId; accountName: string; zone: string; until: Instant; rank: "first" | "backup" }[]>;
}

const may = (act: string) => ({ kind: "may", act }) as const;
const evenLocked = { kind: "may", act: "inbox.see", evenLocked: true } as const;
const nothing = (outcome: Outcome<unknown>): Outcome<Record<string, never>> => (outcome.ok ? done({}) : outcome);

export const dispatchEndpoints = (needs: DispatchRouteNeeds): Endpoint[] => [...messages(needs), ...clinician(needs), ...desk(needs), ...ladders(needs), ...holds(needs), ...digests(needs)];

const messages = ({ db, dispatch }: DispatchRouteNeeds): Endpoint[] => [
  endpoint(messageRoutes.messages, may("message.list"), async ({ as, body }) => {
    const ask = { account: body.account as AccountId | undefined, state: body.state, after: body.before === undefined ? undefined : { begunAt: fromIso(body.before), message: (body.beforeMessage as MessageId | undefined) ?? null } };
    return done(await db.transaction(as.scope, (tx) => dispatch.search(tx, as, ask)));
  }),
  // Being paged is what lets a covering clinician read: row-level security asks for the scope or the assignment.
  endpoint(messageRoutes.message, may("message.open"), ({ as, params }) => db.transaction(as.scope, (tx) => dispatch.open(tx, as, params.message as MessageId))),
];

const clinician = (needs: DispatchRouteNeeds): Endpoint[] => {
  const { db, dispatch } = needs;
  return [
    endpoint(clinicianRoutes.inbox, evenLocked, ({ as, locked }) => db.transaction(as.scope, (tx) => inbox(needs, tx, { as, locked }))),
    endpoint(clinicianRoutes.acknowledge, may("message.take"), async ({ as, params, body }) => {
      const taken = await db.transaction(as.scope, (tx) => dispatch.acknowledge(tx, as, { message: params.message as MessageId, revision: body.revision }));
      return taken.ok ? done({ acknowledgedAt: toIso(taken.value.at) }) : taken;
    }),
    endpoint(clinicianRoutes.pass, may("message.take"), async ({ as, params }) =>
      nothing(await db.transaction(as.scope, (tx) => dispatch.passOn(tx, as, { message: params.message as MessageId, reason: "pass" })))),
    endpoint(clinicianRoutes.notMe, may("message.take"), async ({ as, params, body }) =>
      nothing(await db.transaction(as.scope, (tx) => dispatch.passOn(tx, as, { message: params.message as MessageId, reason: body.reason })))),
    endpoint(clinicianRoutes.reply, may("message.take"), async ({ as, params, body }) =>
      nothing(await db.transaction(as.scope, (tx) => dispatch.reply(tx, as, { message: params.message as MessageId, text: phi(body.text) })))),
    endpoint(clinicianRoutes.calledBack, may("message.take"), async ({ as, params, body }) => {
      const noted = await db.transaction(as.scope, (tx) => dispatch.calledBack(tx, as, { ...body, message: params.message as MessageId }));
      return noted.ok ? done({ at: toIso(noted.value.at) }) : noted;
    }),
    // A locked phone still says that the page arrived.
    endpoint(clinicianRoutes.onDevice, evenLocked, async ({ as, params }) =>
      nothing(await db.transaction(as.scope, (tx) => dispatch.onDevice(tx, as, params.attempt as AttemptId)))),
  ];
};

async function inbox({ dispatch, delivery, world, dutyOf }: DispatchRouteNeeds, tx: Tx, { as, locked }: { as: Actor; locked: boolean }) {
  const person = (as.kind === "person" ? as.person : "") as PersonId;
  const duty = await dutyOf(tx, as, world.now());
  return done({
    locked,
    untaken: await delivery.untaken(tx, person),
    pages: locked ? [] : await dispatch.inbox(tx, person),
    duty: duty.slice(0, DUTY_PLACES_MAX).map((one) => ({ ...one, until: toIso(one.until) })),
  });
}

const desk = ({ db, dispatch }: DispatchRouteNeeds): Endpoint[] => [
  endpoint(deskRoutes.quiet, may("alarm.handle"), async ({ as, params }) => nothing(await db.transaction(as.scope, (tx) => dispatch.quiet(tx, as, params.message as MessageId)))),
  endpoint(deskRoutes.rang, may("page.send"), async ({ as, params, body }) => nothing(await db.transaction(as.scope, (tx) => dispatch.rang(tx, as, { ...body, message: params.message as MessageId })))),
  endpoint(deskRoutes.give, may("alarm.handle"), async ({ as, params }) => nothing(await db.transaction(as.scope, (tx) => dispatch.give(tx, as, params.message as MessageId)))),
  endpoint(deskRoutes.pageAgain, may("page.send"), async ({ as, params, body }) =>
    nothing(await db.transaction(as.scope, (tx) => dispatch.pageNamed(tx, as, { message: params.message as MessageId, person: body.person as PersonId, reason: body.reason })))),
];

const holds = ({ db, dispatch }: DispatchRouteNeeds): Endpoint[] => [
  endpoint(holdRoutes.takeHeld, may("hold.take"), async ({ as, params, body }) => {
    const taken = await db.transaction(as.scope, (tx) => dispatch.takeHeld(tx, as, { message: params.message as MessageId, revision: body.revision }));
    return taken.ok ? done({ takenAt: toIso(taken.value.at) }) : taken;
  }),
  endpoint(holdRoutes.holds, may("hold.review"), ({ as }) => db.transaction(as.scope, (tx) => dispatch.holds(tx, as))),
  endpoint(holdRoutes.reviewHold, may("hold.review"), async ({ as, params, body }) => nothing(await db.transaction(as.scope, (tx) => dispatch.reviewHold(tx, as, { hold: params.hold, finding: body.finding })))),
];

const digests = ({ db, dispatch }: DispatchRouteNeeds): Endpoint[] => [
  endpoint(digestRoutes.digests, may("digest.see"), ({ as, params }) => db.transaction(as.scope, (tx) => dispatch.digests(tx, as, params.account as AccountId))),
  endpoint(digestRoutes.openDigest, may("digest.see"), ({ as, params }) => db.transaction(as.scope, (tx) => dispatch.openDigest(tx, as, params.digest))),
  endpoint(digestRoutes.saveDigestPlan, may("digest.plan"), ({ as, params, body }) => db.transaction(as.scope, (tx) => dispatch.saveDigestPlan(tx, as, { ...body, account: params.account as AccountId }))),
];

type Shown = z.infer<typeof Ladder>;
const shown = (ladders: readonly DispatchLadder[]): { ladders: Shown[] } => ({ ladders: ladders.map((one) => ({ ...one, steps: [...one.steps] })) });

const ladders = ({ db, dispatch }: DispatchRouteNeeds): Endpoint[] => [
  endpoint(officeRoutes.ladders, may("ladder.see"), async ({ as, params }) => {
    const found = await db.transaction(as.scope, (tx) => dispatch.ladders(tx, params.account as AccountId));
    return found.ok ? done(shown(found.value)) : found;
  }),
  endpoint(officeRoutes.saveLadder, may("ladder.change"), async ({ as, params, body }) => {
    const saved = await db.transaction(as.scope, (tx) => dispatch.saveLadder(tx, as, { ...body, account: params.account as AccountId }));
    return saved.ok ? done(shown(saved.value)) : saved;
  }),
  endpoint(officeRoutes.previewLadder, may("ladder.see"), async ({ as, params, body }) => {
    const ask = { ...body, at: fromIso(body.at), account: params.account as AccountId };
    const seen = await db.transaction(as.scope, (tx) => dispatch.previewLadder(tx, as, ask));
    return seen.ok ? done({ ...seen.value, lines: seen.value.lines.map((line) => ({ ...line, at: toIso(line.at) })) }) : seen;
  }),
];
