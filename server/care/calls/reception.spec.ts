import { expect, test } from "vitest";
import { PLAIN_RECEPTION, PLAIN_SKILLS, type Reception } from "../../../contract/index.ts";
import { ana, ben, freshGround, ground, house, type House } from "./calls-under-test.ts";

freshGround();

const reception: Reception = { ...PLAIN_RECEPTION, menu: { ...PLAIN_RECEPTION.menu, on: true } };
const spanishSpeaker = { ...PLAIN_SKILLS, languages: ["en" as const, "es" as const] };

/** A caller whose telephone is up, and what they can do with it. */
async function ring(h: House) {
  const before = new Set(h.sound.open);
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered") && [...h.sound.open].some((id) => !before.has(id)));
  const id = [...h.sound.open].find((each) => !before.has(each))!;
  await h.settled(() => h.sound.hears(id) !== undefined);
  return { phone, id, hears: () => h.sound.hears(id), press: async (digit: string) => (h.sound.tell({ kind: "digit", endpoint: id, digit }), h.calls.settled()) };
}
const log = (kind: string) => ground.base.asOwner<{ detail: string | null }>("select detail from calls.call_event where kind = $1 order by at, number", [kind]);
const states = (h: House) => h.calls.live().map(({ state }) => state);
/** Waits as a caller does, the skills of the desks read meanwhile. */
const pass = async (h: House, seconds: number): Promise<void> => {
  h.wait(seconds);
  await h.calls.settled();
};

/** An operator answers the newest offer, and their sound is there. */
async function answered(h: House, person: typeof ana): Promise<void> {
  await h.settled(() => h.offers.at(-1)?.[1] === person);
  await h.calls.answer(h.operator(person), { call: h.offers.at(-1)![0], sdp: "v=0" });
  await h.calls.settled();
  for (const endpoint of h.sound.open) if (endpoint.startsWith("browser")) h.sound.tell({ kind: "connected", endpoint });
}

test("[C90] a caller hears the account's menu, and nobody is rung until they pressed the key for what cannot wait", async () => {
  const h = house({ reception });
  await h.ready(ana);
  const caller = await ring(h);
  expect(caller.hears()).toBe("emergency+emergency.es+menu-spanish.es+digit-9.es+menu-urgent+digit-1+menu-office+digit-2+menu-else");
  expect(h.offers).toEqual([]);
  await caller.press("1");
  await h.settled(() => h.offers.length > 0);
  expect(states(h)).toMatchObject([{ phase: "waiting", offeredTo: ana, wants: { urgent: true, choice: "urgent" } }]);
  expect(caller.hears()).toBe("connecting");
  await expect.poll(() => log("digit")).toEqual([{ detail: "en urgent, waiting" }]);
  expect(await ground.base.asOwner("select reception_version from calls.call")).toEqual([{ reception_version: 3 }]);
});

test("[C91] a caller who presses nothing is with an operator a few seconds after the menu", async () => {
  const h = house({ reception });
  await h.ready(ana);
  const caller = await ring(h);
  h.sound.finish(caller.id);
  await h.settled(() => states(h).every(({ choosing }) => choosing?.listeningSince !== null));
  await pass(h, 4);
  expect(states(h)).toMatchObject([{ phase: "choosing" }]);
  await pass(h, 1);
  expect(states(h)).toMatchObject([{ phase: "waiting", offeredTo: ana, wants: { choice: "none" } }]);
});

test("[C92] with one operator free the urgent caller is offered before the one who came earlier and can wait", async () => {
  const h = house({ reception });
  const [early, late] = [await ring(h), await ring(h)];
  await early.press("2");
  await pass(h, 2);
  await late.press("1");
  await h.ready(ana);
  await h.settled(() => h.offers.length > 0);
  expect(states(h).find(({ offeredTo }) => offeredTo === ana)).toMatchObject({ wants: { urgent: true } });
});

