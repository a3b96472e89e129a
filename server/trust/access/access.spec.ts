import { afterEach, beforeEach, expect, test } from "vitest";
import { visitor } from "../../foundation/endpoint.ts";
import type { AccountId } from "../../foundation/ids.ts";
import { plus } from "../../foundation/time.ts";
import { advance } from "../../testing/time.ts";
import { PASSWORD, trustHouse, type Browser, type Staff, type TrustHouse } from "../../testing/trust-house.ts";

let house: TrustHouse;
beforeEach(async () => {
  house = await trustHouse();
});
afterEach(() => house.close());

const signIn = async (browser: Browser, staff: Staff) => {
  const answer = await browser.post("/api/sign-in", { email: staff.email, password: PASSWORD, code: house.code(staff) });
  expect(answer.status).toBe(200);
  return browser;
};
const accept = (link: string) => house.identity.acceptInvitation({ token: link.split("#")[1]!, password: PASSWORD });
const names = (body: Record<string, unknown>) => (body.people as { name: string }[]).map(({ name }) => name).toSorted();

test("[AC1] an operator is refused what operators do not do, and the refusal is in the audit log", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const desk = await signIn(browser(), ana);
  expect((await desk.get("/api/people")).body).toMatchObject({ code: "access.notAllowed" });
  expect((await desk.get("/api/call-groups")).status).toBe(200);
  expect(await house.audited("access.refuse")).toMatchObject([{ verdict: "no", details: { act: "people.see" } }]);
});

test("[AC1] a visitor may do nothing; a job of the house may", async () => {
  const may = (as: typeof visitor) => house.db.transaction({ role: "app", clients: [] }, (tx) => house.access.may(tx, as, "message.open"));
  expect(await may(visitor)).toBe(false);
  expect(await may(house.house)).toBe(true);
});

test("[AC2] the staff reach every client, a clinician the own one", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const ana = await house.person("Ana Ruiz", "operator");
  const lee = await house.person("Dr Lee", "clinician", lakeside);
  expect((await house.actor(ana.id)).scope.clients.toSorted()).toEqual([lakeside, harbor].toSorted());
  expect((await house.actor(lee.id)).scope).toEqual({ role: "app", clients: [lakeside], person: lee.id });
});

test("[AC3] a role that ends is gone at the next request and from an open connection", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const ida = await house.person("Ida Stone", "administrator");
  const kim = await house.person("Kim Vale", "client-manager", lakeside);
  const { browser } = await house.listen();
  const [office, practice] = [await signIn(browser(), ida), await signIn(browser(), kim)];
  expect((await practice.get("/api/people")).status).toBe(200);
  const me = (await practice.get("/api/me")).body as { memberships: { id: string; clientName: string }[] };
  expect(me.memberships[0]!.clientName).toBe("Lakeside Pediatrics");
  const session = (await house.asOwner<{ id: string }>("select id from identity.session where person_id = $1", [kim.id]))[0]!.id;
  expect((await house.access.watch([{ session, person: kim.id }])).get(session)).toEqual({ state: "open", rooms: ["practice"] });

  expect((await office.delete(`/api/people/${kim.id}/memberships/${me.memberships[0]!.id}`)).status).toBe(200);
  expect((await practice.get("/api/people")).body).toMatchObject({ code: "access.noRole" });
  expect((await house.access.watch([{ session, person: kim.id }])).get(session)).toEqual({ state: "ended", rooms: [] });
});

test("[AC4] a person who may not be given the role is not invited either", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const kim = await house.person("Kim Vale", "client-manager", lakeside);
  const { browser } = await house.listen();
  const practice = await signIn(browser(), kim);
  const invite = (email: string, role: string, client: string | null) => practice.post("/api/people", { name: "New Person", email, zone: "America/Chicago", client, role });
  expect((await invite("a@service.example", "administrator", null)).status).toBe(403);
  expect(await house.asOwner("select 1 from identity.person where email_key = 'a@service.example'")).toEqual([]);
  const good = await invite("b@service.example", "clinician", lakeside);
  expect(good.body.invitation).toMatch(/^http:\/\/localhost:\d+\/invitation#[\w-]{43}$/);
});

