import { afterAll, beforeAll, expect, test } from "vitest";
import type { CallRow } from "../../../contract/index.ts";
import type { AccountId, CallId, PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { draftOf, script } from "../../testing/night.ts";
import { knowScript } from "../../testing/sent-message.ts";
import { answered, onTheLine } from "./answered-under-test.ts";

let t: TestHouse;
let ana: PersonId;
let ben: PersonId;
let account: AccountId;
let entry: string;
let practice: Practice;
beforeAll(async () => {
  t = await testHouse();
  practice = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  account = practice.account;
  [ana, ben] = [await t.person("Ana Ruiz", "operator", null), await t.person("Ben Ito", "operator", null)];
  const manager = await t.as(await t.person("Pat Owner", "client-manager", practice.client));
  entry = t.world.id();
  must(await t.house.directory.saveDialEntry(manager, account, { id: entry, kind: "clinician", label: "Dr Lee, mobile", number: "212 555 0171" }));
});
afterAll(() => t.close());

const rowOf = (call: CallId) => t.house.calls.live().find(({ id }) => id === call);
const rowSeenBy = async (person: PersonId): Promise<CallRow> => must(await t.house.desk.snapshot(await t.as(person))).calls[0]!;

test("[K40] the card names whom the operator may ring, without a number; how it goes stands on that operator's desk alone", async () => {
  const call = await answered(t, ana);
  const card = must(await t.house.desk.card(await t.as(ana), call));
  expect(card.directory).toEqual([{ id: entry, kind: "clinician", label: "Dr Lee, mobile" }]);
  expect(JSON.stringify(card)).not.toContain("5550171");

  must(await t.house.calls.dial(await t.as(ana), { call, entry }));
  await t.until(() => t.telephony.rung.length === 1);
  t.telephony.rung[0]!.ring();
  await t.settle();
  expect(await rowSeenBy(ana)).toMatchObject({ state: "held", others: [{ leg: 1, kind: "clinician", label: "Dr Lee, mobile", stage: "ringing" }] });
  expect(await rowSeenBy(ben)).toMatchObject({ state: "held", mine: false });
  expect((await rowSeenBy(ben)).others).toBeUndefined();

  t.telephony.rung[0]!.end({ why: "declined" });
  await t.until(() => t.house.calls.live()[0]!.state.others.length === 0);
  expect(await rowSeenBy(ana)).toMatchObject({ state: "held", otherFailed: { label: "Dr Lee, mobile", why: "declined" } });
  expect((await rowSeenBy(ben)).otherFailed).toBeUndefined();
});

test("[K72] the message's timeline says whom the operator rang for the caller and what came of each, once, however often the call is finished", async () => {
  const { id: call } = t.house.calls.live()[0]!;
  const as = await t.as(ana);
  must(await t.house.calls.dial(as, { call, entry }));
  await t.until(() => t.telephony.rung.length === 2);
  await t.telephony.rung[1]!.pickUp();
  await t.until(() => t.house.calls.live()[0]!.state.others[0]?.stage === "consulting");
  must(await t.house.calls.handle(as, { call, act: { kind: "join" } }));
  await knowScript(t, practice);
  const sent = must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { ...practice, call, key: t.world.id(), draft: phi(draftOf("routine")), script, callerNumber: null, takenDownBy: ana })));
  must(await t.house.calls.handle(as, { call, act: { kind: "end" } }));
  await t.settle();
  for (const _press of [1, 2]) must(await t.house.desk.finishing(as, { call, act: { kind: "finish", reason: "message-sent" } }));
  const detail = must(await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.open(tx, as, sent.message)));
  expect(detail.timeline.filter(({ kind }) => kind === "rang").map(({ say }) => say)).toEqual(["During the call: rang Dr Lee, mobile; declined.", "During the call: rang Dr Lee, mobile; answered, joined with the caller."]);
});

test("[K41] who pressed 9 in a talk that is recorded, or was joined before the notice was over, is named on the desk of the operator whose call it is, and on no other", async () => {
  const harbor = await t.practice({ name: "Harbor ENT", number: "+16465550177", onDuty: "Dr Amsel", recording: true });
  const manager = await t.as(await t.person("Hana Vos", "client-manager", harbor.client));
  const line = t.world.id();
  must(await t.house.directory.saveDialEntry(manager, harbor.account, { id: line, kind: "clinician", label: "Dr Amsel, mobile", number: "212 555 0172" }));
  must(await t.house.calls.setOperatorState(await t.as(ana), { state: "break" })); // It rings for Ben.
  const call = await onTheLine(t, ben, { to: "+16465550177", from: { number: "+12125550143" } });
  const as = await t.as(ben);
  const joined = async () => {
    const rung = t.telephony.rung.length;
    must(await t.house.calls.dial(as, { call, entry: line }));
    await t.until(() => t.telephony.rung.length === rung + 1);
    await t.telephony.rung.at(-1)!.pickUp();
    await t.until(() => rowOf(call)?.state.others[0]?.stage === "consulting");
    must(await t.house.calls.handle(as, { call, act: { kind: "join" } }));
    await t.until(() => rowOf(call)?.state.others[0]?.stage === "hearing-notice");
    return [...t.sound.open].findLast((id) => id.startsWith("phone"))!;
  };
  t.sound.finish(await joined());
  await t.until(() => rowOf(call)?.state.phase === "joined");
  expect((await rowSeenBy(ben)).others).toEqual([expect.not.objectContaining({ unrecorded: expect.anything() })]);

  t.sound.tell({ kind: "digit", endpoint: [...t.sound.open].findLast((id) => id.startsWith("phone"))!, digit: "9" });
  await t.settle();
  expect((await rowSeenBy(ben)).others).toMatchObject([{ label: "Dr Amsel, mobile", unrecorded: "declined" }]);
  expect((await rowSeenBy(ana)).others).toBeUndefined();

  must(await t.house.calls.handle(as, { call, act: { kind: "resume" } }));
  await joined();
  must(await t.house.calls.handle(as, { call, act: { kind: "join" } })); // The second press: nobody waits for the end of the notice.
  await t.settle();
  expect((await rowSeenBy(ben)).others).toMatchObject([{ unrecorded: "untold" }]);
});
