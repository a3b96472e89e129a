import { officeRoutes } from "../../../contract/office.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { ClientId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import type { Agreements } from "./index.ts";
import type { Act } from "./needs.ts";

const may = (act: Act) => ({ kind: "may", act }) as const;
const clientOf = (params: { client: string }): ClientId => params.client as ClientId;

export const endpoints = (agreements: Agreements): Endpoint[] => [
  endpoint(officeRoutes.agreements, may("agreement.read"), ({ as, params }) => agreements.list(as, clientOf(params))),
  endpoint(officeRoutes.recordAgreement, may("agreement.record"), ({ as, params, body }) =>
    agreements.record(as, { ...body, client: clientOf(params), effectiveAt: fromIso(body.effectiveAt), endsAt: body.endsAt === null ? null : fromIso(body.endsAt) })),
  endpoint(officeRoutes.changeAgreement, may("agreement.change"), ({ as, params, body }) =>
    agreements.change(as, { client: clientOf(params), id: params.agreement, act: body.act, reason: body.reason })),
  endpoint(officeRoutes.agreementFile, may("agreement.read"), ({ as, params }) => agreements.openFile(as, { client: clientOf(params), id: params.agreement })),
];
