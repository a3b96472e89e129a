import { afterEach, beforeEach, expect, test } from "vitest";
import type { Endpoint } from "../../foundation/endpoint.ts";
import type { Actor } from "../../foundation/actor.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { must } from "../../testing/house.ts";
import { checkInHouse, LEE_MOBILE, PIN, STRANGER, type CheckInHouse } from "./checkin-under-test.ts";

let house: CheckInHouse;
beforeEach(async () => {
  house = await checkInHouse();
});
afterEach(() => house.t.close());

/** As a request does it, past the permit: on the endpoints the product serves. */
const asks = (as: Actor, path: string, given: object): Promise<Outcome<unknown>> => {
  const found = house.t.house.endpoints.find(({ route }: Endpoint) => `${route.method} ${route.path}` === path)!;
  return found.handle({ as, locked: false, params: {}, query: {}, body: {}, ...given } as never);
};
const opensMessage = async (as: Actor, message: string): Promise<string> => {
  const answer = await asks(as, "GET /api/messages/:message", { params: { message } });
  return answer.ok ? "opened" : answer.refusal.code;
};
const hold = async (as: Actor & { person: never }, call: string): Promise<void> => {
  must(await house.t.house.calls.handle(as, { call: call as never, act: { kind: "hold" } }));
  await house.t.settle();
};

test("[CI20] from the moment the card is open the operator opens, finds and corrects no message; a colleague's work goes on; with the call it is over", async () => {
  const message = await house.sends();
  const { as, call, caller } = await house.answers("Ben Ito", STRANGER);
  expect(await opensMessage(as, message)).toBe("opened");
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  expect(await opensMessage(as, message)).toBe("checkin.callerUnproved");
  for (const [path, given] of [
    ["POST /api/messages/search", {}], ["GET /api/messages/:message/correction", { params: { message } }], ["POST /api/recordings/:recording/hear", { params: { recording: message } }],
    ["POST /api/find", { body: { words: "212 555 0142" } }], ["POST /api/calls/:call/caller-status", { params: { call } }], ["GET /api/cues/:cue/words", { params: { cue: message } }],
  ] as const) {
    expect([path, await asks(as, path, given)]).toEqual([path, expect.objectContaining({ refusal: expect.objectContaining({ code: "checkin.callerUnproved" }) })]);
  }
  const colleague = await house.t.as(await house.t.person("Cy Park", "operator", null));
  expect(await opensMessage(colleague, message)).toBe("opened");
  caller.hangUp();
  await house.t.settle();
  expect(await opensMessage(as, message)).toBe("opened");
});

test("[CI21] the caller keys the PIN on hold; the operator hears no tone, learns that it fitted, and may tell", async () => {
  await house.enrol(house.lee);
  const message = await house.sends();
  const { as, call, caller } = await house.answers("Ben Ito", STRANGER);
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  await hold(as as never, call);
  const proving = house.t.house.checkin.verifyByPin(as, call);
  await house.t.until(() => house.t.patience.waits(25) === 1);
  await caller.hears("hold");
  caller.press(`${PIN}#`);
  expect(must(await proving)).toEqual({ person: house.lee, state: "verified", how: "pin", triesLeft: 3 });
  expect(await opensMessage(as, message)).toBe("opened");
  expect(await house.audited("checkin.verified")).toMatchObject([{ verdict: "yes", details: { person: house.lee, how: "pin" } }]);
});

test("[CI21] a PIN is taken from a caller on hold only: while the operator could hear the tones nothing is taken", async () => {
  await house.enrol(house.lee);
  const { as, call } = await house.answers("Ben Ito", STRANGER);
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  expect(await house.t.house.checkin.verifyByPin(as, call)).toMatchObject({ refusal: { code: "checkin.noKeys" } });
});

test("[C70] what does not come in time is nothing, and what is keyed after the hold is over goes to nobody", async () => {
  const { as, call, caller } = await house.answers("Ben Ito", STRANGER);
  await hold(as as never, call);
  const late = house.t.house.calls.keyed(call, { digitsMax: 6, waitSeconds: 25 });
  house.t.patience.pass(25);
  expect(await late).toBeUndefined();
  const resumed = house.t.house.calls.keyed(call, { digitsMax: 6, waitSeconds: 25 });
  caller.press("70");
  must(await house.t.house.calls.handle(as as never, { call, act: { kind: "resume" } }));
  caller.press("4826");
  expect(await resumed).toBeUndefined();
});

