import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CallId } from "../../foundation/ids.ts";
import type { FakePhone } from "../../testing/phones.ts";
import { act, ana, ben, client, DIRECTORY, ends, freshGround, ground, house, rings, stateOf, type House } from "./calls-under-test.ts";

freshGround();

/** A talk of an account that records, after the notice was heard to its end. */
async function recorded(h: House, from = "+12125550142"): Promise<{ call: CallId; caller: string; phone: FakePhone }> {
  await h.ready(ana);
  const phone = h.telephony.ring("+12125550100", { number: from });
  await h.settled(() => [...h.sound.open].some((id) => h.sound.hears(id) === "recording-notice"));
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.offers.length > 0);
  const [call] = h.offers[0]!;
  expect((await h.calls.answer(h.operator(ana), { call, sdp: "v=0 offer" })).ok).toBe(true);
  await h.calls.settled();
  return { call, caller, phone };
}

const press9 = async (h: House, caller: string): Promise<void> => {
  h.sound.tell({ kind: "digit", endpoint: caller, digit: "9" });
  await h.calls.settled();
};
const consentOf = async (call: CallId) => (await ground.base.asOwner("select law, because, caller_state, account_state, operator_state, citation, declined_by from calls.recording_consent where call_id = $1", [call]))[0];
const states = async () => (await ground.base.asOwner<{ kind: string; state: string }>("select kind, state from calls.recording order by started_at, kind")).map(({ kind, state }) => `${kind} ${state}`);
const files = (): string[] => {
  try {
    return readdirSync(join(ground.folder, client));
  } catch {
    return [];
  }
};
const deskStands = (state: string) => ground.base.asOwner(`insert into calls.desk_place (workstation_id, name, place, callback, saved_at, saved_by, seen_at, seen_by)
  values ('00000000-0000-7000-8000-0000000000f1', 'Desk 1', '{"state":"${state}"}', '+12125550199', now(), '${ana}', now(), '${ana}')`);

test("[C120] the strictest State decides, and the decision stands with the call before anything is recorded", async () => {
  const h = house({ recording: true });
  await deskStands("FL");
  const { call } = await recorded(h);
  expect(await consentOf(call)).toEqual({ law: "all-party", because: "operator", caller_state: "NY", account_state: "NY", operator_state: "FL", citation: "Fla. Stat. 934.03(2)(d)", declined_by: null });
  expect(await states()).toEqual(["caller writing", "operator writing"]);
});

test("[C120] a desk of which nobody wrote down where it stands is the strictest", async () => {
  const h = house({ recording: true });
  const { call } = await recorded(h);
  expect(await consentOf(call)).toMatchObject({ law: "all-party", because: "operator", operator_state: null });
});

test("[C120] three known States that ask for one party are content with the notice", async () => {
  const h = house({ recording: true });
  await deskStands("NJ");
  const { call } = await recorded(h);
  expect(await consentOf(call)).toMatchObject({ law: "one-party", because: null, citation: "18 U.S.C. 2511(2)(d)" });
});

test("[C121] a caller who presses 9 in the middle of the talk is not recorded any more, and nothing of it is kept", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 3);
  expect(files()).toHaveLength(2);
  await press9(h, caller);
  h.sound.speak(caller, 5);
  expect(files()).toEqual([]);
  expect(await states()).toEqual(["caller declined", "operator declined"]);
  expect(await consentOf(call)).toMatchObject({ declined_by: "key" });
  expect(h.calls.live().find(({ id }) => id === call)?.recordingDeclined).toBe(true);
  await act(h, call, "hold");
  await act(h, call, "resume");
  await act(h, call, "end");
  await h.calls.settled();
  expect(await states()).toEqual(["caller declined", "operator declined"]);
  const [file] = await ground.base.asOwner<{ id: string }>("select id from calls.recording limit 1");
  const seen = await ground.base.db.transaction({ role: "app", clients: [client] }, (tx) => h.calls.findRecording(tx, file!.id));
  expect(seen).toBeUndefined();
  await expect.poll(async () => (await ground.base.asOwner<{ kind: string; detail: string }>("select kind, detail from calls.call_event where call_id = $1 and kind = 'recording-declined'", [call]))).toEqual([{ kind: "recording-declined", detail: "key" }]);
});

test("[C121] pressed while the notice is still being said, the talk is not recorded from the start", async () => {
  const h = house({ recording: true });
  await h.ready(ana);
  h.ring();
  await h.settled(() => [...h.sound.open].some((id) => h.sound.hears(id) === "recording-notice"));
  const caller = [...h.sound.open][0]!;
  await press9(h, caller);
  h.sound.finish(caller);
  await h.calls.answer(h.operator(ana), { call: h.offers[0]![0], sdp: "v=0 offer" });
  await h.calls.settled();
  expect(await states()).toEqual([]);
  expect(await consentOf(h.offers[0]![0])).toMatchObject({ declined_by: "key" });
});

