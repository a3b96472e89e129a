import { afterEach, beforeEach, expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { must } from "../../testing/house.ts";
import { draftOf, script } from "../../testing/night.ts";
import type { FakeCallee } from "../../testing/phones.ts";
import { MOBILE, voiceHouse, type VoiceHouse } from "./voice-under-test.ts";

let v: VoiceHouse;
beforeEach(async () => {
  v = await voiceHouse();
});
afterEach(() => v.h.close());

test("[VD1] [VD3] [VD4] [VD12] [VD13] Dr Lee is rung, hears who calls, keys the PIN, hears the message, presses 1 and has it", async () => {
  const { h } = v;
  await v.ready(v.lakeside.onDuty);
  const message = await v.send();
  const callee = await v.rung(1);
  expect(callee.asked).toMatchObject({ to: "+16465550173", purpose: "voice-delivery" });
  expect(await v.audited(/message.open/)).toEqual([]);
  await v.opened(callee);
  expect(h.sound.played.find((said) => said.includes("PIN"))).toBe("This is the answering service of Lakeside, with a message for you. Please enter your PIN, then press the hash key.");
  const read = await v.hears(callee, /Urgent message for Lakeside/);
  expect(read).toMatch(/Tobi Marker.*T - O - B - I|Tobi Marker/);
  expect(read).toMatch(/Call-back number: two one two, five five five, zero one four two\./);
  v.press(callee, "1");
  await v.hears(callee, /You have this message/);
  expect(await v.takenBy(message)).toBe("Dr Lee");
});

/** Dr Lee is rung about one urgent message. */
async function ringing() {
  await v.ready(v.lakeside.onDuty);
  const message = await v.send();
  return { message, callee: await v.rung(1) };
}
const take = (message: MessageId, person = v.lakeside.onDuty) => v.h.base.db.transaction({ role: "app", clients: [] }, (tx) => v.h.house.access.actorFor(tx, person)).then((as) => v.h.base.db.transaction(as.scope, (tx) => v.h.house.dispatch.acknowledge(tx, as, { message, revision: 1 })));

test("[VD2] three wrong PINs: the call ends, the office is told, the backup is paged at once, and for fifteen minutes nobody rings that telephone", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee, "111111");
  await v.hears(callee, /not right. 2 tries are left/);
  v.press(callee, "222222#");
  await v.hears(callee, /not right. One try is left/);
  v.press(callee, "333333#");
  await v.hears(callee, /your office is told/);
  v.finish(callee);
  await v.over();
  expect(callee.leg.state).toBe("ended");
  expect(await v.lines(message)).toEqual(["Rung by telephone.", "Answered, and the PIN was wrong three times: nothing was read. This telephone is not used for 15 minutes."]);
  expect([await v.receipts(message), await v.paged(message)]).toEqual([["voice-pin"], ["Dr Lee voice", "Dr Cho inbox"]]);
  expect(await v.audited(/message.open|voice.closed/)).toEqual(["voice.closed"]);
  expect(must(await v.h.house.notices.list(await v.h.as(v.office))).open).toContainEqual(expect.objectContaining({ kind: "voice-closed", about: "Dr Lee" }));

  const second = await v.send({ operator: "Ben Ito" });
  await v.h.settle();
  expect([v.h.telephony.rung.length, await v.lines(second)]).toEqual([1, ["Not rung by telephone: wrong PINs closed this telephone a while ago."]]);
  await v.h.advance({ minutes: 15 });
  await v.send({ operator: "Cy Roe" });
  await v.rung(2);
});

test("[VD2] somebody guesses Dr Lee's PIN on calls that come in, under Dr Lee's own number: what is read by telephone goes on", async () => {
  await v.ready(v.lakeside.onDuty);
  const guess = (pin: string) => v.h.house.identity.checkPin({ who: { person: v.lakeside.onDuty }, pin, number: MOBILE, way: "rang-in" });
  for (const pin of ["111213", "111214", "111215", "111216"]) await guess(pin);
  expect((await guess("111217")).kind).toBe("locked");
  const message = await v.send();
  const callee = await v.rung(1);
  await v.opened(callee);
  await v.hears(callee, /Urgent message/);
  v.press(callee, "1");
  await v.hears(callee, /You have this message/);
  expect(await v.takenBy(message)).toBe("Dr Lee");
});

test("[VD3] 9 reads it again as often as it is pressed, and then it is as if nobody were there", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  const first = await v.hears(callee, /To hear it again, press 9/);
  for (let times = 0; times < 4; times++) {
    v.press(callee, "9");
    await v.h.until(() => v.h.sound.played.filter((said) => said === first).length === times + 2);
  }
  v.press(callee, "9");
  await v.over();
  expect(v.h.sound.played.filter((said) => said === first)).toHaveLength(5);
  expect([await v.takenBy(message), (await v.lines(message)).at(-1)]).toEqual([null, "Answered with the right PIN and read, and no key was pressed: nobody has it."]);
});

