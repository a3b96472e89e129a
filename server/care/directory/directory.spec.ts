import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccountId, ClientId, PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { plus } from "../../foundation/time.ts";
import { directoryUnderTest, GROUP as group, HARBOR as harbor, LAKESIDE as lakeside, scopeOf, value, VISITOR as visitor, type DirectoryUnderTest } from "./directory-under-test.ts";
import type { Directory } from "./index.ts";

let base: DirectoryUnderTest["base"];
let world: DirectoryUnderTest["world"];
let directory: Directory;
let as: DirectoryUnderTest["as"];
let drawn = 0;
const at = (client: ClientId, person?: PersonId) => as(client, person);

beforeAll(async () => void ({ base, world, directory, as } = await directoryUnderTest()));
afterAll(() => base.drop());

const body = (over: object = {}) => ({
  name: "Lakeside Pediatrics", slug: `office-${++drawn}`, zone: "America/New_York", greeting: "Lakeside Pediatrics, this is Ana", hours: [{ weekday: 1, open: "08:00", close: "17:00" }],
  holidays: ["2027-12-25", "2027-01-01", "2027-12-25"], fallback: null, recording: false, ...over,
});
const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "done" : outcome.refusal.code);
const opened = async (client = lakeside, over: object = {}) => value(await directory.open(at(client), { ...body(over), client })).id as AccountId;
const newNumber = (): string => `(212) 555-${String(1000 + ++drawn)}`;
const ring = (dialled: string) => base.db.transaction(scopeOf(), (tx) => directory.byDialled(tx, dialled));

test("[DR4] a ring finds the account by its number, however it is dialled, with no client in scope", async () => {
  const account = await opened();
  const { numbers } = value(await directory.addNumber(at(lakeside), account, "212 555 0142"));
  expect(numbers).toEqual(["+12125550142"]);
  for (const dialled of ["+12125550142", "12125550142", "2125550142"]) expect(await ring(dialled)).toEqual({ client: lakeside, account, number: "+12125550142" });
  expect(await ring("+12125550143")).toBeUndefined();
  expect(await ring("lakeside")).toBeUndefined();
});

test("[DR2] a number that another account has is refused, and asking for one's own again changes nothing", async () => {
  const [one, two] = [await opened(), await opened(harbor)];
  const number = newNumber();
  value(await directory.addNumber(at(lakeside), one, number));
  expect(codeOf(await directory.addNumber(at(harbor), two, number))).toBe("directory.numberTaken");
  expect(value(await directory.addNumber(at(lakeside), one, number)).numbers).toHaveLength(1);
});

test("[DR2] two accounts that claim one number at the same moment: one has it", async () => {
  const [one, two] = [await opened(), await opened(harbor)];
  const number = newNumber();
  const outcomes = await Promise.all([directory.addNumber(at(lakeside), one, number), directory.addNumber(at(harbor), two, number)]);
  expect(outcomes.map(codeOf).toSorted()).toEqual(["directory.numberTaken", "done"]);
});

test("[DR3] a released number rings nowhere and rests twelve months; who asks earlier is told until when", async () => {
  const [one, two] = [await opened(), await opened(harbor)];
  const number = "+13125550199";
  value(await directory.addNumber(at(lakeside), one, number));
  expect(value(await directory.releaseNumber(at(lakeside), one, number)).numbers).toEqual([]);
  expect(await ring(number)).toBeUndefined();
  expect(codeOf(await directory.releaseNumber(at(lakeside), one, number))).toBe("directory.noSuchNumber");

  expect(await directory.addNumber(at(harbor), two, number)).toMatchObject({ refusal: { code: "directory.numberRests", field: "number", say: expect.stringContaining("2028-01-14") } });
  const released = world.now();
  world.move({ days: 365, milliseconds: -1 });
  expect(codeOf(await directory.addNumber(at(harbor), two, number))).toBe("directory.numberRests");
  world.move({ milliseconds: 1 });
  expect(value(await directory.addNumber(at(harbor), two, number)).numbers).toEqual([number]);
  expect(await ring(number)).toMatchObject({ client: harbor });
  world.set(released);
});

test("[DR1] what is no telephone number is refused with the field named", async () => {
  expect(await directory.addNumber(at(lakeside), await opened(), "555-0142")).toMatchObject({ refusal: { code: "directory.notANumber", field: "number" } });
  expect(await directory.open(at(lakeside), { ...body({ fallback: "+15552345678" }), client: lakeside })).toMatchObject({ refusal: { field: "fallback" } });
});

test("[DR1] a fallback that rings here would send callers in a circle, and is refused", async () => {
  const account = await opened();
  value(await directory.addNumber(at(lakeside), account, "+13125550100"));
  expect(await directory.open(at(lakeside), { ...body({ fallback: "+13125550100" }), client: lakeside })).toMatchObject({ refusal: { code: "directory.fallbackIsOurs" } });
});

test("[DR4] the desk finds an account by a part of its name or of its number, and by nothing else", async () => {
  const account = await opened(lakeside, { name: "Osei 100% Cardiology" });
  value(await directory.addNumber(at(lakeside), account, "+17185550177"));
  const find = async (words: string) => (await base.db.transaction(scopeOf(lakeside), (tx) => directory.find(tx, words, 5))).map((hit) => hit.id);
  for (const words of ["osei", "100% car", "718 555-0177", "5550177"]) expect(await find(words), words).toEqual([account]);
  for (const words of ["osei%", "o_ei", "--", "555", "0177 osei x"]) expect(await find(words), words).toEqual([]);
});