test("[C93] [C95] a caller who chose Spanish hears Spanish, is the Spanish speaker's for twenty seconds, then anybody's, who is told that an interpreter is needed", async () => {
  const h = house({ reception, skills: new Map([[ben, spanishSpeaker]]) });
  await h.ready(ben);
  await pass(h, 1);
  const busy = await ring(h);
  await busy.press("2");
  await answered(h, ben);
  await h.ready(ana);
  await pass(h, 1);
  const caller = await ring(h);
  await caller.press("9");
  expect(caller.hears()).toMatch(/^emergency\.es\+menu-english\+digit-9\+menu-urgent\.es/);
  await caller.press("1");
  expect(caller.hears()).toBe("connecting.es");
  await pass(h, 19);
  expect(h.offers).toHaveLength(1);
  await pass(h, 1);
  await h.settled(() => h.offers.length > 1);
  expect(h.offers[1]![1]).toBe(ana);
  expect(h.calls.live().map((call) => call.needsInterpreter)).toEqual([false, true]);
});

test("[C96] [C97] every half minute a caller hears what is true, and may leave a message as soon as they were told so", async () => {
  const h = house();
  await h.ready(ana);
  const first = await ring(h);
  await answered(h, ana);
  const caller = await ring(h);
  h.sound.finish(caller.id);
  await h.settled(() => caller.hears() === "hold");
  await caller.press("7");
  await pass(h, 29);
  expect(caller.hears()).toBe("hold");
  await pass(h, 1);
  expect(caller.hears()).toBe("news+news-busy+news-next+news-message+news-call-back");
  h.sound.finish(caller.id);
  await h.settled(() => caller.hears() === "hold");
  await pass(h, 30);
  expect(caller.hears()).toBe("news+news-busy+news-next+news-message+news-call-back");
  await caller.press("7");
  expect(caller.hears()).toBe("message-wanted");
  expect(first.phone.saw).not.toContain("hung up");
});

test("[C97] a caller who would rather be rung back hears so, and stands on the desk with the time at which they rang", async () => {
  const h = house();
  await h.ready(ana);
  await ring(h);
  await answered(h, ana);
  const caller = await ring(h);
  h.sound.finish(caller.id);
  await h.settled(() => caller.hears() === "hold");
  await pass(h, 30);
  await caller.press("8");
  expect(caller.hears()).toBe("call-back");
  h.sound.finish(caller.id);
  await h.settled(() => caller.phone.saw.includes("hung up"));
  await h.settled(() => h.facts.includes("call.abandoned"));
  await expect.poll(() => ground.base.asOwner("select ended_how from calls.call where ended_at is not null")).toEqual([{ ended_how: "call-back-asked" }]);
});

test("[C98] with nobody signed in a caller hears something at every stage, and the recorder's line is never empty", async () => {
  const h = house({ reception });
  const caller = await ring(h);
  await caller.press("1");
  expect(caller.hears()).toBe("connecting");
  h.sound.finish(caller.id);
  await h.settled(() => caller.hears() === "hold");
  await pass(h, 7);
  expect(caller.hears()).toBe("voicemail-notice");
  h.sound.finish(caller.id);
  await h.settled(() => h.sound.played.includes("record-tone"));
  await h.settled(() => caller.hears() === "silence");
  h.sound.speak(caller.id, 4);
  await caller.press("#");
  expect(caller.hears()).toBe("goodbye");
  h.sound.finish(caller.id);
  await h.settled(() => h.facts.includes("call.voicemail-left"));
});

test("[C94] while the office is open its callers are sent to its own line where it wants that, and the log says so", async () => {
  const open = house({ reception: { ...reception, whenOpen: { forwardTo: "+12125550177", ringSeconds: null, keyToTake: false } }, open: true });
  const phone = open.ring();
  await open.settled(() => phone.saw.length > 0);
  expect(phone.saw).toEqual(["redirected +12125550177"]);
  expect(await ground.base.asOwner("select phase, ended_how, reception_version from calls.call")).toEqual([{ phase: "ended", ended_how: "forwarded", reception_version: 3 }]);
  expect(open.facts).toEqual([]);
});

test("[C94] outside office hours the callers of an office that takes its own are ours", async () => {
  const night = house({ reception: { ...reception, whenOpen: { forwardTo: "+12125550177", ringSeconds: 20, keyToTake: false } } });
  expect((await ring(night)).hears()).toContain("menu-urgent");
});

test("[C92] who hung up before anybody spoke and rings again within half an hour is known", async () => {
  const h = house();
  const first = await ring(h);
  first.phone.hangUp();
  await expect.poll(() => ground.base.asOwner("select 1 from calls.call where finished_at is not null")).toHaveLength(1);
  await ring(h);
  expect(states(h)).toMatchObject([{ wants: { rangBefore: true, hasNumber: true } }]);
});
