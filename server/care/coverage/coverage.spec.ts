import { afterEach, beforeEach, expect, test } from "vitest";
import type { SeenHole } from "../../../contract/index.ts";
import { visitor } from "../../foundation/endpoint.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { fromIso, plus, toIso } from "../../foundation/time.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";

let h: TestHouse;
let lakeside: Practice;
let mo: PersonId;
beforeEach(async () => {
  h = await testHouse();
  lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  mo = await h.person("Mo Gray", "client-manager", lakeside.client);
});
afterEach(() => h.close());

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "done" : outcome.refusal.code);
const enrol = (person: PersonId): Promise<unknown> =>
  h.base.asOwner("insert into delivery.push_subscription (id, person_id, endpoint, p256dh, auth, subscribed_at) values (gen_random_uuid(), $1, $2, 'k', 'a', now())", [person, `https://push.test/${person}`]);
const week = (person: PersonId, start: string, end: string, rank: "first" | "backup" = "first") => EVERY_DAY.map((weekday) => ({ weekday, start, end, person, rank }));
const save = async (shifts: ReturnType<typeof week>, ask: { basedOn?: number; acknowledge?: SeenHole } = {}) =>
  h.house.oncall.saveSchedule(await h.as(mo), lakeside.account, { basedOn: ask.basedOn ?? 1, zone: "America/New_York", shifts, acknowledge: ask.acknowledge });
const prove = async (shifts?: ReturnType<typeof week>, who = mo) => must(await h.house.coverage.prove(await h.as(who), lakeside.account, { shifts }));
const audited = async (action: string) =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string; details?: object }).filter((entry) => entry.action === action);
const rows = (table: string) => h.base.asOwner<Record<string, unknown>>(`select * from coverage.${table}`);

test("[CV1] [CV2] a practice whose doctors have no phone enrolled is told so by name, and one phone with the desk's alarm behind it proves 60 days", async () => {
  const before = await prove();
  expect(before).toMatchObject({ holes: 1, first: { account: lakeside.account, rank: "first", why: "unverified", say: expect.stringContaining("Dr Lee") } });
  expect(fromIso(before.until) - h.world.now()).toBeGreaterThanOrEqual(60 * 86_400_000);
  await enrol(lakeside.onDuty);
  expect(await prove()).toMatchObject({ holes: 0, first: null });
});

test("[CV2] a week that is proposed is proved as it would be, and nothing of it is saved", async () => {
  await enrol(lakeside.onDuty);
  const proof = await prove(week(lakeside.onDuty, "19:00", "07:00"));
  expect(proof.first).toMatchObject({ rank: "first", why: "nobody", from: "2027-01-14T12:00:00.000Z", until: "2027-01-15T00:00:00.000Z" });
  expect(proof.holes).toBeGreaterThanOrEqual(60);
  expect((await prove()).holes).toBe(0);
});

test("[CV3] a week with a hole is refused until its hole is named; who named it stands in a row and in the log", async () => {
  await enrol(lakeside.onDuty);
  const nights = week(lakeside.onDuty, "19:00", "07:00");
  expect(await save(nights)).toMatchObject({ ok: false, refusal: { code: "coverage.hole", field: "acknowledge", say: expect.stringMatching(/Nobody is on duty.*stretches/) } });
  const { first, holes } = await prove(nights);
  const { say: _say, ...hole } = first!;
  for (const wrong of [{ hole: { ...hole, why: "left" as const }, holes }, { hole: { ...hole, until: toIso(plus(fromIso(hole.until), { minutes: -1 })) }, holes }, { hole, holes: holes - 1 }, { hole: { ...hole, account: h.world.id() }, holes }]) {
    expect(codeOf(await save(nights, { acknowledge: wrong }))).toBe("coverage.hole");
  }
  expect(await rows("accepted_hole")).toEqual([]);
  expect(codeOf(await save(nights, { acknowledge: { hole, holes } }))).toBe("done");
  expect(await rows("accepted_hole")).toMatchObject([{ version: 2, rank: "first", why: "nobody", holes, accepted_by: mo }]);
  expect(await audited("coverage.accept-hole")).toMatchObject([{ verdict: "yes", details: { version: 2, why: "nobody" } }]);
});

test("[CV3] a week without a hole is saved as before, and one saved by somebody else in between is refused first", async () => {
  await enrol(lakeside.onDuty);
  expect(codeOf(await save(week(lakeside.onDuty, "08:00", "08:00")))).toBe("done");
  expect(codeOf(await save(week(lakeside.onDuty, "19:00", "07:00")))).toBe("oncall.stale");
  expect(await rows("accepted_hole")).toEqual([]);
});

