import { expect, test } from "vitest";
import { phi } from "../../foundation/phi.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, draftOf, lee, script, type Night } from "../../testing/night.ts";
import { nightForEach } from "./night-under-test.ts";

let base: TestDatabase;
let house: Night;
const { run } = nightForEach((one) => void ({ base, house } = one));


test("[D18] however often somebody of the staff opens a message, its timeline has one line of it for each revision, and the audit log every one", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  for (let n = 0; n < 3; n++) await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  await house.as(ana, (tx, as) => house.messages.correct(tx, as, { message, basedOn: 1, draft: phi(draftOf("urgent")), script }));
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  expect(opened.ok && opened.value.timeline.filter((line) => line.kind === "opened-by-staff")).toHaveLength(2);
  const audited = (await base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry")).map((one) => JSON.parse(one.bytes.toString()) as { action: string });
  expect(audited.filter((one) => one.action === "message.open")).toHaveLength(4);
});

test("[D18] of a very long timeline the newest lines are shown, and what a clinician answered whenever it was", async () => {
  const message = await house.send();
  await run({ minutes: 1 });
  await house.as(lee, (tx, as) => house.dispatch.reply(tx, as, { message, text: phi("Ring me first") }));
  await base.asOwner(`
    insert into messages.event (client_id, id, message_id, revision, at, kind, say)
    select client_id, gen_random_uuid(), id, 1, saved_at + n * interval '1 minute', 'alarm-quiet', 'Quiet ' || n from messages.message, generate_series(1, 600) n where id = $1`, [message]);
  await house.as(lee, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  const said = opened.ok ? opened.value.timeline : [];
  expect(said).toHaveLength(500);
  expect(said.find((line) => line.kind === "reply")?.words).toBe("Ring me first");
  expect(said.some((line) => line.kind === "acknowledged")).toBe(true);
  expect(said.some((line) => line.say === "Quiet 600")).toBe(true);
  expect(said.some((line) => line.say === "Quiet 1")).toBe(false);
});
