import { afterAll, beforeAll, expect, test } from "vitest";
import type { Draft } from "../../../contract/index.ts";
import { openDoors, type Intruder, type OpenDoors } from "../../testing/attacks/doors.ts";
import { sendMessage } from "../../testing/attacks/victim.ts";

let doors: OpenDoors;
let operator: Intruder;
let supervisor: Intruder;
let clinician: Intruder;
let message: string;

interface Correction {
  readonly revision: number;
  readonly draft: Draft;
  readonly script: { readonly items: readonly { readonly id: string }[] };
}
const path = (id = message): string => `/api/messages/${id}/correction`;
const begin = async (who = operator): Promise<Correction> => JSON.parse((await who.send("GET", path())).text) as Correction;
const correct = (basedOn: number, draft: Draft, who = operator) => who.send("POST", path(), { body: { basedOn, draft } });
/** Another reason, and everything read back to the caller again. */
const withReason = (draft: Draft, value: string): Draft => ({ ...draft, answers: { ...draft.answers, reason: { value } }, readBack: { names: true, reason: true, numberFirst: draft.readBack.numberFirst, numberAgain: draft.readBack.numberFirst } });
const shown = async (): Promise<{ corrected?: { by: string; changed: unknown[] }; revision: number; reason: string; state: string; timeline: { kind: string; say: string }[] }> => JSON.parse((await operator.send("GET", `/api/messages/${message}`)).text);
const opened = async (): Promise<number> => (await doors.t.base.asOwner("select 1 from audit.entry where convert_from(bytes, 'UTF8') like $1", [`%message.open%${message}%`])).length;

beforeAll(async () => {
  doors = await openDoors();
  await doors.t.practice({ name: "Harbor ENT", number: "+16465550177", onDuty: "Dr Amsel", recording: true });
  const [{ client_id: client } = { client_id: "" }] = await doors.t.base.asOwner<{ client_id: string }>("select client_id from directory.account");
  operator = await doors.enter("Ana Ruiz", "operator");
  supervisor = await doors.enter("Mira Stone", "supervisor");
  clinician = await doors.enter("Dr Lee", "clinician", client as never);
  ({ message } = await sendMessage(doors.t, { operator: "Ben Ito", patient: "Ines Fonseca" }));
});
afterAll(() => doors.close());

test("[N8] a correction begins from what was typed and the script it was typed with, and reading it is in the audit log", async () => {
  const before = await opened();
  const begun = await begin();
  expect(begun).toMatchObject({ revision: 1, draft: { callerType: "patient", answers: { reason: { value: "Nose bleed that does not stop" } } } });
  expect(begun.script.items.map(({ id }) => id)).toContain("reason");
  expect(await opened()).toBe(before + 1);
});

test("[N8] corrected before anybody took it: a new revision is worked anew, the old one is not, and both stay in the timeline", async () => {
  const { draft } = await begin();
  const answer = await correct(1, withReason(draft, "Nose bleed since noon"));
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { message, revision: 2 }]);
  await doors.t.settle();
  expect(await shown()).toMatchObject({ revision: 2, reason: "Nose bleed since noon", state: "working" });
  expect((await shown()).timeline.filter(({ kind }) => kind === "saved").map(({ say }) => say)).toEqual(["Sent", "Corrected"]);
  expect(await doors.t.base.asOwner("select revision, state from dispatch.dispatch order by revision")).toEqual([{ revision: 1, state: "superseded" }, { revision: 2, state: "working" }]);
});

