import { officeRoutes } from "../../../contract/office.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, ClientId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import type { Directory } from "./index.ts";
import type { Act } from "./needs.ts";

const may = (act: Act) => ({ kind: "may", act }) as const;
const accountOf = (params: { account: string }): AccountId => params.account as AccountId;

export const endpoints = (directory: Directory): Endpoint[] => [
  endpoint(officeRoutes.accounts, may("account.read"), ({ as }) => directory.list(as)),
  endpoint(officeRoutes.addAccount, may("account.open"), ({ as, params, body }) => directory.open(as, { ...body, client: params.client as ClientId })),
  endpoint(officeRoutes.saveAccount, may("account.save"), ({ as, params, body }) => directory.save(as, accountOf(params), body)),
  endpoint(officeRoutes.addNumber, may("number.add"), ({ as, params, body }) => directory.addNumber(as, accountOf(params), body.number)),
  endpoint(officeRoutes.releaseNumber, may("number.release"), ({ as, params }) => directory.releaseNumber(as, accountOf(params), params.number)),
  endpoint(officeRoutes.statusNotes, may("status-note.write"), ({ as, params, body }) =>
    directory.writeStatusNote(as, accountOf(params), { words: body.text, until: body.until === null ? null : fromIso(body.until) })),
];
