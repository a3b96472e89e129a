import { afterEach, beforeEach, expect, test } from "vitest";
import { system, within, type Actor } from "../../foundation/actor.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import type { Role } from "../../../contract/common.ts";
import type { Floor, Notice } from "../../../contract/index.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";

let h: TestHouse;
let lakeside: Practice;
let ida: PersonId;
const offices = new Set<PersonId>();
beforeEach(async () => {
  offices.clear();
  h = await testHouse({ inRoom: (room) => (room === "office" ? [...offices] : []) });
  lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  ida = await h.person("Ida Stone", "administrator", null);
  // The agreement was recorded just now, which is a notice too: seen, a week ago.
  for (const { id } of await open()) must(await h.house.notices.acknowledge(await h.as(ida), id));
  h.world.move({ days: 8 });
});
afterEach(() => h.close());

const setup = system("test", { role: "app" });
const list = async (who = ida) => must(await h.house.notices.list(await h.as(who)));
const open = async (): Promise<Notice[]> => (await h.settle(), (await list()).open);
async function change(act: "suspend" | "resume" | "end", as?: Actor): Promise<void> {
  h.world.move({ minutes: 1 });
  must(await h.house.agreements.change(as ?? within(setup, lakeside.client), { client: lakeside.client, id: lakeside.agreement!, act, reason: "Not paid" }));
}
const failToSignIn = async (email: string, times: number): Promise<void> => {
  for (let i = 0; i < times; i++) await h.house.identity.signIn({ email, password: "not the password", code: "123456" }, { network: "203.0.113.9", sessionToken: undefined, workstationToken: undefined });
};
/** An operator sends an urgent message for Lakeside. */
const send = (): Promise<MessageId> => sendMessage(h, lakeside, { operator: "Ana Ruiz" });
const ring = async (): Promise<void> => {
  h.world.move({ minutes: 1 });
  const phone = h.telephony.ring("+12125550100", { number: "+12125550142" });
  await h.until(() => phone.saw.length > 0);
};
const audited = async (action: string) =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string }).filter((entry) => entry.action === action).map(({ verdict }) => verdict);

test("[NT1] sign-ins that are guessed at: the office reads whose they are and since when, and one e-mail that nobody has tells no name", async () => {
  await failToSignIn("dr.lee@test.example", 5);
  h.world.move({ seconds: 1 });
  await failToSignIn("nobody@test.example", 5);
  expect(await open()).toMatchObject([{ kind: "locked-out", about: null }, { kind: "locked-out", about: "Dr Lee", by: null, acknowledgedAt: null }]);
});

test("[NT1] an agreement that is suspended and callers who are then turned away are two notices, with who did it and how many rang", async () => {
  await change("suspend", await h.as(ida));
  for (let i = 0; i < 3; i++) await ring();
  expect(await open()).toMatchObject([
    { kind: "turned-away", about: "Lakeside", count: 3, say: "Callers are turned away: the agreement is suspended" },
    { kind: "agreement-changed", about: "Lakeside PLLC", by: "Ida Stone", say: "The agreement was suspended: callers are turned away" },
  ]);
});

test("[NT1] [NT4] a ladder that ended is a notice; to have seen it takes no message, and the notice says when a doctor did", async () => {
  const message = await send();
  await h.advance({ minutes: 21 });
  const [notice] = await open();
  expect(notice).toMatchObject({ kind: "ladder-ended", about: "Lakeside", takenAt: null });
  must(await h.house.notices.acknowledge(await h.as(ida), notice!.id));
  const as = await h.as(lakeside.backup);
  const working = await h.base.db.transaction((await h.as(ida)).scope, (tx) => h.house.dispatch.working(tx));
  expect(working).toMatchObject([{ message, state: "alarm" }]);
  must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.acknowledge(tx, as, { message, revision: 1 })));
  await h.settle();
  expect((await list()).seen).toMatchObject([{ kind: "ladder-ended", acknowledgedBy: "Ida Stone", takenAt: expect.any(String) }]);
});

