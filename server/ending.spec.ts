import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyDraft } from "../contract/index.ts";
import { createDrain, type Ending } from "./ending.ts";
import type { CallId, PersonId } from "./foundation/ids.ts";
import { silentLog } from "./foundation/log.ts";
import { phi } from "./foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "./testing/house.ts";
import type { FakePhone } from "./testing/phones.ts";
import { fakeWorld } from "./testing/world.ts";
import { memoryKeys } from "./trust/vault/index.ts";

/** The real ending of the whole product; its quarter of an hour passes as fast as it can be counted. */
const LAKESIDE = "+12125550100";
const MINUTE_MS = 60_000;
const LIMIT_MS = 15 * MINUTE_MS;

let t: TestHouse;
let keys: ReturnType<typeof memoryKeys>;
let lakeside: Practice;
beforeEach(async () => {
  const world = fakeWorld();
  keys = memoryKeys(world);
  t = await testHouse({ world, keys });
  lakeside = await t.practice({ name: "Lakeside Pediatrics", number: LAKESIDE, onDuty: "Dr Hannah Lee" });
});
afterEach(() => t.close());

interface Talk {
  readonly operator: PersonId;
  readonly call: CallId;
  readonly phone: FakePhone;
  /** Where this operator's sound arrives. */
  readonly browser: string;
  readonly caller: string;
}

async function talk(name: string): Promise<Talk> {
  const operator = await t.person(name, "operator", null);
  const as = await t.as(operator);
  t.openDesks.add(operator);
  t.house.calls.deskOpened(operator);
  await t.house.calls.setOperatorState(as, { state: "ready" });
  const phone = t.telephony.ring(LAKESIDE, { number: "+12125550142", name: "MARIA SAMPLE" });
  const offered = () => t.frames.find(({ person, frame }) => person === operator && frame.type === "offer")?.frame as { call: CallId } | undefined;
  await t.until(() => offered() !== undefined);
  const { call } = offered()!;
  const before = new Set(t.sound.open);
  must(await t.house.calls.answer(as, { call, sdp: "v=0 the browser's offer" }));
  await t.settle();
  const browser = [...t.sound.open].find((id) => !before.has(id))!;
  t.sound.tell({ kind: "connected", endpoint: browser });
  return { operator, call, phone, browser, caller: t.sound.hears(browser)!.replace("bridge ", "") };
}

type Happening = readonly [minutes: number, happen: () => unknown];

/** An ending whose pauses pass in the test's own time; what is to happen meanwhile happens at its minute. */
function ending(happenings: readonly Happening[] = [], change: Partial<Ending> = {}) {
  const { house, world, telephony } = t;
  const closed: string[] = [];
  const began = world.steady();
  const left = [...happenings];
  const passed = (): number => world.steady() - began;
  const pause = async (ms: number): Promise<void> => {
    world.move({ milliseconds: ms });
    house.calls.tick();
    await house.calls.settled();
    for (; left[0] && passed() >= left[0][0] * MINUTE_MS; left.shift()) await left[0][1]();
  };
  const close = (name: string) => async () => void closed.push(`${name}, ${telephony.status().legs} calls`);
  const drain = createDrain({
    calls: house.calls, desk: house.desk, telephony, http: { drain: () => void closed.push("not ready") }, realtime: { close: () => void closed.push("live lines") },
    log: silentLog, world, pause, closers: [close("database"), close("sound"), close("telephone")], ...change,
  });
  return { drain, closed, passed };
}
const ALL_CLOSED = ["not ready", "live lines", "telephone, 0 calls", "sound, 0 calls", "database, 0 calls"];