async function oneRound(): Promise<void> {
  await h.house.coverage.beginRounds();
  await h.settle();
}

test("[CV4] [CV5] each day one row for each account, read by the practice and the office, and a notice while it finds something", async () => {
  const ida = await h.person("Ida Stone", "supervisor", null);
  await h.house.coverage.beginRounds();
  await h.advance({ days: 2, minutes: 1 });
  expect((await rows("report")).map(({ found }) => found)).toEqual([1, 1, 1]);
  const own = must(await h.house.coverage.report(await h.as(mo), lakeside.account)).report!;
  expect(own).toMatchObject({ accountName: "Lakeside", day: "2027-01-16", findings: [{ kind: "hole" }], more: 0 });
  expect(must(await h.house.coverage.reports(await h.as(ida))).reports).toEqual([own]);
  const notices = must(await h.house.notices.list(await h.as(ida))).open.filter(({ kind }) => kind === "coverage-found");
  expect(notices).toMatchObject([{ about: "Lakeside", count: 3 }]);
  await enrol(lakeside.onDuty);
  await h.advance({ days: 1 });
  expect(must(await h.house.coverage.report(await h.as(mo), lakeside.account)).report!.findings).toEqual([]);
  expect(must(await h.house.coverage.reports(await h.as(ida))).reports).toEqual([]);
});

test("[CV4] [CV6] a gap of the first, two overrides that meet, one person in two ranks, somebody who left and a forgotten week are each a line", async () => {
  await enrol(lakeside.onDuty);
  await enrol(lakeside.backup);
  const park = await h.person("Dr Park", "clinician", lakeside.client);
  must(await save([...week(lakeside.onDuty, "19:00", "07:00"), ...week(lakeside.onDuty, "00:00", "12:00", "backup"), ...week(lakeside.backup, "12:00", "00:00", "backup")]));
  const at = h.world.now();
  for (const person of [lakeside.onDuty, lakeside.backup]) {
    h.world.move({ seconds: 1 });
    must(await h.house.oncall.addOverride(await h.as(mo), lakeside.account, { rank: "first", from: plus(at, { days: 191 }), until: plus(at, { days: 192 }), person, reason: "Leave" }));
  }
  must(await h.house.oncall.addOverride(await h.as(mo), lakeside.account, { rank: "backup", from: plus(at, { days: 193 }), until: plus(at, { days: 194 }), person: park, reason: "Leave" }));
  await h.base.asOwner("update access.membership set until_at = from_at where person_id = $1", [park]);
  h.world.move({ days: 190 });
  await oneRound();
  const { findings } = must(await h.house.coverage.report(await h.as(mo), lakeside.account)).report!;
  expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(["gap", "hole", "left", "double", "same-person", "stale"]));
  const say = (kind: string): string => findings.find((one) => one.kind === kind)!.say;
  expect([say("left"), say("double"), say("same-person"), say("stale")]).toEqual([
    "Dr Park is on the schedule and no longer covers this account.", "Dr Lee and Dr Cho are both put on duty first; the override added last counts.",
    "Dr Lee is paged first and is their own backup.", "Nobody has changed this schedule for 190 days. Look at it, and save it again if it is right."]);
});

/** Dr Lee has the night until 07:00, 12:00 UTC; then Dr Cho. It is 02:14. */
async function nightAndDay(): Promise<void> {
  await enrol(lakeside.onDuty);
  await enrol(lakeside.backup);
  must(await save([...week(lakeside.onDuty, "19:00", "07:00"), ...week(lakeside.backup, "07:00", "19:00"), ...week(lakeside.onDuty, "07:00", "19:00", "backup"), ...week(lakeside.backup, "19:00", "07:00", "backup")]));
  await h.settle();
}
const handOvers = async (person: PersonId) => must(await h.house.coverage.handOvers(await h.as(person))).handOvers.filter(({ rank }) => rank === "first");
const confirm = async (person: PersonId, id: string) => codeOf(await h.house.coverage.confirm(await h.as(person), id));

