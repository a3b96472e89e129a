import { expect, test } from "vitest";
import { ana, freshGround, ground, house, type House } from "./calls-under-test.ts";
import { LINE, log, OFFICE, PARTNER, ring, rung, states, toOffice, toPartner, TRUNK } from "./outside-under-test.ts";

freshGround();

const over = (h: House): Promise<void> => expect.poll(() => ground.base.asOwner("select 1 from calls.call where finished_at is not null")).toHaveLength(1).then(() => h.calls.settled());

test("[C150] while the office is open its own telephone rings for the caller, no operator does, and who answers there hears the caller", async () => {
  const h = house({ reception: toOffice, open: true });
  await h.ready(ana);
  const caller = await ring(h);
  expect(caller.hears()).toBe("office-ringing");
  const office = await rung(h);
  expect(office.asked).toMatchObject({ to: OFFICE, from: LINE, purpose: "forward", ringSecondsMax: 20 });
  office.ring();
  h.sound.finish(caller.id);
  await h.settled(() => caller.hears() === "ringing");
  expect(h.offers).toEqual([]);
  await office.pickUp();
  await h.settled(() => caller.hears()?.startsWith("bridge phone") === true);
  h.wait(15);
  caller.phone.hangUp();
  await over(h);
  expect(office.leg.state).toBe("ended");
  expect(h.facts).toEqual([]);
  expect(await log()).toEqual(expect.arrayContaining(["send-out office", "dial-ringing 1", "dial-answered 1", "leg-ended remote-hangup"]));
});

test.each([["no-answer", "office-no-answer"], ["busy", "office-busy"], ["trunk-fault", "office-unreached"], ["refused-by-limit", "office-unreached"]] as const)("[C151] an office that is not reached (%s) gives the caller back, who hears so and is offered to an operator", async (why, said) => {
  const h = house({ reception: toOffice, open: true });
  await h.ready(ana);
  const caller = await ring(h);
  (await rung(h)).end({ why });
  await h.settled(() => h.offers.length > 0);
  expect(caller.hears()).toBe(said);
  expect(states(h)).toMatchObject([{ phase: "waiting", otherFailed: { why } }]);
  await expect.poll(log).toContain(`dial-failed 1 ${why}`);
});

const numbersKept = () => ground.base.asOwner<{ caller: unknown }>("select caller from calls.call order by offered_at desc limit 1");

test.each([["the office rings itself", toOffice, OFFICE], ["the partner rings itself", toPartner, PARTNER]] as const)("[C152] what %s is not sent to it again", async (_who, reception, number) => {
  const h = house({ reception, open: true });
  expect((await ring(h, number)).hears()).toBe("greeting-wait");
  h.wait(6);
  await h.calls.settled();
  expect(h.telephony.rung).toEqual([]);
});

test.each([["a number that we hold", LINE], ["the trunk's own number", TRUNK]])("[C152] a call of ours that comes back with %s is sent to nobody, waits in our line, and nobody is to ring that number back", async (_which, number) => {
  const h = house({ reception: { ...toOffice, overflow: toPartner.overflow }, open: true });
  const back = await ring(h, number);
  expect(back.hears()).toBe("greeting-wait");
  h.wait(5);
  await h.calls.settled();
  expect([h.telephony.rung, states(h).map(({ phase }) => phase), h.calls.live().map(({ callerNumber }) => callerNumber)]).toEqual([[], ["waiting"], [null]]);
  back.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
  expect(await numbersKept()).toEqual([{ caller: null }]);
});

test("[C152] an office that sends its unanswered calls back to us served nobody, however long that lasts: the patient's own call leaves the call-back item", async () => {
  const h = house({ reception: toOffice, open: true });
  const patient = await ring(h);
  const office = await rung(h);
  office.ring();
  h.telephony.ring(LINE, { number: TRUNK });
  await h.settled(() => states(h).length === 2);
  await office.pickUp();
  await h.settled(() => patient.hears()?.startsWith("bridge phone") === true);
  expect(h.telephony.rung).toHaveLength(1);
  h.wait(60);
  patient.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
  expect(states(h).map(({ phase }) => phase)).not.toContain("joined");
});

test("[C153] [C155] a caller for whom nobody is ready is given to the partner service, which is in the audit log, and leaves no call-back item", async () => {
  const h = house({ reception: toPartner });
  const caller = await ring(h);
  const partner = await rung(h, 6);
  expect(partner.asked).toMatchObject({ to: PARTNER, from: LINE, purpose: "overflow" });
  expect(caller.hears()).toBe("partner-ringing");
  await h.settled(() => h.ofItself.includes("call.send-out"));
  await partner.pickUp();
  await h.settled(() => caller.hears()?.startsWith("bridge phone") === true);
  h.wait(15);
  caller.phone.hangUp();
  await over(h);
  expect(h.facts).toEqual([]);
});

test.each([["office", toOffice, true, 0], ["partner service", toPartner, false, 6]] as const)("[C155] a caller whom a mailbox of the %s answered, and who hung up on it, leaves a call-back item", async (_who, reception, open, seconds) => {
  const h = house({ reception, open });
  const caller = await ring(h);
  await (await rung(h, seconds)).pickUp();
  await h.settled(() => caller.hears()?.startsWith("bridge phone") === true);
  h.wait(14);
  caller.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
});

test("[C154] [C155] a partner service that does not answer leaves the caller in line; they hear it before the recorder is offered, and leave a call-back item when they hang up", async () => {
  const h = house({ reception: toPartner });
  const caller = await ring(h);
  (await rung(h, 6)).end({ why: "no-answer" });
  await h.settled(() => caller.hears() === "partner-unreached");
  h.wait(5);
  expect(caller.hears()).toBe("partner-unreached");
  h.sound.finish(caller.id);
  await h.settled(() => caller.hears() === "hold");
  h.wait(1);
  await h.settled(() => caller.hears() === "voicemail-notice");
  expect(h.telephony.rung).toHaveLength(1);
  caller.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
});

test("[C153] an operator who is free while the partner rings has the caller, and the partner is hung up on", async () => {
  const h = house({ reception: toPartner });
  await ring(h);
  const partner = await rung(h, 6);
  await h.ready(ana);
  await h.settled(() => h.offers.length > 0);
  await h.calls.answer(h.operator(ana), { call: h.offers[0]![0], sdp: "v=0" });
  await h.settled(() => partner.leg.state === "ended");
  expect(states(h)).toMatchObject([{ phase: "talking", operator: ana, others: [] }]);
});

test("[C155] a partner whose connection breaks gives the caller back to the head of the line, and who hangs up then is rung back", async () => {
  const h = house({ reception: toPartner });
  const caller = await ring(h);
  const partner = await rung(h, 6);
  await partner.pickUp();
  await h.settled(() => caller.hears()?.startsWith("bridge phone") === true);
  partner.end({ why: "transport-lost" });
  await h.settled(() => caller.hears() === "other-gone");
  expect(states(h)).toMatchObject([{ phase: "waiting", returned: true }]);
  caller.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
  await expect.poll(log).toContain("dial-ended 1 lost");
});