test("[RUN-5] asked to end while people talk: a new caller hears 503, the talk goes on to its own end minutes later, and then everything is closed, the last opened first", async () => {
  const { phone, caller } = await talk("Ana Ruiz");
  let late: FakePhone | undefined;
  const { drain, closed, passed } = ending([
    [1, () => (late = t.telephony.ring(LAKESIDE, { number: "+12125550143" }))],
    [9, () => {
      expect(late!.saw).toEqual(["refused 503"]);
      expect(t.sound.hears(caller)).toMatch(/^bridge browser/);
      expect(closed).toEqual(["not ready"]);
      phone.hangUp();
    }],
  ]);
  const asked = drain("asked");
  expect(drain("asked again")).toBe(asked);
  await asked;
  expect(passed()).toBeGreaterThanOrEqual(9 * MINUTE_MS);
  expect(passed()).toBeLessThan(10 * MINUTE_MS);
  expect(phone.saw).not.toContain("hung up");
  expect(closed).toEqual(ALL_CLOSED);
});

test("[RUN-10] at fifteen minutes who still talks is hung up, and not before; what was typed, the call of an operator who was gone, and a voicemail half spoken are there at the next start", async () => {
  const ana = await talk("Ana Ruiz");
  const ben = await talk("Ben Ito");
  const cat = await talk("Cat Moss");
  await type(ana, "Cough since the evening");
  const { drain, closed, passed } = ending([
    [11.5, () => t.sound.tell({ kind: "gone", endpoint: cat.browser })],
    [14.75, async () => {
      t.sound.finish(cat.caller);
      await expect.poll(() => t.sound.played).toContain("record-tone");
      await t.house.calls.settled();
      t.sound.speak(cat.caller, 5);
      t.sound.tell({ kind: "gone", endpoint: ben.browser });
    }],
    [14.99, () => expect([ana, ben, cat].flatMap(({ phone }) => phone.saw)).not.toContain("hung up")],
  ]);
  await drain("asked");
  expect(passed()).toBeGreaterThanOrEqual(LIMIT_MS);
  expect(passed()).toBeLessThan(LIMIT_MS + MINUTE_MS);
  for (const { phone } of [ana, ben, cat]) expect(phone.saw.at(-1)).toBe("hung up");
  expect(closed).toEqual(ALL_CLOSED);
  expect(await t.base.asOwner("select 1 from calls.recording where state <> 'whole'")).toEqual([]);

  t = await testHouse({ base: t.base, world: t.world, keys });
  await t.house.calls.recover();
  const cardOf = async ({ operator, call }: Talk) => must(await t.house.desk.card(await t.as(operator), call));
  expect(await cardOf(ana)).toMatchObject({ state: "wrap-up", draft: { answers: { reason: { value: "Cough since the evening" } } } });
  expect(await cardOf(ben)).toMatchObject({ state: "wrap-up" });
  const paged = async () => t.base.db.transaction((await t.as(lakeside.onDuty)).scope, (tx) => t.house.dispatch.inbox(tx, lakeside.onDuty));
  await t.until(async () => (await paged()).length === 1);
  expect(await paged()).toMatchObject([{ urgency: "urgent", mine: true }]);
});

test("[RUN-10] a database that does not answer holds the ending up for ten seconds, not for ever", async () => {
  const { phone } = await talk("Ana Ruiz");
  const stuck = new pg.Client({ connectionString: t.base.ownerUrl });
  await stuck.connect();
  await stuck.query("begin; lock table calls.call_event in access exclusive mode");
  try {
    phone.hangUp();
    const waits: number[] = [];
    const { drain, closed } = ending([], { pause: async (ms) => void waits.push(ms) });
    await drain("asked");
    expect(waits).toEqual([10_000]);
    expect(closed).toEqual(ALL_CLOSED);
  } finally {
    await stuck.end();
  }
});

async function type({ operator, call }: Talk, reason: string): Promise<void> {
  const as = await t.as(operator);
  const { client, account } = lakeside;
  must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveDraft(tx, as, { call, client, account, version: 0, draft: phi({ ...emptyDraft("patient"), answers: { reason: { value: reason } } }) })));
}
