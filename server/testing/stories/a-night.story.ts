import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyDraft, type Draft } from "../../../contract/index.ts";
import type { CallId, MessageId, PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import type { FakePhone } from "../phones.ts";
import { must, testHouse, type Practice, type TestHouse } from "../house.ts";

const LAKESIDE = "+12125550100";
const MARIA = "+12125550142";

let t: TestHouse;
let lakeside: Practice;
let ana: PersonId;

beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside Pediatrics", number: LAKESIDE, onDuty: "Dr Hannah Lee", backup: "Dr Min Cho" });
  ana = await t.person("Ana Ruiz", "operator", null);
});
afterEach(() => t.close());

/** What an operator has typed and read back when a message may be sent. */
const typed = (change: Partial<Draft> = {}): Draft => ({
  ...emptyDraft("patient"),
  answers: {
    caller: { value: "Maria Sample", spelled: "S-A-M-P-L-E" }, patient: { value: "Tobi Sample", spelled: "S-A-M-P-L-E" }, born: { value: "2024-09-03" }, callback: { value: "212 555 0142" },
    reason: { value: "Cough since the evening" }, since: { value: "about midnight" },
  },
  readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "(212) 555-0142" },
  ...change,
});

async function answered(): Promise<{ phone: FakePhone; call: CallId }> {
  const as = await t.as(ana);
  t.openDesks.add(ana);
  t.house.calls.deskOpened(ana);
  await t.house.calls.setOperatorState(as, { state: "ready" });
  const phone = t.telephony.ring(LAKESIDE, { number: MARIA, name: "MARIA SAMPLE" });
  await t.until(() => t.frames.some(({ frame }) => frame.type === "offer"));
  const offer = t.frames.find(({ frame }) => frame.type === "offer")!;
  const call = (offer.frame as { call: string }).call as CallId;
  must(await t.house.calls.answer(as, { call, sdp: "v=0 the browser's offer" }));
  await t.settle();
  return { phone, call };
}

async function send(call: CallId, draft: Draft = typed()): Promise<MessageId> {
  const as = await t.as(ana);
  const script = must(await t.house.desk.card(as, call)).scripts.find((each) => each.callerType === draft.callerType)!;
  const sent = await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { call, client: lakeside.client, account: lakeside.account, key: t.world.id(), draft: phi(draft), script, callerNumber: phi(MARIA), takenDownBy: ana }));
  await t.settle();
  return must(sent).message;
}

const inbox = async (who: PersonId) => {
  const as = await t.as(who);
  return t.base.db.transaction(as.scope, (tx) => t.house.dispatch.inbox(tx, who));
};
const take = async (who: PersonId, message: MessageId) => {
  const as = await t.as(who);
  return t.base.db.transaction(as.scope, (tx) => t.house.dispatch.acknowledge(tx, as, { message, revision: 1 }));
};

test("[K2] a patient rings, the operator reads the greeting and sees who is on duty, and the message is with that clinician within the same instant", async () => {
  const { call } = await answered();
  const card = must(await t.house.desk.card(await t.as(ana), call));
  expect(card).toMatchObject({ state: "talking", account: { name: "Lakeside Pediatrics", greeting: "Lakeside Pediatrics, how may I help you?" }, callerNumber: MARIA, onDuty: { name: "Dr Hannah Lee" }, backup: { name: "Dr Min Cho" } });
  expect(card.scripts.map((script) => script.callerType)).toEqual(expect.arrayContaining(["patient", "hospital", "pharmacy", "lab", "physician"]));

  const message = await send(call);
  expect(await inbox(lakeside.onDuty)).toMatchObject([{ message, mine: true, urgency: "urgent", accountName: "Lakeside Pediatrics" }]);
  await t.until(() => t.frames.some(({ person, frame }) => person === lakeside.onDuty && frame.type === "inbox" && frame.untaken === 1));
});

