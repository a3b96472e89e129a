import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { sendMessage } from "../../testing/attacks/victim.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";

let h: TestHouse;
let harbor: Practice;
let mira: PersonId;
beforeEach(async () => {
  h = await testHouse();
  harbor = await h.practice({ name: "Harbor ENT", number: "+16465550177", onDuty: "Dr Lee", recording: true });
  mira = await h.person("Mira Stone", "supervisor", null);
});
afterEach(() => h.close());

/** A patient speaks with this operator for nine seconds, on a line that is recorded. */
async function talk(operator: string): Promise<CallId> {
  const { call } = await sendMessage(h, { operator, patient: "Ines Fonseca" });
  for (const id of h.sound.open) h.sound.speak(id, 9);
  const [{ person }] = await h.base.asOwner<{ person: PersonId }>("select operator as person from calls.call where id = $1", [call]) as [{ person: PersonId }];
  const as = await h.as(person);
  must(await h.house.calls.handle(as, { call, act: { kind: "end" } }));
  must(await h.house.calls.handle(as, { call, act: { kind: "finish", reason: "message-sent" } }));
  must(await h.house.calls.setOperatorState(as, { state: "break" })); // The next call rings at another desk.
  await h.until(async () => (await h.base.asOwner("select 1 from calls.recording where call_id = $1 and state = 'writing'", [call])).length === 0);
  h.world.move({ minutes: 1 });
  return call;
}
const list = async (who: PersonId, after: { at: string; call: string } | null = null) =>
  h.house.desk.listRecordings(await h.as(who), { account: harbor.account, after: after && { at: fromIso(after.at), call: after.call as CallId } });
const audited = async (action: string) =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string; details?: { recordings?: string[] } }).filter((entry) => entry.action === action);

test("[K30] the recorded talks of a practice stand newest first with when, how long and with whom, and nothing of the caller; the log names what was listed", async () => {
  const calls = [await talk("Ben Ito"), await talk("Ana Ruiz")];
  const { rows, more } = must(await list(mira));
  expect(rows).toMatchObject([
    { call: calls[1], operator: "Ana Ruiz", parts: [{ side: "caller", seconds: 9, cut: false }, { side: "operator" }] },
    { call: calls[0], operator: "Ben Ito" },
  ]);
  expect(more).toBe(false);
  expect(JSON.stringify(rows)).not.toMatch(/Fonseca|5550123|Nose bleed/);
  const [entry] = await audited("recording.list");
  expect(entry).toMatchObject({ verdict: "yes", details: { recordings: rows.flatMap(({ parts }) => parts.map(({ recording }) => recording)) } });
  expect(must(await list(mira, { at: rows[0]!.at, call: rows[0]!.call })).rows.map(({ call }) => call)).toEqual([calls[0]]);
});

test("[K30] a compliance officer lists and hears them, each hearing in the log; operators, doctors and managers list none, and the try is in the log", async () => {
  await talk("Ben Ito");
  const gus = await h.person("Gus Hale", "compliance-officer", null);
  const [row] = must(await list(gus)).rows;
  const heard = must(await h.house.desk.hearRecording(await h.as(gus), row!.parts[0]!.recording));
  expect(heard.seconds).toBe(9);
  expect((await audited("recording.hear")).map(({ verdict }) => verdict)).toEqual(["yes"]);
  const others = [await h.person("Ina Vogt", "operator", null), harbor.onDuty, await h.person("Mo Gray", "client-manager", harbor.client), await h.person("Ida Novak", "administrator", null)];
  for (const other of others) expect(await list(other)).toMatchObject({ ok: false, refusal: { code: "desk.mayNotList" } });
  expect((await audited("recording.list")).map(({ verdict }) => verdict)).toEqual(["yes", "no", "no", "no", "no"]);
});

test("[K30] a talk that is still going on is not in the list, and what is not there is not listed", async () => {
  await sendMessage(h, { operator: "Ben Ito", patient: "Ines Fonseca" });
  expect(must(await list(mira))).toEqual({ rows: [], more: false });
  expect(await h.house.desk.listRecordings(await h.as(mira), { account: h.world.id() as never, after: null })).toMatchObject({ ok: false, refusal: { code: "desk.noSuchAccount" } });
});
