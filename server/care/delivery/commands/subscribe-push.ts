import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs, PushAddress } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";
import { DEVICES_MAX } from "./wake-devices.ts";

/** [R5] This device may be woken for this person, and for nobody who used it before. The newest ten devices stay. */
export const subscribePush = (needs: Needs) => async (tx: Tx, as: Actor, address: PushAddress): Promise<Outcome<undefined>> => {
  if (as.kind !== "person" || !needs.push.accepts(address.endpoint)) return refuse(refusals.noPushService);
  await store.subscribe(tx, { ...address, id: needs.world.id(), person: as.person, at: needs.world.now() });
  await store.keepNewestSubscriptions(tx, as.person, DEVICES_MAX);
  await needs.audit.record(tx, as, "push.subscribe", { type: "person", id: as.person });
  return done();
};
