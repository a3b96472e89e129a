import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CallId } from "../../foundation/ids.ts";
import { keptToGoOn, pair, type Pair } from "./across-under-test.ts";
import { act, ana, client, DIRECTORY, freshGround, ground, stateOf, type House } from "./calls-under-test.ts";

/** Recorded talks whose node dies. */
freshGround();

/** Of a part that was cut no test says how much of it was on the disk. */
const rows = async (): Promise<string[]> =>
  (await ground.base.asOwner<{ said: string }>("select kind || ' ' || state || case when state = 'cut' then '' else ' ' || coalesce(seconds, 0) end as said from calls.recording where kind = 'caller' order by started_at, id")).map(({ said }) => said);
const files = (): string[] => readdirSync(join(ground.folder, client));
const callerAt = (h: House): string => [...h.sound.open].find((id) => id.startsWith("phone"))!;
const hearsNotice = (h: House): boolean => [...h.sound.open].some((id) => h.sound.hears(id) === "recording-notice");
const press9 = async (h: House, end: string): Promise<void> => {
  h.sound.tell({ kind: "digit", endpoint: end, digit: "9" });
  await h.calls.settled();
};

/** Ana talks at node b with a caller who heard the notice, and both are written down. */
async function recorded({ b }: Pair): Promise<CallId> {
  await b.ready(ana);
  b.ring();
  await b.settled(() => hearsNotice(b));
  b.sound.finish(callerAt(b));
  await b.settled(() => b.offers.length > 0);
  const [call] = b.offers[0]!;
  expect(await b.calls.answer(b.operator(ana), { call, sdp: "v=0 offer" })).toMatchObject({ ok: true });
  await b.calls.settled();
  b.sound.speak(callerAt(b), 9);
  return call;
}

/** A doctor is asked apart at node b, and joined; the end of their sound. With `heard` the notice is heard out. */
async function doctorJoins(b: House, call: CallId, heard: boolean): Promise<string> {
  expect(await b.calls.dial(b.operator(ana), { call, entry: DIRECTORY[0].id })).toMatchObject({ ok: true });
  await b.settled(() => b.telephony.rung.length === 1);
  b.world.move({ seconds: 1 });
  await b.telephony.rung[0]!.pickUp();
  await b.settled(() => stateOf(b, call).others[0]?.stage === "consulting");
  await act(b, call, "join");
  const doctor = [...b.sound.open].findLast((id) => id.startsWith("phone"))!;
  if (heard) b.sound.finish(doctor);
  else await act(b, call, "join");
  await b.settled(() => stateOf(b, call).others[0]?.stage === "joined");
  return doctor;
}

/** Node b is killed with what it was writing, and a goes on. */
async function inherits({ link, a, b, wires }: Pair, legs = 1): Promise<void> {
  await expect.poll(() => wires.kept()).toBe(legs);
  await keptToGoOn();
  await b.calls.settled();
  await expect.poll(() => a.calls.live().length).toBe(1);
  await link.settled();
  a.world.move({ seconds: 1 }); // Parts stand in the order in which they began.
  link.cut("b");
  expect(await a.calls.inherit("b")).toMatchObject({ carried: 1 });
  await a.calls.settled();
}
async function anaIsBack({ a }: Pair, call: CallId): Promise<void> {
  expect(await a.calls.answer(a.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await a.calls.settled();
}

test("[C123] a talk that is recorded goes on being recorded at the heir as soon as caller and operator are there, a further part after the first, under the one decision", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await inherits(each);
  expect(await rows()).toEqual(["caller cut"]); // Nobody speaks here yet.
  await anaIsBack(each, call);
  const { a } = each;
  a.sound.speak(callerAt(a), 30);
  await act(a, call, "end");
  await expect.poll(rows).toEqual(["caller cut", "caller whole 30"]);
  expect(a.sound.played.filter((prompt) => prompt.includes("notice"))).toEqual([]);
  expect(await ground.base.asOwner("select count(*)::int as decisions from calls.recording_consent")).toEqual([{ decisions: 1 }]);
});

test("[C123] caller and doctor whom the operator left go on being recorded with nobody of ours on the line, if the doctor had heard the notice", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await doctorJoins(each.b, call, true);
  await act(each.b, call, "leave");
  await each.until(() => each.a.calls.live()[0]?.state.operator === null);
  await inherits(each, 2);
  const { a, wires } = each;
  a.sound.speak(callerAt(a), 20);
  wires.takenUp[0]!.hangup();
  await expect.poll(async () => (await rows()).at(-1)).toBe("caller whole 20");
});

