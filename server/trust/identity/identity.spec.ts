import { afterEach, beforeEach, expect, test } from "vitest";
import { PASSWORD, trustHouse, type Browser, type Staff, type TrustHouse } from "../../testing/trust-house.ts";
import { codeAt, knowsPeople } from "./index.ts";

let house: TrustHouse;
beforeEach(async () => {
  house = await trustHouse();
});
afterEach(() => house.close());

const from = (network = "203.0.113.5", workstationToken?: string) => ({ network, sessionToken: undefined, workstationToken });
const sessions = () => house.asOwner<{ ended_because: string | null }>("select ended_because from identity.session order by created_at, id");
const signIn = (browser: Browser, staff: Staff) => browser.post("/api/sign-in", { email: staff.email, password: PASSWORD, code: house.code(staff) });
const nextCode = () => house.world.move({ seconds: 30 });

test("[I1] e-mail, password and code sign in together, and whatever does not fit gets one answer", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const good = { email: ana.email, password: PASSWORD, code: house.code(ana) };
  const wrong = [{ ...good, password: "something else 12" }, { ...good, code: "000000" }, { ...good, email: "nobody@service.example" }];
  const answers = [];
  for (const ask of wrong) answers.push((await browser().post("/api/sign-in", ask)).body);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ code: "identity.notRecognised" });

  const ok = await browser().post("/api/sign-in", { ...good, email: "ANA.Ruiz@Service.example" });
  expect(ok.body).toMatchObject({ person: { id: ana.id }, room: "desk", session: { state: "open", idleSecondsMax: 900 }, hasPasskey: false });
});

test("[I1] an e-mail nobody has costs the server as much work as a wrong password", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  // Processor time, not the clock on the wall: other work on the machine must not decide this test.
  const work = async (email: string) => {
    const spent: number[] = [];
    for (let i = 0; i < 4; i++) {
      const before = process.cpuUsage();
      await house.identity.signIn({ email, password: "something else 12", code: "123456" }, from());
      const { user, system } = process.cpuUsage(before);
      spent.push(user + system);
    }
    return Math.min(...spent);
  };
  const [known, unknown] = [await work(ana.email), await work("nobody@service.example")];
  // Without the same work the unknown one would cost a tenth.
  expect(unknown).toBeGreaterThan(known * 0.5);
  expect(unknown).toBeLessThan(known * 2);
});

test("[I2] a code works once, also for two requests in the same instant, and not when it is old", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const ask = { email: ana.email, password: PASSWORD, code: house.code(ana) };
  const both = await Promise.all([house.identity.signIn(ask, from()), house.identity.signIn(ask, from())]);
  expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  expect((await house.identity.signIn(ask, from())).ok).toBe(false);

  const old = codeAt(ana.secret, house.world.now());
  house.world.move({ seconds: 90 });
  expect((await house.identity.signIn({ ...ask, code: old }, from())).ok).toBe(false);
  expect((await house.identity.signIn({ ...ask, code: house.code(ana) }, from())).ok).toBe(true);
});

test("[I3] a hundred guesses at once do not pass as one, and the wait grows", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const guess = () => house.identity.signIn({ email: ana.email, password: "a guess of many", code: "123456" }, from());
  const many = await Promise.all(Array.from({ length: 20 }, guess));
  expect(many.filter((one) => !one.ok && one.refusal.code === "identity.notRecognised")).toHaveLength(5);
  expect(many.filter((one) => !one.ok && one.refusal.code === "identity.wait")).toHaveLength(15);

  const good = () => house.identity.signIn({ email: ana.email, password: PASSWORD, code: house.code(ana) }, from("198.51.100.7"));
  expect(await good()).toMatchObject({ refusal: { code: "identity.wait" } });
  house.world.move({ seconds: 16 });
  expect((await guess()).ok).toBe(false);
  house.world.move({ seconds: 16 });
  expect(await good()).toMatchObject({ refusal: { code: "identity.wait" } });
  house.world.move({ seconds: 16 });
  expect((await good()).ok).toBe(true);
}, 60_000);

test("[I4] an attack on an account cannot close the night desk, and is told as an alert", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const first = house.must(await house.identity.signIn({ email: ana.email, password: PASSWORD, code: house.code(ana) }, from("10.0.0.9")));
  const desk = from("10.0.0.9", first.cookies.workstation.token);
  // The attacker sits in the same network and goes on for an hour and more.
  for (let i = 0; i < 16; i++) {
    house.world.move({ minutes: 5 });
    await house.identity.signIn({ email: ana.email, password: "a guess of many", code: "123456" }, from("10.0.0.9"));
  }
  expect((await house.identity.signIn({ email: ana.email, password: PASSWORD, code: house.code(ana) }, from("192.0.2.1"))).ok).toBe(false);
  expect((await house.identity.signIn({ email: ana.email, password: PASSWORD, code: house.code(ana) }, desk)).ok).toBe(true);

  const lockouts = await house.audited("identity.locked-out");
  expect(lockouts.length).toBeGreaterThan(0);
  expect(lockouts[0]!.details).toMatchObject({ brake: "account" });
  expect(await house.alerts()).toContain("fact.identity.locked-out.test");
}, 60_000);

