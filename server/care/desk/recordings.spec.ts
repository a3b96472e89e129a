import { afterEach, beforeEach, expect, test } from "vitest";
import { system, within } from "../../foundation/actor.ts";
import type { ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { plus } from "../../foundation/time.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";

let h: TestHouse;
let alpha: Practice;
let beta: Practice;
beforeEach(async () => {
  h = await testHouse();
  alpha = await h.practice({ name: "Alpha", number: "+12125550101", onDuty: "Dr Lee" });
  beta = await h.practice({ name: "Beta", number: "+12125550102", onDuty: "Dr Park" });
});
afterEach(() => h.close());

const house = system("test", { role: "app" });
const open = (who: PersonId, message: MessageId) => h.as(who).then((as) => h.base.db.transaction(as.scope, (tx) => h.house.dispatch.open(tx, as, message)));
const hear = async (who: PersonId, recording: string) => {
  const heard = await h.house.desk.hearRecording(await h.as(who), recording);
  return heard.ok ? heard.value.seconds : heard.refusal.code;
};
const hearings = async () =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string }).filter(({ action }) => action === "recording.hear").map(({ verdict }) => verdict);

/** Dr Park of Beta stands in for Dr Lee at Alpha tonight: one call group, one override. */
async function parkCoversAlpha(): Promise<void> {
  const { access, oncall } = h.house;
  const as = within(house, alpha.client);
  await h.base.db.transaction(as.scope, async (tx) => {
    const group = await access.callGroups.add(tx, as, { name: "East Side", members: [alpha.onDuty, beta.onDuty] });
    await access.callGroups.putAccount(tx, as, { account: alpha.account, client: alpha.client, group });
  });
  const at = h.world.now();
  must(await oncall.addOverride(as, alpha.account, { rank: "first", from: at, until: plus(at, { hours: 8 }), person: beta.onDuty, reason: "Cover" }));
}

/** A caller of Alpha speaks for five seconds while nobody is at the desk; gives the message and its recording. */
async function voicemail(): Promise<{ message: MessageId; recording: string }> {
  const phone = h.telephony.ring("+12125550101", { number: "+12125550142" });
  await h.until(() => phone.saw.includes("answered"));
  await h.advance({ seconds: 7 });
  const caller = [...h.sound.open].at(-1)!;
  h.sound.finish(caller);
  await h.until(() => h.sound.played.slice(-2).join() === "record-tone,silence");
  h.sound.speak(caller, 5);
  phone.hangUp();
  const left = () => h.base.asOwner<{ id: MessageId; recording: string }>("select id, recording_id as recording from messages.message order by saved_at desc limit 1");
  await h.until(async () => (await left()).length === 1);
  const [row] = await left();
  return { message: row!.id, recording: row!.recording };
}

test("[K12] a doctor of another practice who covers tonight hears the voicemail they were paged about, and it is in the log", async () => {
  await parkCoversAlpha();
  const { message, recording } = await voicemail();
  expect(must(await open(beta.onDuty, message)).recording).toBe(recording);
  expect(await hear(beta.onDuty, recording)).toBe(5);
  expect(await hearings()).toEqual(["yes"]);
});

test("[K12] who covers and was not paged about a voicemail neither opens nor hears it", async () => {
  const { message, recording } = await voicemail();
  await parkCoversAlpha();
  expect(await open(beta.onDuty, message)).toMatchObject({ ok: false, refusal: { status: 404 } });
  expect(await hear(beta.onDuty, recording)).toBe("desk.noSuchRecording");
  expect(await hear(alpha.onDuty, recording)).toBe(5);
});

test("[K12] whoever covers no longer hears it no longer, in the same minute in which they open it no longer", async () => {
  await parkCoversAlpha();
  const { message, recording } = await voicemail();
  const [held] = await h.base.asOwner<{ id: string }>("select id from access.membership where person_id = $1", [beta.onDuty]);
  must(await h.house.access.giveRole(within(house, beta.client), { person: beta.onDuty, client: beta.client, role: "client-manager", until: null }));
  must(await h.house.access.endRole(within(house, beta.client), { person: beta.onDuty, membership: held!.id }));
  expect(await open(beta.onDuty, message)).toMatchObject({ ok: false, refusal: { code: "dispatch.mayNot" } });
  expect(await hear(beta.onDuty, recording)).toBe("desk.mayNotHear");
  expect(await hearings()).toEqual(["no"]);
  await h.settle();
  expect(await hear(beta.onDuty, recording)).toBe("desk.noSuchRecording");
});

test("[K12] an administrator who also works at one practice hears nothing of another, and the refusal is in the log", async () => {
  const { recording } = await voicemail();
  const ida = await h.person("Ida Stone", "administrator", null);
  must(await h.house.access.giveRole(within(house, beta.client), { person: ida, client: beta.client as ClientId, role: "client-manager", until: null }));
  expect(await hear(ida, recording)).toBe("desk.mayNotHear");
  expect(await hearings()).toEqual(["no"]);
});
