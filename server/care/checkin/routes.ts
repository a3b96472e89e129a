import { checkInRoutes as contract, deskRoutes } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal } from "../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { PersonActor, Shown } from "./commands/card.ts";
import type { Checkin } from "./index.ts";
import { refusals } from "./refusals.ts";

const takesCalls = may("desk.work");
const sees = may("check-in.see");
const changes = may("check-in.change");

/** Permits of these routes are held by persons only. */
const person = (as: Actor): PersonActor => {
  if (as.kind !== "person") throw new Error("a desk without a person");
  return as;
};
const card = (outcome: Outcome<Shown>) => (outcome.ok ? done({ card: outcome.value }) : outcome);
const numbers = (outcome: Outcome<string[]>) => (outcome.ok ? done({ numbers: outcome.value }) : outcome);

export const checkInEndpoints = (checkin: Checkin): Endpoint[] => [
  endpoint(contract.checkInCard, takesCalls, ({ as, params }) => checkin.card(person(as), params.call as CallId)),
  endpoint(contract.openCheckIn, takesCalls, async ({ as, params, body }) => card(await checkin.openCard(person(as), { call: params.call as CallId, person: body.person as PersonId }))),
  endpoint(contract.checkInByPin, takesCalls, async ({ as, params }) => card(await checkin.verifyByPin(person(as), params.call as CallId))),
  endpoint(contract.checkInByNumber, takesCalls, async ({ as, params }) => card(await checkin.verifyByNumber(person(as), params.call as CallId))),
  endpoint(contract.failedCheckIns, sees, async ({ as }) => done({ failed: (await checkin.failed(as)).map(({ shown, at, ...row }) => ({ ...row, at: toIso(at), showsNumber: shown })) })),
  endpoint(contract.checkInNumber, sees, async ({ as, params }) => {
    const opened = await checkin.openNumber(as, params.attempt);
    return opened.ok ? done({ number: dangerouslyReveal(opened.value) }) : opened;
  }),
  endpoint(contract.checkInLines, sees, async ({ as }) => done({ numbers: await checkin.lines(as) })),
  endpoint(contract.addCheckInLine, changes, async ({ as, body }) => numbers(await checkin.addLine(as, body.number))),
  endpoint(contract.removeCheckInLine, changes, async ({ as, body }) => numbers(await checkin.removeLine(as, body.number))),
];

/** What an operator reads to a caller, or hears of one. Correcting a message shows it as well; a search says whose number left one. */
const TELLS: ReadonlySet<string> = new Set(["message.open", "message.list", "message.correct", "recording.hear", "recording.list", "desk.find", "hold.review", "digest.see"]);
/** The same under an act that the rest of a desk's work needs: who acknowledged a message, and a reminder's own words about one. */
const TELLING = [deskRoutes.callerStatus, deskRoutes.cueWords] as const;
const tells = ({ permit, route }: Endpoint): boolean =>
  permit.kind === "may" && (TELLS.has(permit.act) || TELLING.some(({ method, path }) => method === route.method && path === route.path));

/** [CI20] The same endpoint, closed to an operator whose caller says to be one of ours and is not proved. On the server: a screen can be talked around. */
export const silenced = (checkin: Pick<Checkin, "isSilenced">) => (one: Endpoint): Endpoint => {
  if (!tells(one)) return one;
  return { ...one, handle: async (ask) => ((await checkin.isSilenced((ask as { as: Actor }).as)) ? refuse(refusals.callerUnproved) : one.handle(ask)) };
};
