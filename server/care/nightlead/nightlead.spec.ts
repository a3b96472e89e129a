import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../../foundation/actor.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import type { DialEnd } from "../calls/index.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import type { FakeCallee } from "../../testing/phones.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { toIso } from "../../foundation/time.ts";
import { alarms as alarmed, deskHeard, LEAD, lines as linesOf, name as named, OWNER, shortLadder, stateOf as stateAt } from "./alarm-under-test.ts";
import { proofOf, watcherSecret } from "./index.ts";

let h: TestHouse;
let lakeside: Practice;
let ida: PersonId;
beforeEach(async () => {
  h = await testHouse({ watchers: ["north"] });
  await deskHeard(h, "Bo Lind");
  lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  await shortLadder(h, lakeside);
  ida = await h.person("Ida Stone", "administrator", null);
});
afterEach(() => h.close());

const name = (...people: readonly (typeof LEAD | typeof OWNER)[]): Promise<void> => named(h, ...people);
const alarms = (...operators: readonly string[]): Promise<MessageId[]> => alarmed(h, lakeside, ...operators);
const alarm = async (): Promise<MessageId> => (await alarms("Ana Ruiz"))[0]!;
const stateOf = (message: MessageId) => stateAt(h, message);
const lines = (message: MessageId): Promise<string[]> => linesOf(h, message);
/** The call that is placed next, as it rings. */
async function rung(count: number): Promise<FakeCallee> {
  await expect.poll(() => h.telephony.rung.length).toBe(count);
  return h.telephony.rung[count - 1]!;
}
async function ends(callee: FakeCallee, end: DialEnd): Promise<void> {
  callee.end(end);
  await h.house.nightlead.settled();
}
async function presses(callee: FakeCallee, digit = "1"): Promise<void> {
  await callee.pickUp();
  await h.until(() => [...h.sound.open].some((id) => h.sound.hears(id) === "night-alarm"));
  const phone = [...h.sound.open].find((id) => h.sound.hears(id) === "night-alarm")!;
  h.sound.tell({ kind: "digit", endpoint: phone, digit });
  if (digit !== "1") return;
  await h.until(() => h.sound.hears(phone) === "alarm-taken");
  h.sound.finish(phone);
  await h.house.nightlead.settled();
}
const notices = async () => must(await h.house.notices.list(await h.as(ida))).open.map(({ kind, say }) => ({ kind, say }));
/** What a desk that opens now says is wrong. */
async function troubleAtDesk(operator: PersonId): Promise<unknown> {
  return must(await h.house.desk.snapshot(await h.as(operator))).trouble;
}
const derived = (label: string, bytes: number): Buffer => createHmac("sha512", "test root").update(label).digest().subarray(0, bytes);
const look = (at = h.world.now(), who = "north") => {
  const asked = { name: who, at: toIso(at) };
  return h.house.nightlead.heard({ ...asked, proof: proofOf(watcherSecret(derived, who), asked) });
};

test("[NL1] [NL13] [NL4] an alarm that the desk leaves alone: the lead's line is busy, the owner is rung at once and presses 1, and the timeline says both", async () => {
  await name(OWNER, LEAD);
  const message = await alarm();
  await h.advance({ seconds: 90 });
  expect(h.telephony.rung).toEqual([]);
  await h.advance({ seconds: 30 });
  const lead = await rung(1);
  expect(lead.asked).toMatchObject({ to: "+16465550171", purpose: "alarm" });
  await ends(lead, { why: "busy" });
  await h.settle();
  const owner = await rung(2);
  expect(owner.asked.to).toBe("+16465550172");
  h.world.move({ seconds: 5 });
  await presses(owner);
  expect(await lines(message)).toEqual(["The night lead, Jo Park, was rung: the line was busy.", "The owner, Kim Aldana, was rung: pressed 1: they know."]);
  expect(h.sound.open.size).toBe(0);
  await h.advance({ minutes: 29 });
  expect(h.telephony.rung).toHaveLength(2);
});

test("[NL13] a lead whose line is busy is tried once more a minute later, out of turn, and no third time before it is their turn", async () => {
  await name(LEAD, OWNER);
  await alarm();
  await h.advance({ minutes: 2 });
  await ends(await rung(1), { why: "busy" });
  await h.settle();
  await ends(await rung(2), { why: "no-answer" });
  await h.advance({ seconds: 20 });
  const again = await rung(3);
  expect(again.asked.to).toBe("+16465550171");
  await ends(again, { why: "busy" });
  await h.advance({ seconds: 40 });
  expect(h.telephony.rung).toHaveLength(3);
  await h.advance({ seconds: 20 });
  expect((await rung(4)).asked.to).toBe("+16465550171");
});