test("[C121] told to the operator it counts as much; another operator cannot say it for them", async () => {
  const told = house({ recording: true });
  const { call } = await recorded(told);
  expect(await told.calls.declineRecording(told.operator(ben), { call })).toMatchObject({ ok: false, refusal: { code: "calls.notYours" } });
  expect(files().length).toBeGreaterThan(0);
  expect(await told.calls.declineRecording(told.operator(ana), { call })).toMatchObject({ ok: true });
  await told.calls.settled();
  expect(files()).toEqual([]);
  expect(await consentOf(call)).toMatchObject({ declined_by: "operator" });
  expect(told.audited.filter(({ action }) => action === "recording.decline").map(({ person, verdict }) => [person, verdict])).toEqual([[ben, "notYours"], [ana, "yes"]]);
});

/** Somebody of the directory is asked apart, and the operator presses the key that joins them; the end of their sound. */
async function joins(h: House, call: CallId, entry: string = DIRECTORY[0].id): Promise<string> {
  await rings(h, call, entry);
  await h.telephony.rung.at(-1)!.pickUp();
  await h.settled(() => stateOf(h, call).others.at(-1)?.stage === "consulting");
  const { second } = ends(h);
  await act(h, call, "join");
  return second;
}
/** With whom in the talk the desk says that nothing is recorded. */
const unrecorded = (h: House, call: CallId) => h.calls.live().find(({ id }) => id === call)?.unrecorded;
const stages = (h: House, call: CallId) => stateOf(h, call).others.map(({ stage }) => stage);
const lengths = async () => (await ground.base.asOwner<{ said: string }>("select kind || ' ' || state || ' ' || coalesce(seconds, 0) as said from calls.recording where kind = 'caller'")).map(({ said }) => said).toSorted();

test("[C121] what was recorded before a patch is gone too, and in it", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 2);
  h.sound.finish(await joins(h, call));
  await h.settled(() => stages(h, call)[0] === "joined");
  h.sound.speak(caller, 2);
  await press9(h, caller);
  expect((await states()).toSorted()).toEqual(["caller declined", "caller declined", "operator declined", "operator declined"]);
  expect(files()).toEqual([]);
});

test("[C122] a clinician hears that it is recorded before they are joined, and the recording goes on with them in it", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 2);
  const second = await joins(h, call);
  expect([stages(h, call), h.sound.hears(second), h.sound.hears(caller)]).toEqual([["hearing-notice"], "recording-notice-other", "hold"]);
  h.sound.finish(second);
  await h.settled(() => h.sound.hears(caller) === `bridge ${second}`);
  expect(unrecorded(h, call)).toEqual([]);
  h.sound.speak(caller, 30);
  await act(h, call, "end");
  await expect.poll(lengths).toEqual(["caller whole 2", "caller whole 30"]);
  const log = () => ground.base.asOwner<{ detail: string }>("select detail from calls.call_event where call_id = $1 and kind = 'notice-over'", [call]);
  await expect.poll(log).toEqual([{ detail: "1 heard" }]);
});

test("[C122] an interpreter who comes into the talk is told as well, and while they are told nobody's talk is interrupted", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  const doctor = await joins(h, call);
  h.sound.finish(doctor);
  await h.settled(() => h.sound.hears(caller) === `bridge ${doctor}`);
  const interpreter = await joins(h, call, DIRECTORY[3].id);
  expect([h.sound.hears(interpreter), h.sound.hears(caller)]).toEqual(["recording-notice-other", `bridge ${doctor}`]);
  h.sound.finish(interpreter);
  await h.settled(() => h.sound.hears(caller)?.startsWith("room ") === true);
  h.sound.speak(caller, 4);
  await act(h, call, "end");
  await expect.poll(lengths).toEqual(["caller whole 0", "caller whole 0", "caller whole 4"]);
});

test("[C122] a second press joins them at once, and nothing is recorded while they are in the talk", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 2);
  const second = await joins(h, call);
  await act(h, call, "join");
  expect([stages(h, call), h.sound.hears(caller)]).toEqual([["joined"], `bridge ${second}`]);
  expect(unrecorded(h, call)).toEqual([{ leg: 1, declined: false }]);
  h.sound.speak(caller, 30);
  await expect.poll(lengths).toEqual(["caller whole 2"]);
  await act(h, call, "resume");
  h.sound.speak(caller, 5);
  await act(h, call, "end");
  await expect.poll(lengths).toEqual(["caller whole 2", "caller whole 5"]);
});

