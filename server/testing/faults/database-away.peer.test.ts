import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loseDatabase } from "../../../tools/crash/server-process.ts";
import { until } from "../../../tools/crash/until.ts";
import { energyHeard } from "../../../web/journey/running-house.ts";
import { promptSound } from "../../edge/media/prompts.ts";
import { placesOf } from "../../foundation/db/embedded/places.ts";
import { sharedUntilOneFails } from "../anew.ts";
import { answerAt, countOf, openRigWithDesk, typeFirstPart, typeTheRest } from "./rig.ts";

const AWAY_MS = 30_000;
/** The embedded database is tried again with growing pauses, at most 10 s apart; then it replays its log. */
const BACK_MS_MAX = 25_000;
const PATIENCE = { timeout: 45_000 };
const at = sharedUntilOneFails({ open: () => openRigWithDesk("ana"), close: ({ rig }) => rig.close(), msMax: 240_000 });

/** Sealed bytes of calls that are kept beside the database. */
function keptBytes(home: string): number {
  const folder = join(home, "emergency", "spool");
  const kept = existsSync(folder) ? readdirSync(folder) : [];
  return kept.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

const COPY_OF_NOBODY_BYTES_MAX = 200;

/** What arrives begins with the prompt: frames of 20 ms, so a part that surely arrived whole is looked for. */
const SENTENCE_BYTES = 8_000;
const emergencySentence = promptSound("cannot-take-calls").subarray(4_000, 4_000 + SENTENCE_BYTES);

test("[FT1] [C11] [EM1] [EM4] the database dies for half a minute under a live call: the desk says so, keeps what is typed, recovers alone, the message goes out once, and what a caller said meanwhile is one urgent message; the next caller reaches the same desk", async () => {
  const { rig, desk: ana } = at();
  const caller = await rig.ring("lakeside");
  await answerAt(ana);
  await typeFirstPart(ana);
  await ana.getByText(/^Saved \d/).waitFor(PATIENCE);

  await until("the practices are in the copy", () => statSync(join(rig.house.home, "emergency", "copy.sealed")).size > COPY_OF_NOBODY_BYTES_MAX);
  const database = loseDatabase(placesOf(rig.house.home, "data").data);
  const diedAt = performance.now();
  await ana.getByText("The database does not answer.").waitFor(PATIENCE);
  await typeTheRest(ana);
  await ana.getByText(/Not saved/).waitFor(PATIENCE);
  await ana.keyboard.press("Control+Enter");
  await ana.getByText("The message is not sent yet.").waitFor(PATIENCE);
  const before = await energyHeard(ana);
  await expect.poll(() => energyHeard(ana), PATIENCE).toBeGreaterThan(before);
  expect(caller.isOver()).toBe(false);

  const second = await rig.ring("lakeside", { from: "+12125550143" });
  await until("the second caller is answered", () => second.isUp());
  await until("the second caller hears speech, not silence", () => second.loudness() > 300);
  await until("the emergency sentence is heard", () => second.heard().includes(emergencySentence));
  // The truth to its end, and then some seconds of what they say, kept beside the database.
  await until("the second caller has spoken", () => keptBytes(rig.house.home) > 3 * 8_000, 45_000);
  second.hangUp();

  await until("half a minute is over", () => performance.now() - diedAt > AWAY_MS, AWAY_MS + 1_000);
  expect(await ana.getByText("The database does not answer.").count()).toBe(1);
  database.back();
  await ana.getByText("The database does not answer.").waitFor({ state: "hidden", timeout: BACK_MS_MAX });
  await ana.getByText(/^Saved \d/).waitFor(PATIENCE);
  await ana.keyboard.press("Control+Enter");
  await ana.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor(PATIENCE);

  await until("what the second caller said is a message", async () => (await countOf(rig, "messages.message")) === 2);
  expect(await rig.ask("select m.origin, m.urgency, r.state, r.seconds > 2 as spoken from messages.message m join calls.recording r on r.id = m.recording_id")).toEqual([{ origin: "voicemail", urgency: "urgent", state: "whole", spoken: true }]);
  expect(await rig.ask("select 1 from messages.message where origin = 'operator'")).toHaveLength(1);
  expect(keptBytes(rig.house.home)).toBe(0);
  expect(caller.isOver()).toBe(false);
  caller.hangUp();
  await ana.keyboard.press("F9");
  await expect.poll(async () => (await rig.verifyAudit()).status, PATIENCE).toBe(0);

  const next = await rig.ring("lakeside");
  await answerAt(ana);
  await expect.poll(() => next.loudness(), PATIENCE).toBeGreaterThan(100);
  next.hangUp();
}, 240_000);
