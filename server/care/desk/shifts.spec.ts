import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { draftOf, script } from "../../testing/night.ts";
import { knowScript } from "../../testing/sent-message.ts";

const LAKESIDE = "+12125550100";

let t: TestHouse;
let lakeside: Practice;
let ana: PersonId;
beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside Pediatrics", number: LAKESIDE, onDuty: "Dr Lee" });
  ana = await t.person("Ana Ruiz", "operator", null);
});
afterEach(() => t.close());

const shiftOf = async (person: PersonId) => must(await t.house.desk.snapshot(await t.as(person))).shift;
const say = async (person: PersonId, state: "ready" | "break") => must(await t.house.calls.setOperatorState(await t.as(person), { state }));
async function comesToWork(person: PersonId): Promise<void> {
  t.openDesks.add(person);
  t.house.calls.deskOpened(person);
  await say(person, "ready");
}

/** A caller rings, waits so long, is answered, and hangs up; their message is sent. */
async function takesACall(person: PersonId, waitSeconds: number): Promise<void> {
  const as = await t.as(person);
  await knowScript(t, lakeside);
  const phone = t.telephony.ring(LAKESIDE, { number: "+12125550142" });
  const offered = () => t.house.calls.live().find(({ state }) => state.offeredTo === person);
  await t.until(() => offered() !== undefined);
  const call = offered()!.id as CallId;
  t.world.move({ seconds: waitSeconds });
  must(await t.house.calls.answer(as, { call, sdp: "v=0" }));
  must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { call, account: lakeside.account, client: lakeside.client, key: t.world.id(), draft: phi(draftOf("urgent")), script, callerNumber: null, takenDownBy: person })));
  phone.hangUp();
  await t.until(() => t.house.calls.live().find((one) => one.id === call)?.state.phase === "wrap-up");
  must(await t.house.calls.handle(as, { call, act: { kind: "finish", reason: "message-sent" } }));
  await t.settle();
}

test("[K21] calls answered, how fast, messages sent and taken: from when the operator came to work, and one's own", async () => {
  const began = t.world.now();
  await comesToWork(ana);
  for (const seconds of [3, 5, 13]) await takesACall(ana, seconds);
  const doctor = await t.as(lakeside.onDuty);
  const [row] = await t.base.db.transaction(doctor.scope, (tx) => t.house.dispatch.working(tx));
  must(await t.base.db.transaction(doctor.scope, (tx) => t.house.dispatch.acknowledge(tx, doctor, { message: row!.message as never, revision: 1 })));
  expect(await shiftOf(ana)).toEqual({ since: new Date(began).toISOString(), answered: 3, medianAnswerSeconds: 5, sent: 3, taken: 1 });

  const ben = await t.person("Ben Ortiz", "operator", null);
  expect(await shiftOf(ben)).toBeUndefined();
  await say(ana, "break");
  await comesToWork(ben);
  expect(await shiftOf(ben)).toMatchObject({ answered: 0, medianAnswerSeconds: null, sent: 0, taken: 0 });
});

test("[K21] a new night begins from nothing, though it is the same desk", async () => {
  await comesToWork(ana);
  await takesACall(ana, 4);
  t.world.move({ hours: 20 });
  expect(await shiftOf(ana)).toBeUndefined();
  await say(ana, "break");
  await say(ana, "ready");
  expect(await shiftOf(ana)).toMatchObject({ answered: 0, sent: 0 });
});

test("[K21] an open desk hears of its figures by itself", async () => {
  await comesToWork(ana);
  await takesACall(ana, 4);
  await t.until(() => t.frames.some(({ person, frame }) => person === ana && frame.type === "desk" && frame.desk.shift?.answered === 1 && frame.desk.shift.sent === 1));
});