test("[I4] a workstation's token that was not made here, or is another person's, opens no other way in", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const ben = await house.person("Ben Okafor", "operator");
  const bens = house.must(await house.identity.signIn({ email: ben.email, password: PASSWORD, code: house.code(ben) }, from())).cookies.workstation.token;
  for (let i = 0; i < 5; i++) await house.identity.signIn({ email: ana.email, password: "a guess of many", code: "123456" }, from());
  for (const token of [bens, `${house.world.id()}.${"A".repeat(43)}`]) {
    expect(await house.identity.signIn({ email: ana.email, password: PASSWORD, code: house.code(ana) }, from("192.0.2.1", token))).toMatchObject({ refusal: { code: "identity.wait" } });
  }
});

test("[I18] a colleague who knows the password guesses fifty codes at the shared desk and then meets the account's brake; others there notice nothing", async () => {
  const [ana, ben] = [await house.person("Ana Ruiz", "operator"), await house.person("Ben Okafor", "operator")];
  const good = (staff: Staff, token?: string) => house.identity.signIn({ email: staff.email, password: PASSWORD, code: house.code(staff) }, from("10.0.0.9", token));
  const desk = house.must(await good(ana)).cookies.workstation.token;
  house.must(await good(ben, desk));
  const guess = async (): Promise<string> => {
    house.world.move({ seconds: 61 });
    const answer = await house.identity.signIn({ email: ben.email, password: PASSWORD, code: house.code(ana) }, from("10.0.0.9", desk));
    return answer.ok ? "in" : answer.refusal.code;
  };
  const heard = async (tries: number): Promise<string[]> => {
    const answers: string[] = [];
    for (let i = 0; i < tries; i++) answers.push(await guess());
    return answers.filter((code) => code !== "identity.wait");
  };
  expect(await heard(49)).toHaveLength(49);
  house.must(await good(ben, desk));
  expect(await heard(50)).toHaveLength(50);
  expect(await house.audited("identity.workstation-forgotten")).toMatchObject([{ subject: { id: ben.id }, details: { tries: 50 } }]);
  expect(await house.alerts()).toContain("fact.identity.locked-out.test");
  // From here on half an hour hears fewer than half of them, and less as time goes on.
  expect((await heard(30)).length).toBeLessThan(15);
  expect((await good(ana, desk)).ok).toBe(true);
}, 60_000);

test("[I5] a workstation's session ends after 15 minutes without a hand, and polls are no hand", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const desk = browser();
  await signIn(desk, ana);
  house.world.move({ minutes: 14 });
  expect((await desk.post("/api/session/touch")).status).toBe(200);
  house.world.move({ minutes: 14 });
  expect((await desk.get("/api/me")).status).toBe(200);
  house.world.move({ minutes: 1 });
  expect((await desk.get("/api/me")).body).toMatchObject({ code: "identity.signIn" });
  expect(await sessions()).toEqual([{ ended_because: "idle" }]);
});

test("[I5] whoever holds a live call is told that the session ended, and it is theirs what to do", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { session } = house.must(await house.identity.signIn({ email: ana.email, password: PASSWORD, code: house.code(ana) }, from()));
  expect((await house.identity.standings([session])).get(session)).toBe("open");
  house.world.move({ minutes: 15 });
  expect((await house.identity.standings([session])).get(session)).toBe("ended");
});

test("[I7] a token is exchanged while it is used; crossing requests and a lost answer sign nobody out", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const desk = browser();
  await signIn(desk, ana);
  const first = desk.jar.get("compline")!;
  house.world.move({ minutes: 10 });
  await desk.post("/api/session/touch");
  house.world.move({ minutes: 5 });
  // The answer with the new token is lost: the browser goes on with the old one.
  await desk.get("/api/me");
  desk.jar.set("compline", first);
  house.world.move({ seconds: 40 });
  await Promise.all([desk.get("/api/me"), desk.get("/api/me"), desk.get("/api/me")]);
  const second = desk.jar.get("compline")!;
  expect(second).not.toBe(first);
  expect((await desk.get("/api/me")).status).toBe(200);

  const late = browser();
  late.jar.set("compline", first);
  expect((await late.get("/api/me")).status).toBe(200);
  // After the grace the old token is in two hands.
  house.world.move({ seconds: 31 });
  expect((await late.get("/api/me")).status).toBe(401);
  expect((await desk.get("/api/me")).status).toBe(401);
  expect(await sessions()).toEqual([{ ended_because: "token-reused" }]);
  expect(await house.alerts()).toEqual(["fact.identity.token-reused.test"]);
});

