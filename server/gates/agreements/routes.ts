import { officeRoutes } from "../../../contract/office.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { ClientId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Agreements } from "./index.ts";

const clientOf = (params: { client: string }): ClientId => params.client as ClientId;

export const endpoints = (agreements: Agreements): Endpoint[] => [
  endpoint(officeRoutes.agreements, may("agreement.see"), ({ as, params }) => agreements.list(as, clientOf(params))),
  endpoint(officeRoutes.recordAgreement, may("agreement.record"), ({ as, params, body }) =>
    agreements.record(as, { ...body, client: clientOf(params), effectiveAt: fromIso(body.effectiveAt), endsAt: body.endsAt === null ? null : fromIso(body.endsAt) })),
  endpoint(officeRoutes.changeAgreement, may("agreement.record"), ({ as, params, body }) =>
    agreements.change(as, { client: clientOf(params), id: params.agreement, act: body.act, reason: body.reason })),
  endpoint(officeRoutes.agreementFile, may("agreement.see"), ({ as, params }) => agreements.openFile(as, { client: clientOf(params), id: params.agreement })),
];