test("[D6] the clinician takes it, and nobody else is paged all night", async () => {
  const { call } = await answered();
  const message = await send(call);
  must(await take(lakeside.onDuty, message));
  await t.advance({ hours: 8 });
  expect(await inbox(lakeside.backup)).toEqual([]);
  const desk = must(await t.house.desk.snapshot(await t.as(ana)));
  expect(desk.working).toEqual([]);
});

test("[D3] nobody answers the page: the backup is paged, and at the end the desk has an alarm until a person takes it", async () => {
  const { call } = await answered();
  const message = await send(call);
  await t.advance({ minutes: 10 });
  expect(await inbox(lakeside.backup)).toMatchObject([{ message, mine: true }]);
  await t.advance({ minutes: 15 });
  await t.until(() => deskOf(ana)?.working[0]?.state === "alarm");
  must(await take(lakeside.backup, message));
  await t.until(() => deskOf(ana)?.working.length === 0 && deskOf(ana)?.taken[0]?.takenBy === "Dr Min Cho");
});

const deskOf = (who: PersonId) => {
  const last = t.frames.findLast(({ person, frame }) => person === who && frame.type === "desk");
  return last?.frame.type === "desk" ? last.frame.desk : undefined;
};

test("[K1] the desk shows the waiting call, then the talk, then the message that nobody has taken", async () => {
  const { call } = await answered();
  await t.until(() => deskOf(ana)?.calls.some((row) => row.id === call && row.state === "talking" && row.mine) === true);
  await send(call);
  await t.until(() => deskOf(ana)?.working.some((row) => row.recipient === "Dr Hannah Lee") === true);
  expect(deskOf(ana)!.me).toMatchObject({ name: "Ana Ruiz", state: "on-a-call" });
  const carla = await t.person("Carla Mbeki", "supervisor", null);
  expect(must(await t.house.desk.snapshot(await t.as(carla))).me).toMatchObject({ name: "Carla Mbeki", state: "away" });
});

test("[K3] the caller's number is on the desk of the operator who has the call, and on nobody else's", async () => {
  const ben = await t.person("Ben Ito", "operator", null);
  t.openDesks.add(ben);
  t.house.calls.deskOpened(ben);
  const { call } = await answered();
  await t.until(() => deskOf(ana)?.calls[0]?.callerNumber === MARIA);
  t.house.desk.recordsMoved();
  await t.until(() => deskOf(ben)?.calls[0]?.id === call);
  expect(deskOf(ben)!.calls[0]!.callerNumber).toBeNull();
  const refused = await t.house.desk.card(await t.as(ben), call);
  expect(refused).toMatchObject({ ok: false, refusal: { code: "desk.notYours" } });
});

test("[K4] a caller who hung up before anyone spoke is a cue with the number to ring, until an operator says it is done", async () => {
  t.openDesks.add(ana);
  t.house.calls.deskOpened(ana);
  const phone = t.telephony.ring(LAKESIDE, { number: MARIA });
  await t.until(() => phone.saw.includes("answered"));
  phone.hangUp();
  await t.until(() => deskOf(ana)?.cues.some((cue) => cue.number === MARIA) === true);
  const [cue] = deskOf(ana)!.cues;
  expect(cue).toMatchObject({ say: "Ring back: nobody spoke with them", accountName: "Lakeside Pediatrics" });
  must(await t.house.desk.cueDone(await t.as(ana), cue!.id));
  await t.until(() => deskOf(ana)?.cues.length === 0);
});

test("[K5] nobody is at the desk: the caller leaves a voicemail, and the clinician on duty is paged about it as urgent", async () => {
  const phone = t.telephony.ring(LAKESIDE, { number: MARIA });
  await t.until(() => phone.saw.includes("answered"));
  await t.advance({ seconds: 7 });
  const caller = [...t.sound.open][0]!;
  t.sound.finish(caller);
  await t.until(() => t.sound.played.includes("record-tone"));
  t.sound.speak(caller, 5);
  phone.hangUp();
  await t.until(async () => (await inbox(lakeside.onDuty)).length === 1);
  const [page] = await inbox(lakeside.onDuty);
  expect(page).toMatchObject({ urgency: "urgent", mine: true });
  const as = await t.as(lakeside.onDuty);
  const detail = must(await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.open(tx, as, page!.message as MessageId)));
  expect(detail.callback.number).toContain("5550142");
  const heard = must(await t.house.desk.hearRecording(as, detail.recording!));
  expect(heard).toMatchObject({ seconds: 5, cutShort: false });
});