test("[CV8] two hours before the day begins its doctor's phone is woken, and a swap takes the reminder to whoever has the day now", async () => {
  await nightAndDay();
  await h.advance({ hours: 2, minutes: 44 });
  expect(h.pushed).toEqual([]);
  const at = h.world.now();
  must(await h.house.oncall.addOverride(await h.as(mo), lakeside.account, { rank: "backup", from: at, until: plus(at, { days: 2 }), person: lakeside.onDuty, reason: "Swap" }));
  await h.settle();
  expect(h.pushed.splice(0)).toEqual([`https://push.test/${lakeside.onDuty}`]); // [CV28] Backup from this minute on.
  await h.advance({ minutes: 3 });
  expect(h.pushed).toEqual([`https://push.test/${lakeside.backup}`]);
  expect(await handOvers(lakeside.backup)).toMatchObject([{ accountName: "Lakeside", at: "2027-01-14T12:00:00.000Z", before: "Dr Lee", to: "Dr Cho", mine: true, confirmedAt: null }]);
});

test("[CV8] a day that is given to the doctor of the night has no hand-over any more, and nobody is woken", async () => {
  await nightAndDay();
  must(await h.house.oncall.addOverride(await h.as(mo), lakeside.account, { rank: "first", from: fromIso("2027-01-14T12:00:00Z"), until: fromIso("2027-01-15T00:00:00Z"), person: lakeside.onDuty, reason: "Swap" }));
  must(await h.house.oncall.addOverride(await h.as(mo), lakeside.account, { rank: "backup", from: fromIso("2027-01-14T12:00:00Z"), until: fromIso("2027-01-15T00:00:00Z"), person: lakeside.backup, reason: "Swap" }));
  await h.advance({ hours: 6 });
  expect(h.pushed).toEqual([]);
  expect(await handOvers(lakeside.backup)).toEqual([]);
});

test("[CV19] an override by a doctor without a phone names the hole that it opens, and one by a doctor with a phone names none", async () => {
  await enrol(lakeside.onDuty);
  const [from, until] = [plus(h.world.now(), { hours: 1 }), plus(h.world.now(), { hours: 5 })];
  const asked = async (person: PersonId) => must(await h.house.coverage.prove(await h.as(mo), lakeside.account, { override: { id: "proposed", rank: "first", from, until, person } })).opens;
  expect(await asked(lakeside.backup)).toMatchObject({ from: toIso(from), until: toIso(until), rank: "first", why: "unverified", say: expect.stringContaining("Dr Cho") });
  expect(await asked(lakeside.onDuty)).toBeNull();
  expect(await rows("accepted_hole")).toEqual([]);
});

test("[CV18] a swap wakes whoever is asked, and then whoever asked; the one who acted is not rung", async () => {
  await nightAndDay();
  const { oncall } = h.house;
  const [asker, asked] = [await h.as(lakeside.onDuty), await h.as(lakeside.backup)];
  const trade = { rank: "first", role: null, asked: lakeside.backup, reason: "Wedding", give: { from: fromIso("2027-01-16T00:00:00Z"), until: fromIso("2027-01-16T12:00:00Z") }, take: { from: fromIso("2027-01-17T12:00:00Z"), until: fromIso("2027-01-18T00:00:00Z") } } as const;
  const rung = async (act: Promise<Outcome<{ id: string }>>) => {
    h.pushed.length = 0;
    const { id } = must(await act);
    await h.settle();
    return { id, phones: h.pushed.map((address) => address.split("/").at(-1)) };
  };
  const ask = () => rung(oncall.askSwap(asker, lakeside.account, trade));
  const first = await ask();
  expect(first.phones).toEqual([lakeside.backup]);
  expect((await rung(oncall.answerSwap(asked, lakeside.account, { swap: first.id, accept: false }))).phones).toEqual([lakeside.onDuty]);
  expect((await rung(oncall.withdrawSwap(asker, lakeside.account, (await ask()).id))).phones).toEqual([lakeside.backup]);
  expect((await rung(oncall.answerSwap(asked, lakeside.account, { swap: (await ask()).id, accept: true }))).phones).toEqual([lakeside.onDuty]);
});

