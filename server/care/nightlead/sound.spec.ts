import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";
import { alarms, deskSeconds, LEAD, name, shortLadder } from "./alarm-under-test.ts";

let h: TestHouse;
let ana: PersonId;
beforeEach(async () => {
  h = await testHouse();
  ana = await h.person("Ana Ruiz", "operator", null);
});
afterEach(() => h.close());

/** The same person in one sign-in or another. */
const at = async (session: string) => ({ ...(await h.as(ana)), session });
const ask = async (session: string) => h.house.nightlead.askSound(await at(session));
const say = async (session: string, heard: number) => must(await h.house.nightlead.proveSound(await at(session), heard));
const audited = async () =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string }).filter(({ action }) => action === "desk.sound").map(({ verdict }) => verdict);

test("[NL11] an operator who says the number of tones that were played has proved the sound, once for this sign-in", async () => {
  const { tones } = await ask("first");
  expect(await ask("first")).toEqual({ tones, provedAt: null });
  const proved = await say("first", tones!);
  expect(proved).toEqual({ tones: null, provedAt: h.world.now() });
  h.world.move({ hours: 3 });
  expect(await ask("first")).toEqual(proved);
  expect(await say("first", 9)).toEqual(proved);
  expect(await audited()).toEqual(["heard", "heard"]);
});

test("[NL11] a wrong number is answered with another number of tones, and is in the audit log; nothing is proved", async () => {
  const { tones } = await ask("first");
  const again = await say("first", tones! + 1);
  expect(again.provedAt).toBeNull();
  expect(again.tones).not.toBe(tones);
  expect(await say("first", again.tones!)).toMatchObject({ tones: null });
  expect(await audited()).toEqual(["not-heard", "heard"]);
});

test("[NL11] signed in anew, the sound is proved anew; the sign-in before it says nothing any more", async () => {
  await say("first", (await ask("first")).tones!);
  expect((await ask("second")).tones).not.toBeNull();
  expect(await h.house.nightlead.proveSound(await at("first"), 3)).toMatchObject({ refusal: { code: "nightlead.nothingPlayed" } });
});

test.each([
  ["no desk is open", { open: false, proved: true }, 0],
  ["the desk that is open has not proved its sound", { open: true, proved: false }, 0],
  ["the desk that is open has proved its sound", { open: true, proved: true }, 120],
  ["the desk that proved its sound has just been lost", { open: true, proved: true, lost: true }, 0],
] as const)("[NL10] an alarm while %s: the night lead is rung after the time that such a desk has", async (_desks, { open, proved, lost = false }: { open: boolean; proved: boolean; lost?: boolean }, seconds) => {
  const lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await shortLadder(h, lakeside);
  await name(h, LEAD);
  if (open) h.house.calls.deskOpened(ana);
  if (proved) await say("first", (await ask("first")).tones!);
  if (lost) h.house.calls.deskLost(ana);
  const [message] = await alarms(h, lakeside, "Cleo Fox");
  if (seconds > 0) {
    expect([await deskSeconds(h, message!), h.telephony.rung.length]).toEqual([seconds, 0]);
    await h.advance({ seconds });
  }
  expect(h.telephony.rung).toHaveLength(1);
  h.telephony.rung[0]!.end({ why: "no-answer" });
  await h.house.nightlead.settled();
});
