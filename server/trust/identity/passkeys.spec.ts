import { afterEach, beforeEach, expect, test } from "vitest";
import { createAuthenticator } from "../../testing/authenticator.ts";
import { PASSWORD, trustHouse, type Browser, type Staff, type TrustHouse } from "../../testing/trust-house.ts";

let house: TrustHouse;
beforeEach(async () => {
  house = await trustHouse();
});
afterEach(() => house.close());

const signIn = (browser: Browser, staff: Staff) => browser.post("/api/sign-in", { email: staff.email, password: PASSWORD, code: house.code(staff) });

test("[I6] a clinician's phone locks after five minutes, shows nothing but that, and is unlocked by passkey or by password and code", async () => {
  const clinic = await house.client("Lakeside Pediatrics");
  const lee = await house.person("Dr Lee", "clinician", clinic);
  const { browser, origin } = await house.listen();
  const phone = browser();
  const device = createAuthenticator(origin);
  await signIn(phone, lee);
  const enrol = (await phone.post("/api/passkeys/options")).body as { challengeId: string; options: Record<string, unknown> };
  expect((await phone.post("/api/passkeys", { challengeId: enrol.challengeId, name: "Phone", response: device.create(enrol.options) })).status).toBe(200);

  house.world.move({ minutes: 5 });
  expect((await phone.get("/api/me")).body).toMatchObject({ session: { state: "locked" }, room: "clinician", hasPasskey: true });
  expect((await phone.get("/api/call-groups")).body).toMatchObject({ code: "identity.locked" });
  expect((await phone.post("/api/session/touch")).body).toMatchObject({ code: "identity.locked" });

  const before = phone.jar.get("compline");
  const ask = (await phone.post("/api/session/unlock/options")).body as { challengeId: string; options: Record<string, unknown> };
  expect((await phone.post("/api/session/unlock", { challengeId: ask.challengeId, response: device.get(ask.options) })).body).toMatchObject({ session: { state: "open" } });
  expect(phone.jar.get("compline")).not.toBe(before);
  expect((await phone.get("/api/call-groups")).status).toBe(200);

  await phone.post("/api/session/lock");
  expect((await phone.get("/api/call-groups")).body).toMatchObject({ code: "identity.locked" });
  const unlock = (password: string) => phone.post("/api/session/unlock/code", { password, code: house.code(lee) });
  expect((await unlock("not the password")).status).toBe(401);
  expect((await unlock(PASSWORD)).body).toMatchObject({ session: { state: "open" } });
  house.world.move({ days: 29 });
  expect((await phone.get("/api/me")).body).toMatchObject({ session: { state: "locked" } });
  house.world.move({ days: 2 });
  expect((await phone.get("/api/me")).status).toBe(401);
});

async function enrolled(staff: Staff) {
  const { browser, origin } = await house.listen();
  const device = createAuthenticator(origin);
  const own = browser();
  await signIn(own, staff);
  const enrol = (await own.post("/api/passkeys/options")).body as { challengeId: string; options: Record<string, unknown> };
  await own.post("/api/passkeys", { challengeId: enrol.challengeId, name: "Laptop", response: device.create(enrol.options) });
  const begin = async () => (await browser().post("/api/sign-in/passkey/options")).body as { challengeId: string; options: Record<string, unknown> };
  const finish = (challengeId: string, response: unknown) => browser().post("/api/sign-in/passkey", { challengeId, response });
  return { device, own, begin, finish, browser };
}

test("[I9] a passkey signs in without a name, and a replayed, late, foreign or unverified answer does not", async () => {
  const ana = await house.person("Ana Ruiz", "supervisor");
  const { device, begin, finish, own } = await enrolled(ana);
  const ask = await begin();
  const response = device.get(ask.options);
  expect((await finish(ask.challengeId, response)).body).toMatchObject({ person: { id: ana.id }, room: "office", hasPasskey: true });
  expect((await finish(ask.challengeId, response)).body).toMatchObject({ code: "identity.passkeyNotAccepted" });

  const bent = [{ origin: "https://comp1ine.example" }, { rpId: "comp1ine.example" }, { userVerified: false }, { challenge: Buffer.alloc(32).toString("base64url") }];
  for (const bend of bent) {
    const next = await begin();
    expect((await finish(next.challengeId, device.get(next.options, bend))).status).toBe(401);
  }
  const late = await begin();
  house.world.move({ minutes: 5 });
  expect((await finish(late.challengeId, device.get(late.options))).status).toBe(401);
  const unlock = (await own.post("/api/session/unlock/options")).body as { challengeId: string; options: Record<string, unknown> };
  expect((await finish(unlock.challengeId, device.get(unlock.options))).status).toBe(401);
});

test("[I9] a copied passkey is noticed by its counter", async () => {
  const ana = await house.person("Ana Ruiz", "supervisor");
  const { device, begin, finish } = await enrolled(ana);
  const copy = device.copy();
  const ask = await begin();
  expect((await finish(ask.challengeId, device.get(ask.options))).status).toBe(200);
  const again = await begin();
  expect((await finish(again.challengeId, copy.get(again.options))).status).toBe(401);
});

test("[I10] a passkey is added only soon after a proof, and never in answer to another person's question", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const ben = await house.person("Ben Okafor", "operator");
  const { browser, origin } = await house.listen();
  const [desk, other] = [browser(), browser()];
  await signIn(desk, ana);
  await signIn(other, ben);
  const asked = (await desk.post("/api/passkeys/options")).body as { challengeId: string; options: Record<string, unknown> };
  const response = createAuthenticator(origin).create(asked.options);
  expect((await other.post("/api/passkeys", { challengeId: asked.challengeId, name: "Mine", response })).status).toBe(401);
  house.world.move({ minutes: 11 });
  expect((await desk.post("/api/passkeys/options")).body).toMatchObject({ code: "identity.proveAgain" });
});

test("[I17] answers of strangers to a challenge are counted and in the log, also with ids in capital letters", async () => {
  const { browser } = await house.listen();
  const own = browser();
  const answer = async (challengeId: string) => (await own.post("/api/sign-in/passkey", { challengeId, response: { id: "a".repeat(20) } })).status;
  const statuses: number[] = [];
  for (let i = 0; i < 21; i++) statuses.push(await answer("ABCDEFAB-CDEF-4BCD-8BCD-ABCDEFABCDEF"));
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429]);
  expect(await house.audited("identity.passkey-sign-in")).toHaveLength(20);
});

test("[I17] an answer that brings the proof itself down has been counted all the same", async () => {
  const answer = { challengeId: house.world.id().toUpperCase(), response: { id: "a".repeat(20) } };
  await expect(house.identity.signInWithPasskey(answer, { network: "203.0.113.5", sessionToken: undefined, workstationToken: undefined })).rejects.toThrow();
  expect(await house.asOwner("select pressure from identity.throttle")).toEqual([{ pressure: 1 }]);
});
