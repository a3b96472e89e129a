import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tools/crash/until.ts";
import { energyHeard } from "../../../web/journey/running-house.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { answerAt, countOf, openRig, typeFirstPart, typeTheRest, type Rig } from "./rig.ts";

/** A fresh database with its write-ahead log, its binaries when they must be copied, and some room. */
const DISK_MEGABYTES = 400;
const PATIENCE = { timeout: 45_000 };
let disk: SmallDisk | undefined;
let rig: Rig | undefined;
beforeAll(async () => {
  disk = mountSmallDisk(DISK_MEGABYTES);
  rig = await openRig({ home: disk.home });
}, 120_000);
afterAll(async () => {
  disk?.free();
  await rig?.close();
  disk?.remove();
}, 60_000);

test("[FT2] the disk fills up under a live call: the desk says so, the call and what is typed stay, nothing saved is lost, and with room again the message goes out once", async () => {
  const ana = await rig!.desk("ana");
  const caller = await rig!.ring("lakeside");
  await answerAt(ana);
  await typeFirstPart(ana);
  await ana.getByText(/^Saved \d/).waitFor(PATIENCE);
  const saved = await rig!.ask<{ version: number }>("select version from messages.draft");

  disk!.fill();
  await typeTheRest(ana);
  await ana.keyboard.press("Control+Enter");
  await ana.getByText("The message is not sent yet.").waitFor(PATIENCE);
  await ana.getByText(/The server’s disk is full\.|The database does not answer\./).first().waitFor(PATIENCE);
  const before = await energyHeard(ana);
  await expect.poll(() => energyHeard(ana), PATIENCE).toBeGreaterThan(before);
  expect(caller.isOver()).toBe(false);
  expect(rig!.house.process.exitCode, "the service lives").toBeNull();

  disk!.free();
  await expect.poll(async () => {
    const again = ana.getByRole("button", { name: "Send again" });
    if (await again.count()) await again.click().catch(() => undefined);
    return ana.getByText(/^Sent \d\d:\d\d:\d\d/).count();
  }, { timeout: 40_000, interval: 1_000 }).toBeGreaterThan(0);
  await ana.getByText(/The server’s disk is full\.|The database does not answer\./).waitFor({ state: "hidden", timeout: 30_000 });

  expect(saved).toHaveLength(1);
  expect(await countOf(rig!, "messages.message")).toBe(1);
  await ana.getByRole("button", { name: "Open the message" }).first().click();
  for (const words of ["Marta Oyelaran, mother", "Tobi Oyelaran", "cough, now breathing fast"]) await ana.getByText(words).last().waitFor(PATIENCE);
  caller.hangUp();
  await until("the audit log is whole", async () => (await rig!.verifyAudit()).status === 0);
}, 180_000);
