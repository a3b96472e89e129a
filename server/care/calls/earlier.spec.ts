import { afterEach, beforeEach, expect, test } from "vitest";
import type { ClientId, MessageId } from "../../foundation/ids.ts";
import { plus, toIso, type Duration } from "../../foundation/time.ts";
import { testHouse, type Practice, type TestHouse } from "../../testing/house.ts";

let t: TestHouse;
let lakeside: Practice;
let bayview: Practice;
beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  bayview = await t.practice({ name: "Bayview", number: "+12125550101", onDuty: "Dr Zed" });
});
afterEach(() => t.close());

/** A call that is over, from one telephone or a withheld one, with the message that came of it. */
async function left(at: Practice, { from, ago = {}, noMessage = false }: { from: string | null; ago?: Duration; noMessage?: boolean }): Promise<MessageId> {
  const [call, message] = [t.world.id(), t.world.id() as MessageId];
  await t.base.asOwner(
    `insert into calls.call (client_id, id, account_id, dialled, transport, offered_at, agreement_id, recording, scripts, phase, ended_at, finished_at, message_id, caller, caller_index)
     values ($1, $2, $3, '+12125550100', 'udp', $4, $2, false, '[]', 'ended', $4, $4, $5, $6, $7)`,
    [at.client, call, at.account, toIso(plus(t.world.now(), ago)), noMessage ? null : message, from && Buffer.alloc(8), from && Buffer.alloc(16, from)]);
  return message;
}
const earlier = (message: MessageId, at = lakeside) =>
  t.base.db.transaction({ role: "worker", clients: [at.client as ClientId] }, (tx) => t.house.calls.earlierFrom(tx, { client: at.client, account: at.account, message }));

test("[D23] messages that the same telephone left for the same practice within twelve hours are found, the message itself and later ones are not", async () => {
  const first = await left(lakeside, { from: "a", ago: { hours: -11 } });
  const second = await left(lakeside, { from: "a", ago: { hours: -1 } });
  const asked = await left(lakeside, { from: "a", ago: { minutes: -5 } });
  await left(lakeside, { from: "a" });
  expect(await earlier(asked)).toEqual([first, second].toSorted());
});

test("[D23] another telephone, a withheld one, another practice, an older call and one without a message are not the same caller's", async () => {
  await left(lakeside, { from: "b", ago: { hours: -1 } });
  await left(bayview, { from: "a", ago: { hours: -1 } });
  await left(lakeside, { from: "a", ago: { hours: -12, seconds: -1 } });
  await left(lakeside, { from: "a", ago: { hours: -1 }, noMessage: true });
  await left(lakeside, { from: null, ago: { hours: -1 } });
  expect(await earlier(await left(lakeside, { from: "a" }))).toEqual([]);
  expect(await earlier(await left(lakeside, { from: null }))).toEqual([]);
});
