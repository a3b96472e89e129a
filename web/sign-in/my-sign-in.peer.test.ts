import { describe, expect, it } from "vitest";
import { must } from "../../server/testing/house.ts";
import { inEveryForm, unreached } from "../testing/tour.ts";
import { visit } from "../testing/visit.ts";

const at = visit();

describe("a person's own sign-in in Chromium", () => {
  it("[W12] [W23] [W31] a password that does not fit is said and ends nothing; the right one is changed, and a passkey made", async () => {
    const { page, complaints } = await at.enter("gus");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    await page.goto("/office/clients");
    await page.getByRole("link", { name: "My sign-in" }).click();
    await page.getByRole("heading", { name: "My sign-in" }).waitFor();
    const findings = [...(await inEveryForm(page, "my sign-in")), ...(await unreached(page, "my sign-in"))];

    await page.getByLabel("The password you have").fill("not the password");
    await page.getByLabel("A new password").fill("a new and long password");
    await page.getByRole("button", { name: "Change it" }).click();
    await page.getByText("This is not the password you have.").waitFor();
    expect(await page.getByLabel("A new password").inputValue()).toBe("a new and long password");
    await page.getByLabel("The password you have").fill(at.house.demo.users.find(({ email }) => email.startsWith("gus@"))!.password);
    await page.getByRole("button", { name: "Change it" }).click();
    await page.getByText("Changed. Every other window").waitFor();

    await page.getByLabel("Add a passkey of this device").fill("Desk at the window");
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await page.getByRole("listitem").filter({ hasText: "Desk at the window" }).waitFor();
    // Ten minutes on, removing it wants a fresh proof; the proof goes on with what was asked for.
    await at.house.later(page.context(), { minutes: 11 });
    await page.getByRole("button", { name: "Remove Desk at the window" }).click();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("You have none yet.").waitFor();
    await page.getByRole("link", { name: "Back to my room" }).click();
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 60_000);

  it("[W12] [W23] [W51] whoever's phones were forgotten by an administrator is told in their room, reads who did it, and the line goes once they have seen it", async () => {
    const { house: product } = at.house.t;
    must(await product.access.cutOff(await at.house.t.as(await at.house.personOf("ida")), { person: await at.house.personOf("mia"), act: "forget" }));
    await at.house.t.settle();
    const { page, complaints } = await at.enter("mia");
    await page.goto("/practice");
    const told = page.getByRole("status", { name: "Your sign-in" });
    await told.getByRole("link", { name: "Read it under My sign-in" }).click();
    await page.getByText(/^Ida Novak made Compline forget every phone and workstation of yours/).waitFor();
    const findings = [...(await inEveryForm(page, "news")), ...(await unreached(page, "news"))];
    await page.getByRole("button", { name: "I have seen it" }).click();
    await page.getByText(/, seen /).waitFor();
    await told.waitFor({ state: "detached" });
    expect([...findings, ...complaints, ...at.house.broken]).toEqual([]);
  }, 60_000);
});
