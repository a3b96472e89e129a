import { afterEach, beforeEach, expect, test } from "vitest";
import { PASSWORD, trustHouse, type Staff, type TrustHouse } from "../../testing/trust-house.ts";
import type { PinTry } from "./index.ts";

let house: TrustHouse;
let lee: Staff;
beforeEach(async () => {
  house = await trustHouse();
  lee = await house.person("Dr Amy Lee", "clinician", await house.client("Tremont Pediatrics"));
});
afterEach(() => house.close());

const PIN = "704826";
const MOBILE = "+16465550173";
const OFFICE = "+12125550142";

/** Signed in at this instant, which is a fresh proof. */
async function signedIn(who: Staff) {
  house.world.move({ seconds: 31 });
  const { session } = house.must(await house.identity.signIn({ email: who.email, password: PASSWORD, code: house.code(who) }, { network: "192.0.2.1", sessionToken: undefined, workstationToken: undefined }));
  return { kind: "person", person: who.id, session, scope: { role: "app", clients: [], person: who.id } } as const;
}
const withPin = async (who: Staff, pin = PIN): Promise<string> => house.must(await house.identity.setPin(await signedIn(who), { pin })).code!;
const check = (who: PinTry["who"], pin: string, number: string | undefined = OFFICE) => house.identity.checkPin({ who, pin, number, way: "rang-in" });
/** Keyed at the telephone on file, which the house rang. */
const checkRung = (pin: string, number = MOBILE) => house.identity.checkPin({ who: { person: lee.id }, pin, number, way: "rung" });
const kinds = async (tries: readonly Promise<{ kind: string }>[]): Promise<string[]> => (await Promise.all(tries)).map(({ kind }) => kind);
const alertsOf = async (brake: string): Promise<number> => (await house.asOwner<{ payload: { brake?: string } }>("select payload from foundation.due where kind like 'fact.identity.locked-out%'")).filter(({ payload }) => payload.brake === brake).length;

test("[I24] the person code and the PIN together say who it is; neither alone does", async () => {
  const code = await withPin(lee);
  expect(code).toMatch(/^[1-9]\d{6}$/);
  expect(await check({ code }, PIN)).toEqual({ kind: "right", person: lee.id, name: "Dr Amy Lee" });
  expect(await check({ person: lee.id }, PIN)).toMatchObject({ kind: "right" });
  expect(await check({ code }, "704827")).toEqual({ kind: "wrong" });
  expect(await house.audited("identity.check-pin")).toMatchObject([{ verdict: "yes" }, { verdict: "yes" }, { verdict: "no" }]);
});

test("[I23] a PIN or a number is set only with a proof of the last ten minutes, and the code stays the same", async () => {
  const as = await signedIn(lee);
  house.world.move({ minutes: 11 });
  await house.identity.touch(as);
  expect(await house.identity.setPin(as, { pin: PIN })).toMatchObject({ refusal: { code: "identity.proveAgain" } });
  expect(await house.identity.setNumber(as, { number: "646 555 0173" })).toMatchObject({ refusal: { code: "identity.proveAgain" } });
  expect(await house.identity.readTelephone(as)).toMatchObject({ code: null, number: null, pinSetAt: null });
  const code = await withPin(lee);
  expect(house.must(await house.identity.setNumber(await signedIn(lee), { number: "(646) 555-0173" }))).toMatchObject({ code, number: MOBILE });
  expect(await withPin(lee, "941573")).toBe(code);
  expect((await check({ code }, PIN)).kind).toBe("wrong");
  expect((await check({ code }, "941573")).kind).toBe("right");
});

test("[I23] a supervisor's reset takes the PIN away, and gives nobody another", async () => {
  const code = await withPin(lee);
  const supervisor = await house.actor((await house.person("Sam Cole", "supervisor")).id);
  await house.db.transaction({ role: "app", clients: [] }, (tx) => house.identity.cutOff(tx, supervisor, { person: lee.id, act: "reset" }));
  expect((await check({ code }, PIN)).kind).toBe("wrong");
  expect(await house.asOwner("select 1 from identity.pin")).toEqual([]);
});

