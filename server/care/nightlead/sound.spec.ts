import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";

let h: TestHouse;
let ana: PersonId;
const atDesks: PersonId[] = [];
beforeEach(async () => {
  atDesks.length = 0;
  h = await testHouse({ inRoom: (room) => (room === "desk" ? atDesks : []) });
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
  ["no desk is open", () => [], 0],
  ["the desk that is open has not proved its sound", () => [ana], 0],
  ["the desk that is open has proved its sound", () => [ana], 120],
] as const)("[NL10] an alarm while %s: the night lead is rung after the time that such a desk has", async (_desks, open, seconds) => {
  const lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  must(await h.house.nightlead.save(await h.as(await h.person("Ida Stone", "administrator", null)), [{ duty: "night-lead", name: "Jo Park", number: "(646) 555-0171" }]));
  atDesks.push(...open());
  if (seconds > 0) await say("first", (await ask("first")).tones!);
  const message = await sendMessage(h, lakeside, { operator: "Cleo Fox" });
  await h.settle();
  const state = async () => (await h.base.asOwner<{ state: string }>("select state from dispatch.dispatch where message_id = $1", [message]))[0]!.state;
  for (let minutes = 0; minutes < 60 && (await state()) !== "alarm"; minutes++) await h.advance({ minutes: 1 });
  await h.settle();
  const [row] = await h.base.asOwner<{ waited: number }>("select extract(epoch from ring_at - since)::int as waited from nightlead.alarm");
  if (seconds > 0) {
    expect([row!.waited, h.telephony.rung.length]).toEqual([seconds, 0]);
    await h.advance({ seconds });
  }
  await expect.poll(() => h.telephony.rung.length, { timeout: 5_000, interval: 10 }).toBe(1);
  h.telephony.rung[0]!.end({ why: "busy" });
  await h.house.nightlead.settled();
});
