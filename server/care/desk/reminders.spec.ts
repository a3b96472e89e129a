import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { plus } from "../../foundation/time.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/attacks/victim.ts";

let t: TestHouse;
let harbor: Practice;
let ana: PersonId;
let ben: PersonId;
beforeEach(async () => {
  t = await testHouse();
  harbor = await t.practice({ name: "Harbor ENT", number: "+16465550177", onDuty: "Dr Amsel", recording: true });
  [ana, ben] = [await t.person("Ana Ruiz", "operator", null), await t.person("Ben Ortiz", "operator", null)];
  for (const who of [ana, ben]) {
    t.openDesks.add(who);
    t.house.calls.deskOpened(who);
    must(await t.house.calls.setOperatorState(await t.as(who), { state: "ready" }));
  }
});
afterEach(() => t.close());

const as = async (who: PersonId) => (await t.as(who)) as never;
const cuesOf = async (who: PersonId) => must(await t.house.desk.snapshot(await as(who))).cues.map(({ id, say, words }) => ({ id, say, words }));
const remind = async (who: PersonId, minutes: number, text = "Ring Mrs Fonseca's pharmacy") =>
  t.house.desk.remind(await as(who), { account: harbor.account, message: null, at: plus(t.world.now(), { minutes }), text: phi(text) });
const later = async (minutes: number) => { t.world.move({ minutes }); await t.settle(); };

test("[K62] an operator is reminded at the time and not before, in their own words, and until they say it is done", async () => {
  const { cue } = must(await remind(ana, 20));
  await later(19);
  expect(await cuesOf(ana)).toEqual([]);
  await later(1);
  expect(await cuesOf(ana)).toEqual([{ id: cue, say: "You asked to be reminded", words: true }]);
  expect(dangerouslyReveal(must(await t.house.desk.readReminder(await as(ana), cue)).text)).toBe("Ring Mrs Fonseca's pharmacy");
  must(await t.house.desk.cueDone(await as(ana), cue));
  expect(await cuesOf(ana)).toEqual([]);
});

test("[K62] open desks are told in the moment in which it falls due", async () => {
  must(await remind(ana, 20));
  const before = t.frames.length;
  await later(20);
  await t.until(() => t.frames.slice(before).some(({ person, frame }) => person === ana && frame.type === "desk" && frame.desk.cues.length === 1));
  expect(t.frames.some(({ person, frame }) => person === ben && frame.type === "desk" && frame.desk.cues.length > 0)).toBe(false);
});

test("[K62] a colleague at a desk neither sees nor reads it; once its operator has signed out, whoever is there does", async () => {
  const { cue } = must(await remind(ana, 5));
  await later(5);
  expect(await cuesOf(ben)).toEqual([]);
  expect(await t.house.desk.readReminder(await as(ben), cue)).toMatchObject({ ok: false, refusal: { code: "desk.notYourCue" } });
  t.openDesks.delete(ana);
  t.house.calls.deskEnded(ana);
  await t.settle();
  expect(await cuesOf(ben)).toEqual([{ id: cue, say: "Handed over: a colleague asked to be reminded", words: true }]);
  expect(dangerouslyReveal(must(await t.house.desk.readReminder(await as(ben), cue)).text)).toContain("Fonseca");
  const read = (await t.base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry")).map(({ bytes }) => JSON.parse(bytes.toString()) as { action: string; verdict: string }).filter(({ action }) => action === "cue.read");
  expect(read.map(({ verdict }) => verdict)).toEqual(["no", "yes"]);
});

test("[K62] the words are sealed, and a time that is past or too far away is refused", async () => {
  must(await remind(ana, 5));
  const [row] = await t.base.asOwner<{ words: Buffer }>("select words from desk.cue");
  expect(row!.words.toString("latin1")).not.toContain("Fonseca");
  expect(await remind(ana, 0)).toMatchObject({ ok: false, refusal: { code: "desk.notThen" } });
  expect(await remind(ana, 73 * 60)).toMatchObject({ ok: false, refusal: { code: "desk.notThen" } });
});

test("[K63] a call-back that nobody wrote down is one cue to all, and gone when it is written down", async () => {
  for (const who of [ana, ben]) must(await t.house.calls.setOperatorState(await as(who), { state: "break" }));
  const { message } = await sendMessage(t, { operator: "Ben Ito", patient: "Ines Fonseca" });
  const doctor = await t.as(harbor.onDuty);
  const asDoctor = <T>(work: (tx: never) => Promise<T>): Promise<T> => t.base.db.transaction(doctor.scope, (tx) => work(tx as never));
  must(await asDoctor((tx) => t.house.dispatch.acknowledge(tx, doctor, { message: message as never, revision: 1 })));
  await t.settle();
  for (let wait = 0; wait < 2; wait++) await later(240);
  expect((await cuesOf(ana)).map(({ say }) => say)).toEqual(["Nobody has written down a call-back: ask the clinician"]);
  expect(await cuesOf(ben)).toHaveLength(1);
  must(await asDoctor((tx) => t.house.dispatch.calledBack(tx, doctor, { message: message as never, revision: 1, outcome: "reached" })));
  await t.settle();
  expect(await cuesOf(ana)).toEqual([]);
});
