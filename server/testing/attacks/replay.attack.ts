import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tools/crash/until.ts";
import { emptyDraft, type Draft } from "../../../contract/index.ts";
import type { CallId } from "../../foundation/ids.ts";
import { must } from "../house.ts";
import { openDoors, type Intruder, type OpenDoors } from "./doors.ts";

let doors: OpenDoors;
beforeAll(async () => {
  doors = await openDoors();
  await doors.t.practice({ name: "Lakeside Pediatrics", number: "+12125550100", onDuty: "Dr Hannah Lee" });
});
afterAll(() => doors.close());

const draftOf = (reason: string): Draft => ({
  ...emptyDraft("patient"),
  answers: { caller: { value: "Maria Sample" }, patient: { value: "Tobi Sample" }, born: { value: "2024-09-03" }, callback: { value: "212 555 0142" }, reason: { value: reason }, since: { value: "midnight" } },
  readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "212 555 0142" },
});

/** This operator has a call, as after pressing F4. */
async function onACall(operator: Intruder): Promise<CallId> {
  const { t } = doors;
  const person = operator.person!;
  t.openDesks.add(person);
  t.house.calls.deskOpened(person);
  must(await t.house.calls.setOperatorState(await t.as(person), { state: "ready" }));
  t.telephony.ring("+12125550100", { number: "+12125550142" });
  const offer = () => t.frames.find((seen) => seen.person === person && seen.frame.type === "offer")?.frame as { call: CallId } | undefined;
  await until("the call is offered", async () => (await t.settle(), offer()));
  const { call } = offer()!;
  must(await t.house.calls.answer(await t.as(person), { call, sdp: "v=0 the browser's offer" }));
  await t.settle();
  return call;
}
const messages = async (): Promise<number> => Number((await doors.t.base.asOwner<{ n: string }>("select count(*) as n from messages.message"))[0]!.n);

test("[AT8] a send that is repeated, on two lines at once or with other words under the same key, makes no second message and changes no word of the first", async () => {
  const operator = await doors.enter("Ana Replay", "operator");
  const call = await onACall(operator);
  const key = doors.t.world.id();
  const send = (reason: string) => operator.send("POST", `/api/calls/${call}/message`, { body: { key, draft: draftOf(reason) } });
  const [one, other] = await Promise.all([send("cough since the evening"), send("cough since the evening")]);
  expect([one.status, other.status]).toEqual([200, 200]);
  expect(one.text).toBe(other.text);
  const altered = await send("nothing at all");
  if (altered.status === 200) expect(altered.text).toBe(one.text);
  expect(await messages()).toBe(1);
  const supervisor = await doors.enter("Sue Reader", "supervisor");
  const opened = await supervisor.send("GET", `/api/messages/${JSON.parse(one.text).message}`);
  expect(opened.text).toContain("cough since the evening");
  expect(opened.text).not.toContain("nothing at all");
  const second = await operator.send("POST", `/api/calls/${call}/message`, { body: { key: doors.t.world.id(), draft: draftOf("a second one") } });
  expect(second.status).toBeGreaterThanOrEqual(400);
  expect(await messages()).toBe(1);
});

test("[AT9] a one-time code that was used opens nothing, not even with the right password at another machine", async () => {
  const ana = await doors.enter("Ana Codes", "operator");
  const replay = await doors.stranger().send("POST", "/api/sign-in", { body: ana.proof() });
  expect(replay.status).toBeGreaterThanOrEqual(400);
  expect(replay.headers.getSetCookie().filter((line) => /session=[^;]/.test(line))).toEqual([]);
});

test("[AT9] a session token that was exchanged long ago and comes back ends the session of whoever holds it", async () => {
  const ana = await doors.enter("Ana Tokens", "operator");
  const stolen = doors.stranger();
  for (const [name, value] of ana.cookies) stolen.cookies.set(name, value);
  const old = JSON.stringify([...ana.cookies]);
  await until("the token is exchanged", async () => {
    doors.t.world.move({ minutes: 5 });
    expect((await ana.send("POST", "/api/session/touch", { body: {} })).status).toBe(200);
    return JSON.stringify([...ana.cookies]) !== old;
  });
  for (let use = 0; use < 2; use++) {
    doors.t.world.move({ minutes: 1 });
    expect((await ana.send("POST", "/api/session/touch", { body: {} })).status).toBe(200);
  }
  expect((await stolen.send("GET", "/api/me")).status).toBe(401);
  expect((await ana.send("GET", "/api/me")).status).toBe(401);
});

test("[AT9] a session that was signed out opens nothing, whoever kept its cookie", async () => {
  const ana = await doors.enter("Ana Leaves", "operator");
  const kept = doors.stranger();
  for (const [name, value] of ana.cookies) kept.cookies.set(name, value);
  expect((await ana.send("POST", "/api/sign-out", { body: {} })).status).toBe(200);
  expect((await kept.send("GET", "/api/desk")).status).toBe(401);
});