test("[NT1] [R9] every phone of a doctor is forgotten: the office reads whose and who did it, and none of them is woken any more", async () => {
  await h.base.asOwner("insert into delivery.push_subscription (id, person_id, endpoint, p256dh, auth, subscribed_at) values (gen_random_uuid(), $1, 'https://push.test/1', 'k', 'a', now()), (gen_random_uuid(), $2, 'https://push.test/2', 'k', 'a', now())", [lakeside.onDuty, lakeside.backup]);
  must(await h.house.access.cutOff(await h.as(ida), { person: lakeside.onDuty, act: "forget" }));
  expect(await open()).toMatchObject([{ kind: "devices-forgotten", about: "Dr Lee", by: "Ida Stone", say: "Every phone and workstation of this person was forgotten: passkeys and enrolments are gone" }]);
  await send();
  await h.advance({ minutes: 21 });
  expect(new Set(h.pushed)).toEqual(new Set(["https://push.test/2"]));
});

test("[NT2] failed sign-ins for one e-mail, hour after hour, are one notice with its count, and hide no other", async () => {
  await change("suspend");
  for (let i = 0; i < 20; i++) {
    await failToSignIn("dr.lee@test.example", 1);
    h.world.move({ minutes: 16 });
  }
  const notices = await open();
  expect(notices.filter(({ kind }) => kind === "locked-out")).toHaveLength(1);
  expect(notices.find(({ kind }) => kind === "locked-out")!.count).toBeGreaterThan(10);
  expect(notices.map(({ kind }) => kind)).toContain("agreement-changed");
});

test("[NT3] who saw it and when is shown and in the log; a second press changes nothing, and what happens after that is a notice of its own", async () => {
  await change("suspend");
  const [first] = await open();
  const gus = await h.person("Gus Hale", "compliance-officer", null);
  must(await h.house.notices.acknowledge(await h.as(gus), first!.id));
  h.world.move({ minutes: 1 });
  must(await h.house.notices.acknowledge(await h.as(ida), first!.id));
  expect((await list()).seen).toMatchObject([{ id: first!.id, acknowledgedBy: "Gus Hale" }]);
  expect((await audited("notice.acknowledge")).slice(-2)).toEqual(["yes", "already"]);

  await change("resume");
  await change("suspend");
  expect((await open()).map(({ say }) => say)).toEqual(["The agreement was suspended: callers are turned away", "The agreement is in force again"]);
});

test("[NT5] an open office hears of a notice at once, and hears again when it was seen", async () => {
  offices.add(ida);
  const floor = (): Floor | undefined => h.frames.flatMap(({ person, frame }) => (person === ida && frame.type === "floor" ? [frame.floor] : [])).at(-1);
  await change("suspend");
  await h.until(() => floor()?.notices.open === 1);
  must(await h.house.notices.acknowledge(await h.as(ida), (await open())[0]!.id));
  await h.until(() => floor()?.notices.open === 0);
});

test("[NT5] operators, doctors and practices neither see nor acknowledge any, and the try is in the log", async () => {
  await change("suspend");
  const [notice] = await open();
  const others: [string, Role][] = [["Ana Ruiz", "operator"], ["Dr Park", "clinician"], ["Mo Manager", "client-manager"]];
  for (const [name, role] of others) {
    const as = await h.as(await h.person(name, role, role === "operator" ? null : lakeside.client));
    expect(await h.house.notices.list(as)).toMatchObject({ ok: false, refusal: { code: "notices.mayNot" } });
    expect(await h.house.notices.acknowledge(as, notice!.id)).toMatchObject({ ok: false, refusal: { code: "notices.mayNot" } });
  }
  expect((await audited("notice.acknowledge")).slice(-3)).toEqual(Array(3).fill("notices.mayNot"));
  expect(await open()).toHaveLength(1);
});

test("[NT6] nothing of a caller who was turned away is kept with the notice", async () => {
  await change("suspend");
  await ring();
  await open();
  expect(JSON.stringify(await h.base.asOwner("select n::text as row from notices.notice n"))).not.toContain("5550142");
});