test("[VD5] 2 passes it on: the backup is paged at once, and Dr Lee is not asked again", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /press 2/);
  v.press(callee, "2");
  await v.hears(callee, /passed on/);
  v.finish(callee);
  await v.hears(callee, /nothing more for you/);
  v.finish(callee);
  await v.over();
  expect([await v.paged(message), await v.receipts(message), await v.takenBy(message)]).toEqual([["Dr Lee voice", "Dr Cho inbox"], ["opened", "accepted"].toSorted(), null]);
  expect(callee.leg.state).toBe("ended");
});

test.each([
  ["the line is busy", async (callee: FakeCallee) => callee.end({ why: "busy" }), "Rung by telephone: the line was busy."],
  ["nobody answers", async (callee: FakeCallee) => callee.end({ why: "no-answer" }), "Rung by telephone: no answer."],
  ["no trunk takes the call", async (callee: FakeCallee) => callee.end({ why: "trunk-fault" }), "Not rung by telephone: no trunk took the call."],
  ["a mailbox answers, and presses nothing", async (callee: FakeCallee) => {
    await v.pickedUp(callee);
    for (let times = 0; times < 3; times++) {
      await v.hears(callee, /enter your PIN/);
      await v.silence(callee, 10);
    }
  }, "Answered, no key: nothing was read, and nobody has it. It may have been a mailbox."],
  ["somebody hangs up before the PIN", async (callee: FakeCallee) => {
    await v.pickedUp(callee);
    await v.hears(callee, /enter your PIN/);
    callee.end({ why: "remote-hangup" });
  }, "Answered, and hung up before the PIN: nothing was read."],
  ["Dr Lee hangs up in the middle of the message", async (callee: FakeCallee) => {
    await v.opened(callee);
    await v.hears(callee, /Urgent message/);
    callee.end({ why: "remote-hangup" });
  }, "Hung up while the message was read: nobody has it."],
  ["Dr Lee hears it and presses nothing", async (callee: FakeCallee) => {
    await v.opened(callee);
    for (let times = 0; times < 2; times++) {
      await v.hears(callee, /Urgent message/);
      await v.silence(callee, 10);
    }
  }, "Answered with the right PIN and read, and no key was pressed: nobody has it."],
  ["a trunk answers and vanishes before the PIN", async (callee: FakeCallee) => {
    await v.pickedUp(callee);
    await v.hears(callee, /enter your PIN/);
    callee.end({ why: "session-expired" });
  }, "Answered, and the connection broke before the PIN: nothing was read."],
  ["the connection breaks in the middle of the message", async (callee: FakeCallee) => {
    await v.opened(callee);
    await v.hears(callee, /Urgent message/);
    callee.end({ why: "transport-lost" });
  }, "The connection broke while the message was read: nobody has it."],
  ["a trunk answers and no sound comes from it", async (callee: FakeCallee) => {
    await v.pickedUp(callee);
    for (let times = 0; times < 3; times++) {
      await v.hears(callee, /enter your PIN/);
      v.silent(callee, 10 * (times + 1));
      await v.silence(callee, 10);
    }
  }, "Answered, no key, and for half a minute no sound came from there: the line may carry none. Nothing was read, and nobody has it."],
  ["the voice fails in the middle of the message", async (callee: FakeCallee) => {
    await v.opened(callee);
    await v.hears(callee, /Urgent message/);
    v.h.speech.installed = false;
    v.press(callee, "9");
  }, "Answered with the right PIN, and the message could not be made into sound: nobody has it."],
])("[VD7] [D40] %s: the timeline says so, nobody has it, and the backup is paged at once", async (_, happens, line) => {
  const { message, callee } = await ringing();
  await happens(callee);
  await v.over();
  expect((await v.lines(message)).at(-1)).toBe(line);
  expect([await v.paged(message), await v.takenBy(message), callee.leg.state, v.h.sound.open.size]).toEqual([["Dr Lee voice", "Dr Cho inbox"], null, "ended", 0]);
});

test("[VD4] the message is taken in a browser while it is read: key 1 comes too late and is told who has it", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /Urgent message/);
  const ana = await v.h.as(await v.h.person("Ann Poe", "operator", null));
  must(await v.h.base.db.transaction(ana.scope, (tx) => v.h.house.dispatch.pageNamed(tx, ana, { message, person: v.lakeside.backup, reason: "asked-for" })));
  must(await take(message, v.lakeside.backup));
  v.press(callee, "1");
  await v.hears(callee, /Dr Cho took .*Nothing was changed/i);
  v.finish(callee);
  await v.hears(callee, /nothing more/);
  v.finish(callee);
  await v.over();
  expect([await v.takenBy(message), (await v.lines(message)).at(-1)]).toEqual(["Dr Cho", "Read by telephone. A key to take it came too late: it is somebody else's, or was changed."]);
});

test("[VD8] the message is taken while the telephone rings: the ringing is given up, and nothing more comes of it", async () => {
  const { message, callee } = await ringing();
  callee.ring();
  must(await take(message));
  await v.over();
  expect([callee.leg.state, await v.lines(message), await v.takenBy(message)]).toEqual(["ended", ["Rung by telephone."], "Dr Lee"]);
});

