import { afterEach, beforeEach, expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { ana, draftOf, ent, night, pediatrics, script, type Night } from "../../testing/night.ts";

let base: TestDatabase;
let house: Night;
beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
});
afterEach(() => base.drop());

const earlier = (message: MessageId, account = pediatrics) => house.as(ana, (tx) => house.messages.earlierFrom(tx, { client: account.client, account: account.id, message }));
const sent = async (account = pediatrics): Promise<MessageId> => {
  house.world.move({ minutes: 1 });
  return house.send({ account });
};
const withNumber = (message: MessageId, number: string) =>
  house.as(ana, async (tx, as) => house.messages.correct(tx, as, { message, basedOn: 1, script, draft: phi({ ...draftOf("urgent"), readBack: { names: true, reason: true, numberFirst: number, numberAgain: number } }) }));

test("[N15] the same call-back number is the same caller, whatever telephone they rang from; later messages, and another practice's, are not earlier ones", async () => {
  const [first, second] = [await sent(), await sent()];
  const elsewhere = await sent(ent);
  expect([await earlier(second), await earlier(first), await earlier(elsewhere, ent)]).toEqual([[first], [], []]);
});

test("[N15] a number that was corrected is nobody's any more, in the earlier message and in the later one, and the new one is", async () => {
  const first = await sent();
  await withNumber(first, "212 555 0199");
  const second = await sent();
  expect(await earlier(second)).toEqual([]);
  await withNumber(second, "(212) 555-0199");
  expect(await earlier(second)).toEqual([first]);
});

test("[N15] what was left longer than twelve hours ago is another matter", async () => {
  const first = await sent();
  house.world.move({ hours: 12, minutes: -1 });
  expect(await earlier(await sent())).toEqual([first]);
  house.world.move({ minutes: 1 });
  expect(await earlier(await sent())).not.toContain(first);
});

test("[N15] name and birth date together are the same caller, whatever number they leave", async () => {
  const [first, second, third] = [await sent(), await sent(), await sent()];
  const person = async (message: MessageId, index: string) => base.asOwner("update messages.caller_match set number_index = null, person_index = decode($2, 'hex') where message_id = $1", [message, index]);
  await person(first, "aa".repeat(16));
  await person(second, "aa".repeat(16));
  await person(third, "bb".repeat(16));
  expect([await earlier(second), await earlier(third)]).toEqual([[first], []]);
});

test("[N15] of somebody who rings all night the ten newest are found, the newest first", async () => {
  const all: MessageId[] = [];
  for (let n = 0; n < 12; n++) all.push(await sent());
  expect(await earlier(all.at(-1)!)).toEqual(all.slice(1, 11).toReversed());
});
