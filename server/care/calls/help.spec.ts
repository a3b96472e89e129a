import { expect, test } from "vitest";
import type { Db } from "../../foundation/db/db.ts";
import { act, ana, answers, ben, ends, freshGround, ground, house, talking, type House } from "./calls-under-test.ts";

/** 911: from a desk by itself, and for a caller. */
freshGround();

const WORKSTATION = "00000000-0000-7000-8000-0000000000f1";
const PLACE = { houseNumber: "12", street: "Main Street", within: "Floor 2, desk 3", city: "Lakeside", state: "NY", zip: "10001" } as const;
const DESK = { name: "Desk 3", place: PLACE, callback: "+12125550190" } as const;
const here = { number: "911", workstation: WORKSTATION, sdp: "v=0 offer" } as const;
const last = (h: House) => h.telephony.rung.at(-1)!;
const stateOfAna = (h: House) => h.calls.operators().find((one) => one.person === ana)?.state;
const rows = () => ground.base.asOwner<{ number: string; desk: string | null; call_id: string | null; outcome: string | null; answered: boolean }>("select number, desk, call_id, outcome, answered_at is not null as answered from calls.emergency_call order by at");

/** The desk was opened here, and the office wrote down where it stands. */
async function placed(h: House): Promise<void> {
  expect(await h.calls.help.myPlace(h.operator(ana), WORKSTATION)).toEqual({ ok: true, value: null });
  expect(await h.calls.help.saveDeskPlace(h.operator(ben), { workstation: WORKSTATION, desk: DESK })).toMatchObject({ ok: true, value: [{ workstation: WORKSTATION, desk: DESK }] });
}

test("[C110] an operator with nobody on the line calls 911: it shows the number of the place and tells the address, and the office knows at that moment", async () => {
  const h = house();
  await placed(h);
  await h.ready(ana);
  expect(await h.calls.help.call(h.operator(ana), here)).toMatchObject({ ok: true, value: { sdp: "v=0 answer" } });
  expect(last(h).asked).toMatchObject({ to: "911", from: DESK.callback, place: PLACE, purpose: "emergency" });
  expect(h.calls.help.list()).toMatchObject([{ number: "911", person: ana, stage: "calling", desk: DESK }]);
  await h.settled(() => h.facts.includes("desk.help-called"));
  const { operator } = ends(h);
  expect(h.sound.hears(operator)).toBe("ringing");
  await last(h).pickUp();
  await h.settled(() => h.sound.hears(operator) === `bridge ${ends(h).second}`);
  expect(stateOfAna(h)).toBe("on-a-call");
  last(h).end({ why: "remote-hangup" });
  await h.settled(() => stateOfAna(h) === "ready");
  expect([...h.sound.open]).toEqual([]);
  await expect.poll(rows).toEqual([{ number: "911", desk: "Desk 3", call_id: null, outcome: "remote-hangup", answered: true }]);
});

test("[C110] the database is away: 911 rings all the same, from the place that was last known, and the office is told when it is back", async () => {
  let away = false;
  const db = { ...ground.base.db, transaction: (...ask: Parameters<Db["transaction"]>) => (away ? Promise.reject(new Error("connection lost")) : ground.base.db.transaction(...ask)) } as Db;
  const h = house({ db });
  await placed(h);
  await h.ready(ana);
  away = true;
  expect(await h.calls.help.call(h.operator(ana), here)).toMatchObject({ ok: true });
  expect(last(h).asked).toMatchObject({ to: "911", from: DESK.callback, place: PLACE });
  expect(h.facts).toEqual([]);
  away = false;
  await h.settled(() => h.facts.includes("desk.help-called"));
});