test("[C122] a 9 during the notice joins them unrecorded; the caller's own recording stays", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 2);
  const second = await joins(h, call);
  await press9(h, second);
  await h.settled(() => h.sound.hears(caller) === `bridge ${second}`);
  expect(unrecorded(h, call)).toEqual([{ leg: 1, declined: true }]);
  h.sound.speak(caller, 30);
  await act(h, call, "end");
  await expect.poll(lengths).toEqual(["caller whole 2"]);
  expect(await consentOf(call)).toMatchObject({ declined_by: null });
});

test("[C122] a 9 later takes away all that was recorded with them and nothing else, and nothing is recorded until they are gone", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 2);
  const second = await joins(h, call);
  h.sound.finish(second);
  await h.settled(() => h.sound.hears(caller) === `bridge ${second}`);
  h.sound.speak(caller, 30);
  expect(files()).toHaveLength(4);
  await press9(h, second);
  expect(unrecorded(h, call)).toEqual([{ leg: 1, declined: true }]);
  h.sound.speak(caller, 30);
  expect(files()).toHaveLength(2);
  await expect.poll(lengths).toEqual(["caller declined 0", "caller whole 2"]);
  h.telephony.rung.at(-1)!.end({ why: "remote-hangup" });
  await h.settled(() => stateOf(h, call).phase === "talking");
  expect(unrecorded(h, call)).toEqual([]);
  h.sound.speak(caller, 3);
  await act(h, call, "end");
  await expect.poll(lengths).toEqual(["caller declined 0", "caller whole 2", "caller whole 3"]);
});

test("[C122] an emergency centre is joined at once and hears no notice: the recording ends before", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  h.sound.speak(caller, 2);
  const centre = await joins(h, call, DIRECTORY[2].id);
  expect([h.sound.hears(caller), h.sound.played.includes("recording-notice-other")]).toEqual([`bridge ${centre}`, false]);
  h.sound.speak(caller, 30);
  await expect.poll(lengths).toEqual(["caller whole 2"]);
});

test("[C122] where nothing is recorded nobody hears a notice: the account does not record, or the caller declined", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  await press9(h, caller);
  const second = await joins(h, call);
  expect([h.sound.hears(caller), h.sound.played.includes("recording-notice-other"), unrecorded(h, call)]).toEqual([`bridge ${second}`, false, []]);
  h.sound.speak(caller, 30);
  await act(h, call, "end");
  await expect.poll(lengths).toEqual(["caller declined 0"]);
});

test("[C122] whose sound breaks during the notice is joined, and nothing is recorded with them", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  const second = await joins(h, call);
  h.sound.tell({ kind: "lost", endpoint: second });
  await h.sound.stop({ id: second, kind: "phone" });
  await h.settled(() => stages(h, call)[0] === "joined");
  h.sound.speak(caller, 30);
  await expect.poll(lengths).toEqual(["caller whole 0"]);
});

for (const [who, declines] of [["a caller who declined the recording of the call", true], ["a caller who did not", false]] as const) {
  test(`[C121] a voicemail is kept: ${who} leaves one after its own notice, and a 9 within it takes nothing away and declines nothing`, async () => {
    const h = house({ recording: true });
    const phone = h.ring();
    await h.settled(() => [...h.sound.open].some((id) => h.sound.hears(id) === "recording-notice"));
    const caller = [...h.sound.open][0]!;
    if (declines) await press9(h, caller);
    h.wait(7);
    await h.settled(() => h.sound.hears(caller) === "voicemail-notice");
    h.sound.finish(caller);
    await h.settled(() => h.sound.played.includes("record-tone"));
    h.sound.speak(caller, 4);
    await press9(h, caller);
    h.sound.speak(caller, 3);
    phone.hangUp();
    const kept = () => ground.base.asOwner("select kind, state, seconds from calls.recording");
    await expect.poll(kept).toEqual([{ kind: "voicemail", state: "whole", seconds: 7 }]);
    expect(files()).toHaveLength(1);
    expect(h.facts).toContain("call.voicemail-left");
    const no = () => ground.base.asOwner("select declined_by from calls.recording_consent");
    expect(await no()).toEqual(declines ? [{ declined_by: "key" }] : []);
  });
}

test("[C70] [C121] a 9 within a PIN that is keyed on hold declines nothing; one that no machine asked for does", async () => {
  const h = house({ recording: true });
  const { call, caller } = await recorded(h);
  await act(h, call, "hold");
  const keyed = h.calls.keyed(call, { digitsMax: 6, waitSeconds: 25 });
  for (const digit of "294899") h.sound.tell({ kind: "digit", endpoint: caller, digit });
  expect(await keyed).toBe("294899");
  await h.calls.settled();
  expect(await states()).toEqual(["caller writing", "operator writing"]);
  await press9(h, caller);
  expect(await states()).toEqual(["caller declined", "operator declined"]);
});