test("[CV9] who has said \"I have it\" is nobody's notice; who has not is the office's half an hour after, by name", async () => {
  const ida = await h.person("Ida Stone", "supervisor", null);
  await nightAndDay();
  const [day] = await handOvers(lakeside.backup);
  expect(await confirm(lakeside.onDuty, day!.id)).toBe("coverage.noSuchHandOver");
  const shownToLee = () => h.frames.filter(({ person }) => person === lakeside.onDuty).length;
  const before = shownToLee();
  expect([await confirm(lakeside.backup, day!.id), await confirm(lakeside.backup, day!.id)]).toEqual(["done", "done"]);
  await h.until(() => shownToLee() > before);
  const notices = async () => must(await h.house.notices.list(await h.as(ida))).open.filter(({ kind }) => kind === "hand-over-unconfirmed");
  await h.advance({ hours: 5, minutes: 17 });
  expect((await notices()).map(({ about }) => about)).toEqual(["Dr Lee"]); // As backup: nobody confirmed that.
  await h.advance({ hours: 12 });
  expect((await notices()).find(({ about, lastAt }) => about === "Dr Lee" && lastAt > "2027-01-15")).toBeDefined();
  expect((await audited("coverage.confirm")).map(({ verdict }) => verdict)).toEqual(["coverage.noSuchHandOver", "yes", "yes"]);
});

test("[CV10] [CV11] a message that nobody has taken when the night ends says so, both doctors see it, and its next step pages the doctor of the day", async () => {
  await nightAndDay();
  h.world.set(fromIso("2027-01-14T11:58:00Z"));
  await h.settle();
  const message = await sendMessage(h, lakeside, { operator: "Ana Ruiz" });
  await h.advance({ minutes: 3 });
  const ana = await h.as((await h.base.asOwner<{ id: PersonId }>("select id from identity.person where name = 'Ana Ruiz'"))[0]!.id);
  const opened = must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.open(tx, ana, message)));
  expect(opened.timeline.filter(({ kind }) => kind === "handed-over").map(({ say }) => say)).toContain("Duty (first) passed from Dr Lee to Dr Cho while nobody had taken this message");
  expect(await handOvers(lakeside.backup)).toMatchObject([{ open: 1, mine: true }]);
  expect((await handOvers(lakeside.onDuty)).find(({ mine }) => !mine)).toMatchObject({ open: 1, to: "Dr Cho" });
  await h.advance({ minutes: 3 });
  const paged = await h.base.asOwner<{ person_id: string }>("select person_id from delivery.attempt where message_id = $1 order by number", [message]);
  expect(paged.map(({ person_id }) => person_id)).toEqual([lakeside.onDuty, lakeside.backup]);
});

const tokenOf = (url: string): string => url.split("/").at(-1)!;

