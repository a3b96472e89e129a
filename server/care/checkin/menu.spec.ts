import { afterEach, beforeEach, expect, test } from "vitest";
import { PLAIN_RECEPTION } from "../../../contract/index.ts";
import { must } from "../../testing/house.ts";
import { checkInHouse, PRACTICE, STRANGER, tries, type AtPhone, type CheckInHouse } from "./checkin-under-test.ts";

let house: CheckInHouse;
beforeEach(async () => {
  house = await checkInHouse();
});
afterEach(() => house.t.close());

const KEY = "5";
async function withKey(): Promise<void> {
  const pat = await house.t.as(house.pat);
  const menu = { ...PLAIN_RECEPTION.menu, on: true, keys: [...PLAIN_RECEPTION.menu.keys, { key: KEY, act: "check-in" } as const] };
  must(await house.t.house.directory.reception.save(pat, house.practice.account, { ...PLAIN_RECEPTION, menu }));
}
const atMenu = async (): Promise<AtPhone> => {
  const phone = await house.ring(STRANGER, PRACTICE);
  await phone.hears(/menu-check-in\+digit-5/);
  return phone;
};
const calls = () => house.t.base.asOwner<{ ended_how: string | null }>("select ended_how from calls.call order by offered_at");

const ringBacks = async (): Promise<number> => (await house.t.base.asOwner("select 1 from desk.cue where kind = 'ring-back'")).length;

test("[CI15] [C157] a clinician rings the practice, presses its key, and is in the dialogue of the check-in line with no operator in it", async () => {
  const code = await house.enrol(house.lee);
  await withKey();
  const message = await house.sends();
  const phone = await atMenu();
  phone.press(KEY);
  await tries(phone, code, "704826");
  await phone.hears("Dr Amy Lee");
  phone.press("1");
  await phone.hears("Tobi Marker");
  phone.press("1");
  await phone.hears("You have it.");
  phone.hangUp();
  await phone.isOver();
  expect(await house.lines(message)).toEqual(expect.arrayContaining(["checked-in", "acknowledged"]));
  expect(await house.attempts()).toEqual([{ via: "menu", state: "proved", failures: 0 }]);
  expect((await calls()).at(-1)).toEqual({ ended_how: "checked-in" });
  await house.t.settle();
  expect(await ringBacks()).toBe(0);
});

test("[C157] a patient who pressed the key by mistake and hangs up is rung back, as any caller whom nobody had", async () => {
  await withKey();
  const phone = await atMenu();
  phone.press(KEY);
  await phone.hears("person code");
  expect(await ringBacks()).toBe(0);
  phone.hangUp();
  await phone.isOver();
  await expect.poll(async () => (await house.t.settle(), ringBacks())).toBe(1);
  expect((await calls()).at(-1)).toEqual({ ended_how: "checked-in" });
});

test("[CI15] [CI4] three wrong proofs behind the key end the call, tell the office in whose name, and make the PIN rest on the check-in line too", async () => {
  const code = await house.enrol(house.lee);
  await withKey();
  const phone = await atMenu();
  phone.press(KEY);
  for (const pin of ["111111", "222222", "333333"]) await tries(phone, code, pin);
  await phone.hears("this call ends here");
  await phone.isOver();
  await house.t.settle();
  expect(await house.attempts()).toEqual([{ via: "menu", state: "failed", failures: 3 }]);
  expect(await house.t.base.asOwner("select kind from notices.notice where kind = 'check-in-failed'")).toHaveLength(1);
  await expect.poll(async () => (await house.t.settle(), ringBacks())).toBe(1);
  const line = await house.checkIn(code);
  await line.hears("That did not fit.");
  line.hangUp();
  await line.isOver();
});

test("[C157] where nobody can be proved the key leads to an operator, as a doctor or somebody of the office", async () => {
  await withKey();
  house.t.speech.installed = false;
  const phone = await atMenu();
  phone.press(KEY);
  await phone.hears("connecting");
  expect(house.t.house.calls.live().map(({ state }) => [state.phase, state.wants.choice])).toEqual([["waiting", "check-in"]]);
  expect(await house.attempts()).toEqual([]);
});

test("[C157] a practice that put no such key into its menu has none", async () => {
  expect(PLAIN_RECEPTION.menu.keys.map(({ act }) => act)).not.toContain("check-in");
  const pat = await house.t.as(house.pat);
  must(await house.t.house.directory.reception.save(pat, house.practice.account, { ...PLAIN_RECEPTION, menu: { ...PLAIN_RECEPTION.menu, on: true } }));
  const phone = await house.ring(STRANGER, PRACTICE);
  await phone.hears(/menu-urgent/);
  phone.press(KEY);
  await phone.hears("menu-wrong");
  expect(await house.attempts()).toEqual([]);
});
