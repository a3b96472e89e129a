import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { ana, draftOf, ent, lakeside, lee, manager, night, NAMES, park, pediatrics, script, type Night } from "../../testing/night.ts";

let base: TestDatabase;
let house: Night;
beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
  await house.ring(call);
});
afterEach(() => base.drop());

const call = "00000000-0000-7000-8009-000000000001" as CallId;
const key = "00000000-0000-7000-8009-000000000002";
const keep = (version: number, draft = draftOf("urgent")) =>
  house.as(ana, (tx, as) => house.messages.saveDraft(tx, as, { call, client: lakeside, account: pediatrics.id, version, draft: phi(draft) }));
const send = (change: { key?: string; draft?: ReturnType<typeof draftOf>; callerNumber?: string | null } = {}) =>
  house.as(ana, (tx, as) => house.messages.saveMessage(tx, as, {
    call, client: lakeside, account: pediatrics.id, key: change.key ?? key, draft: phi(change.draft ?? draftOf("urgent")), script,
    callerNumber: change.callerNumber === null ? null : phi(change.callerNumber ?? "+12125550142"), takenDownBy: ana,
  }));
const audited = async (action: string) => (await base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry")).filter((one) => one.bytes.includes(`"${action}"`)).length;
const everything = async () => JSON.stringify(await base.asOwner("select d.*, encode(content, 'escape') as text from messages.draft d")) + JSON.stringify(await base.asOwner("select r.*, encode(content, 'escape') as text from messages.revision r")) + JSON.stringify(await base.asOwner("select m.* from messages.message m")) + JSON.stringify(await base.asOwner("select * from foundation.due"));

test("[N1] what is typed survives, and the window that knows less cannot overwrite it", async () => {
  expect(await keep(0)).toMatchObject({ ok: true, value: { version: 1 } });
  expect(await keep(1, draftOf("routine"))).toMatchObject({ ok: true, value: { version: 2 } });
  expect(await keep(1)).toMatchObject({ ok: false, refusal: { code: "messages.draftMoved" } });
  expect(await keep(0)).toMatchObject({ ok: false, refusal: { code: "messages.draftMoved" } });
  const opened = await house.as(ana, (tx) => house.messages.openDraft(tx, { client: lakeside, call }));
  expect(opened?.version).toBe(2);
  expect(dangerouslyReveal(opened!.draft)).toEqual(draftOf("routine"));
  expect(await audited("draft.open")).toBe(1);
});

test("[N1] two windows that open the draft in the same moment: one has it, the other is told", async () => {
  const both = await Promise.all([keep(0), keep(0)]);
  expect(both.filter((one) => one.ok)).toHaveLength(1);
});

test("[N3] the same key twice is one message, also when both arrive together", async () => {
  const both = await Promise.all([send(), send()]);
  expect(both[0]).toMatchObject({ ok: true });
  expect(both[1]).toEqual(both[0]);
  expect(await send()).toEqual(both[0]);
  expect(await base.asOwner("select 1 from messages.message")).toHaveLength(1);
  expect(await base.asOwner("select 1 from dispatch.dispatch")).toHaveLength(1);
  expect(await audited("message.save")).toBe(1);
});

test("[N3] a second message of the same call is refused, and its draft is closed", async () => {
  await keep(0);
  await send();
  expect(await base.asOwner("select 1 from messages.draft")).toEqual([]);
  expect(await send({ key: "00000000-0000-7000-8009-000000000003" })).toMatchObject({ ok: false, refusal: { code: "messages.alreadySent" } });
  expect(await keep(1)).toMatchObject({ ok: false, refusal: { code: "messages.alreadySent" } });
});

test("[N4] an incomplete message is refused with the field that is missing, and nothing of it is stored", async () => {
  const draft = draftOf("urgent");
  expect(await send({ draft: { ...draft, readBack: { ...draft.readBack, numberAgain: "" } } })).toMatchObject({ ok: false, refusal: { status: 422, code: "messages.left.number-again", field: "readBack.numberAgain" } });
  expect(await send({ draft: { ...draft, answers: {} } })).toMatchObject({ ok: false, refusal: { field: "answers.patient" } });
  expect(await base.asOwner("select 1 from messages.message")).toEqual([]);
});

test("[N5] a red-flag word makes an emergency of a routine message", async () => {
  const draft = draftOf("routine");
  const flagged = { ...draft, answers: { ...draft.answers, reason: { value: "chest pain" } }, said: ["chest-pain"] };
  expect(await send({ draft: flagged })).toMatchObject({ ok: true });
  expect(await base.asOwner("select urgency from messages.message")).toEqual([{ urgency: "emergency" }]);
});

test("[N6] a voicemail is an urgent message of its own, once for each recording", async () => {
  await base.asOwner("insert into calls.recording (client_id, id, call_id, kind, started_at, state) values ($1, $2, $3, 'voicemail', '2027-01-14Z', 'whole')", [lakeside, key, call]);
  const leave = () => house.as(ana, (tx, as) => house.messages.saveVoicemail(tx, as, { call, client: lakeside, account: pediatrics.id, recording: key, callerNumber: phi("+12125550142") }));
  const first = await leave();
  expect(await leave()).toEqual(first);
  const opened = first.ok ? await house.as(ana, (tx, as) => house.messages.open(tx, as, first.value.message)) : undefined;
  expect(opened?.row).toMatchObject({ origin: "voicemail", urgency: "urgent", recording: key, takenDownBy: null });
  expect(dangerouslyReveal(opened!.content).callback.number).toBe("+12125550142");
});

test("[N7] nothing a caller said is readable in the database, and opening it is in the audit log", async () => {
  await keep(0);
  expect(await everything()).not.toMatch(/Marker|Cough|5550142|555 0142/);
  const sent = await send();
  expect(await everything()).not.toMatch(/Marker|Cough|5550142|555 0142/);
  const opened = sent.ok ? await house.as(ana, (tx, as) => house.messages.open(tx, as, sent.value.message)) : undefined;
  expect(dangerouslyReveal(opened!.content)).toMatchObject({ patient: "Tobi Marker", lines: [{ label: "Patient", spelled: "T-O-B-I" }, { label: "Reason" }] });
  expect(await audited("message.open")).toBe(1);
  expect(String(opened!.content)).toBe("[PHI]");
});

test("[N7] a revision and a line of the timeline cannot be changed or removed, also not by the product's own logins", async () => {
  await send();
  const attempt = (text: string) => house.as(ana, (tx) => tx.run({ text, values: [] }));
  for (const text of ["update messages.revision set number = 9", "delete from messages.revision", "update messages.event set say = 'x'", "delete from messages.event", "delete from messages.message"]) {
    await expect(attempt(text), text).rejects.toThrow(/permission denied/);
  }
});

test("[N8] a correction is a new revision on the one that was open; the old one stays and still opens", async () => {
  const sent = await send();
  const message = sent.ok ? sent.value.message : undefined;
  const correct = (basedOn: number) => house.as(ana, (tx, as) => house.messages.correct(tx, as, { message: message!, basedOn, draft: phi(draftOf("emergency")), script }));
  expect(await correct(1)).toMatchObject({ ok: true, value: { revision: 2 } });
  expect(await correct(1)).toMatchObject({ ok: false, refusal: { code: "messages.revisionMoved" } });
  expect(await base.asOwner("select number, urgency from messages.revision order by number")).toEqual([{ number: 1, urgency: "urgent" }, { number: 2, urgency: "emergency" }]);
});

test("[N9] nobody outside the client sees a draft, a message, a revision or a line of its timeline", async () => {
  await keep(0);
  const sent = await send();
  await house.send({ account: ent });
  for (const [who, sees] of [[manager, 1], [lee, 1], [park, 0], [ana, 2]] as const) {
    for (const table of ["message", "revision", "event"]) {
      expect(await house.as(who, (tx) => tx.rows({ text: `select 1 from messages.${table}`, values: [] })), `${NAMES.get(who)} ${table}`).toHaveLength(sees);
    }
  }
  expect(sent.ok && (await house.as(park, (tx, as) => house.messages.open(tx, as, sent.value.message)))).toBeUndefined();
});

test("[N10] when the work of paging cannot begin, the message is not saved either", async () => {
  await base.asOwner("revoke insert on dispatch.dispatch from compline_app");
  await expect(send()).rejects.toThrow(/permission denied/);
  expect(await base.asOwner("select 1 from messages.message")).toEqual([]);
  await base.asOwner("grant insert on dispatch.dispatch to compline_app");
  expect(await send()).toMatchObject({ ok: true });
});

test("[N11] a call-back number other than the caller's own is marked", async () => {
  const differs = async (change: Parameters<typeof send>[0]) => {
    const sent = await send(change);
    const opened = sent.ok ? await house.as(ana, (tx, as) => house.messages.open(tx, as, sent.value.message)) : undefined;
    return dangerouslyReveal(opened!.content).callback.differsFromCallerId;
  };
  expect(await differs({ callerNumber: "+13125550199" })).toBe(true);
});