test("[C123] with a doctor who did not hear the whole notice nothing is recorded at the heir either, and when they are gone it goes on", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await doctorJoins(each.b, call, false);
  await each.until(() => each.a.calls.live()[0]?.state.phase === "joined");
  await inherits(each, 2);
  const { a } = each;
  a.sound.speak(callerAt(a), 20);
  expect((await rows()).filter((row) => row.includes("writing"))).toEqual([]);
  await anaIsBack(each, call);
  await act(a, call, "resume");
  a.sound.speak(callerAt(a), 5);
  await act(a, call, "end");
  await expect.poll(async () => (await rows()).at(-1)).toBe("caller whole 5");
});

test("[C123] a caller whose notice the dead node had not said to its end hears it whole at the heir, and is recorded then", async () => {
  const each = await pair({ account: { recording: true } });
  const { a, b } = each;
  b.ring();
  await b.settled(() => hearsNotice(b));
  await inherits(each);
  expect(hearsNotice(a)).toBe(true);
  a.sound.finish(callerAt(a));
  await a.settled(() => a.sound.hears(callerAt(a)) === "hold");
  await a.ready(ana);
  await a.settled(() => a.offers.length > 0);
  const [call] = a.offers[0]!;
  await anaIsBack(each, call);
  a.sound.speak(callerAt(a), 7);
  await act(a, call, "end");
  await expect.poll(rows).toEqual(["caller whole 7"]);
});

test("[C124] a caller who declined at the dead node is not recorded at the heir", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await press9(each.b, callerAt(each.b));
  await inherits(each);
  await anaIsBack(each, call);
  const { a } = each;
  a.sound.speak(callerAt(a), 20);
  expect([a.calls.live()[0]?.recordingDeclined, await rows(), files()]).toEqual([true, ["caller declined 0"], []]);
});

test("[C124] a 9 of the caller at the heir takes away also what the dead node had recorded", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await inherits(each);
  await anaIsBack(each, call);
  const { a } = each;
  a.sound.speak(callerAt(a), 20);
  expect(files()).toHaveLength(4);
  await press9(a, callerAt(a));
  await expect.poll(rows).toEqual(["caller declined 0", "caller declined 0"]);
  expect(files()).toEqual([]);
});

test("[C124] a 9 of the doctor at the heir takes away what was recorded with them at either node, and leaves what was before", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await doctorJoins(each.b, call, true);
  await each.until(() => each.a.calls.live()[0]?.state.phase === "joined");
  await inherits(each, 2);
  const { a } = each;
  expect(files()).toHaveLength(6); // Before the doctor, with them at the dead node, and with them here.
  await press9(a, [...a.sound.open].filter((id) => id.startsWith("phone"))[1]!);
  await expect.poll(rows).toEqual(["caller whole 9", "caller declined 0", "caller declined 0"]);
  expect(files()).toHaveLength(2);
});

test("[C124] a no that the dead node had no time to write down is carried out by the heir that saw it", async () => {
  const each = await pair({ account: { recording: true } });
  const call = await recorded(each);
  await each.until(() => each.a.calls.live()[0]?.state.phase === "talking");
  await press9(each.b, callerAt(each.b));
  await each.until(() => each.a.calls.live()[0]?.recordingDeclined === true);
  // As if nothing of it had reached the disk.
  await ground.base.asOwner("update calls.recording set state = 'writing', ended_at = null, seconds = null");
  await ground.base.asOwner("update calls.recording_consent set declined_at = null, declined_by = null");
  await ground.base.asOwner("delete from calls.call_event where kind = 'recording-declined'");
  await inherits(each);
  await anaIsBack(each, call);
  await expect.poll(rows).toEqual(["caller declined 0"]);
});
