import { expect, it } from "vitest";
import { seen } from "../testing/browser.ts";
import { inEveryForm, unreached } from "../testing/tour.ts";
import { visit } from "../testing/visit.ts";

const at = visit();

it("[W61] [FD9] [W12] [W19] [W23] a practice chooses the hour, its doctor sees that it is a test and presses once, and the office reads who was reached; every page in every form", async () => {
  const mia = await at.enter("mia");
  await mia.page.goto("/practice/lakeside/drills");
  const form = mia.page.getByRole("form", { name: "Test pages of Lakeside Pediatrics" });
  await form.getByLabel("Day of the month").fill("14");
  await form.getByLabel("At", { exact: true }).selectOption("3");
  await mia.page.getByText(/^Next Thu 21 Jan 2027, 11:00 EST/).waitFor();
  await form.getByRole("button", { name: "Change" }).click();
  await mia.page.getByText(/^Next Thu 14 Jan 2027, 03:00 EST/).waitFor();
  const findings = [...(await inEveryForm(mia.page, "a practice's drills")), ...(await unreached(mia.page, "a practice's drills"))];
  await mia.page.context().close(); // She goes home: an hour without a hand would sign her out.

  await at.house.t.advance({ minutes: 47 });
  const locked = await at.enter("lee");
  await locked.page.goto("/clinician");
  await locked.page.getByRole("button", { name: /Lock now/ }).click();
  await seen(locked.page.getByText("A test page waits: unlock and press Acknowledge."));
  findings.push(...(await inEveryForm(locked.page, "a test page behind the lock")), ...locked.complaints);
  await locked.page.context().close();
  await at.house.t.advance({ minutes: 1 });
  const lee = await at.enter("lee");
  await lee.page.goto("/clinician");
  await seen(lee.page.getByRole("heading", { name: "This is a test. Press Acknowledge." }));
  findings.push(...(await inEveryForm(lee.page, "a test page")));
  await lee.page.getByRole("button", { name: "Acknowledge" }).click();
  await seen(lee.page.getByText("The test page was seen. Thank you."));
  await lee.page.context().close();
  await at.house.t.advance({ minutes: 12 });

  const ida = await at.enter("ida");
  await ida.page.goto("/office/drills");
  const row = (name: string) => ida.page.getByRole("row").filter({ hasText: name });
  await seen(row("Dr Hannah Lee").getByText(/Jan 2027: in time, after/));
  expect(await row("Dr Hannah Lee").getByText("1 of 1").count()).toBe(1);
  expect(await row("Dr Min Cho").getByText("Jan 2027: missed").count()).toBe(1);
  findings.push(...(await inEveryForm(ida.page, "drills")), ...(await unreached(ida.page, "drills")));
  expect([...findings, ...mia.complaints, ...lee.complaints, ...ida.complaints, ...at.house.broken]).toEqual([]);
}, 120_000);

/** Whoever the night pages first. */
async function pagedFirst(): Promise<string> {
  const [paged] = await at.house.t.base.asOwner<{ person: string }>("select person_id as person from delivery.inbox order by placed_at limit 1");
  for (const { email, role } of at.house.demo.users) {
    const key = email.split("@")[0]!;
    if (role === "clinician" && (await at.house.personOf(key)) === paged!.person) return key;
  }
  throw new Error("nobody was paged");
}

it("[W61] a real page stands above the test page", async () => {
  await at.house.send({ account: "lakeside", patient: "Tobi Sample" });
  await at.house.send({ account: "lakeside", patient: "Leo Stone" });
  const key = await pagedFirst();
  await at.house.t.base.asOwner("update drills.drill set acknowledged_at = null, state = 'placed' where person_id = $1", [await at.house.personOf(key)]);
  const { page } = await at.enter(key);
  await page.goto("/clinician");
  const [test, real] = [page.getByRole("heading", { name: "This is a test. Press Acknowledge." }), page.locator(".pagerow.waits").first()];
  await seen(real);
  await seen(test);
  expect((await real.boundingBox())!.y).toBeLessThan((await test.boundingBox())!.y);
}, 60_000);
