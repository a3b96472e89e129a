import { expect, test } from "vitest";
import { PLAIN_RECEPTION, type Reception } from "../../../contract/index.ts";
import { freshGround, house, type House } from "./calls-under-test.ts";

freshGround();

const own = async () => ({ sounds: { en: Buffer.from("LAKESIDE"), es: Buffer.from("LAGO") }, unreadable: [] });
const menu: Reception = { ...PLAIN_RECEPTION, menu: { ...PLAIN_RECEPTION.menu, on: true } };

async function ring(h: House) {
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered") && h.sound.hears([...h.sound.open][0]!) !== undefined);
  const id = [...h.sound.open][0]!;
  return { hears: () => h.sound.hears(id), press: (digit: string) => (h.sound.tell({ kind: "digit", endpoint: id, digit }), h.calls.settled()), heardOut: () => (h.sound.finish(id), h.calls.settled()), id };
}

test("[C158] a caller hears the emergency sentence, then the practice's own greeting, then that an operator is looked for", async () => {
  const caller = await ring(house({ greetings: own }));
  expect(caller.hears()).toBe("emergency+LAKESIDE+connecting");
});

test("[C158] with a menu the greeting comes before its keys, once in each language", async () => {
  const caller = await ring(house({ reception: menu, greetings: own }));
  expect(caller.hears()).toMatch(/^emergency\+LAKESIDE\+emergency\+emergency\.es\+menu-spanish/);
  await caller.press("3");
  expect(caller.hears()).toMatch(/^emergency\+emergency\.es\+menu-wrong/);
  await caller.press("9");
  expect(caller.hears()).toMatch(/^emergency\+LAGO\+emergency\.es\+menu-english/);
  await caller.press("9");
  expect(caller.hears()).not.toContain("LAKESIDE");
});

test("[C158] [C120] where talks are recorded the notice is heard behind it", async () => {
  const caller = await ring(house({ recording: true, greetings: own }));
  expect(caller.hears()).toBe("emergency+LAKESIDE+recording-notice");
});

test("[C158] a media process that dies under it says it again", async () => {
  const h = house({ greetings: own });
  const caller = await ring(h);
  h.sound.deaf(caller.id);
  h.sound.tell({ kind: "lost", endpoint: caller.id });
  await h.settled(() => caller.hears() !== undefined);
  expect(caller.hears()).toBe("emergency+LAKESIDE+connecting");
});

test("[C158] a greeting that does not come in a moment is not waited for", async () => {
  const late = Promise.withResolvers<Awaited<ReturnType<typeof own>>>();
  const h = house({ reception: menu, recording: true, greetings: () => late.promise });
  const caller = await ring(h);
  expect(caller.hears()).toMatch(/^emergency\+emergency\.es\+menu-spanish/);
  late.resolve(await own());
  await h.calls.settled();
  await caller.press("1");
  expect(caller.hears()).toBe("recording-notice");
});

test.each([
  ["cannot be opened", async () => ({ sounds: {}, unreadable: ["en" as const] })],
  ["is not there because the database fails", () => Promise.reject(new Error("the connection is lost"))],
])("[C158] a greeting that %s keeps nobody waiting: the caller hears our own words", async (_how, greetings) => {
  expect((await ring(house({ greetings }))).hears()).toBe("greeting-wait");
});
