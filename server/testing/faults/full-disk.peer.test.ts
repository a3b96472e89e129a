import { expect, test } from "vitest";
import { until } from "../../../tools/crash/until.ts";
import { energyHeard } from "../../../web/journey/running-house.ts";
import { sharedUntilOneFails } from "../anew.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { answerAt, countOf, openRig, typeFirstPart, typeTheRest } from "./rig.ts";

/** A fresh database with its write-ahead log, its binaries when they must be copied, and some room. */
const DISK_MEGABYTES = 400;
const PATIENCE = { timeout: 45_000 };
const at = sharedUntilOneFails({
  open: async () => {
    const disk = mountSmallDisk(DISK_MEGABYTES);
    const rig = await openRig({ home: disk.home }).catch((error: Error) => {
      disk.remove();
      throw error;
    });
    return { disk, rig };
  },
  close: async ({ disk, rig }) => {
    disk.free();
    await rig.close();
    disk.remove();
  },
  msMax: 240_000,
});

test("[FT2] the disk fills up under a live call: the desk says so, the call and what is typed stay, nothing saved is lost, and with room again the message goes out once", async () => {
  const { disk, rig } = at();
  const ana = await rig.desk("ana");
  const caller = await rig.ring("lakeside");
  await answerAt(ana);
  await typeFirstPart(ana);
  await ana.getByText(/^Saved \d/).waitFor(PATIENCE);
  const saved = await rig.ask<{ version: number }>("select version from messages.draft");

  disk.fill();
  await typeTheRest(ana);
  await ana.keyboard.press("Control+Enter");
  await ana.getByText("The message is not sent yet.").waitFor(PATIENCE);
  await ana.getByText(/The server’s disk is full\.|The database does not answer\./).first().waitFor(PATIENCE);
  const before = await energyHeard(ana);
  await expect.poll(() => energyHeard(ana), PATIENCE).toBeGreaterThan(before);
  expect(caller.isOver()).toBe(false);
  expect(rig.house.process.exitCode, "the service lives").toBeNull();

  disk.free();
  await expect.poll(async () => {
    const again = ana.getByRole("button", { name: "Send again" });
    if (await again.count()) await again.click().catch(() => undefined);
    return ana.getByText(/^Sent \d\d:\d\d:\d\d/).count();
  }, { timeout: 60_000, interval: 1_000 }).toBeGreaterThan(0);
  await ana.getByText(/The server’s disk is full\.|The database does not answer\./).waitFor({ state: "hidden", ...PATIENCE });

  expect(saved).toHaveLength(1);
  expect(await countOf(rig, "messages.message")).toBe(1);
  await ana.getByRole("button", { name: "Open the message" }).first().click();
  for (const words of ["Marta Oyelaran, mother", "Tobi Oyelaran", "cough, now breathing fast"]) await ana.getByText(words).last().waitFor(PATIENCE);
  caller.hangUp();
  await until("the audit log is whole", async () => (await rig.verifyAudit()).status === 0);
}, 180_000);
