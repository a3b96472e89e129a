import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/attacks/victim.ts";
import { draftOf, script } from "../../testing/night.ts";
import { knowScript } from "../../testing/sent-message.ts";
import { onTheLine } from "./answered-under-test.ts";
import { CONFIRMS_NOTHING } from "./rules/caller-words.ts";

const HARBOR = "+16465550177";
const CALLER = "+16465550123";
const STRANGER = "+16465550199";
const NOTHING = { told: false, say: CONFIRMS_NOTHING };

let t: TestHouse;
let harbor: Practice;
let message: string;
let ana: PersonId;
beforeEach(async () => {
  t = await testHouse();
  harbor = await t.practice({ name: "Harbor ENT", number: HARBOR, onDuty: "Dr Amsel", recording: true });
  ({ message } = await sendMessage(t, { operator: "Ben Ito", patient: "Ines Fonseca" }));
  ana = await t.person("Ana Ruiz", "operator", null);
});
afterEach(() => t.close());

/** Somebody rings again, and Ana, or whoever is named, has them on the line. */
const ringAgain = (from: Parameters<TestHouse["telephony"]["ring"]>[1], who = ana, to = HARBOR): Promise<CallId> => onTheLine(t, who, { to, from });
const ask = async (call: CallId, said?: { name: string; born: string }, who = ana) => t.house.desk.tellCaller((await t.as(who)) as never, { call, said: said ? { name: phi(said.name), born: phi(said.born) } : null });
const ines = { name: "Ines Fonseca", born: "1961-09-03" };
const verdicts = async () => (await t.base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry order by id")).map(({ bytes }) => JSON.parse(bytes.toString()) as { action: string; verdict: string; details?: { messages: string[] } }).filter(({ action }) => action === "caller.ask-status");

test("[K60] the caller whose number is the call-back number is told who acknowledged it and when, by the practice's clock", async () => {
  const call = await ringAgain({ number: CALLER });
  expect(must(await ask(call))).toEqual({ told: true, say: "Your message was sent. Nobody has acknowledged it yet, and we keep trying." });
  const doctor = await t.as(harbor.onDuty);
  must(await t.base.db.transaction(doctor.scope, (tx) => t.house.dispatch.acknowledge(tx, doctor, { message: message as never, revision: 1 })));
  expect(must(await ask(call))).toMatchObject({ told: true, say: expect.stringMatching(/^Dr Amsel acknowledged your message at \d\d:\d\d [A-Z0-9+-]+\.$/) });
  expect((await verdicts()).map(({ verdict, details }) => [verdict, details?.messages])).toEqual([["told", [message]], ["told", [message]]]);
});

test("[K60] attack: a wrong number that shows the patient's name is told nothing", async () => {
  expect(must(await ask(await ringAgain({ number: STRANGER, name: "INES FONSECA" })))).toEqual(NOTHING);
  expect((await verdicts()).map(({ verdict, details }) => [verdict, details?.messages])).toEqual([["not-known", []]]);
});

test("[K60] a number is told about where the trunk asserts it or verified its signature, and the card says which", async () => {
  for (const proof of ["asserted", "verified"] as const) {
    const call = await ringAgain({ number: CALLER, proof });
    expect(must(await t.house.desk.card((await t.as(ana)) as never, call)).numberProof).toBe(proof);
    expect(must(await ask(call))).toMatchObject({ told: true });
    must(await t.house.calls.handle(await t.as(ana), { call, act: { kind: "end" } }));
    must(await t.house.calls.handle(await t.as(ana), { call, act: { kind: "finish", reason: "hung-up" } }));
    await t.settle();
  }
});

test("[K60] attack: a withheld number is told nothing, also where somebody else's withheld call left a message without a number", async () => {
  const call = await ringAgain({});
  const as = await t.as(ana);
  await knowScript(t, harbor);
  const draft = { ...draftOf("routine"), readBack: { names: true, reason: true, numberFirst: "", numberAgain: "" } };
  const caller = await t.base.db.transaction(as.scope, async (tx) => t.house.calls.caller((await t.house.calls.find(tx, call))!));
  must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { client: harbor.client, account: harbor.account, call, key: t.world.id(), draft: phi(draft), script, callerNumber: caller.number, takenDownBy: ana })));
  expect(must(await ask(call))).toEqual(NOTHING);
  const eli = await t.person("Eli Moss", "operator", null);
  expect(must(await ask(await ringAgain({}, eli), undefined, eli))).toEqual(NOTHING);
  expect((await verdicts()).map(({ verdict }) => verdict)).toEqual(["not-known", "not-known"]);
});