test("[I8] a token planted before the sign-in gains nothing, and the database holds no token", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const mallory = await house.person("Mallory Fox", "operator");
  const { browser } = await house.listen();
  const attacker = browser();
  await signIn(attacker, mallory);
  const victim = browser();
  victim.jar.set("compline", attacker.jar.get("compline")!);
  await signIn(victim, ana);
  expect(victim.jar.get("compline")).not.toBe(attacker.jar.get("compline"));
  expect((await attacker.get("/api/me")).status).toBe(401);
  expect((await victim.get("/api/me")).body).toMatchObject({ person: { id: ana.id } });

  const held = await house.asOwner<{ all: string }>("select string_agg(s::text, '') as all from identity.session s");
  const token = victim.jar.get("compline")!;
  expect(held[0]!.all).not.toContain(token);
  expect(held[0]!.all).not.toContain(Buffer.from(token, "base64url").toString("hex"));
});

test("[I11] an invitation works once, for a week, and a newer one replaces it", async () => {
  const invite = async () => house.must(await house.access.invitePerson(house.house, { name: "Cleo Park", email: "cleo@service.example", zone: "America/Chicago", client: null, role: "operator" })).invitation.split("#")[1]!;
  const first = await invite();
  const second = await invite();
  expect((await house.identity.acceptInvitation({ token: first, password: PASSWORD })).ok).toBe(false);
  const both = await Promise.all([house.identity.acceptInvitation({ token: second, password: PASSWORD }), house.identity.acceptInvitation({ token: second, password: PASSWORD })]);
  expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  const again = await house.access.invitePerson(house.house, { name: "Cleo Park", email: "Cleo@service.example", zone: "America/Chicago", client: null, role: "operator" });
  expect(again).toMatchObject({ refusal: { code: "identity.emailTaken" } });
});

test("[I11] a link older than a week is refused", async () => {
  const invited = house.must(await house.access.invitePerson(house.house, { name: "Cleo Park", email: "cleo@service.example", zone: "America/Chicago", client: null, role: "operator" }));
  house.world.move({ days: 7 });
  expect(await house.identity.acceptInvitation({ token: invited.invitation.split("#")[1]!, password: PASSWORD })).toMatchObject({ refusal: { code: "identity.linkUsed" } });
});

test("[I12] the first administrator's link works once, for seven days, until the next one, and not when somebody can sign in", async () => {
  const first = (token: string, email = "ida@service.example") => house.identity.makeFirstAdministrator({ token, name: "Ida Stone", email, password: PASSWORD });
  const link = async (): Promise<string> => (await house.identity.firstAdministratorLink())!;
  expect(await knowsPeople(house.db)).toBe(false);
  const late = await link();
  expect(await knowsPeople(house.db)).toBe(true);
  house.world.move({ days: 7 });
  const [replaced, token] = [await link(), await link()];
  for (const dead of [late, replaced]) expect(await first(dead)).toMatchObject({ refusal: { code: "identity.linkUsed" } });
  const both = await Promise.all([first(token), first(token, "eve@service.example")]);
  expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  expect(await house.identity.firstAdministratorLink()).toBeUndefined();
});

test("[I13] changing the password ends the person's other sessions", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const [desk, elsewhere] = [browser(), browser()];
  await signIn(elsewhere, ana);
  nextCode();
  await signIn(desk, ana);
  expect((await desk.post("/api/password", { current: "wrong one here", next: "copper violet 88 seas" })).status).toBe(401);
  expect((await desk.post("/api/password", { current: PASSWORD, next: "password1234" })).body).toMatchObject({ code: "identity.weakPassword", field: "password" });
  expect((await desk.post("/api/password", { current: PASSWORD, next: "copper violet 88 seas" })).status).toBe(200);
  expect((await elsewhere.get("/api/me")).status).toBe(401);
  expect((await desk.get("/api/me")).status).toBe(200);
});

test("[I15] a person without a role now does not sign in, and a session already open shows nothing more", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const desk = browser();
  await signIn(desk, ana);
  await house.asOwner("update access.membership set until_at = $1 where person_id = $2", [new Date(house.world.now()), ana.id]);
  expect((await desk.get("/api/me")).status).toBe(403);
  nextCode();
  expect((await signIn(browser(), ana)).body).toMatchObject({ code: "identity.noRole" });
  await house.asOwner("update identity.person set disabled_at = $1 where id = $2", [new Date(house.world.now()), ana.id]);
  nextCode();
  expect((await signIn(browser(), ana)).body).toMatchObject({ code: "identity.notRecognised" });
});

test("[I16] the database holds no one-time-code secret and no password", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const rows = await house.asOwner<{ all: string }>("select (select string_agg(encode(sealed, 'hex'), '') from identity.totp) || (select string_agg(phc, '') from identity.password) as all");
  expect(rows[0]!.all).not.toContain(ana.secret.toString("hex"));
  expect(rows[0]!.all).not.toContain(PASSWORD);
  expect(rows[0]!.all).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
});