test("[C110] a desk whose place nobody wrote down calls 911 too; without sound nothing is dialled, and the operator is told to take another telephone", async () => {
  const h = house();
  await h.ready(ana);
  expect(await h.calls.help.call(h.operator(ana), { ...here, sdp: "v=0 broken" })).toMatchObject({ refusal: { code: "calls.noSoundForHelp" } });
  expect(h.telephony.rung).toEqual([]);
  expect(await h.calls.help.call(h.operator(ana), here)).toMatchObject({ ok: true });
  expect(last(h).asked.from).toBeUndefined();
  expect(await h.calls.help.call(h.operator(ana), here)).toMatchObject({ refusal: { code: "calls.helpIsOnLine" } });
  expect(h.telephony.rung).toHaveLength(1);
});

test("[C110] a reload brings the sound back to the call that goes on, and dials nothing; hung up, there is nothing to come back to", async () => {
  const h = house();
  await h.ready(ana);
  await h.calls.help.call(h.operator(ana), here);
  await last(h).pickUp();
  await h.settled(() => h.sound.hears(ends(h).operator)?.startsWith("bridge") === true);
  expect(await h.calls.help.rejoin(h.operator(ana), { sdp: "v=0 offer" })).toMatchObject({ ok: true });
  expect(h.sound.hears(ends(h).operator)).toBe(`bridge ${ends(h).second}`);
  expect(h.telephony.rung).toHaveLength(1);
  await h.calls.help.end(h.operator(ana));
  await h.settled(() => !h.calls.help.isOnLine(ana));
  expect(await h.calls.help.rejoin(h.operator(ana), { sdp: "v=0 offer" })).toMatchObject({ refusal: { code: "calls.noHelpOnLine" } });
});

test("[C110] what was ringing at the desk rings elsewhere", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length === 1);
  await h.ready(ben);
  expect(await h.calls.help.call(h.operator(ana), here)).toMatchObject({ ok: true });
  await h.settled(() => h.offers.at(-1)?.[1] === ben);
});

test("[C111] with a caller on the line 911 is rung for them: the caller hears the tone, and one key joins them", async () => {
  const h = house();
  await placed(h);
  const { call } = await talking(h);
  expect(await h.calls.help.call(h.operator(ana), here)).toMatchObject({ refusal: { code: "calls.helpWithCaller" } });
  expect(await h.calls.help.dial(h.operator(ana), { call, workstation: WORKSTATION })).toMatchObject({ ok: true });
  await h.settled(() => h.telephony.rung.length === 1);
  expect(last(h).asked).toMatchObject({ to: "911", from: DESK.callback, place: PLACE, purpose: "emergency", ringSecondsMax: 120 });
  const { caller } = ends(h);
  expect(h.sound.hears(caller)).toBe("hold");
  await answers(h, call);
  await act(h, call, "join");
  expect(h.sound.hears(caller)).toBe(`bridge ${ends(h).second}`);
  expect(h.calls.help.list()).toMatchObject([{ call, stage: "talking" }]);
  await expect.poll(rows).toMatchObject([{ number: "911", call_id: call }]);
});

test("[C111] only the operator who has the caller rings 911 for them", async () => {
  const h = house();
  const { call } = await talking(h);
  expect(await h.calls.help.dial(h.operator(ben), { call, workstation: WORKSTATION })).toMatchObject({ refusal: { code: "calls.notYours" } });
  expect(h.telephony.rung).toEqual([]);
});

test("[C112] only a desk that was seen has a place, and only a number that can be rung back is taken", async () => {
  const h = house();
  expect(await h.calls.help.saveDeskPlace(h.operator(ben), { workstation: WORKSTATION, desk: DESK })).toMatchObject({ refusal: { code: "calls.noSuchDesk" } });
  await placed(h);
  expect(await h.calls.help.saveDeskPlace(h.operator(ben), { workstation: WORKSTATION, desk: { ...DESK, callback: "911" } })).toMatchObject({ refusal: { code: "calls.noSuchNumber", field: "callback" } });
  expect(await h.calls.help.myPlace(h.operator(ana), WORKSTATION)).toMatchObject({ value: DESK });
});

test("[C113] a limit that refuses a call is told to the office", async () => {
  const h = house();
  h.telephony.trip("spend-hour", "patch", h.world.now());
  await h.settled(() => h.facts.includes("call.dial-limit"));
});