test("[K60] [N14] name and birth date together are known from any number; the right name with another date, and the date with another name, are not", async () => {
  const call = await ringAgain({ number: STRANGER });
  expect(must(await ask(call, { ...ines, born: "1961-09-04" }))).toEqual(NOTHING);
  expect(must(await ask(call, { ...ines, name: "Inez Fonseca" }))).toEqual(NOTHING);
  expect(must(await ask(call, { ...ines, name: "fonseca, Inês" }))).toMatchObject({ told: true });
});

test("[K60] [N14] the number that a correction replaced knows nobody any more, and the new one does", async () => {
  const as = await t.as(ana);
  await t.base.db.transaction(as.scope, async (tx) => {
    const { draft, script: { id, version } } = must(await t.house.messages.beginCorrection(tx, as, message as never));
    const typed = dangerouslyReveal(draft);
    const number = "646 555 0188";
    const corrected = { ...typed, answers: { ...typed.answers, callback: { value: number } }, readBack: { names: true, reason: true, numberFirst: number, numberAgain: number } };
    must(await t.house.messages.correct(tx, as, { message: message as never, basedOn: 1, draft: phi(corrected), script: (await t.house.scripts.byVersion(tx, id, version))! }));
  });
  await t.settle();
  expect(must(await ask(await ringAgain({ number: CALLER })))).toEqual(NOTHING);
  const ben = await t.person("Eli Moss", "operator", null);
  expect(must(await ask(await ringAgain({ number: "+16465550188" }, ben), undefined, ben))).toMatchObject({ told: true });
});

test("[K60] what is kept to know a caller again is no number and no name", async () => {
  const rows = await t.base.asOwner<{ number_index: Buffer | null; person_index: Buffer | null }>("select number_index, person_index from messages.caller_match");
  expect(rows.map((row) => (row.number_index ?? row.person_index)!.length)).toEqual([16, 16]);
  const text = JSON.stringify(rows.map((row) => (row.number_index ?? row.person_index)!.toString("latin1")));
  expect(text).not.toMatch(/555|Ines|1961/);
});

test("[K61] attack: whoever guesses names in one call is answered no more after three, also when the fourth is right", async () => {
  const call = await ringAgain({ number: STRANGER });
  for (const born of ["1961-01-01", "1961-01-02", "1961-01-03"]) expect(must(await ask(call, { ...ines, born }))).toEqual(NOTHING);
  expect(must(await ask(call, ines))).toEqual(NOTHING);
  expect((await verdicts()).at(-1)!.verdict).toBe("too-often");
});

test("[K61] attack: ten misses in an hour at one practice end it for every call there, and an hour later names are answered again", async () => {
  const call = await ringAgain({ number: STRANGER });
  const row = await t.base.asOwner<{ client_id: string; account_id: string }>("select client_id, account_id from calls.call where id = $1", [call]);
  const [other] = await t.base.asOwner<{ id: string }>("select id from calls.call where id <> $1 limit 1", [call]);
  for (let n = 0; n < 10; n++) await t.base.asOwner("insert into messages.status_ask (client_id, id, account_id, call_id, by_person, way, told, at) values ($1, $2, $3, $4, $5, 'name', false, $6)", [row[0]!.client_id, t.world.id(), row[0]!.account_id, other!.id, ana, new Date(t.world.now()).toISOString()]);
  expect(must(await ask(call, ines))).toEqual(NOTHING);
  await t.base.asOwner("update messages.status_ask set at = at - interval '61 minutes'");
  expect(must(await ask(call, ines))).toMatchObject({ told: true });
});

test("[K60] attack: an operator who does not have the call asks for nobody, and that is in the log", async () => {
  const call = await ringAgain({ number: CALLER });
  const eve = await t.person("Eve Hall", "operator", null);
  expect(await ask(call, undefined, eve)).toMatchObject({ ok: false, refusal: { code: "desk.notYours" } });
  expect((await verdicts()).at(-1)!.verdict).toBe("no");
});
