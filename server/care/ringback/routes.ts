import { ringbackRoutes } from "../../../contract/index.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { MessageId } from "../../foundation/ids.ts";
import { may } from "../../trust/access/index.ts";
import type { Ringback } from "./index.ts";

export const ringbackEndpoints = (ringback: Ringback): Endpoint[] => [
  endpoint(ringbackRoutes.ringBack, may("message.take"), ({ as, params, body }) => {
    if (as.kind !== "person") throw new Error("a call-back without a person");
    return ringback.ring(as, { message: params.message as MessageId, revision: body.revision });
  }),
];
