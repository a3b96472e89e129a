import { afterEach, expect, test } from "vitest";
import { sql } from "../../foundation/db/sql.ts";
import { linked } from "../../foundation/nodes/index.ts";
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

/** Who was rung presses 3, and whoever has the caller's telephone picks up. */
async function connected(callee: Awaited<ReturnType<typeof ringing>>["callee"]): Promise<void> {
  await v.opened(callee);
  await v.hears(callee, /press 3/);
  v.press(callee, "3");
  await v.hears(callee, /Connecting you/);
  v.finish(callee);
  await (await v.rung(2)).pickUp();
  await v.hears(callee, /^bridge/);
}

test("[VD8] [D40] an emergency that comes while Dr Lee talks with a caller waits three minutes for the end of that talk; then the backup is paged", async () => {
  const { callee } = await ringing();
  await connected(callee);
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

test("[VD6] 3 takes it and rings the caller with the practice's number; they talk, and the call-back is written down", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /connected with the caller, press 3/);
  v.press(callee, "3");
  await v.hears(callee, /Connecting you/);
  v.finish(callee);
  const caller = await v.rung(2);
  expect(caller.asked).toMatchObject({ to: "+12125550142", from: "+12125550100", purpose: "call-back" });
  expect(await v.takenBy(message)).toBe("Dr Lee");
  caller.end({ why: "busy" });
  await v.hears(callee, /line is busy.*try again, press 3/);
  v.press(callee, "3");
  await v.hears(callee, /Connecting you/);
  v.finish(callee);
  const again = await v.rung(3);
  await again.pickUp();
  await v.hears(callee, /^bridge/);
  v.h.world.move({ seconds: 15 });
  again.end({ why: "remote-hangup" });
  await v.hears(callee, /caller has left/);
  callee.end({ why: "remote-hangup" });
  await v.over();
  expect(await v.h.base.asOwner("select outcome from messages.call_back where message_id = $1 order by at", [message])).toEqual([{ outcome: "no-answer" }, { outcome: "reached" }]);
  expect(new Set(await v.lines(message))).toEqual(new Set(["Rung by telephone.", "Ringing the caller: the caller's line was busy.", "Connected with the caller by telephone.", "Read by telephone, and taken with key 3 to ring the caller."]));
  expect([v.h.sound.open.size, v.h.telephony.rung.every(({ leg }) => leg.state === "ended")]).toEqual([0, true]);
});

test("[VD6] [VD7] a mailbox picks up for the caller, and Dr Lee leaves it after four seconds: that is no call-back, and the timeline says so", async () => {
  const { message, callee } = await ringing();
  await connected(callee);
  v.h.world.move({ seconds: 4 });
  v.press(callee, "*");
  await v.hears(callee, /caller has left/);
  callee.end({ why: "remote-hangup" });
  await v.over();
  expect([await v.h.base.asOwner("select 1 from messages.call_back"), await v.takenBy(message), (await v.lines(message)).includes("Connected with the caller by telephone for 4 s only, which is no call-back.")]).toEqual([[], "Dr Lee", true]);
});

test("[VD16] Dr Lee, whom a node was ringing when it died, is rung by its heir at once, as a repeat, and only by that node's heir", async () => {
  const link = linked();
  v = await voiceHouse({ nodes: link.node("a") });
  await v.ready(v.lakeside.onDuty);
  const message = await v.send();
  await v.rung(1);
  await v.crash(link.node("b"));
  expect(await v.h.house.voice.ringAgain("c")).toBe(0);
  expect(await v.h.house.voice.ringAgain("a")).toBe(1);
  const callee = await v.rung(1);
  expect([await v.paged(message), await v.lines(message)]).toEqual([["Dr Lee voice"], ["Rung by telephone.", expect.stringContaining("(repeat)")]]);
  await v.opened(callee);
  await v.hears(callee, /press 1/);
  v.press(callee, "1");
  await v.h.until(async () => (await v.takenBy(message)) === "Dr Lee");
  callee.end({ why: "remote-hangup" });
  await v.over();
});

test("[VD16] a house of one that is started again rings at once whom it was ringing, once", async () => {
  await ringing();
  await v.crash();
  expect([await v.h.house.voice.ringAgain(null), await v.h.house.voice.ringAgain(null)]).toEqual([1, 0]);
  (await v.rung(1)).end({ why: "busy" });
  await v.over();
});

test("[VD16] what another node has in hand, and keeps waiting for the end of a dead node's call, is not told as having waited too long, and is rung next", async () => {
  const link = linked();
  v = await voiceHouse({ nodes: link.node("a") });
  await v.ready(v.lakeside.onDuty);
  await v.send();
  await v.rung(1);
  const heir = await v.another(link.node("b"));
  const second = await v.send({ operator: "Ben Ito" });
  await heir.until(async () => (await heir.runner.settle(), heir.patience.waits(5) === 1));
  expect(await heir.house.voice.ringAgain("a")).toBe(1);
  await heir.runner.settle();
  heir.patience.pass(5);
  await heir.until(() => heir.telephony.rung.length === 1);
  expect([await v.lines(second), await v.paged(second)]).toEqual([["Waits for the end of another call to this person.", "Rung by telephone."], ["Dr Lee voice"]]);
});

/** A second message for Dr Lee, which another node has in hand while this one rings them. */
async function atAnotherNode() {
  const { callee } = await ringing();
  const other = await v.another();
  const second = await v.send({ operator: "Ben Ito" });
  await other.until(() => other.patience.waits(5) === 1);
  expect([other.telephony.rung.length, await v.lines(second)]).toEqual([0, ["Waits for the end of another call to this person."]]);
  return { callee, other, second };
}

test("[VD15] two nodes have a message each for Dr Lee: the second one rings when the first call is over, and not before", async () => {
  const { callee, other } = await atAnotherNode();
  other.patience.pass(5);
  await other.until(() => other.patience.waits(5) === 1);
  expect(other.telephony.rung).toEqual([]);
  callee.end({ why: "busy" });
  await v.over();
  other.patience.pass(5);
  await other.until(() => other.telephony.rung.length === 1);
  expect(other.telephony.rung[0]!.asked).toMatchObject({ to: "+16465550173", purpose: "voice-delivery" });
});

test("[VD15] a node that lives keeps its call for as long as it lasts; one that died is waited for a minute", async () => {
  const { other } = await atAnotherNode();
  for (let times = 0; times < 4; times++) {
    v.h.world.move({ seconds: 20 });
    v.h.patience.pass(20);
    await v.h.until(() => v.h.patience.waits(20) === 1);
    await v.h.base.asOwner("select 1 from voice.ringing where until > $1::timestamptz + interval '55 seconds'", [new Date(v.h.world.now())]).then((rows) => expect(rows).toHaveLength(1));
  }
  other.patience.pass(5);
  await other.until(() => other.patience.waits(5) === 1);
  v.h.world.move({ seconds: 61 });
  other.patience.pass(5);
  await other.until(() => other.telephony.rung.length === 1);
});