test("[NL12] a lead who is on the telephone with us is not rung into: the owner is rung at once, and the lead as soon as that call is over", async () => {
  await name(LEAD, OWNER);
  const message = await alarm();
  const call = h.telephony.ring("+12125550100", { number: "6465550171" });
  await h.advance({ minutes: 2 });
  const owner = await rung(1);
  expect(owner.asked.to).toBe("+16465550172");
  await ends(owner, { why: "no-answer" });
  await h.advance({ seconds: 20 });
  expect(h.telephony.rung).toHaveLength(1);
  call.hangUp();
  await h.advance({ seconds: 20 });
  const lead = await rung(2);
  expect(lead.asked.to).toBe("+16465550171");
  await presses(lead);
  expect(await lines(message)).toEqual([
    "The night lead, Jo Park, is on the telephone with us, and is rung when that call is over.",
    "The owner, Kim Aldana, was rung: nobody answered.", "The night lead, Jo Park, was rung: pressed 1: they know.",
  ]);
});

test("[NL12] a stranger who rings us with the lead's number, for which nobody vouches, does not keep the lead from being rung", async () => {
  await name(LEAD, OWNER);
  await alarm();
  h.telephony.ring("+12125550100", { number: "+16465550171", proof: null });
  await h.advance({ minutes: 2 });
  const lead = await rung(1);
  expect(lead.asked.to).toBe("+16465550171");
  await ends(lead, { why: "no-answer" });
});

test("[NL12] everybody is on the telephone with us: nobody is given up, and after three minutes the lead is rung all the same", async () => {
  await name(LEAD);
  const message = await alarm();
  h.telephony.ring("+12125550100", { number: "+16465550171" });
  await h.advance({ minutes: 4, seconds: 40 });
  expect(h.telephony.rung).toEqual([]);
  await h.advance({ seconds: 20 });
  expect((await rung(1)).asked.to).toBe("+16465550171");
  expect(await lines(message)).toEqual(["The night lead, Jo Park, is on the telephone with us, and is rung when that call is over."]);
});

test("[NL3] a mailbox that answers and a key that is not 1 are nobody: the next person is rung", async () => {
  await name(LEAD);
  const message = await alarm();
  await h.advance({ minutes: 2 });
  const mailbox = await rung(1);
  await presses(mailbox, "5");
  await ends(mailbox, { why: "remote-hangup" });
  expect(await lines(message)).toEqual(["The night lead, Jo Park, was rung: the call was answered, and no key was pressed."]);
  await h.advance({ minutes: 1 });
  await rung(2);
});

test("[NL1] a message that a doctor takes before the two minutes are over rings nobody", async () => {
  await name(LEAD);
  const message = await alarm();
  const as = await h.as(lakeside.onDuty);
  must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.acknowledge(tx, as, { message, revision: 1 })));
  await h.advance({ minutes: 3 });
  await h.advance({ hours: 1 });
  expect(h.telephony.rung).toEqual([]);
});

test("[NL2] one call stands for two alarms; who pressed 1 is left alone for half an hour, and is rung again while the message waits", async () => {
  await name(LEAD);
  const messages = await alarms("Ana Ruiz", "Ben Ito");
  await h.advance({ minutes: 2 });
  await presses(await rung(1));
  for (const message of messages) expect(await lines(message)).toEqual(["The night lead, Jo Park, was rung: pressed 1: they know."]);
  await h.advance({ minutes: 29 });
  expect(h.telephony.rung).toHaveLength(1);
  await h.advance({ minutes: 1 });
  await rung(2);
});

test("[NL1] an alarm that is raised while the house looks whom to ring keeps its own time", async () => {
  await name(LEAD);
  const taken = await sendMessage(h, lakeside, { operator: "Ana Ruiz" });
  await h.advance({ minutes: 3 });
  const late = await sendMessage(h, lakeside, { operator: "Ben Ito" });
  for (let minutes = 0; minutes < 60 && (await stateOf(taken)) !== "alarm"; minutes++) await h.advance({ minutes: 1 });
  const as = await h.as(lakeside.onDuty);
  must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.acknowledge(tx, as, { message: taken, revision: 1 })));
  await h.settle();
  const [held, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = h.base.db.transaction(system("nightlead", { clients: [lakeside.client] }).scope, async (tx) => {
    await tx.rows(sql`select id from nightlead.alarm for update`);
    held.resolve();
    await looked.promise;
  });
  await held.promise;
  h.world.move({ minutes: 2 });
  const looking = h.runner.settle();
  await expect.poll(async () => (await h.base.asOwner("select pid from pg_locks where locktype = 'tuple' and relation = 'nightlead.alarm'::regclass and database = (select oid from pg_database where datname = current_database())")).length).toBe(1);
  h.world.move({ minutes: 3 });
  await h.settle();
  const raised = [await stateOf(late), (await h.base.asOwner("select id from nightlead.alarm")).length];
  looked.resolve();
  await Promise.all([holding, looking]);
  expect(raised).toEqual(["alarm", 2]);
  await h.advance({ minutes: 3 });
  await rung(1);
});

test("[NL5] a call whose end was never kept is placed again", async () => {
  await name(LEAD);
  await alarm();
  await h.advance({ minutes: 2 });
  await rung(1);
  // The process is gone: nobody hears how the first call ends.
  await h.advance({ seconds: 150 });
  const again = await rung(2);
  expect(again.asked.to).toBe("+16465550171");
});

