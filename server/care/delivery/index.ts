import type { Tx } from "../../foundation/db/db.ts";
import type { AttemptId, ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { plus } from "../../foundation/time.ts";
import { inboxChannel } from "./channels.ts";
import { claimAgain, claimAttempt } from "./commands/claim-attempt.ts";
import { closeNotice, closePages, closePagesFor, noteAcknowledged, noteOnDevice, noteOpened } from "./commands/note-receipt.ts";
import { performAttempt, placeAttempt } from "./commands/perform-attempt.ts";
import { subscribePush } from "./commands/subscribe-push.ts";
import { WAKE, wakeNow, wakePerson } from "./commands/wake-person.ts";
import { readWays } from "./commands/read-ways.ts";
import { NOT_WOKEN, notWoken, wakeDevices } from "./commands/wake-devices.ts";
import { forgetDevices } from "./jobs.ts";
import type { Channel, Needs } from "./needs.ts";
import * as store from "./store.ts";
import { PAGES_MAX } from "./tell-inbox.ts";

export { INBOX, inboxChannel, PRIORITY } from "./channels.ts";
export { NOT_WOKEN, NOT_WOKEN_REASON } from "./commands/wake-devices.ts";
export { inboxTeller } from "./tell-inbox.ts";
export type { Answer, Attempt, Channel, Errand, Guard, Keep, Live, Needs as DeliveryNeeds, PageKind, Push, PushAddress } from "./needs.ts";
export { pushEndpoints, wayEndpoints } from "./routes.ts";
export type { Woken } from "./rules/waking.ts";
export type { Answered, Page, ReceiptRow, State, Try } from "./store.ts";

/** How long a taken message stays in the inbox. */
const TAKEN_SHOWN = { hours: 12 };

/** Ways to a person, and what came back. One channel: our own secure inbox. */
export function createDelivery(needs: Needs, channels: readonly Channel[] = [inboxChannel(needs)]) {
  needs.due.on("delivery.push", wakeDevices(needs), "outside");
  needs.due.on(NOT_WOKEN, notWoken(needs));
  needs.due.on(WAKE, wakeNow(needs), "outside");
  needs.facts.subscribe("identity.devices-forgotten", "delivery", forgetDevices(needs));
  const ways = new Map(channels.map((channel) => [channel.name, channel]));
  return {
    claim: claimAttempt(needs),
    claimAgain,
    place: placeAttempt(needs, ways),
    perform: performAttempt(needs, ways),
    onDevice: noteOnDevice(needs),
    opened: noteOpened(needs),
    acknowledged: noteAcknowledged(needs),
    close: closePages(needs),
    closeFor: closePagesFor(needs),
    closeNotice: closeNotice(needs),
    subscribe: subscribePush(needs),
    /** Wakes a person's devices for something that is no message. */
    wake: wakePerson(needs),
    ways: readWays(channels),
    withDevice: store.withDevice,
    pushKey: needs.push.publicKey,
    attemptsOf: (tx: Tx, messages: readonly MessageId[]) => store.attemptsOf(tx, messages),
    receiptsOf: (tx: Tx, attempts: readonly AttemptId[]) => store.receiptsOf(tx, attempts),
    answersFor: (tx: Tx, at: { client: ClientId; message: MessageId }) => store.answersFor(tx, at.client, at.message),
    /** [R7] Untaken first, newest first; each message once. */
    pages: (tx: Tx, person: PersonId) => store.pages(tx, { person, since: plus(needs.world.now(), { hours: -TAKEN_SHOWN.hours }), limit: PAGES_MAX }),
    untaken: (tx: Tx, person: PersonId) => store.untaken(tx, person),
    openFor: store.openFor,
    /** Pages to these people by one way of which nobody knows yet what came. */
    underWay: store.underWay,
  };
}
export type Delivery = ReturnType<typeof createDelivery>;