test("[N8] corrected after a clinician took it: whoever took the old text has not taken this one, and is paged about it", async () => {
  await doors.t.base.asOwner("update dispatch.dispatch set state = 'taken', taken_by = $1, taken_at = now() where revision = 2", [supervisor.person]);
  const { draft, revision } = await begin(supervisor);
  expect((await correct(revision, withReason(draft, "Nose bleed since ten, wants to come in"), supervisor)).status).toBe(200);
  await doors.t.settle();
  expect(await shown()).toMatchObject({ revision: 3, reason: "Nose bleed since ten, wants to come in", state: "working" });
  expect(await doors.t.base.asOwner("select revision from delivery.attempt order by revision desc limit 1")).toEqual([{ revision: 3 }]);
  const as = await doors.t.as(operator.person!);
  const listed = await doors.t.base.db.transaction(as.scope, async (tx) => [...(await doors.t.house.dispatch.working(tx)), ...(await doors.t.house.dispatch.search(tx, as, {})).rows]);
  expect(listed.filter((row) => row.message === message).map(({ revision: shown, state }) => [shown, state])).toEqual([[3, "working"], [3, "working"]]);
});

test("[N4] [N8] nothing is read back of a text that was only just typed: a correction without its own read-back is refused", async () => {
  const { draft, revision } = await begin();
  expect(draft.readBack).toMatchObject({ names: false, reason: false, numberAgain: "" });
  const unread = await correct(revision, { ...draft, answers: { ...draft.answers, reason: { value: "Nose bleed" } } });
  expect([unread.status, unread.code]).toEqual([422, "messages.left.names"]);
});

test("[N12] whoever opens it is told who corrected it and what the line was; a clinician who had read the first text, what changed since that one", async () => {
  expect((await shown()).corrected).toMatchObject({ by: "Mira Stone", changed: [{ label: "Reason", was: "Nose bleed since noon", now: "Nose bleed since ten, wants to come in" }] });
  const [first] = await doors.t.base.asOwner<{ id: string; client_id: string; person_id: string }>("select id, client_id, person_id from delivery.attempt where revision = 1 limit 1");
  await doors.t.base.asOwner("insert into delivery.receipt (client_id, attempt_id, state, at) values ($1, $2, 'opened', now())", [first!.client_id, first!.id]);
  const doctor = await doors.t.as(first!.person_id as never);
  const opened = await doors.t.base.db.transaction(doctor.scope, (tx) => doors.t.house.dispatch.open(tx, doctor, message as never));
  expect(opened).toMatchObject({ ok: true, value: { revision: 3, corrected: { changed: [{ label: "Reason", was: "Nose bleed that does not stop", now: "Nose bleed since ten, wants to come in" }] } } });
});

test("[N8] two who correct the same text: the second is told, and nothing of theirs is kept", async () => {
  const { draft } = await begin();
  const late = await correct(2, withReason(draft, "An older text"));
  expect([late.status, late.code]).toEqual([409, "messages.revisionMoved"]);
  expect(await shown()).toMatchObject({ revision: 3, reason: "Nose bleed since ten, wants to come in" });
});

test("[N4] [N8] a correction that leaves a required answer out is refused, and its field named", async () => {
  const { draft, revision } = await begin();
  const empty = await correct(revision, withReason(draft, ""));
  expect([empty.status, empty.code]).toEqual([422, "messages.left.answer"]);
  expect(JSON.parse(empty.text)).toMatchObject({ field: "answers.reason" });
});

test("[N8] [N9] a clinician corrects nothing, a stranger is not let in, and what is not there cannot be corrected", async () => {
  const { draft } = await begin();
  expect((await clinician.send("GET", path())).status).toBe(403);
  expect((await correct(3, draft, clinician)).status).toBe(403);
  expect((await doors.stranger().send("GET", path())).status).toBe(401);
  expect((await operator.send("GET", path(doors.t.world.id()))).status).toBe(404);
  expect(await shown()).toMatchObject({ revision: 3 });
});

test("[N6] [N8] a voicemail is heard, not corrected", async () => {
  await doors.t.base.asOwner("update messages.message set script_id = null, script_version = null where id = $1", [message]);
  const answer = await operator.send("GET", path());
  expect([answer.status, answer.code]).toEqual([409, "messages.nothingTyped"]);
});