test.each([["no outbound trunk", "no-trunk"], ["nobody named", "no-people"]] as const)("[NL6] [NT8] with %s the timeline and the office say so, once, and it is tried again", async (_, why) => {
  if (why === "no-trunk") {
    await name(LEAD);
    h.telephony.trunks = () => [];
  }
  const message = await alarm();
  await h.advance({ minutes: 2 });
  expect(h.telephony.rung).toEqual([]);
  const said = why === "no-trunk" ? /no outbound trunk is set up/ : /no night lead and no owner is named/;
  expect(await lines(message)).toEqual([expect.stringMatching(said)]);
  expect(await notices()).toContainEqual({ kind: "nobody-rung", say: expect.stringMatching(said) });
  expect(must(await h.house.nightlead.standing(await h.as(ida))).line).toBe(why === "no-trunk" ? "no-trunk" : "ready");
  await name(LEAD);
  h.telephony.trunks = () => [{ name: "fake", transport: "udp", state: "well", from: "+12125550990", legs: 0 }];
  await h.advance({ minutes: 15 });
  await rung(1);
  expect(await lines(message)).toHaveLength(1);
});

test("[NL7] a supervisor changes who is rung and it is in the audit log; an operator and a doctor may not, and a wrong number changes nothing", async () => {
  const sam = await h.as(await h.person("Sam Cole", "supervisor", null));
  const saved = must(await h.house.nightlead.save(sam, [LEAD, OWNER]));
  expect(saved.map(({ name: who, number }) => [who, number])).toEqual([["Jo Park", "+16465550171"], ["Kim Aldana", "+16465550172"]]);
  for (const who of [await h.person("Ana Ruiz", "operator", null), lakeside.onDuty]) {
    expect(await h.house.nightlead.save(await h.as(who), [])).toMatchObject({ ok: false, refusal: { code: "nightlead.mayNot" } });
    expect(await h.house.nightlead.standing(await h.as(who))).toMatchObject({ ok: false });
  }
  expect(await h.house.nightlead.save(sam, [{ ...LEAD, number: "12345678" }])).toMatchObject({ ok: false, refusal: { code: "nightlead.badNumber" } });
  expect(must(await h.house.nightlead.standing(sam)).people).toHaveLength(2);
  const acts = (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict: string }).filter(({ action }) => action === "nightlead.save");
  expect(acts.map(({ verdict }) => verdict)).toEqual(["yes", "nightlead.mayNot", "nightlead.mayNot", "nightlead.badNumber"]);
});

test("[NL8] [NT8] a watcher that is not heard for a minute is a notice and named at the desks, until it is heard again", async () => {
  const ana = await h.person("Ana Ruiz", "operator", null);
  await h.house.nightlead.begin();
  await h.advance({ seconds: 45 });
  expect(await look()).toBe(true);
  await h.advance({ seconds: 60 });
  expect(h.house.nightlead.silentWatchers()).toEqual([]);
  await h.advance({ seconds: 30 });
  expect(h.house.nightlead.silentWatchers()).toEqual(["north"]);
  expect(await troubleAtDesk(ana)).toBe("watcher");
  expect(await notices()).toContainEqual({ kind: "watcher-silent", say: expect.stringMatching(/not heard for a minute/) });
  expect(await look()).toBe(true);
  await h.advance({ seconds: 15 });
  expect(h.house.nightlead.silentWatchers()).toEqual([]);
  expect(await troubleAtDesk(ana)).toBeNull();
  expect((await notices()).filter(({ kind }) => kind === "watcher-silent")).toHaveLength(1);
});

test("[NL8] a house that stood still heard nobody, and does not say of its watcher that it was silent; if it stays silent, a minute later", async () => {
  await h.house.nightlead.begin();
  await h.advance({ minutes: 5 });
  await look();
  h.world.move({ minutes: 2 });
  await h.settle();
  expect(h.house.nightlead.silentWatchers()).toEqual([]);
  await h.advance({ seconds: 60 });
  expect(h.house.nightlead.silentWatchers()).toEqual([]);
  await h.advance({ seconds: 15 });
  expect(h.house.nightlead.silentWatchers()).toEqual(["north"]);
});

test("[NL9] a proof that is shown twice, is old, or belongs to a watcher that is not registered is heard as nobody's", async () => {
  await h.house.nightlead.begin();
  const at = h.world.now();
  expect([await look(at), await look(at)]).toEqual([true, false]);
  h.world.move({ minutes: 3 });
  expect([await look(at), await look(h.world.now(), "south")]).toEqual([false, false]);
  const asked = { name: "north", at: toIso(h.world.now()) };
  for (const proof of ["", "0".repeat(64), "é".repeat(64)]) expect(await h.house.nightlead.heard({ ...asked, proof })).toBe(false);
  expect(await h.house.nightlead.heard({ ...asked, at: "yesterday", proof: "" })).toBe(false);
  expect(await look()).toBe(true);
});
