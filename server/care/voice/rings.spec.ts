import { afterEach, expect, test } from "vitest";
import { sql } from "../../foundation/db/sql.ts";
import { voiceHouse, type VoiceHouse } from "./voice-under-test.ts";

let v: VoiceHouse;
afterEach(() => v.h.close());

/** Dr Lee is rung about one urgent message. */
async function ringing() {
  v = await voiceHouse();
  await v.ready(v.lakeside.onDuty);
  const message = await v.send();
  return { message, callee: await v.rung(1) };
}

test("[VD8] [D40] an emergency that comes while Dr Lee talks with a caller waits three minutes for the end of that talk; then the backup is paged", async () => {
  const { callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /press 3/);
  v.press(callee, "3");
  await v.hears(callee, /Connecting you/);
  v.finish(callee);
  await (await v.rung(2)).pickUp();
  await v.hears(callee, /^bridge/);
  const late = await v.send({ urgency: "emergency", operator: "Cy Roe" });
  await v.h.settle();
  expect(await v.paged(late)).toEqual(["Dr Lee voice"]);
  await v.h.advance({ minutes: 3 });
  expect([await v.paged(late), (await v.lines(late)).at(-1), v.h.telephony.rung.length]).toEqual([["Dr Lee voice", "Dr Cho inbox"], expect.stringMatching(/waited too long/), 2]);
});

test("[VD8] what comes while the end of a call is written down begins a call, and what comes after that is read in it", async () => {
  const { message, callee } = await ringing();
  const [held, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = v.h.base.db.transaction({ role: "app", clients: [] }, async (tx) => {
    await tx.rows(sql`select id from voice.call for update`);
    held.resolve();
    await written.promise;
  });
  await held.promise;
  callee.end({ why: "busy" });
  await v.h.until(async () => (await v.receipts(message)).length > 0);
  await v.send({ operator: "Ben Ito" });
  await v.rung(2);
  written.resolve();
  await holding;
  await v.h.until(async () => (await v.h.base.asOwner("select id from voice.call where ended_at is not null")).length === 1);
  await v.send({ operator: "Cy Roe" });
  await v.h.settle();
  expect(v.h.telephony.rung).toHaveLength(2);
});
