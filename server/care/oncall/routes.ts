import { oncallRoutes } from "../../../contract/oncall.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Oncall } from "./index.ts";

const accountOf = (params: { account: string }): AccountId => params.account as AccountId;

const windowOf = (one: { from: string; until: string }) => ({ from: fromIso(one.from), until: fromIso(one.until) });

/** An override that is asked about has no id yet. */
const PROPOSED = "proposed";

export const endpoints = (oncall: Oncall): Endpoint[] => [
  endpoint(oncallRoutes.schedule, may("oncall.see"), ({ as, params }) => oncall.readSchedule(as, accountOf(params))),
  endpoint(oncallRoutes.saveSchedule, may("oncall.change"), ({ as, params, body }) => oncall.saveSchedule(as, accountOf(params), body)),
  endpoint(oncallRoutes.preview, may("oncall.see"), ({ as, params, body }) => oncall.preview(as, accountOf(params), { ...body, from: fromIso(body.from) })),
  endpoint(oncallRoutes.plan, may("oncall.see"), ({ as, params }) => oncall.readPlan(as, accountOf(params))),
  endpoint(oncallRoutes.savePlan, may("oncall.change"), ({ as, params, body }) => oncall.saveSchedule(as, accountOf(params), body)),
  endpoint(oncallRoutes.who, may("oncall.see"), ({ as, params, body }) => oncall.who(as, accountOf(params), { at: body.at === undefined ? undefined : fromIso(body.at), override: body.override && { ...body.override, ...windowOf(body.override), id: PROPOSED, person: body.override.person as PersonId } })),
  endpoint(oncallRoutes.addOverride, may("oncall.change"), ({ as, params, body }) =>
    oncall.addOverride(as, accountOf(params), { ...body, from: fromIso(body.from), until: fromIso(body.until), person: body.person as PersonId })),
  endpoint(oncallRoutes.cancelOverride, may("oncall.change"), ({ as, params }) => oncall.cancelOverride(as, accountOf(params), params.override)),
  endpoint(oncallRoutes.places, may("oncall.see"), ({ as }) => oncall.places(as)),
  endpoint(oncallRoutes.addNote, may("oncall.note"), ({ as, params, body }) =>
    oncall.addNote(as, accountOf(params), { person: body.person as PersonId, standIn: body.standIn as PersonId | null, words: body.words, from: body.from === undefined ? undefined : fromIso(body.from), until: fromIso(body.until) })),
  endpoint(oncallRoutes.cancelNote, may("oncall.note"), ({ as, params }) => oncall.cancelNote(as, accountOf(params), params.note)),
  endpoint(oncallRoutes.swaps, may("oncall.see"), ({ as, params }) => oncall.listSwaps(as, accountOf(params))),
  endpoint(oncallRoutes.askSwap, may("oncall.swap"), ({ as, params, body }) =>
    oncall.askSwap(as, accountOf(params), { rank: body.rank, role: body.role ?? null, asked: body.asked as PersonId, reason: body.reason, give: windowOf(body.give), take: windowOf(body.take) })),
  endpoint(oncallRoutes.answerSwap, may("oncall.swap"), ({ as, params, body }) => oncall.answerSwap(as, accountOf(params), { swap: params.swap, accept: body.accept })),
  endpoint(oncallRoutes.withdrawSwap, may("oncall.swap"), ({ as, params }) => oncall.withdrawSwap(as, accountOf(params), params.swap)),
];
