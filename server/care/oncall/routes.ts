import { oncallRoutes } from "../../../contract/oncall.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Oncall } from "./index.ts";

const accountOf = (params: { account: string }): AccountId => params.account as AccountId;

export const endpoints = (oncall: Oncall): Endpoint[] => [
  endpoint(oncallRoutes.schedule, may("oncall.see"), ({ as, params }) => oncall.readSchedule(as, accountOf(params))),
  endpoint(oncallRoutes.saveSchedule, may("oncall.change"), ({ as, params, body }) => oncall.saveSchedule(as, accountOf(params), body)),
  endpoint(oncallRoutes.preview, may("oncall.see"), ({ as, params, body }) => oncall.preview(as, accountOf(params), { ...body, from: fromIso(body.from) })),
  endpoint(oncallRoutes.who, may("oncall.see"), ({ as, params, body }) => oncall.who(as, accountOf(params), body.at === undefined ? undefined : fromIso(body.at))),
  endpoint(oncallRoutes.addOverride, may("oncall.change"), ({ as, params, body }) =>
    oncall.addOverride(as, accountOf(params), { ...body, from: fromIso(body.from), until: fromIso(body.until), person: body.person as PersonId })),
  endpoint(oncallRoutes.cancelOverride, may("oncall.change"), ({ as, params }) => oncall.cancelOverride(as, accountOf(params), params.override)),
];
