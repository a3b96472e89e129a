import { expect, it } from "vitest";
import { codeSaid } from "../../server/care/voice/voice-under-test.ts";
import { inEveryForm, unreached } from "../testing/tour.ts";
import { visit } from "../testing/visit.ts";

const at = visit();

it("[W170] [W171] the office allows a doctor; the doctor enters a number and a PIN, is rung, types the code that was said, and is told that messages are read there", async () => {
  const findings: string[] = [];
  const office = await at.enter("carla");
  await office.page.goto("/office/by-telephone");
  await office.page.getByRole("button", { name: /^Allow: .*Lee/ }).click();
  await office.page.getByRole("button", { name: /^Ring no more: .*Lee/ }).waitFor();
  findings.push(...(await inEveryForm(office.page, "who is rung")), ...(await unreached(office.page, "who is rung")));

  const { page, complaints } = await at.enter("lee");
  await page.goto("/clinician/telephone");
  await page.getByText("Enter the number of your telephone.").waitFor();
  await page.getByRole("textbox", { name: "Number on file" }).fill("(646) 555-0173");
  await page.getByRole("button", { name: "Save the number" }).click();
  await page.getByText("Set a PIN.").waitFor();
  await page.getByLabel("A PIN").fill("704826");
  await page.getByRole("button", { name: "Set the PIN" }).click();
  await page.getByText("Have a test call say a code").waitFor();
  findings.push(...(await inEveryForm(page, "my telephone")), ...(await unreached(page, "my telephone")));
  await page.getByRole("button", { name: "Ring me now" }).click();
  await page.getByText("Your telephone rings now.").waitFor();
  const { t } = at.house;
  await page.getByLabel("Code, 6 digits").fill(await codeSaid(t, t.telephony.rung.at(-1)!));
  await page.getByRole("button", { name: "Prove it" }).click();
  await page.getByText("Messages are read to you by telephone").waitFor();

  await office.page.reload();
  await office.page.getByText("Is rung to have messages read").waitFor();
  expect([findings, complaints, office.complaints]).toEqual([[], [], []]);
});