test("[DR9] the desk sees the greeting and the note of an account, and asking for one out of scope is a bug", async () => {
  const account = await opened();
  value(await directory.writeStatusNote(at(lakeside), account, { words: "Dr Cho covers", until: null }));
  const forDesk = (client: ClientId) => base.db.transaction(scopeOf(client), (tx) => directory.forDesk(tx, account, world.now()));
  expect(await forDesk(lakeside)).toEqual({ name: "Lakeside Pediatrics", zone: "America/New_York", greeting: "Lakeside Pediatrics, this is Ana", statusNotes: ["Dr Cho covers"] });
  await expect(forDesk(harbor)).rejects.toThrow("not in scope");
});

test("[DR8] an invalid zone is refused with the field named", async () => {
  expect(await directory.open(at(lakeside), { ...body({ zone: "Mars/Olympus" }), client: lakeside })).toMatchObject({ refusal: { code: "directory.noSuchZone", field: "zone" } });
});

test("[DR10] a short name is unique over all clients, and is fixed", async () => {
  const first = body();
  const account = value(await directory.open(at(lakeside), { ...first, client: lakeside }));
  expect(await directory.open(at(harbor), { ...body({ slug: first.slug }), client: harbor })).toMatchObject({ refusal: { code: "directory.slugTaken", field: "slug" } });
  expect(codeOf(await directory.save(at(lakeside), account.id as AccountId, body()))).toBe("directory.slugFixed");
  const saved = value(await directory.save(at(lakeside), account.id as AccountId, { ...first, name: "Lakeside", recording: true }));
  expect(saved).toMatchObject({ name: "Lakeside", recording: true, slug: first.slug, holidays: ["2027-01-01", "2027-12-25"], callGroup: group, demo: false });
});

test("[DR9] one note stands at a time, until its end, until the next, or until it is cleared", async () => {
  const account = await opened();
  const write = (words: string, until: Parameters<Directory["writeStatusNote"]>[2]["until"]) => directory.writeStatusNote(at(lakeside), account, { words, until });
  const notes = (when = world.now()) => base.db.transaction(scopeOf(lakeside), (tx) => directory.statusNotes(tx, account, when));
  const until = plus(world.now(), { hours: 1 });

  value(await write("In surgery until 15:00, use Dr Cho", until));
  expect(await notes()).toEqual(["In surgery until 15:00, use Dr Cho"]);
  expect(await notes(until)).toEqual([]);
  value(await write("Phones of the office are down", null));
  expect(await notes()).toEqual(["Phones of the office are down"]);
  value(await write("", null));
  expect(await notes()).toEqual([]);
  expect(await write("Yesterday", world.now())).toMatchObject({ refusal: { field: "until" } });
});

test("[DR12] who may not is refused, and the refusal is in the log", async () => {
  const account = await opened();
  expect(await directory.addNumber(at(lakeside, visitor), account, newNumber())).toMatchObject({ refusal: { status: 403 } });
  const [row] = await base.asOwner<{ entry: object }>("select convert_from(bytes, 'utf8')::json as entry from audit.entry order by id desc limit 1");
  expect(row?.entry).toMatchObject({ action: "number.add", verdict: "directory.notAllowed", subject: { id: account }, actor: { person: visitor } });
});

test("[DR11] another client's account does not exist for a command, a list or the database", async () => {
  const account = await opened(harbor);
  value(await directory.writeStatusNote(at(harbor), account, { words: "Use the back door", until: null }));
  expect(codeOf(await directory.save(at(lakeside), account, body()))).toBe("directory.noSuchAccount");
  expect(codeOf(await directory.addNumber(at(lakeside), account, newNumber()))).toBe("directory.noSuchAccount");
  expect(value(await directory.list(at(lakeside))).accounts.map((one) => one.client)).not.toContain(harbor);
  expect(codeOf(await directory.open(at(lakeside), { ...body(), client: harbor }))).toBe("directory.noSuchClient");

  const raw = <R extends object>(text: string) => base.db.transaction(scopeOf(lakeside), (tx) => tx.rows<R>({ text, values: [] }));
  expect(await raw(`select words from directory.status_note where account_id = '${account}'`)).toEqual([]);
  expect(await raw(`update directory.account set greeting = 'Ours now' where id = '${account}' returning id`)).toEqual([]);
  await expect(raw(`insert into directory.status_note (client_id, id, account_id, words, from_at) values ('${harbor}', '${world.id()}', '${account}', 'x', '2027-01-01Z')`)).rejects.toThrow(/row-level security/);
  const smuggled = `values ('${harbor}', '${world.id()}', 'x', 'smuggled', 'UTC', 'x', '[]', '{}', false, false, '2027-01-01Z')`;
  await expect(raw(`insert into directory.account (client_id, id, name, slug, zone, greeting, hours, holidays, recording, demo, opened_at) ${smuggled}`)).rejects.toThrow(/row-level security/);
  await expect(raw("delete from directory.number")).rejects.toThrow(/permission denied/);
});
