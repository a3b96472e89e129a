import { afterAll, beforeAll, expect, test } from "vitest";
import { PLAIN_RECEPTION, PLAIN_SKILLS, type TypedReception } from "../../../contract/reception.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { directoryUnderTest, LAKESIDE, scopeOf, value, type DirectoryUnderTest } from "./directory-under-test.ts";

let d: DirectoryUnderTest;
beforeAll(async () => void (d = await directoryUnderTest()));
afterAll(() => d.base.drop());

const operator = "00000000-0000-7000-8000-0000000000d1" as PersonId;
const another = "00000000-0000-7000-8000-0000000000d2" as PersonId;
const withMenu = (over: Partial<TypedReception> = {}): TypedReception => ({ ...PLAIN_RECEPTION, menu: { ...PLAIN_RECEPTION.menu, on: true }, ...over });

test("[DR20] an account that never chose is received plainly, and what it chooses is a version that the next call is stamped with", async () => {
  const account = await d.opened();
  expect(value(await d.directory.reception.read(d.manager, account))).toEqual({ version: 0, reception: PLAIN_RECEPTION });
  const chosen = withMenu({ whenOpen: { forwardTo: "(212) 555-0177", ringSeconds: 20, keyToTake: true } });
  expect(value(await d.directory.reception.save(d.manager, account, chosen))).toMatchObject({ version: 1, reception: { whenOpen: { forwardTo: "+12125550177", ringSeconds: 20, keyToTake: true } } });
  expect(value(await d.directory.reception.save(d.manager, account, withMenu())).version).toBe(2);

  const stamp = (iso: string) => d.base.db.transaction(scopeOf(LAKESIDE), (tx) => d.directory.reception.stampFor(tx, account, fromIso(iso)));
  expect(await stamp("2027-01-14T15:00:00Z")).toMatchObject({ version: 2, open: true, reception: { menu: { on: true } } });
  expect(await stamp("2027-01-14T23:00:00Z")).toMatchObject({ version: 2, open: false });
});

test("[DR20] what cannot be meant is refused with the field named, and nothing is saved", async () => {
  const account = await d.opened();
  value(await d.directory.addNumber(d.manager, account, "+12125550190"));
  const menu = (...keys: TypedReception["menu"]["keys"]) => withMenu({ menu: { ...PLAIN_RECEPTION.menu, on: true, keys } });
  const wrong: readonly [TypedReception, string][] = [
    [menu({ key: "1", act: "urgent" }, { key: "1", act: "office" }), "keyTwice"],
    [menu({ key: "1", act: "urgent" }, { key: "2", act: "urgent" }), "actTwice"],
    [menu(), "menuEmpty"],
    [withMenu({ whenOpen: { forwardTo: "555-0100", ringSeconds: 20, keyToTake: true } }), "forwardNotANumber"],
    [withMenu({ whenOpen: { forwardTo: "+12125550190", ringSeconds: 20, keyToTake: true } }), "forwardRingsHere"],
  ];
  for (const [ask, code] of wrong) expect(await d.directory.reception.save(d.manager, account, ask)).toMatchObject({ refusal: { code: `directory.${code}`, field: expect.any(String) } });
  expect(value(await d.directory.reception.read(d.manager, account)).version).toBe(0);
});

test("[DR25] a partner service has a number that is one and does not ring here, and an agreement that was signed", async () => {
  const account = await d.opened();
  value(await d.directory.addNumber(d.manager, account, "+12125550191"));
  const partner = (over: object = {}): TypedReception => withMenu({ overflow: { ...PLAIN_RECEPTION.overflow, partner: { name: "Harbor Answering", number: "(212) 555-0188", agreementSigned: "2026-10-01", seconds: 45, keyToTake: true, ...over } } });
  const wrong: readonly [object, string, string][] = [
    [{ number: "555-0188" }, "partnerNotANumber", "partnerNumber"], [{ number: "+12125550191" }, "partnerRingsHere", "partnerNumber"], [{ agreementSigned: "2094-01-01" }, "partnerNotSigned", "agreementSigned"],
  ];
  for (const [over, code, field] of wrong) expect(await d.directory.reception.save(d.manager, account, partner(over))).toMatchObject({ refusal: { code: `directory.${code}`, field } });
  expect(value(await d.directory.reception.save(d.manager, account, partner())).reception.overflow.partner).toMatchObject({ number: "+12125550188", seconds: 45 });
});

test("[DR25] a version from before an office was rung by us, before there were partners, and before anybody was asked for a key, means what it meant", async () => {
  const account = await d.opened();
  const { partner: _none, ...overflow } = PLAIN_RECEPTION.overflow;
  const body = { ...PLAIN_RECEPTION, whenOpen: { forwardTo: "+12125550177" }, overflow };
  await d.base.asOwner("insert into directory.reception_version (client_id, id, account_id, version, body, saved_at, saved_by) values ($1, $2, $3, 1, $4, '2026-11-01Z', null)", [LAKESIDE, account, account, JSON.stringify(body)]);
  expect(value(await d.directory.reception.read(d.manager, account)).reception).toEqual({ ...PLAIN_RECEPTION, whenOpen: { forwardTo: "+12125550177", ringSeconds: null, keyToTake: false } });
});

test("[DR21] a menu is heard and read before it is saved", async () => {
  const { words, pcmuBase64 } = value(await d.directory.reception.hear(withMenu().menu, "es"));
  expect(words).toMatch(/^Si es una emergencia .* oprima 1\./);
  expect(Buffer.from(pcmuBase64, "base64").length).toBeGreaterThan(8000 * 5);
});

test("[DR22] skills are a supervisor's to write, are in the log, and who is not named speaks English and knows every practice", async () => {
  const skills = { languages: ["en" as const, "es" as const], accounts: [await d.opened()], urgent: true, reserve: false };
  value(await d.directory.skills.save(d.manager, operator, skills));
  expect(value(await d.directory.skills.read(d.manager)).operators).toEqual([{ person: operator, ...skills }]);
  const of = await d.base.db.transaction(scopeOf(), (tx) => d.directory.skills.of(tx, [operator, another]));
  expect([...of]).toEqual([[operator, skills], [another, PLAIN_SKILLS]]);
  expect(await d.directory.skills.save(d.visitor, another, PLAIN_SKILLS)).toMatchObject({ refusal: { status: 403 } });
  expect(await d.directory.skills.read(d.visitor)).toMatchObject({ refusal: { status: 403 } });
  const entries = await d.base.asOwner<{ verdict: string }>("select convert_from(bytes, 'utf8')::json ->> 'verdict' as verdict from audit.entry where convert_from(bytes, 'utf8')::json ->> 'action' = 'operator.save-skills' order by id");
  expect(entries.map(({ verdict }) => verdict)).toEqual(["yes", "directory.notAllowed"]);
});

test("[DR11] [DR20] another client's reception can be neither read nor changed", async () => {
  const account = await d.opened();
  value(await d.directory.reception.save(d.manager, account, withMenu()));
  expect(await d.directory.reception.read(d.stranger, account)).toMatchObject({ refusal: { status: 404 } });
  expect(await d.directory.reception.save(d.stranger, account, withMenu())).toMatchObject({ refusal: { status: 404 } });
  expect(await d.directory.reception.read(d.visitor, account)).toMatchObject({ refusal: { status: 403 } });
});
