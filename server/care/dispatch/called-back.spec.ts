import { expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, Crash, draftOf, lee, script, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";

/** What the walk of the small worlds found, through the door. */
let base: TestDatabase;
let house: Night;
const { run } = nightForEach((one) => void ({ base, house } = one));

const pass = (message: MessageId) => house.as(lee, (tx, as) => house.dispatch.passOn(tx, as, { message, reason: "unavailable" }));
const correct = (message: MessageId) =>
  house.as(ana, async (tx, as) => house.messages.correct(tx, as, { message, basedOn: 1, script, draft: phi({ ...draftOf("urgent"), answers: { ...draftOf("urgent").answers, reason: { value: "Cough and fever" } } }) }));
const told = async () => (await base.asOwner<{ person_id: string }>("select person_id from delivery.attempt where kind = 'corrected'")).map(({ person_id }) => person_id);

test("[D9] a doctor who says \"not me\" while their next page is on its way does not get it", async () => {
  const message = await house.send();
  await run({ minutes: 4 });
  house.fate.beforeSend = async () => {
    house.fate.beforeSend = null;
    expect(await pass(message)).toMatchObject({ ok: true });
  };
  await run({ minutes: 1 });
  expect(house.fate.beforeSend).toBeNull();
  expect(await base.asOwner("select 1 from delivery.inbox where person_id = $1", [lee])).toHaveLength(1);
  expect(await base.asOwner("select person_id, reason from delivery.receipt r join delivery.attempt a on a.id = r.attempt_id where r.state = 'failed'")).toEqual([{ person_id: lee, reason: "no-longer-wanted" }]);
});

test.each([
  ["before the page went out", "before-send"],
  ["after it had gone out", "after-send"],
] as const)("[D62] nobody knows whether a page arrived, because the process died %s, and the text is corrected: its doctor is told, once", async (_when, point) => {
  house.fate.outside = true;
  house.fate.armed = point;
  const message = await house.send();
  await expect(run({ seconds: 1 })).rejects.toThrow(Crash);
  expect(await correct(message)).toMatchObject({ ok: true });
  await run({ minutes: 1 });
  expect(await told()).toEqual([lee]);
});

test("[D62] the page went out, its answer was lost, and its repeat was held back because the text was corrected meanwhile: its doctor is told, once", async () => {
  house.fate.outside = true;
  house.fate.armed = "after-send";
  const message = await house.send();
  await expect(run({ seconds: 1 })).rejects.toThrow(Crash);
  house.fate.beforeSend = async () => {
    house.fate.beforeSend = null;
    await correct(message);
  };
  await run({ minutes: 1 });
  expect(house.fate.beforeSend).toBeNull();
  expect(await told()).toEqual([lee]);
});