test("[AC5] a manager gives no role at another client, and the last administrator stays", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const kim = await house.person("Kim Vale", "client-manager", lakeside);
  const lee = await house.person("Dr Lee", "clinician", harbor);
  const ida = await house.person("Ida Stone", "administrator");
  const give = async (as: Staff, client: typeof lakeside, person = lee) => house.access.giveRole(await house.actor(as.id), { person: person.id, client, role: "clinician", until: null });
  expect(await give(kim, harbor)).toMatchObject({ refusal: { code: "access.notAllowed" } });
  expect((await give(kim, lakeside)).ok).toBe(true);

  const own = async (staff: Staff) => (await house.db.transaction({ role: "app", clients: [] }, (tx) => house.access.membershipsOf(tx, staff.id))).find(({ client }) => client !== lakeside)!;
  const end = async (as: Staff, staff: Staff) => house.access.endRole(await house.actor(as.id), { person: staff.id, membership: (await own(staff)).id });
  expect(await end(kim, lee)).toMatchObject({ refusal: { code: "access.notAllowed" } });
  expect(await end(ida, ida)).toMatchObject({ refusal: { code: "access.lastAdministrator" } });
  const eva = await house.person("Eva Holm", "administrator");
  const both = await Promise.all([end(ida, eva), end(eva, ida)]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

test("[AC5] a colleague who is disabled, or begins tomorrow, is no administrator to leave the house to", async () => {
  const [ida, eva, uma] = [await house.person("Ida Stone", "administrator"), await house.person("Eva Holm", "administrator"), await house.person("Uma Reyes", "operator")];
  house.must(await house.access.cutOff(await house.actor(ida.id), { person: eva.id, act: "disable" }));
  await house.asOwner("insert into access.membership (id, person_id, role, from_at) values (gen_random_uuid(), $1, 'administrator', $2)", [uma.id, new Date(house.world.now() + 86_400_000)]);
  const [own] = await house.db.transaction({ role: "app", clients: [] }, (tx) => house.access.membershipsOf(tx, ida.id));
  const end = async () => house.access.endRole(await house.actor(ida.id), { person: ida.id, membership: own!.id });
  expect(await end()).toMatchObject({ ok: false, refusal: { code: "access.lastAdministrator" } });
  await house.asOwner("update identity.person set disabled_at = null where id = $1", [eva.id]);
  expect(await end()).toMatchObject({ ok: true });
});

test("[AC8] a manager who invites a waiting administrator once more gets no link, and the first link still works", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const ida = await house.person("Ida Stone", "administrator");
  const mo = await house.person("Mo Manager", "client-manager", lakeside);
  const invite = async (as: Staff, role: "administrator" | "clinician", client: typeof lakeside | null) =>
    house.access.invitePerson(await house.actor(as.id), { name: "Ada New", email: role === "clinician" ? "ADA@service.example" : "ada@service.example", zone: "America/New_York", client, role });
  const first = house.must(await invite(ida, "administrator", null));
  expect(await invite(mo, "clinician", lakeside)).toMatchObject({ ok: false, refusal: { code: "identity.emailTaken" } });
  expect((await house.audited("identity.invite")).at(-1)).toMatchObject({ verdict: "no" });
  expect((await accept(first.invitation)).ok).toBe(true);
});

test("[AC8] a link given by a manager opens nothing when an administrator's role has been given meanwhile, nor when the manager is gone", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const [ida, mo] = [await house.person("Ida Stone", "administrator"), await house.person("Mo Manager", "client-manager", lakeside)];
  const invite = async (email: string) =>
    house.must(await house.access.invitePerson(await house.actor(mo.id), { name: "Ada New", email, zone: "America/New_York", client: lakeside, role: "clinician" }));
  const [raised, plain, late] = [await invite("a@service.example"), await invite("b@service.example"), await invite("c@service.example")];
  house.must(await house.access.giveRole(await house.actor(ida.id), { person: raised.person, client: null, role: "administrator", until: null }));
  expect(await accept(raised.invitation)).toMatchObject({ refusal: { code: "identity.linkUsed" } });
  expect((await accept(plain.invitation)).ok).toBe(true);
  const [own] = await house.db.transaction({ role: "app", clients: [] }, (tx) => house.access.membershipsOf(tx, mo.id));
  house.must(await house.access.endRole(await house.actor(ida.id), { person: mo.id, membership: own!.id }));
  expect(await accept(late.invitation)).toMatchObject({ refusal: { code: "identity.linkUsed" } });
});

