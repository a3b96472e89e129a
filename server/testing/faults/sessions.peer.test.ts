import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { openSound } from "../../../tools/crash/caller.ts";
import { until } from "../../../tools/crash/until.ts";
import { energyHeard } from "../../../web/journey/running-house.ts";
import { goReady } from "../../../web/testing/go-ready.ts";
import { sharedUntilOneFails } from "../anew.ts";
import { answerAt, countOf, openRigWithDesk, typeFirstPart, typeTheRest, type Phone, type Rig } from "./rig.ts";

const PATIENCE = { timeout: 45_000 };
const OPEN_MS_MAX = 240_000;
const at = sharedUntilOneFails({ open: () => openRigWithDesk("ana"), close: ({ rig }) => rig.close(), msMax: OPEN_MS_MAX });
let caller: Phone | undefined;
afterEach(() => caller?.hangUp());

const post = (page: Page, path: string, body: object = {}): Promise<number> =>
  page.evaluate(([to, text]) => fetch(to!, { method: "POST", headers: { "content-type": "application/json", "x-compline": "1" }, body: text! }).then(({ status }) => status), [path, JSON.stringify(body)]);

async function signInAgain({ house }: Rig, page: Page): Promise<void> {
  await page.getByLabel("Password").fill(house.user("ana").password);
  await page.keyboard.press("Enter");
  await page.locator("input[autocomplete=one-time-code]").first().fill(await house.codeOf("ana"), PATIENCE);
  await page.keyboard.press("Enter");
  await page.getByText("Still you, Ana Ruiz?").waitFor({ state: "hidden", ...PATIENCE });
}

/** A desk that was away for long is offered nothing until its operator says that they are ready; one that came back at once still is. */
const readyAgain = async (page: Page): Promise<void> => {
  const [isAway, isReady] = [page.getByRole("button", { name: /Go ready/ }).first(), page.getByRole("button", { name: /Take a break/ })];
  await isAway.or(isReady).first().waitFor(PATIENCE);
  if (await isAway.count()) await goReady(page);
  await isReady.waitFor(PATIENCE);
};

const over = async (page: Page): Promise<void> => {
  caller!.hangUp();
  await page.keyboard.press("F9");
  await page.getByRole("button", { name: /^(End|Finish)/ }).waitFor({ state: "hidden", ...PATIENCE });
};

const NUMBER = "2125550142";

test("[W10] a session that is revoked in the middle of a message: the room is hidden, the call goes on, and after signing in again every letter is there and Send works", async () => {
  const { rig, desk: ana } = at();
  const before = await countOf(rig, "messages.message");
  caller = await rig.ring("lakeside");
  await answerAt(ana);
  await typeFirstPart(ana);
  const [session] = await rig.ask<{ id: string }>("select s.id from identity.session s join identity.person p on p.id = s.person_id where p.email like 'ana@%' and s.ended_at is null order by s.created_at desc limit 1");
  expect(session, "there is a session to end").toBeDefined();
  await rig.ask("update identity.session set ended_at = now(), ended_because = 'disabled' where id = $1", [session!.id]);
  const field = ana.getByLabel("Call-back", { exact: true });
  await ana.keyboard.type(NUMBER);
  await ana.getByText("Still you, Ana Ruiz?").waitFor(PATIENCE);
  // The room may be hidden before the last key: what is pressed from then on is written nowhere.
  const letters = await field.inputValue();
  expect(NUMBER.startsWith(letters), letters).toBe(true);
  expect(await ana.getByText("Oyelaran").first().isVisible()).toBe(false);
  const heard = await energyHeard(ana);
  await expect.poll(() => energyHeard(ana), PATIENCE).toBeGreaterThan(heard);

  await signInAgain(rig, ana);
  await ana.getByText("Marta Oyelaran, mother").waitFor(PATIENCE);
  expect(await field.inputValue()).toBe(letters);
  await field.fill("");
  await typeTheRest(ana);
  await ana.keyboard.press("Control+Enter");
  await ana.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor(PATIENCE);
  expect(await countOf(rig, "messages.message")).toBe(before + 1);
  await over(ana);
  await readyAgain(ana);
}, 150_000);

test("[FT3] a double click on Send, and the key beside it, make one message", async () => {
  const { rig, desk: ana } = at();
  const before = { messages: await countOf(rig, "messages.message"), revisions: await countOf(rig, "messages.revision") };
  caller = await rig.ring("lakeside");
  await answerAt(ana);
  await typeFirstPart(ana);
  await typeTheRest(ana);
  await ana.getByRole("button", { name: /^Send/ }).dblclick();
  await ana.keyboard.press("Control+Enter");
  await ana.getByText(/^Sent \d\d:\d\d:\d\d/).waitFor(PATIENCE);
  await over(ana);
  expect(await countOf(rig, "messages.message")).toBe(before.messages + 1);
  expect(await countOf(rig, "messages.revision")).toBe(before.revisions + 1);
}, 90_000);

test("[FT3] [C5] two operators answer one call in the same instant: one has it, the other is told and sees no card, and the caller is heard by one", async () => {
  const { rig, desk: ana } = at();
  const ben = await rig.desk("ben");
  await ana.bringToFront();
  caller = await rig.ring("lakeside");
  const ringing = await until("the call rings at one desk", async () => {
    for (const page of [ana, ben]) if (await page.getByRole("button", { name: /^Answer/ }).count()) return page;
    return undefined;
  });
  const other = ringing === ana ? ben : ana;
  const [row] = await rig.ask<{ id: string }>("select id from calls.call order by id desc limit 1");
  const sound = await openSound();
  const [status] = await Promise.all([post(other, `/api/calls/${row!.id}/answer`, { sdp: sound.offer }), ringing.keyboard.press("F4")]);
  await sound.close();
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  await ringing.getByLabel("Caller", { exact: true }).waitFor(PATIENCE);
  expect(await other.evaluate((id) => fetch(`/api/calls/${id}`).then(({ status: said }) => said), row!.id)).toBe(403);
  const answers = await rig.ask<{ operator: string }>("select distinct operator from calls.call_event where call_id = $1 and kind = 'answer'", [row!.id]);
  expect(answers).toHaveLength(1);
  expect(await other.getByLabel("Caller", { exact: true }).count()).toBe(0);
}, 90_000);
