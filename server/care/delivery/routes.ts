import { clinicianRoutes, wayRoutes } from "../../../contract/index.ts";
import type { Db } from "../../foundation/db/db.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import { done } from "../../foundation/refusal.ts";
import { may } from "../../trust/access/index.ts";
import type { Delivery } from "./index.ts";

const wakesDevices = { kind: "may", act: "push.subscribe", evenLocked: true } as const;

/** Waking a device shows nothing of a message, so a locked phone may ask for it. */
export const pushEndpoints = ({ db, delivery }: { db: Db; delivery: Pick<Delivery, "subscribe" | "pushKey"> }): Endpoint[] => [
  endpoint(clinicianRoutes.pushKey, wakesDevices, async () => done({ key: delivery.pushKey })),
  endpoint(clinicianRoutes.pushSubscribe, wakesDevices, async ({ as, body }) => {
    const address = { endpoint: body.endpoint, p256dh: body.keys.p256dh, auth: body.keys.auth };
    const kept = await db.transaction(as.scope, (tx) => delivery.subscribe(tx, as, address));
    return kept.ok ? done({}) : kept;
  }),
];

/** How the house is, for whoever sees its floor. */
export const wayEndpoints = ({ db, delivery }: { db: Db; delivery: Pick<Delivery, "ways"> }): Endpoint[] => [
  endpoint(wayRoutes.ways, may("floor.see"), async ({ as }) => done({ ways: await db.transaction(as.scope, delivery.ways) })),
];