test("[AC6] a manager sees the people of the own client, with the roles there and no others", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const kim = await house.person("Kim Vale", "client-manager", lakeside);
  const lee = await house.person("Dr Lee", "clinician", lakeside);
  await house.access.giveRole(house.house, { person: lee.id, client: harbor, role: "clinician", until: null });
  await house.person("Dr Cho", "clinician", harbor);
  const sam = await house.person("Sam Reed", "supervisor");
  const { browser } = await house.listen();
  const seen = (await (await signIn(browser(), kim)).get("/api/people")).body;
  expect(names(seen)).toEqual(["Dr Lee", "Kim Vale"]);
  expect(JSON.stringify(seen)).not.toContain(harbor);
  expect(names((await (await signIn(browser(), sam)).get("/api/people")).body)).toEqual(["Dr Cho", "Dr Lee", "Kim Vale", "Sam Reed"]);
});

test("[AC7] a call group spans clients; a manager sees the own accounts in it alone", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const kim = await house.person("Kim Vale", "client-manager", lakeside);
  const [lee, cho] = [await house.person("Dr Lee", "clinician", lakeside), await house.person("Dr Cho", "clinician", harbor)];
  const accounts = [house.world.id(), house.world.id()] as AccountId[];
  await house.db.transaction(house.house.scope, async (tx) => {
    const group = await house.access.callGroups.add(tx, house.house, { name: "Weekend cover", members: [lee.id, cho.id] });
    await house.access.callGroups.putAccount(tx, house.house, { account: accounts[0]!, client: lakeside, group });
    await house.access.callGroups.putAccount(tx, house.house, { account: accounts[1]!, client: harbor, group });
    await house.access.callGroups.add(tx, house.house, { name: "Elsewhere", members: [] });
    expect((await house.access.callGroups.ofAccount(tx, accounts[1]!))?.members.toSorted()).toEqual([lee.id, cho.id].toSorted());
  });
  const groups = await house.access.listCallGroups(await house.actor(kim.id));
  expect(groups).toMatchObject([{ name: "Weekend cover", accounts: [accounts[0]] }]);
  expect(groups[0]!.members.toSorted()).toEqual([lee.id, cho.id].toSorted());
});

test("[AC17] who was in a call group, and which practice it covered, can be told of every past instant; whoever left and came back was away between", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const [lee, cho] = [await house.person("Dr Lee", "clinician", lakeside), await house.person("Dr Cho", "clinician", lakeside)];
  const { callGroups } = house.access;
  const account = house.world.id() as AccountId;
  const begun = house.world.now();
  const group = await house.db.transaction(house.house.scope, (tx) => callGroups.add(tx, house.house, { name: "Weekend cover", members: [lee.id] }));
  const hourly: (() => Promise<unknown>)[] = [
    () => house.db.transaction(house.house.scope, (tx) => callGroups.putAccount(tx, house.house, { account, client: lakeside, group })),
    () => house.db.transaction(house.house.scope, (tx) => callGroups.setMembers(tx, house.house, { group, members: [cho.id] })),
    () => house.db.transaction(house.house.scope, (tx) => callGroups.setMembers(tx, house.house, { group, members: [lee.id, cho.id] })),
    () => house.db.transaction(house.house.scope, (tx) => callGroups.putAccount(tx, house.house, { account, client: lakeside, group: null })),
  ];
  for (const act of hourly) {
    house.world.move({ hours: 1 });
    await act();
  }
  const at = (hours: number) => house.db.transaction(house.house.scope, async (tx) => (await callGroups.ofAccount(tx, account, plus(begun, { hours, minutes: 1 })))?.members.toSorted());
  expect([await at(0), await at(1), await at(2), await at(3), await at(4)]).toEqual([undefined, [lee.id], [cho.id], [lee.id, cho.id].toSorted(), undefined]);
});