test("[K11] an operator leaves with a message half typed: the other desks are asked, one takes it over with what was typed, and the cue is gone", async () => {
  const { phone, call } = await answered();
  const ben = await t.person("Ben Ortiz", "operator", null);
  phone.hangUp();
  await t.until(() => t.house.calls.live().some((one) => one.id === call && one.state.phase === "wrap-up"));
  t.house.calls.deskLost(ana);
  await t.advance({ minutes: 3 });
  const cues = async () => must(await t.house.desk.snapshot(await t.as(ben))).cues;
  await t.until(async () => (await cues()).length === 1);
  expect(await cues()).toMatchObject([{ call, takeOver: true, accountName: "Lakeside Pediatrics" }]);

  must(await t.house.desk.finishing(await t.as(ben), { call, act: { kind: "take-over" } }));
  await t.until(async () => (await cues()).length === 0);
  expect(must(await t.house.desk.card(await t.as(ben), call))).toMatchObject({ state: "wrap-up" });
  expect(await t.house.desk.card(await t.as(ana), call)).toMatchObject({ ok: false });
});

test("[K6] a call to a practice whose agreement ended is told to the supervisor and not to the operator", async () => {
  const carla = await t.person("Carla Mbeki", "supervisor", null);
  for (const who of [ana, carla]) {
    t.openDesks.add(who);
    await t.house.desk.opened(who);
  }
  const lapsed = await t.practice({ name: "Riverside Dermatology", number: "+13125550120", onDuty: "Dr Nils Brandt" });
  must(await t.house.agreements.change({ kind: "system", name: "test", scope: { role: "app", clients: [lapsed.client] } }, { client: lapsed.client, id: lapsed.agreement!, act: "end", reason: "The practice left" }));
  t.world.move({ seconds: 1 });
  t.telephony.ring("+13125550120", { number: MARIA });
  await t.until(() => deskOf(carla)?.cues.length === 1);
  expect(deskOf(carla)!.cues[0]).toMatchObject({ say: "A call was turned away: the agreement is not in force", number: null });
  expect(deskOf(ana)!.cues).toEqual([]);
});

test("[K8] a past message is found by the caller's number, typed in any form", async () => {
  const { call } = await answered();
  const message = await send(call);
  const found = must(await t.house.desk.find(await t.as(ana), "(212) 555-0142"));
  expect(found.hits).toContainEqual(expect.objectContaining({ kind: "message", id: message }));
});

test("[C1] the agreement ends during the call: the message is still stored, delivered and taken", async () => {
  const { call } = await answered();
  must(await t.house.agreements.change({ kind: "system", name: "test", scope: { role: "app", clients: [lakeside.client] } }, { client: lakeside.client, id: lakeside.agreement!, act: "end", reason: "Ended in the middle of a call" }));
  t.world.move({ seconds: 1 });
  const message = await send(call);
  must(await take(lakeside.onDuty, message));
  const phone = t.telephony.ring(LAKESIDE, { number: MARIA });
  await t.until(() => phone.saw.includes("answered"));
  expect(t.sound.played.at(-1)).toBe("agreement-ended");
});

test("[K9] while the database cannot be reached the desk says so", async () => {
  const { call } = await answered();
  expect(must(await t.house.desk.snapshot(await t.as(ana))).trouble).toBeNull();
  await t.base.asOwner("revoke usage on schema directory from compline_worker");
  t.telephony.ring(LAKESIDE, { number: MARIA });
  await t.until(() => t.sound.played.includes("cannot-take-calls"));
  t.house.desk.callsMoved();
  await t.until(() => deskOf(ana)?.trouble === "database");
  expect(deskOf(ana)!.calls.some((row) => row.id === call)).toBe(true);
});
