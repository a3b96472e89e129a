import { expect, test } from "vitest";
import { act, freshGround, house, patched, rings, talking, DIRECTORY, type House } from "./calls-under-test.ts";

freshGround();

const OURS = { id: "00000000-0000-7000-8000-0000000000f1", sound: async () => Buffer.alloc(48_000, 0x55) };
const PLAYED = `music ${OURS.id}`;
const caller = (h: House): string => [...h.sound.open].find((id) => id.startsWith("phone"))!;

test("[C140] who waits hears the account's music after the greeting, and again after the news of the line", async () => {
  const h = house({ music: OURS });
  await talking(h);
  const before = new Set(h.sound.open);
  h.ring();
  await h.settled(() => [...h.sound.open].some((id) => !before.has(id) && h.sound.hears(id) === "greeting-wait"));
  const waiting = [...h.sound.open].find((id) => !before.has(id))!;
  h.sound.finish(waiting);
  await h.settled(() => h.sound.hears(waiting) === PLAYED);
  h.wait(30);
  await h.settled(() => h.sound.hears(waiting)?.startsWith("news") === true);
  h.sound.finish(waiting);
  await h.settled(() => h.sound.hears(waiting) === PLAYED);
});

test("[C140] on hold, parked, and while somebody else is rung, a caller hears the account's music", async () => {
  const h = house({ music: OURS });
  const { call } = await talking(h);
  await act(h, call, "hold");
  expect(h.sound.hears(caller(h))).toBe(PLAYED);
  await act(h, call, "resume");
  await rings(h, call, DIRECTORY[0].id);
  expect(h.sound.hears(caller(h))).toBe(PLAYED);
  await act(h, call, "resume");
  await act(h, call, "park");
  expect(h.sound.hears(caller(h))).toBe(PLAYED);
});

test("[C140] a caller whose media process dies hears it again from the next", async () => {
  const h = house({ music: OURS });
  const { call } = await talking(h);
  await act(h, call, "hold");
  h.sound.deaf(caller(h));
  h.sound.tell({ kind: "lost", endpoint: caller(h) });
  await h.settled(() => h.sound.hears(caller(h)) === PLAYED);
});

test("[C140] whoever is joined with somebody hears people, and no music", async () => {
  const h = house({ music: OURS });
  await patched(h);
  expect(h.sound.hears(caller(h))).toMatch(/^bridge /);
});

const unread: readonly [string, () => Promise<Buffer | undefined>][] = [
  ["was replaced a moment ago", async () => undefined], ["cannot be read", () => Promise.reject(new Error("the database is away"))],
];
for (const [why, sound] of unread) {
  test(`[C140] a piece that ${why} keeps nobody waiting: ours plays`, async () => {
    const h = house({ music: { id: OURS.id, sound } });
    const { call } = await talking(h);
    await act(h, call, "hold");
    expect(h.sound.hears(caller(h))).toBe("hold");
  });
}

test("[C140] a piece that does not come in time keeps nobody waiting: ours plays", async () => {
  const slow = Promise.withResolvers<undefined>();
  const h = house({ music: { id: OURS.id, sound: () => slow.promise } });
  const { call } = await talking(h);
  await act(h, call, "hold");
  const heard = h.sound.hears(caller(h));
  slow.resolve(undefined);
  expect(heard).toBe("hold");
});

test("[C140] an account without a piece of its own hears ours", async () => {
  const h = house();
  const { call } = await talking(h);
  await act(h, call, "hold");
  expect(h.sound.hears(caller(h))).toBe("hold");
});