test("[AC10] the windows of whoever may see less are told at once: a role that ended, a person who is disabled, a member a call group let go", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  const ida = await house.actor((await house.person("Ida Stone", "administrator")).id);
  const [lee, cho, park] = [await house.person("Dr Lee", "clinician", lakeside), await house.person("Dr Cho", "clinician", lakeside), await house.person("Dr Park", "clinician", lakeside)];
  const { callGroups } = house.access;
  const account = house.world.id() as AccountId;
  const group = await house.db.transaction(house.house.scope, async (tx) => {
    const id = await callGroups.add(tx, house.house, { name: "Weekend cover", members: [lee.id, cho.id] });
    await callGroups.putAccount(tx, house.house, { account, client: lakeside, group: id });
    return id;
  });
  expect(house.ended).toEqual([]);
  await house.db.transaction(house.house.scope, (tx) => callGroups.setMembers(tx, house.house, { group, members: [cho.id] }));
  expect(house.ended.splice(0)).toEqual([lee.id]);
  await house.db.transaction(house.house.scope, (tx) => callGroups.putAccount(tx, house.house, { account, client: lakeside, group: null }));
  expect(house.ended.splice(0)).toEqual([cho.id]);
  const [own] = await house.db.transaction({ role: "app", clients: [] }, (tx) => house.access.membershipsOf(tx, park.id));
  house.must(await house.access.endRole(ida, { person: park.id, membership: own!.id }));
  house.must(await house.access.cutOff(ida, { person: lee.id, act: "disable" }));
  expect(house.ended.splice(0)).toEqual([park.id, lee.id]);
  await house.runner.settle();
  expect(house.ended).toEqual([]);
});

test("[AC10] a role that was given until an instant is announced when that instant has come, and not before", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const lee = await house.person("Dr Lee", "clinician", lakeside);
  house.must(await house.access.giveRole(house.house, { person: lee.id, client: harbor, role: "clinician", until: plus(house.world.now(), { minutes: 3 }) }));
  await advance(house.world, house.runner, { minutes: 2 });
  expect(house.ended).toEqual([]);
  await advance(house.world, house.runner, { minutes: 1 });
  expect(house.ended).toEqual([lee.id]);
});

test("[AC11] an administrator makes a call group over two clients and renames it; whoever is no clinician is refused, and a former member may stay", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const [lee, cho] = [await house.person("Dr Lee", "clinician", lakeside), await house.person("Dr Cho", "clinician", harbor)];
  const [ida, ana] = [await house.person("Ida Stone", "administrator"), await house.person("Ana Ruiz", "operator")];
  const { browser } = await house.listen();
  const office = await signIn(browser(), ida);
  const made = (await office.post("/api/call-groups", { name: "Weekend cover", members: [lee.id, cho.id, lee.id] })).body as { id: string; members: string[] };
  expect(made.members.toSorted()).toEqual([lee.id, cho.id].toSorted());
  const save = async (members: string[], id = made.id) => (await office.put(`/api/call-groups/${id}`, { name: "Night cover", members })).body;
  expect(await save([lee.id, ana.id])).toMatchObject({ code: "access.notAClinician", field: "members" });
  expect(await save([lee.id], house.world.id())).toMatchObject({ code: "access.noSuchCallGroup" });

  const [own] = await house.db.transaction({ role: "app", clients: [] }, (tx) => house.access.membershipsOf(tx, cho.id));
  house.must(await house.access.endRole(await house.actor(ida.id), { person: cho.id, membership: own!.id }));
  expect(await save([lee.id, cho.id])).toMatchObject({ id: made.id, name: "Night cover", accounts: [] });
  expect(await save([lee.id])).toMatchObject({ members: [lee.id] });
  expect(await save([lee.id, cho.id])).toMatchObject({ code: "access.notAClinician" });
  expect((await house.audited("access.change-call-group")).map(({ verdict }) => verdict)).toEqual(["access.notAClinician", "access.noSuchCallGroup", "yes", "yes", "access.notAClinician"]);
  expect((await (await signIn(browser(), ana)).post("/api/call-groups", { name: "Mine", members: [] })).status).toBe(403);
});
