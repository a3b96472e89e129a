import { afterEach, beforeEach, expect, test } from "vitest";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { fakeWorld } from "../../testing/world.ts";
import { memoryKeys } from "../../trust/vault/index.ts";

const OWN = "+12125550171";
const PRACTICE = "+12125550100";
let t: TestHouse;
let keys: ReturnType<typeof memoryKeys>;
let practice: Practice;
let lee: PersonId;
let message: MessageId;
beforeEach(async () => {
  const world = fakeWorld();
  keys = memoryKeys(world);
  t = await testHouse({ world, keys });
  practice = await t.practice({ name: "Lakeside", number: PRACTICE, onDuty: "Dr Lee", backup: "Dr Cho" });
  lee = practice.onDuty;
  message = await sendMessage(t, practice, { operator: "Ana Ruiz" });
  await t.settle();
});
afterEach(() => t.close());

const onFile = () => t.base.asOwner("insert into identity.telephone (person_id, code, number, number_at) values ($1, '4417002', $2, '2026-01-01Z')", [lee, OWN]);
const take = async () => {
  const as = await t.as(lee);
  must(await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.acknowledge(tx, as, { message, revision: 1 })));
};
const ring = async (revision = 1) => t.house.ringback.ring(await t.as(lee), { message, revision });
const rung = (place: number) => t.telephony.rung[place]!;
const lines = async () => {
  const as = await t.as(lee);
  const detail = must(await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.open(tx, as, message)));
  return { told: detail.timeline.filter(({ kind }) => kind === "called-back").map(({ say }) => say), callBacks: (detail.callBacks ?? []).map(({ outcome }) => outcome) };
};
const ringsFor = (count: number) => t.until(() => t.telephony.rung.length === count);

/** The clinician's telephone rings, they answer and press 1, and the caller's rings. */
async function connected(): Promise<void> {
  await onFile();
  await take();
  must(await ring());
  await ringsFor(1);
  await rung(0).pickUp();
  await t.until(() => [...t.sound.open].some((id) => t.sound.hears(id) === "ring-back"));
  t.sound.tell({ kind: "digit", endpoint: [...t.sound.open].at(-1)!, digit: "1" });
  await ringsFor(2);
}

test("[RB1] [RB2] [RB4] [RB5] the clinician's telephone, then the caller's, both shown the practice; the talk is timed, told and counts as a call-back", async () => {
  await connected();
  expect(rung(0).asked).toMatchObject({ to: OWN, from: PRACTICE, purpose: "call-back" });
  expect(rung(1).asked).toMatchObject({ from: PRACTICE, purpose: "call-back" });
  expect(rung(1).asked.to).not.toBe(OWN);
  await rung(1).pickUp();
  await t.until(() => [...t.sound.open].some((id) => t.sound.hears(id)?.startsWith("bridge") === true));
  t.world.move({ seconds: 192 });
  rung(1).end({ why: "remote-hangup" });
  await t.until(async () => (await lines()).told.length === 2);
  expect(await lines()).toEqual({ told: expect.arrayContaining(["Rang the caller back through the service: they talked for 3 min 12 s.", "Called back: reached the caller."]), callBacks: ["reached"] });
  expect([...t.sound.open]).toEqual([]);
  expect(rung(0).leg.state).toBe("ended");
});

test("[RB4] [RB5] the caller does not answer: told so, and the wait for a call-back begins again", async () => {
  await connected();
  rung(1).end({ why: "no-answer" });
  await t.until(async () => (await lines()).callBacks.length === 1);
  expect(await lines()).toEqual({ told: expect.arrayContaining(["Rang the caller back through the service: the caller did not answer."]), callBacks: ["no-answer"] });
});

test("[RB4] [RB5] the clinician hangs up a moment after the caller answered: told with its seconds, and it counts as nothing", async () => {
  await connected();
  await rung(1).pickUp();
  await t.until(() => [...t.sound.open].some((id) => t.sound.hears(id)?.startsWith("bridge") === true));
  t.world.move({ seconds: 4 });
  rung(0).end({ why: "remote-hangup" });
  await t.until(async () => (await lines()).told.length === 1);
  expect(await lines()).toEqual({ told: ["Rang the caller back through the service: they talked for 4 s."], callBacks: [] });
  expect(rung(1).leg.state).toBe("ended");
});

test.each(["busy", "declined", "no-answer", "trunk-fault", "refused-by-limit"] as const)("[RB4] the clinician's own telephone ends as %s: the caller is not rung, and the timeline says why", async (why) => {
  await onFile();
  await take();
  must(await ring());
  await ringsFor(1);
  rung(0).end({ why });
  await t.until(async () => (await lines()).told.length === 1);
  expect((await lines()).told[0]).toContain("The caller was not rung.");
  expect(t.telephony.rung).toHaveLength(1);
});

test("[RB3] a mailbox picks up for the clinician and presses nothing: it is never joined with the caller", async () => {
  await onFile();
  await take();
  must(await ring());
  await ringsFor(1);
  await rung(0).pickUp();
  await t.until(() => [...t.sound.open].some((id) => t.sound.hears(id) === "ring-back"));
  rung(0).end({ why: "remote-hangup" });
  await t.until(async () => (await lines()).told.length === 1);
  expect((await lines()).told[0]).toContain("nobody pressed 1");
  expect(t.telephony.rung).toHaveLength(1);
});

