import { expect, test } from "vitest";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { act, ana, ben, conferring, consulting, ends, freshGround, house, other, patched, talking, type House } from "./calls-under-test.ts";

freshGround();

const carla = "00000000-0000-7000-8000-00000000000c" as PersonId;
const dana = "00000000-0000-7000-8000-00000000000d" as PersonId;
const listens = (h: House, call: CallId, as = carla) => h.calls.listen(h.operator(as), { call, sdp: "v=0 offer" });
const heardBy = (h: House): string | undefined => h.sound.hears([...h.sound.open].findLast((id) => id.startsWith("browser"))!);
const noted = (h: House, of = carla) => h.audited.filter(({ person }) => person === of).map(({ action, verdict }) => `${action} ${verdict}`);
const listener = (h: House, call: CallId) => h.calls.live().find(({ id }) => id === call)?.listener ?? null;

test("[C60] [C61] [C62] a supervisor listens, whispers and stops: heard at the operator's end, named in the audit log, shown to the operator", async () => {
  const h = house();
  const { call } = await talking(h);
  const operator = ends(h).operator;
  const caller = h.sound.hears(ends(h).caller);
  expect(await listens(h, call)).toMatchObject({ ok: true, value: { sdp: "v=0 answer" } });
  expect(heardBy(h)).toBe(`listens to ${operator}`);
  expect(listener(h, call)).toEqual({ person: carla, whispers: false });
  expect(await h.calls.whisper(h.operator(carla), { call, on: true })).toMatchObject({ ok: true });
  expect(heardBy(h)).toBe(`whispers to ${operator}`);
  expect(listener(h, call)).toEqual({ person: carla, whispers: true });
  await h.calls.whisper(h.operator(carla), { call, on: false });
  expect(h.sound.hears(ends(h).caller)).toBe(caller);
  expect(await h.calls.stopListening(h.operator(carla), { call })).toMatchObject({ ok: true });
  expect(listener(h, call)).toBeNull();
  expect(h.sound.open.size).toBe(2);
  expect(noted(h)).toEqual(["call.listen listens", "call.whisper on", "call.whisper off", "call.listen-end stopped"]);
  expect(h.audited.every(({ id }) => id === call)).toBe(true);
  expect(await h.calls.whisper(h.operator(carla), { call, on: true })).toMatchObject({ ok: false, refusal: { code: "calls.notListening" } });
});

test("[C63] not one's own call, not one that another hears, not while on a call, not of a client out of sight: each refusal is in the log", async () => {
  const h = house();
  const { call } = await talking(h);
  expect(await listens(h, call, ana)).toMatchObject({ ok: false, refusal: { code: "calls.yourOwnCall" } });
  await listens(h, call);
  expect(await listens(h, call, dana)).toMatchObject({ ok: false, refusal: { code: "calls.listenedTo" } });
  expect(noted(h, dana)).toEqual(["call.listen listenedTo", "call.listen-end calls.listenedTo"]);
  expect(await h.calls.whisper(h.operator(dana), { call, on: true })).toMatchObject({ ok: false });
  await h.calls.stopListening(h.operator(dana), { call });
  expect(listener(h, call)?.person).toBe(carla);

  await h.ready(ben);
  h.telephony.ring("+12125550100", { number: "+12125550143" });
  await h.settled(() => h.offers.some(([, person]) => person === ben));
  expect(await listens(h, call, ben)).toMatchObject({ ok: false, refusal: { code: "calls.onACall" } });

  const elsewhere = { ...h.operator(dana), scope: { role: "app", clients: [other] } } as const;
  expect(await h.calls.listen(elsewhere, { call, sdp: "v=0 offer" })).toMatchObject({ ok: false, refusal: { code: "calls.noSuchCall" } });
  expect(h.sound.open.size).toBe(4);
});

test("[C60] [C64] it goes on through hold, consultation and conference, and ends when the operator leaves the two alone", async () => {
  const h = house();
  const { call, operator } = await conferring(h);
  await listens(h, call);
  expect(heardBy(h)).toBe(`listens to ${operator}`);
  await act(h, call, "step-out");
  await act(h, call, "step-in");
  h.wait(1);
  expect(listener(h, call)).not.toBeNull();
  await act(h, call, "leave");
  h.wait(1);
  await h.calls.settled();
  expect(listener(h, call)).toBeNull();
  expect(noted(h).at(-1)).toBe("call.listen-end call-over");
  expect(await listens(h, call)).toMatchObject({ ok: false, refusal: { code: "calls.nobodyToHear" } });
});

test("[C64] a reload of the operator's browser is followed; a caller who hangs up ends it", async () => {
  const h = house();
  const { call } = await talking(h);
  await listens(h, call);
  const before = heardBy(h);
  const ear = [...h.sound.open].at(-1)!;
  await h.calls.answer(h.operator(ana), { call, sdp: "v=0 again" });
  await h.calls.settled();
  h.wait(1);
  await expect.poll(() => h.sound.hears(ear)).toBe(`listens to ${ends(h).operator}`);
  expect(h.sound.hears(ear)).not.toBe(before);
  h.telephony.rung.length = 0;
  await h.calls.handle(h.operator(ana), { call, act: { kind: "end" } });
  h.wait(1);
  await h.calls.settled();
  expect(noted(h).at(-1)).toBe("call.listen-end call-over");
  expect(h.sound.open.has(ear)).toBe(false);
});

test("[C64] a supervisor whose browser is gone, who is signed out, or who may less, hears nothing more; it is written down", async () => {
  const h = house();
  const { call } = await consulting(h);
  await listens(h, call);
  h.sound.tell({ kind: "gone", endpoint: [...h.sound.open].at(-1)! });
  await h.calls.settled();
  expect(listener(h, call)).toBeNull();
  await listens(h, call);
  h.calls.endListening(carla);
  await h.calls.settled();
  expect(noted(h)).toEqual(["call.listen listens", "call.listen-end sound-lost", "call.listen listens", "call.listen-end signed-out"]);
  await listens(h, call);
  await listens(h, call);
  await h.calls.settled();
  expect(noted(h).filter((each) => each === "call.listen-end again")).toHaveLength(1);
});

test("[C61] [C63] two asks of one supervisor that cross leave one ear: whoever stops hears nothing more, and both ends are written down", async () => {
  const h = house();
  const { call } = await talking(h);
  const open = h.sound.open.size;
  const { createBrowser } = h.sound;
  const both = Promise.withResolvers<void>();
  let asked = 0;
  h.sound.createBrowser = async (...ask) => {
    asked += 1;
    if (asked === 2) both.resolve();
    await both.promise;
    return createBrowser(...ask);
  };
  await Promise.all([listens(h, call), listens(h, call)]);
  await h.calls.stopListening(h.operator(carla), { call });
  expect([listener(h, call), h.sound.open.size]).toEqual([null, open]);
  expect(noted(h).filter((each) => each.startsWith("call.listen-end")).toSorted()).toEqual(["call.listen-end again", "call.listen-end stopped"]);
});

test("[C60] [C61] a browser without sound hears nothing, and the log says so; nothing of it is left open", async () => {
  const h = house();
  const { call } = await patched(h);
  const open = h.sound.open.size;
  expect(await h.calls.listen(h.operator(carla), { call, sdp: "v=0 broken" })).toMatchObject({ ok: false, refusal: { code: "calls.notHeard" } });
  expect([listener(h, call), h.sound.open.size]).toEqual([null, open]);
  expect(noted(h)).toEqual(["call.listen listens", "call.listen-end calls.notHeard"]);
});