test("[I25] a PIN of the person's own number is refused by name, and nothing is kept", async () => {
  const as = await signedIn(lee);
  house.must(await house.identity.setNumber(as, { number: MOBILE }));
  for (const [pin, code] of [["640173", "pinTheTelephone"], ["123456", "pinInARow"], ["777777", "pinRepeats"], ["120485", "pinADate"], ["40718", "pinShape"]] as const) {
    expect(await house.identity.setPin(as, { pin })).toMatchObject({ refusal: { code: `identity.${code}`, field: "pin" } });
  }
  expect(await house.identity.setNumber(as, { number: "911" })).toMatchObject({ refusal: { code: "identity.noNumber" } });
  expect(await house.asOwner("select 1 from identity.pin")).toEqual([]);
});

test("[I25] the database holds no PIN, and one person's hash fits nobody else, even with the same PIN", async () => {
  const choh = await house.person("Dr Ben Cho", "clinician", await house.client("Harbor ENT"));
  const [hers, his] = [await withPin(lee), await withPin(choh)];
  const rows = await house.asOwner<{ phc: string }>("select phc from identity.pin");
  expect(rows.every(({ phc }) => phc.startsWith("$argon2id$v=19$m=19456,t=2,p=1$") && !phc.includes(PIN))).toBe(true);
  await house.asOwner("update identity.pin set phc = (select phc from identity.pin where person_id = $1) where person_id = $2", [choh.id, lee.id]);
  expect((await check({ code: hers }, PIN)).kind).toBe("wrong");
  expect((await check({ code: his }, PIN)).kind).toBe("right");
});

test("[I24] a code nobody has, a person without a PIN, one disabled and one without a role hear the same, and lock the same", async () => {
  const [disabled, roleless, none] = [await house.person("Dr Di Roe", "clinician", await house.client("A")), await house.person("Dr Ro Les", "clinician", await house.client("B")), await house.person("Dr No Pin", "clinician", await house.client("C"))];
  const codes = [await withPin(disabled), await withPin(roleless), house.must(await house.identity.setNumber(await signedIn(none), { number: MOBILE })).code!, "1000000"];
  await house.asOwner("update identity.person set disabled_at = $1 where id = $2", [new Date(house.world.now()), disabled.id]);
  await house.asOwner("update access.membership set until_at = $1 where person_id = $2", [new Date(house.world.now()), roleless.id]);
  for (const [i, code] of codes.entries()) {
    const heard: string[] = [];
    for (let n = 0; n < 4; n++) heard.push((await check({ code }, PIN, `+1212555014${i}`)).kind);
    expect([code, heard]).toEqual([code, ["wrong", "wrong", "wrong", "locked"]]);
  }
});

test("[I26] the third wrong PIN closes it, also for its owner; the office is told, the person reads it, and a quarter of an hour later it opens", async () => {
  const code = await withPin(lee);
  for (const guess of ["100200", "100201", "100202"]) expect((await check({ code }, guess)).kind).toBe("wrong");
  expect((await check({ code }, PIN, MOBILE)).kind).toBe("locked");
  expect(await alertsOf("pin")).toBe(1);
  expect(await house.audited("identity.locked-out")).toMatchObject([{ subject: { id: lee.id }, details: { brake: "pin" } }]);
  expect(await house.identity.listNews(await signedIn(lee))).toMatchObject([{ kind: "pin-locked", by: null }]);
  house.world.move({ minutes: 15 });
  expect((await check({ code }, PIN, MOBILE)).kind).toBe("right");
});

test("[I26] whoever rings in and guesses, also under the clinician's own number, closes that line and never the telephone that the house rings; and the other way round", async () => {
  const code = await withPin(lee);
  for (const guess of ["100200", "100201", "100202"]) expect((await check({ code }, guess, MOBILE)).kind).toBe("wrong");
  for (let i = 0; i < 5; i++) await check({ code: `500000${i}` }, "704826", MOBILE);
  expect([(await check({ code }, PIN, OFFICE)).kind, (await checkRung(PIN)).kind]).toEqual(["locked", "right"]);
  house.world.move({ minutes: 60 });
  for (const guess of ["100200", "100201", "100202"]) expect((await checkRung(guess)).kind).toBe("wrong");
  expect([(await checkRung(PIN)).kind, (await check({ code }, PIN, OFFICE)).kind]).toEqual(["locked", "right"]);
  expect([await alertsOf("pin"), await alertsOf("pinRung")]).toEqual([1, 1]);
});

