import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyDraft, LiveFrame } from "../../../contract/index.ts";
import { phi } from "../../foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { draftOf, script } from "../../testing/night.ts";
import { knowScript, sendMessage } from "../../testing/sent-message.ts";
import { toIso } from "../../foundation/time.ts";

let t: TestHouse;
let lakeside: Practice;
beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  const sue = await t.as(await t.person("Sue Lim", "supervisor", null));
  must(await t.house.directory.hours.save(sue, lakeside.account, { hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })), holidays: [], days: [] }));
  await t.base.asOwner("update directory.account set fallback = '+12125550190' where id = $1", [lakeside.account]);
});
afterEach(() => t.close());

test("[K65] an office that has not opened its digest in time is one cue to every desk, with its number; it goes when somebody of the office opens the digest", async () => {
  const ana = (await t.as(await t.person("Ana Ruiz", "operator", null))) as never;
  const cues = async () => must(await t.house.desk.snapshot(ana)).cues.map(({ say, number, accountName }) => ({ say, number, accountName }));
  await sendMessage(t, lakeside, { operator: "Ben Ito", urgency: "routine" });
  await t.house.dispatch.beginDigests();
  await t.advance({ hours: 6, minutes: 45 });
  expect(await cues()).toEqual([]);
  await t.advance({ minutes: 2 });
  expect(await cues()).toEqual([{ say: "Ring the office: nobody there has opened this morning's digest", number: "+12125550190", accountName: "Lakeside" }]);
  const [digest] = await t.base.asOwner<{ id: string }>("select id from dispatch.digest where client_id = $1", [lakeside.client]);
  const mo = await t.as(await t.person("Mo Gray", "client-manager", lakeside.client));
  must(await t.base.db.transaction(mo.scope, (tx) => t.house.dispatch.openDigest(tx, mo, digest!.id)));
  await t.settle();
  expect(await cues()).toEqual([]);
});

test("[K64] a held message stands among those that are held, with the hour; half an hour after the office opened it is one to ring about, with the office's number", async () => {
  const ana = await t.person("Ana Ruiz", "operator", null);
  const as = await t.as(ana);
  const call = t.world.id();
  await knowScript(t, lakeside);
  await t.base.asOwner(
    `insert into calls.call (client_id, id, account_id, dialled, transport, offered_at, agreement_id, recording, scripts, phase, ended_at, finished_at)
     values ($1, $2, $3, '+12125550100', 'udp', $4, $2, false, '[]', 'ended', $4, $4)`, [lakeside.client, call, lakeside.account, toIso(t.world.now())]);
  const draft = { ...emptyDraft("patient"), ...draftOf("routine"), hold: "caller-content" as const };
  const { message } = must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { client: lakeside.client, account: lakeside.account, call: call as never, key: t.world.id(), draft: phi(draft), script, callerNumber: null, takenDownBy: ana })));
  await t.settle();
  const desk = async () => {
    const snapshot = must(await t.house.desk.snapshot(as as never));
    expect(LiveFrame.safeParse({ type: "desk", desk: snapshot }).error).toBeUndefined();
    return snapshot;
  };
  expect(await desk()).toMatchObject({ working: [], held: [{ message, accountName: "Lakeside", until: "2027-01-14T13:00:00.000Z", say: "Then the desk rings the office" }] });
  await t.advance({ hours: 6, minutes: 17 });
  const late = await desk();
  expect(late.held).toBeUndefined();
  expect(late.working).toMatchObject([{ message, ring: { say: "Ring the office", telephone: "+12125550190" } }]);
  expect(late.more).toBeUndefined();
});
