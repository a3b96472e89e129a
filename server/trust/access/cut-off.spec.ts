import { afterEach, beforeEach, expect, test } from "vitest";
import { PASSWORD, trustHouse, type Browser, type Staff, type TrustHouse } from "../../testing/trust-house.ts";

let house: TrustHouse;
beforeEach(async () => {
  house = await trustHouse();
});
afterEach(() => house.close());

const enter = (browser: Browser, staff: Staff, password = PASSWORD) => browser.post("/api/sign-in", { email: staff.email, password, code: house.code(staff) });
async function signedIn(browser: Browser, staff: Staff): Promise<Browser> {
  expect((await enter(browser, staff)).status).toBe(200);
  return browser;
}

test("[AC9] [I20] a phone is stolen: a supervisor signs its owner out everywhere, at once, and the owner signs in again", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const sue = await house.person("Sue Park", "supervisor");
  const lee = await house.person("Dr Lee", "clinician", lakeside);
  const { browser } = await house.listen();
  const [office, phone] = [await signedIn(browser(), sue), await signedIn(browser(), lee)];
  expect((await office.post(`/api/people/${lee.id}/access`, { act: "sign-out" })).body).toEqual({ invitation: null });
  expect((await phone.get("/api/me")).status).toBe(401);
  house.world.move({ seconds: 60 });
  expect((await enter(browser(), lee)).status).toBe(200);
});

test("[AC9] [I20] a person who is disabled is out at once and cannot come back until they are enabled", async () => {
  const ida = await house.person("Ida Stone", "administrator");
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const [office, desk] = [await signedIn(browser(), ida), await signedIn(browser(), ana)];
  expect((await office.post(`/api/people/${ana.id}/access`, { act: "disable" })).status).toBe(200);
  expect((await desk.get("/api/me")).status).toBe(401);
  house.world.move({ seconds: 60 });
  expect((await enter(browser(), ana)).status).toBe(401);
  expect((await office.post(`/api/people/${ana.id}/access`, { act: "enable" })).status).toBe(200);
  house.world.move({ seconds: 60 });
  expect((await enter(browser(), ana)).status).toBe(200);
});

test("[I20] a reset: the old password opens nothing, and the link opens once", async () => {
  const ida = await house.person("Ida Stone", "administrator");
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const office = await signedIn(browser(), ida);
  const { invitation } = (await office.post(`/api/people/${ana.id}/access`, { act: "reset" })).body as { invitation: string };
  expect((await enter(browser(), ana)).status).toBe(401);
  const token = invitation.split("#")[1]!;
  const fresh = await house.identity.acceptInvitation({ token, password: "harbor violin teapot 9" });
  expect(fresh).toMatchObject({ ok: true, value: { email: ana.email } });
  expect(await house.identity.acceptInvitation({ token, password: "harbor violin teapot 9" })).toMatchObject({ ok: false });
  expect(await house.asOwner("select 1 from identity.workstation where person_id = $1", [ana.id])).toEqual([]);
});

test("[AC9] [I22] a phone is lost: its owner's phones and workstations are forgotten without a fresh proof; password and code go on working, and the owner reads who did it", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const sue = await house.person("Sue Park", "supervisor");
  const [lee, cho] = [await house.person("Dr Lee", "clinician", lakeside), await house.person("Dr Cho", "clinician", lakeside)];
  await house.asOwner("insert into identity.passkey (id, person_id, public_key, counter, name, created_at) values ($1, $2, $3, 0, 'my phone', now())", [Buffer.alloc(32, 7), lee.id, Buffer.alloc(8)]);
  const { browser } = await house.listen();
  const [office, phone] = [await signedIn(browser(), sue), await signedIn(browser(), lee)];
  house.world.move({ minutes: 9 });
  await office.post("/api/session/touch", {});
  house.world.move({ minutes: 9 });
  expect((await office.post(`/api/people/${lee.id}/access`, { act: "forget" })).body).toEqual({ invitation: null });
  expect((await phone.get("/api/me")).status).toBe(401);
  expect(await house.asOwner("select 1 from identity.passkey where person_id = $1 union all select 1 from identity.workstation where person_id = $1", [lee.id])).toEqual([]);
  expect(await house.alerts()).toContain("fact.identity.devices-forgotten.test");

  const me = (await enter(phone, lee)).body as { signInNews?: number };
  expect(me.signInNews).toBe(1);
  const { news } = (await phone.get("/api/sign-in-news")).body as { news: { id: string; kind: string; by: string; seenAt: string | null }[] };
  expect(news).toMatchObject([{ kind: "devices-forgotten", by: "Sue Park", seenAt: null }]);
  const other = await signedIn(browser(), cho);
  expect((await other.get("/api/sign-in-news")).body).toEqual({ news: [] });
  expect((await other.post(`/api/sign-in-news/${news[0]!.id}/seen`)).status).toBe(404);
  expect((await phone.post(`/api/sign-in-news/${news[0]!.id}/seen`)).status).toBe(200);
  expect((await phone.get("/api/me")).body).not.toHaveProperty("signInNews");
  expect((await phone.get("/api/sign-in-news")).body).toMatchObject({ news: [{ seenAt: expect.any(String) }] });
});