test("[I26] fifty in a row by whoever rings in, and the PIN still opens what the house reads to the telephone on file; fifty there, and it is over", async () => {
  const code = await withPin(lee);
  await house.asOwner("update identity.pin set failures = 49");
  expect([(await check({ code }, "100200")).kind, (await checkRung(PIN)).kind]).toEqual(["wrong", "right"]);
  house.world.move({ hours: 7 });
  expect([(await check({ code }, PIN)).kind, await alertsOf("pinEndedOnLine")]).toEqual(["wrong", 1]);
  await house.asOwner("update identity.pin set rung_failures = 49");
  expect([(await checkRung("100200")).kind, (await checkRung(PIN)).kind, await alertsOf("pinEnded")]).toEqual(["wrong", "wrong", 1]);
  expect(await house.asOwner("select 1 from identity.pin")).toEqual([]);
});

test("[I26] a hundred PINs in the same instant are heard as three", async () => {
  const code = await withPin(lee);
  const heard = await kinds(Array.from({ length: 30 }, (_, i) => check({ code }, String(400_000 + i * 13), undefined)));
  expect(heard.filter((kind) => kind === "wrong")).toHaveLength(3);
  expect(heard.filter((kind) => kind === "locked")).toHaveLength(27);
});

test("[I26] one calling number that fails for five people is heard no more; another number reaches them still", async () => {
  const code = await withPin(lee);
  for (let i = 0; i < 5; i++) expect((await check({ code: `500000${i}` }, "704826")).kind).toBe("wrong");
  expect((await check({ code }, PIN)).kind).toBe("locked");
  expect((await check({ code }, PIN, MOBILE)).kind).toBe("right");
  expect(await alertsOf("caller")).toBe(1);
});

test("[I26] a guesser who changes number and person every time is noticed after thirty", async () => {
  for (let i = 10; i < 40; i++) await check({ code: `50000${i}` }, "704826", `+121255501${i}`);
  expect(await alertsOf("everyPin")).toBe(1);
}, 60_000);

test("[I26] fifty in a row, however slowly, and the PIN is over until its owner sets another; one that fits begins the count anew", async () => {
  const code = await withPin(lee);
  const later = (pin: string) => (house.world.move({ hours: 7 }), check({ code }, pin));
  // The first 48 of each row are put there by hand: each costs a hash.
  const fail48 = () => house.asOwner("update identity.pin set failures = 48");
  await fail48();
  expect((await later("100200")).kind).toBe("wrong");
  expect((await later(PIN)).kind).toBe("right");
  expect((await later("100200")).kind).toBe("wrong");
  expect((await later(PIN)).kind).toBe("right");
  await fail48();
  for (let i = 0; i < 2; i++) expect((await later("100200")).kind).toBe("wrong");
  expect((await later(PIN)).kind).toBe("wrong");
  expect(await alertsOf("pinEndedOnLine")).toBe(1);
  expect(await withPin(lee, "941573")).toBe(code);
  expect((await later("941573")).kind).toBe("right");
});

test("[I27] a number on file is good for proof after a day, and entering it again does not make it wait again", async () => {
  const onFile = () => house.db.transaction({ role: "app", clients: [] }, (tx) => house.identity.telephone.onFile(tx, lee.id));
  expect(await onFile()).toBeUndefined();
  house.must(await house.identity.setNumber(await signedIn(lee), { number: MOBILE }));
  house.world.move({ hours: 23 });
  expect(await onFile()).toEqual({ number: MOBILE, settled: false });
  house.must(await house.identity.setNumber(await signedIn(lee), { number: "1 646 555 0173" }));
  house.world.move({ hours: 1 });
  expect(await onFile()).toEqual({ number: MOBILE, settled: true });
  house.must(await house.identity.setNumber(await signedIn(lee), { number: "212 555 0142" }));
  expect(await onFile()).toEqual({ number: OFFICE, settled: false });
});

test("[I24] a number names a person only while it is one person's", async () => {
  const whose = (number: string) => house.db.transaction({ role: "app", clients: [] }, (tx) => house.identity.telephone.personOfNumber(tx, number));
  const ana = await house.person("Ana Ruiz", "client-manager", await house.client("Harbor ENT"));
  house.must(await house.identity.setNumber(await signedIn(lee), { number: MOBILE }));
  expect(await whose(MOBILE)).toBe(lee.id);
  expect(await whose(OFFICE)).toBeUndefined();
  house.must(await house.identity.setNumber(await signedIn(ana), { number: MOBILE }));
  expect(await whose(MOBILE)).toBeUndefined();
});