test("[RB6] not before it was taken, not without a telephone on file, not for an older text, and not for somebody who was never paged", async () => {
  expect(await ring()).toMatchObject({ refusal: { code: "ringback.takeItFirst" } });
  await take();
  expect(await ring()).toMatchObject({ refusal: { code: "ringback.noTelephone" } });
  await onFile();
  expect(await ring(2)).toMatchObject({ refusal: { code: "ringback.newerRevision" } });
  const other = await t.as(await t.person("Dr Stranger", "clinician", practice.client));
  expect(await t.house.ringback.ring(other, { message, revision: 1 })).toMatchObject({ refusal: { code: "ringback.notFound" } });
  expect(t.telephony.rung).toEqual([]);
});

test("[RB6] somebody else took it: whoever was paged about it as well rings nobody, and whoever took it does", async () => {
  await onFile();
  const cho = await t.as(practice.backup);
  await t.base.asOwner("insert into identity.telephone (person_id, code, number, number_at) values ($1, '4417003', '+12125550172', '2026-01-01Z')", [practice.backup]);
  await t.advance({ minutes: 30 });
  must(await t.base.db.transaction(cho.scope, (tx) => t.house.dispatch.acknowledge(tx, cho, { message, revision: 1 })));
  expect(await ring()).toMatchObject({ refusal: { code: "ringback.notYours" } });
  expect(t.telephony.rung).toEqual([]);
  must(await t.house.ringback.ring(cho, { message, revision: 1 }));
  await ringsFor(1);
  expect(rung(0).asked.to).toBe("+12125550172");
});

test("[RB6] one try at a time, and six in an hour", async () => {
  await onFile();
  await take();
  for (let time = 1; time <= 6; time += 1) {
    const crossing = await Promise.all([ring(), ring()]);
    expect(crossing.filter(({ ok }) => ok)).toHaveLength(1);
    expect([crossing.find(({ ok }) => !ok), await ring()]).toMatchObject([{ refusal: { code: "ringback.oneAtATime" } }, { refusal: { code: "ringback.oneAtATime" } }]);
    await ringsFor(time);
    rung(time - 1).end({ why: "busy" });
    await t.until(async () => (await lines()).told.length === time);
    await t.settle();
  }
  expect(await ring()).toMatchObject({ refusal: { code: "ringback.tooOften" } });
});

test("[RB6] one try at a time also over two nodes; what a node left behind by dying stands in the way for three minutes", async () => {
  await onFile();
  await take();
  const other = await testHouse({ base: t.base, world: t.world, keys });
  const as = await t.as(lee);
  const crossing = await Promise.all([ring(), other.house.ringback.ring(as, { message, revision: 1 })]);
  expect(crossing.filter(({ ok }) => ok)).toHaveLength(1);
  await t.until(() => t.telephony.rung.length + other.telephony.rung.length === 1);
  const second = t.telephony.rung.length === 1 ? other : t;
  expect(await second.house.ringback.ring(as, { message, revision: 1 })).toMatchObject({ refusal: { code: "ringback.oneAtATime" } });
  t.world.move({ minutes: 3 });
  must(await second.house.ringback.ring(as, { message, revision: 1 }));
});

test("[RB4] the process dies under a try: an hour later it is told as cut off", async () => {
  await onFile();
  await take();
  must(await ring());
  await ringsFor(1);
  await t.advance({ minutes: 62 });
  expect((await lines()).told).toEqual(["Ringing the caller back through the service was cut off by a restart; whether they talked is not known."]);
  rung(0).end({ why: "busy" });
  await t.settle();
  expect((await lines()).told).toHaveLength(1);
});

test("[RB4] a try whose process died is told as cut off at once by whoever has its place, once, and the next try is let through", async () => {
  await onFile();
  await take();
  must(await ring());
  await ringsFor(1);
  expect([await t.house.ringback.endTriesOf("another"), await t.house.ringback.endTriesOf(null), await t.house.ringback.endTriesOf(null)]).toEqual([0, 1, 0]);
  expect((await lines()).told).toEqual(["Ringing the caller back through the service was cut off by a restart; whether they talked is not known."]);
  expect(await t.base.asOwner("select 1 from foundation.due where kind = 'ringback.guard'")).toEqual([]);
  const second = await testHouse({ base: { ...t.base, drop: async () => undefined }, world: t.world, keys });
  try {
    expect(await second.house.ringback.ring(await second.as(lee), { message, revision: 1 })).toMatchObject({ ok: true });
  } finally {
    rung(0).end({ why: "busy" });
    await second.close();
  }
});

test("[RB4] what came of a try cannot be written down for a moment: it is tried again until it can", async () => {
  await onFile();
  await take();
  must(await ring());
  await ringsFor(1);
  await t.base.asOwner("revoke update on ringback.try from compline_app, compline_worker");
  rung(0).end({ why: "busy" });
  await t.until(() => t.patience.waits(2) === 1);
  t.patience.pass(2);
  await t.until(() => t.patience.waits(2) === 1);
  await t.base.asOwner("grant update on ringback.try to compline_app, compline_worker");
  t.patience.pass(2);
  await t.until(async () => (await lines()).told.length === 1);
  expect((await lines()).told[0]).toContain("the clinician’s own telephone was busy");
});