test("[VD8] three messages wait: one call, the gravest first, also one that comes while it is up", async () => {
  await v.ready(v.lakeside.onDuty);
  await v.send({ urgency: "routine" });
  const callee = await v.rung(1);
  await v.send({ urgency: "urgent", operator: "Ben Ito" });
  await v.h.settle();
  await v.opened(callee);
  expect(v.h.sound.played.find((said) => said.includes("PIN"))).toMatch(/with 2 messages for you/);
  await v.hears(callee, /^Message 1 of 2. Urgent/);
  const late = await v.send({ urgency: "emergency", operator: "Cy Roe" });
  await v.h.settle();
  v.press(callee, "1");
  for (const words of [/You have this message/, /^Message 2 of 3. Emergency/]) {
    await v.hears(callee, words);
    if (/have/.test(words.source)) v.finish(callee);
  }
  v.press(callee, "1");
  await v.hears(callee, /You have this message/);
  v.finish(callee);
  await v.hears(callee, /^Message 3 of 3. Routine/);
  callee.end({ why: "remote-hangup" });
  await v.over();
  expect([v.h.telephony.rung.length, await v.takenBy(late)]).toEqual([1, "Dr Lee"]);
});

test("[VD9] [D40] the process dies in the middle of a message: the telephone is rung again, says that it is a repeat, and the timeline says so", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /Urgent message/);
  await v.crash();
  await v.h.advance({ minutes: 3 });
  expect(v.h.telephony.rung).toEqual([]);
  await v.h.advance({ minutes: 1 });
  const again = await v.rung(1);
  await v.opened(again);
  expect(v.h.sound.played[0]).toMatch(/^Repeat call. This is the answering service of Lakeside/);
  await v.hears(again, /Urgent message/);
  v.press(again, "1");
  await v.hears(again, /You have this message/);
  expect([await v.takenBy(message), (await v.lines(message)).filter((say) => /repeat/.test(say))]).toEqual(["Dr Lee", ["Rung by telephone again (repeat): nobody knew how the call before had ended."]]);
  expect(await v.h.base.asOwner("select 1 from delivery.inbox where message_id = $1", [message])).toHaveLength(1);
});

test("[VD11] without a voice the telephone rings all the same, fixed words say that a message waits in the inbox, and the ladder goes on", async () => {
  const { message, callee } = await ringing();
  v.h.speech.installed = false;
  await v.pickedUp(callee);
  await v.hears(callee, /^message-waits$/);
  v.finish(callee);
  await v.over();
  expect([(await v.lines(message)).at(-1), await v.paged(message)]).toEqual(["Answered. No voice is installed, so fixed words said that a message waits in the inbox: nobody has it.", ["Dr Lee voice", "Dr Cho inbox"]]);
});

test("[VD12] [VD13] whatever comes of the call the page is in the inbox once; each call is kept with its trunk as a conduit's, and no number is in the audit log", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /Urgent message/);
  v.press(callee, "1");
  await v.hears(callee, /You have/);
  v.finish(callee);
  await v.hears(callee, /nothing more/);
  v.finish(callee);
  await v.over();
  expect(await v.h.base.asOwner("select person_id as person from delivery.inbox where message_id = $1", [message])).toEqual([{ person: v.lakeside.onDuty }]);
  expect(await v.h.base.asOwner("select carrier, trunk, messages, how from voice.call")).toEqual([{ carrier: "conduit", trunk: "fake", messages: 1, how: "read" }]);
  expect(await v.audited(/voice.call|check-pin|message.(open|acknowledge)$/)).toEqual(["voice.call placed", "identity.check-pin yes", "message.open", "message.acknowledge yes"]);
  expect(JSON.stringify(await v.h.base.asOwner("select convert_from(bytes, 'UTF8') as entry from audit.entry"))).not.toMatch(/6465550173|2125550142/);
});

test("[VD3] [VD4] the message is corrected while it is read: key 1 takes nothing, and the newer text is read in the same call as corrected and can be taken", async () => {
  const { message, callee } = await ringing();
  await v.opened(callee);
  await v.hears(callee, /^Urgent message/);
  const ann = await v.h.as(await v.h.person("Ann Poe", "operator", null));
  const draft = { ...draftOf("urgent"), answers: { ...draftOf("urgent").answers, reason: { value: "Cough, and a rash since midnight" } } };
  must(await v.h.base.db.transaction(ann.scope, (tx) => v.h.house.messages.correct(tx, ann, { message, basedOn: 1, script, draft: phi(draft) })));
  await v.h.settle();
  v.press(callee, "1");
  await v.hears(callee, /Nothing was changed/);
  expect(await v.takenBy(message)).toBeNull();
  v.finish(callee);
  expect(await v.hears(callee, /Corrected\. Urgent message/)).toMatch(/What was changed: .*Reason: Cough, and a rash since midnight/i);
  v.press(callee, "1");
  await v.hears(callee, /You have this message/);
  expect([await v.takenBy(message), v.h.telephony.rung.length]).toEqual(["Dr Lee", 1]);
});