test("[CV12] a calendar shows names, ranks and the practice by its address alone; the address is not in the database; once it is ended it answers nothing", async () => {
  await nightAndDay();
  const as = await h.as(mo);
  const { url, id } = must(await h.house.coverage.makeFeed(as, lakeside.account, "everyone"));
  const token = tokenOf(url);
  const text = must(await h.house.coverage.readFeed(visitor, token));
  expect(text).toContain("SUMMARY:Dr Lee\\, paged first\\, Lakeside");
  expect(text.match(/DTSTART/g)!.length).toBeGreaterThan(100);
  expect(JSON.stringify(await rows("feed"))).not.toContain(token);
  expect((await rows("feed"))[0]!.token_hash).toHaveLength(32);
  for (const wrong of ["", "x", token.slice(1), `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, "%00", "a".repeat(43)]) expect(codeOf(await h.house.coverage.readFeed(visitor, wrong))).toBe("coverage.noSuchFeed");
  expect(must(await h.house.coverage.feeds(as, lakeside.account)).feeds).toMatchObject([{ id, person: "Mo Gray", mine: true }]);
  must(await h.house.coverage.revokeFeed(as, lakeside.account, id));
  expect(codeOf(await h.house.coverage.readFeed(visitor, token))).toBe("coverage.noSuchFeed");
});

test("[CV12] a doctor's own calendar shows their own duty and nobody else's, and ends with their role", async () => {
  await nightAndDay();
  const { url } = must(await h.house.coverage.makeFeed(await h.as(lakeside.onDuty), lakeside.account, "mine"));
  const text = must(await h.house.coverage.readFeed(visitor, tokenOf(url)));
  expect(text).toContain("Dr Lee");
  expect(text).not.toContain("Dr Cho");
  await h.base.asOwner("update access.membership set until_at = from_at where person_id = $1", [lakeside.onDuty]);
  expect(codeOf(await h.house.coverage.readFeed(visitor, tokenOf(url)))).toBe("coverage.noSuchFeed");
});

test("[CV12] ten calendars of one person are enough", async () => {
  const as = await h.as(mo);
  for (let i = 0; i < 10; i++) must(await h.house.coverage.makeFeed(as, lakeside.account, "everyone"));
  expect(codeOf(await h.house.coverage.makeFeed(as, lakeside.account, "everyone"))).toBe("coverage.tooManyFeeds");
});

const brought = (...lines: string[]): string => ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""].join("\r\n");
const night = (who: string, day: string): string[] => ["BEGIN:VEVENT", `UID:${day}`, `SUMMARY:${who} on call`, `DTSTART:${day}T190000`, "DURATION:PT12H", "END:VEVENT"];
const look = async (calendar: string, who = mo) => h.house.coverage.previewImport(await h.as(who), lakeside.account, { rank: "first", calendar });
const put = async (id: string, who = mo) => h.house.coverage.saveImport(await h.as(who), lakeside.account, { import: id, reason: "Calendar of the group" });

test("[CV14] a calendar is shown with who stands there now and what it would leave uncovered; nothing changes until that preview is saved, once", async () => {
  await nightAndDay();
  const preview = must(await look(brought(...night("Dr Cho", "20270120"), ...night("Dr Who", "20270121"))));
  expect(preview).toMatchObject({ zone: "America/New_York", proposals: [{ name: "Dr Cho", now: "Dr Lee", from: "2027-01-21T00:00:00.000Z", until: "2027-01-21T12:00:00.000Z" }], leftOut: [{ why: "nobody-known", count: 1 }], now: { holes: 0 }, after: { holes: 0 } });
  const who = async () => must(await h.house.oncall.who(await h.as(mo), lakeside.account, { at: fromIso("2027-01-21T03:00:00Z") })).first?.name;
  expect(await who()).toBe("Dr Lee");
  expect(codeOf(await put(preview.id, await h.person("Nan Other", "client-manager", lakeside.client)))).toBe("coverage.noSuchImport");
  expect(must(await put(preview.id))).toEqual({ events: 2, added: 1, skipped: 1 });
  expect(await who()).toBe("Dr Cho");
  expect(codeOf(await put(preview.id))).toBe("coverage.importOver");
});

test("[CV14] a preview older than an hour is not saved, and one that leaves a hole says so", async () => {
  await enrol(lakeside.onDuty);
  must(await save(week(lakeside.onDuty, "07:00", "07:00")));
  const preview = must(await look(brought(...night("Dr Cho", "20270120"))));
  expect([preview.now.holes, preview.after]).toMatchObject([0, { holes: 1, first: { why: "unverified", say: expect.stringContaining("Dr Cho") } }]);
  h.world.move({ minutes: 61 });
  expect(codeOf(await put(preview.id))).toBe("coverage.importOver");
});

test("[CV15] what is no calendar is refused with the field named", async () => {
  for (const text of ["", "hello", "BEGIN:VCALENDAR", "BEGIN:VCARD\r\nEND:VCARD"]) expect(await look(text)).toMatchObject({ refusal: { code: "coverage.noCalendar", field: "calendar" } });
});

test("[CV16] a manager of another practice sees, makes and saves nothing here; a doctor of this one may look and not bring a calendar", async () => {
  await nightAndDay();
  const harbor = await h.practice({ name: "Harbor", number: "+12125550101", onDuty: "Dr Park" });
  const sam = await h.as(await h.person("Sam Reed", "client-manager", harbor.client));
  const { id } = must(await h.house.coverage.makeFeed(await h.as(mo), lakeside.account, "everyone"));
  const preview = must(await look(brought(...night("Dr Cho", "20270120"))));
  const [day] = await handOvers(lakeside.backup);
  const { coverage } = h.house;
  const tries = [coverage.prove(sam, lakeside.account, {}), coverage.report(sam, lakeside.account), coverage.feeds(sam, lakeside.account), coverage.makeFeed(sam, lakeside.account, "everyone"), coverage.revokeFeed(sam, lakeside.account, id),
    coverage.previewImport(sam, lakeside.account, { rank: "first", calendar: brought() }), coverage.saveImport(sam, lakeside.account, { import: preview.id, reason: "x" })];
  expect((await Promise.all(tries)).map(codeOf)).toEqual(tries.map(() => "coverage.noSuchAccount"));
  expect(codeOf(await coverage.confirm(sam, day!.id))).toBe("coverage.noSuchHandOver");
  expect(must(await coverage.handOvers(sam)).handOvers).toEqual([]);
  const lee = await h.as(lakeside.onDuty);
  expect(codeOf(await coverage.previewImport(lee, lakeside.account, { rank: "first", calendar: brought() }))).toBe("coverage.notAllowed");
  expect(codeOf(await coverage.revokeFeed(lee, lakeside.account, id))).toBe("coverage.noSuchFeed");
});