test("[CI4] [CI21] three wrong PINs close the card for this call, and the office is told in whose name; the number is opened by the office alone", async () => {
  await house.enrol(house.lee);
  const message = await house.sends();
  const { as, call, caller } = await house.answers("Ben Ito", STRANGER);
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  await hold(as as never, call);
  const wrong = async (): Promise<string> => {
    const proving = house.t.house.checkin.verifyByPin(as, call);
    await house.t.until(() => house.t.patience.waits(25) === 1);
    caller.press("100200#");
    const answer = await proving;
    return answer.ok ? "in" : answer.refusal.code;
  };
  expect([await wrong(), await wrong(), await wrong()]).toEqual(["checkin.notFitting", "checkin.notFitting", "checkin.alreadyFailed"]);
  expect(await house.t.house.checkin.verifyByPin(as, call)).toMatchObject({ refusal: { code: "checkin.alreadyFailed" } });
  must(await house.t.house.checkin.openCard(as, { call, person: house.cho }));
  expect(await house.t.house.checkin.verifyByPin(as, call)).toMatchObject({ refusal: { code: "checkin.alreadyFailed" } });
  expect(await opensMessage(as, message)).toBe("checkin.callerUnproved");
  await house.t.settle();

  const sam = await house.t.as(await house.t.person("Sam Cole", "supervisor", null));
  expect(must(await house.t.house.notices.list(sam)).open).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "check-in-failed", about: "Dr Amy Lee" })]));
  const [failed] = await house.t.house.checkin.failed(sam);
  expect(failed).toMatchObject({ via: "operator", person: house.lee, name: "Dr Amy Lee", shown: true });
  expect(await asks(sam, "POST /api/check-ins/:attempt/number", { params: { attempt: failed!.id } })).toEqual({ ok: true, value: { number: STRANGER } });
  expect(await house.audited("checkin.open-number")).toMatchObject([{ verdict: "yes" }]);
  const [row] = await house.t.base.asOwner<{ caller: Buffer }>("select caller from checkin.attempt where state = 'failed'");
  expect(row!.caller.toString("latin1")).not.toContain(STRANGER.slice(2));
});

test("[CI22] the machine rings the number on file, and whoever keys the PIN there verifies the card; the operator rings nothing and hears nothing of it", async () => {
  await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 25 });
  const { as, call } = await house.answers("Ben Ito", STRANGER);
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  const proving = house.t.house.checkin.verifyByNumber(as, call);
  const mobile = await house.picksUp(0);
  expect(house.t.telephony.rung[0]!.asked).toMatchObject({ to: LEE_MOBILE });
  await mobile.hears("A caller has told an operator that they are you.");
  mobile.press(`${PIN}#`);
  expect(must(await proving)).toMatchObject({ state: "verified", how: "number" });
});

test("[CI23] a PIN that could not be checked takes no try from the card, nor one at the number on file, and the operator is told to try again in seconds", async () => {
  await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 25 });
  const { as, call, caller } = await house.answers("Ben Ito", STRANGER);
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  await hold(as as never, call);
  house.t.passwords.isFull = true;
  const proving = house.t.house.checkin.verifyByPin(as, call);
  await house.t.until(() => house.t.patience.waits(25) === 1);
  caller.press(`${PIN}#`);
  expect(await proving).toMatchObject({ refusal: { code: "checkin.notChecked" } });
  const ringing = house.t.house.checkin.verifyByNumber(as, call);
  const mobile = await house.picksUp(0);
  for (const says of ["A caller has told an operator", "could not be checked", "could not be checked"]) {
    await mobile.hears(says);
    mobile.press(`${PIN}#`);
  }
  await mobile.hears("still could not be checked");
  await mobile.isOver();
  expect([await ringing, must(await house.t.house.checkin.card(as, call)).card]).toMatchObject([{ refusal: { code: "checkin.notChecked" } }, { state: "claimed", triesLeft: 3 }]);
});

test("[CI20] a card is for people of the practice that was rung, on a call that one has", async () => {
  const other = await house.t.practice({ name: "Harbor ENT", number: "+16465550177", onDuty: "Dr Nia Okafor" });
  const { as, call, caller } = await house.answers("Ben Ito", STRANGER);
  expect(await house.t.house.checkin.openCard(as, { call, person: other.onDuty })).toMatchObject({ refusal: { code: "checkin.notAtThisPractice" } });
  const colleague = await house.t.as(await house.t.person("Cy Park", "operator", null));
  expect(await house.t.house.checkin.openCard(colleague as never, { call, person: house.lee })).toMatchObject({ refusal: { code: "checkin.noSuchCall" } });
  caller.hangUp();
  await house.t.settle();
  expect(await house.t.house.checkin.openCard(as, { call, person: house.lee })).toMatchObject({ refusal: { code: "checkin.noSuchCall" } });
});

test("[CI8] a check-in and its number are forgotten after ninety days and no sooner; the audit log goes on to say that it was", async () => {
  const phone = await house.checkIn("1000000", "111213", STRANGER);
  await phone.hears("That did not fit.");
  phone.hangUp();
  await phone.isOver();
  await house.t.house.checkin.beginForgetting();
  await house.t.advance({ days: 89 });
  expect(await house.attempts()).toHaveLength(1);
  await house.t.advance({ days: 2 });
  expect([await house.attempts(), (await house.audited("checkin.settle")).length]).toEqual([[], 1]);
  expect((await house.audited("checkin.forget")).filter(({ details }) => details?.["attempts"] === 1)).toHaveLength(1);
});
