import { refusalsOf } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("delivery", {
  notFound: { status: 404, say: "There is no such page for you." },
  noPushService: { status: 422, say: "This address belongs to no push service, so this device will not be woken. Pages still arrive while Compline is open.", field: "endpoint" },
});
