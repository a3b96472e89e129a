import { expect, test } from "vitest";
import { pair } from "./across-under-test.ts";
import { ana, freshGround, ground, house, NUMBER, type House } from "./calls-under-test.ts";
import { createMarks } from "./rules/marks.ts";
import { LINE, log, OFFICE, PARTNER, ring, rung, states, toOffice, toPartner } from "./outside-under-test.ts";

/** Who is shown of a caller who is sent on, how a call that comes back is known, and who takes a caller by a key. */
freshGround();

const asking = { ...toOffice, whenOpen: { ...toOffice.whenOpen, keyToTake: true } };
const hearsFurther = async (h: House): Promise<string> => {
  await h.settled(() => [...h.sound.open].filter((id) => id.startsWith("phone")).length > 1);
  return [...h.sound.open].findLast((id) => id.startsWith("phone"))!;
};
const oneHop = { hopsLeft: 1, sentOnBy: [], mark: undefined };

test("[C160] an office is told who rings where the trunk they came by stands for the number, that they dialled the practice, and how often they may be sent on yet", async () => {
  const h = house({ reception: toOffice, open: true });
  await ring(h, NUMBER, { path: { hopsLeft: 55, sentOnBy: ["+12125550133"], mark: undefined } });
  expect((await rung(h)).asked.sentOn).toEqual({ caller: NUMBER, withheld: false, by: LINE, why: "unconditional", timesBefore: 1, hopsLeft: 55, mark: expect.stringMatching(/^[\w-]{43}$/) });
});

test.each([
  ["of whom nobody but they themselves says who they are", { proof: null }, { caller: undefined, withheld: false }],
  ["who asked not to be shown", { number: undefined, withheld: true }, { caller: undefined, withheld: true }],
] as const)("[C160] the number of a caller %s goes to nobody", async (_who, how, expected) => {
  const h = house({ reception: toPartner });
  await ring(h, NUMBER, how as Parameters<typeof ring>[2]);
  expect((await rung(h, 6)).asked.sentOn).toMatchObject({ ...expected, why: "no-answer", by: LINE });
});

test("[C161] a call that comes back shows its caller: by the mark it is known, sent nowhere, waits in our line with the caller's number, and the one it is of served nobody", async () => {
  const h = house({ reception: toOffice, open: true });
  const patient = await ring(h);
  const office = await rung(h);
  const back = await ring(h, NUMBER, { path: { hopsLeft: 60, sentOnBy: [], mark: office.asked.sentOn!.mark } });
  expect(back.hears()).toBe("greeting-wait");
  await office.pickUp();
  await h.settled(() => patient.hears()?.startsWith("bridge phone") === true);
  h.wait(60);
  expect([h.telephony.rung.length, h.calls.live().length]).toEqual([1, 2]);
  patient.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
  expect((await ground.base.asOwner("select 1 from calls.call where caller is null"))).toEqual([]);
});

test("[C161] a mark of another house is nothing to us", async () => {
  const h = house({ reception: toOffice, open: true });
  await ring(h, NUMBER, { path: { hopsLeft: 60, sentOnBy: [], mark: createMarks(Buffer.alloc(32)).of("00000000-0000-7000-8000-0000000000a1" as never) } });
  expect((await rung(h)).asked.to).toBe(OFFICE);
});

test("[C161] where carriers drop the mark, a call that names our number as having sent it on is known as long as a caller of that number is out; else it is a practice that forwards its own lines to us", async () => {
  const h = house({ reception: toOffice, open: true });
  const fromUs = { path: { hopsLeft: 60, sentOnBy: [LINE], mark: undefined } };
  const first = await ring(h, NUMBER, fromUs);
  await rung(h);
  expect(first.hears()).toBe("office-ringing");
  expect((await ring(h, NUMBER, fromUs)).hears()).toBe("greeting-wait");
  expect(h.telephony.rung).toHaveLength(1);
});

test.each([["an office", toOffice, OFFICE], ["a partner", toPartner, PARTNER]] as const)("[C152] a caller whom %s sent on to us is not sent back to it", async (_who, reception, number) => {
  const h = house({ reception, open: true });
  expect((await ring(h, NUMBER, { path: { hopsLeft: 60, sentOnBy: [number], mark: undefined } })).hears()).toBe("greeting-wait");
  h.wait(6);
  await h.calls.settled();
  expect(h.telephony.rung).toEqual([]);
});

test("[C161] a call that was sent on so often that nobody may send it on again stays with us", async () => {
  const h = house({ reception: toOffice, open: true });
  expect((await ring(h, NUMBER, { path: oneHop })).hears()).toBe("greeting-wait");
  expect(h.telephony.rung).toEqual([]);
});

test("[C161] a call that one node sent on and that comes back to the other is known there, also while the line between them is cut, and the first node counts nobody as served", async () => {
  const { link, a, b, until } = await pair({ account: { reception: toOffice, open: true } });
  const patient = await ring(a);
  const office = await rung(a);
  const { mark } = office.asked.sentOn!;
  await until(() => b.calls.live().length === 1);
  expect((await ring(b, NUMBER, { path: { hopsLeft: 60, sentOnBy: [], mark } })).hears()).toBe("greeting-wait");
  await until(() => a.calls.live().some(({ state }) => state.others[0]?.cameBack === true));
  await office.pickUp();
  await a.settled(() => patient.hears()?.startsWith("bridge phone") === true);
  a.wait(60);
  patient.phone.hangUp();
  await a.settled(() => a.facts.includes("call.abandoned"));
  link.cut("b");
  expect((await ring(b, NUMBER, { path: { hopsLeft: 60, sentOnBy: [], mark } })).hears()).toBe("greeting-wait");
  expect(b.telephony.rung).toEqual([]);
});

test("[C162] whoever answers at the office hears what to press, the caller hears the ringing until they do, and then they hear each other", async () => {
  const h = house({ reception: asking, open: true });
  await h.ready(ana);
  const caller = await ring(h);
  h.sound.finish(caller.id);
  const office = await rung(h);
  await office.pickUp();
  const other = await hearsFurther(h);
  await h.settled(() => h.sound.hears(other) === "take-caller");
  expect([caller.hears(), h.offers]).toEqual(["ringing", []]);
  h.sound.tell({ kind: "digit", endpoint: other, digit: "5" });
  h.sound.tell({ kind: "digit", endpoint: other, digit: "1" });
  await h.settled(() => caller.hears() === `bridge ${other}`);
  await expect.poll(log).toContain("other-pressed 1");
});

test("[C162] the mailbox of an office presses nothing: its line is let go, the caller hears that nobody answered and is offered to an operator, and leaves a call-back item", async () => {
  const h = house({ reception: asking, open: true });
  const caller = await ring(h);
  const office = await rung(h);
  await office.pickUp();
  await h.settled(() => states(h)[0]?.others[0]?.stage === "asked");
  h.wait(14);
  expect(office.leg.state).toBe("up");
  h.wait(1);
  await h.settled(() => caller.hears() === "office-no-answer");
  await h.settled(() => office.leg.state === "ended");
  await expect.poll(log).toContain("dial-failed 1 voicemail-suspected");
  caller.phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
});
