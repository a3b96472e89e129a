import { officeRoutes } from "../../../contract/office.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import { may } from "../../trust/access/index.ts";
import { addClient, listClients, type ClientListNeeds } from "./commands/list-clients.ts";

export const clientEndpoints = (needs: ClientListNeeds): Endpoint[] => [
  endpoint(officeRoutes.clients, may("client.see"), ({ as }) => listClients(needs)(as)),
  endpoint(officeRoutes.addClient, may("client.add"), ({ as, body }) => addClient(needs)(as, body.name)),
];