test("[AC9] nobody cuts off a person whose roles they may not give, and the refusal is in the log", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const kim = await house.person("Kim Vale", "client-manager", lakeside);
  const lee = await house.person("Dr Lee", "clinician", lakeside);
  const other = await house.person("Dr Ito", "clinician", harbor);
  const sue = await house.person("Sue Park", "supervisor");
  const { browser } = await house.listen();
  const practice = await signedIn(browser(), kim);
  for (const [person, act] of [[other, "disable"], [sue, "sign-out"], [sue, "reset"]] as const) {
    expect((await practice.post(`/api/people/${person.id}/access`, { act })).body).toMatchObject({ code: "access.notAllowed" });
  }
  expect(await house.audited("access.disable")).toMatchObject([{ verdict: "no" }]);
  expect((await practice.post(`/api/people/${lee.id}/access`, { act: "disable" })).status).toBe(200);
});

test("[AC9] the last administrator who can sign in is not shut out, and nobody shuts themselves out", async () => {
  const ida = await house.person("Ida Stone", "administrator");
  const uma = await house.person("Uma Reyes", "administrator");
  const { browser } = await house.listen();
  const [office, second] = [await signedIn(browser(), ida), await signedIn(browser(), uma)];
  expect((await office.post(`/api/people/${ida.id}/access`, { act: "disable" })).body).toMatchObject({ code: "access.notOneself" });
  expect((await office.post(`/api/people/${uma.id}/access`, { act: "disable" })).status).toBe(200);
  expect((await second.get("/api/me")).status).toBe(401);
  const asHouse = await house.access.cutOff(await house.actor(uma.id), { person: ida.id, act: "disable" });
  expect(asHouse).toMatchObject({ ok: false });
  expect((await office.get("/api/me")).status).toBe(200);
});

test("[AC9] what opens a door wants a fresh proof; what closes one does not", async () => {
  const ida = await house.person("Ida Stone", "administrator");
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const office = await signedIn(browser(), ida);
  house.world.move({ minutes: 8 });
  await office.post("/api/session/touch", {});
  house.world.move({ minutes: 8 });
  await office.post("/api/session/touch", {});
  expect((await office.post(`/api/people/${ana.id}/access`, { act: "reset" })).body).toMatchObject({ code: "access.proveAgain" });
  expect((await office.post(`/api/people/${ana.id}/access`, { act: "disable" })).status).toBe(200);
});

test("[I19] a person sees their own passkeys, and removes nobody else's", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const ben = await house.person("Ben Ortiz", "operator");
  const id = Buffer.alloc(32, 7);
  await house.asOwner("insert into identity.passkey (id, person_id, public_key, counter, name, created_at) values ($1, $2, $3, 0, 'the desk at the window', now())", [id, ben.id, Buffer.alloc(8)]);
  const { browser } = await house.listen();
  const [hers, his] = [await signedIn(browser(), ana), await signedIn(browser(), ben)];
  const path = `/api/passkeys/${id.toString("base64url")}`;
  expect((await hers.get("/api/passkeys")).body).toEqual({ passkeys: [] });
  expect((await hers.delete(path)).body).toMatchObject({ code: "identity.noSuchPasskey" });
  expect((await his.get("/api/passkeys")).body).toMatchObject({ passkeys: [{ name: "the desk at the window", lastUsedAt: null }] });
  expect((await his.delete(path)).status).toBe(200);
  expect((await his.get("/api/passkeys")).body).toEqual({ passkeys: [] });
});
