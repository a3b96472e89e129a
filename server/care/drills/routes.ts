import { drillRoutes } from "../../../contract/index.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId } from "../../foundation/ids.ts";
import { done } from "../../foundation/refusal.ts";
import { may } from "../../trust/access/index.ts";
import type { Drills } from "./index.ts";

/** [FD9] A test page says nothing of anybody, so a locked phone shows that it waits. It is acknowledged behind the lock, as a real one is. */
const evenLocked = { kind: "may", act: "inbox.see", evenLocked: true } as const;

export const drillEndpoints = (drills: Drills): Endpoint[] => [
  endpoint(drillRoutes.drills, may("drill.see"), ({ as }) => drills.list(as)),
  endpoint(drillRoutes.planDrill, may("drill.plan"), ({ as, params, body }) => drills.plan(as, params.account as AccountId, body.plan)),
  endpoint(drillRoutes.myDrill, evenLocked, ({ as }) => drills.mine(as)),
  endpoint(drillRoutes.acknowledgeDrill, may("inbox.see"), async ({ as, params }) => {
    const seen = await drills.acknowledge(as, params.drill);
    return seen.ok ? done({}) : seen;
  }),
];
