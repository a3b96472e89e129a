import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import { fromIso, plus } from "../../foundation/time.ts";
import { must } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { coverageHouse, type CoverageHouse } from "./coverage-under-test.ts";

let c: CoverageHouse;
let lee: PersonId;
let cho: PersonId;
let ida: PersonId;
/** It is 02:14. Dr Lee has had the night all along, and Dr Cho is the backup. */
beforeEach(async () => {
  c = await coverageHouse();
  ({ onDuty: lee, backup: cho } = c.lakeside);
  ida = await c.h.person("Ida Stone", "supervisor", null);
  await c.enrol(lee);
  await c.enrol(cho);
  await c.h.settle();
  c.h.pushed.length = 0;
});
afterEach(() => c.h.close());

const until = () => plus(c.h.world.now(), { hours: 5 });
const put = async (by: PersonId, person: PersonId) => must(await c.h.house.oncall.addOverride(await c.h.as(by), c.lakeside.account, { rank: "first", from: c.h.world.now(), until: until(), person, reason: "Ill" }));
const woken = async (): Promise<string[]> => (await c.h.settle(), c.h.pushed.splice(0).map((address) => address.split("/").at(-1)!));
const handOvers = async (person: PersonId) => must(await c.h.house.coverage.handOvers(await c.h.as(person))).handOvers.filter(({ rank }) => rank === "first");
const unconfirmed = async () => must(await c.h.house.notices.list(await c.h.as(ida))).open.filter(({ kind }) => kind === "hand-over-unconfirmed").map(({ about }) => about);

test("[CV28] [CV10] a doctor who is put on duty from this minute on is told at once, with the messages that nobody has taken; half an hour without \"I have it\", and the office hears of it", async () => {
  const message = await sendMessage(c.h, c.lakeside, { operator: "Ana Ruiz" });
  await woken();
  await put(c.mo, cho);
  expect(await woken()).toContain(cho);
  expect(await handOvers(cho)).toMatchObject([{ before: "Dr Lee", to: "Dr Cho", mine: true, confirmedAt: null, open: 1 }]);
  expect(await handOvers(lee)).toMatchObject([{ to: "Dr Cho", mine: false, open: 1 }, { to: "Dr Lee", mine: true }]);
  expect(await c.h.base.asOwner("select say from messages.event where message_id = $1 and kind = 'handed-over'", [message])).toEqual([{ say: "Duty (first) passed from Dr Lee to Dr Cho while nobody had taken this message" }]);
  await c.h.advance({ minutes: 29 });
  expect(await unconfirmed()).toEqual([]);
  await c.h.advance({ minutes: 2 });
  expect(await unconfirmed()).toEqual(["Dr Cho"]);
});

test("[CV28] a stand-in whom a note names is told that they are on duty now, and the doctor of the note that it passed", async () => {
  must(await c.h.house.oncall.addNote(await c.h.as(lee), c.lakeside.account, { person: lee, standIn: cho, words: "In surgery", until: until() }));
  expect(await woken()).toEqual([cho]);
  const [comes] = await handOvers(cho);
  expect(comes).toMatchObject({ before: "Dr Lee", mine: true });
  must(await c.h.house.coverage.confirm(await c.h.as(cho), comes!.id));
  expect(await handOvers(lee)).toMatchObject([{ to: "Dr Cho", mine: false, confirmedAt: expect.any(String) }, { before: "Dr Cho", to: "Dr Lee", mine: true, confirmedAt: null }]); // When the note ends, it comes back.
});

test("[CV28] [O40] a doctor who takes duty over for themselves has said so by that: nobody asks them, and whoever had it sees it", async () => {
  must(await c.h.house.oncall.takeOver(await c.h.as(cho), c.lakeside.account, { until: until(), reason: "I am there already" }));
  expect(await woken()).toEqual([]);
  expect(await handOvers(lee)).toMatchObject([{ to: "Dr Cho", mine: false, confirmedAt: expect.any(String) }, { to: "Dr Lee", mine: true }]);
  await c.h.advance({ minutes: 40 });
  expect(await unconfirmed()).toEqual([]);
});

test("[CV28] duty that is taken back at once goes back at once: its doctor is told, and nobody asks the other any more", async () => {
  const { id } = await put(c.mo, cho);
  expect(await woken()).toEqual([cho]);
  await c.h.advance({ minutes: 10 });
  must(await c.h.house.oncall.cancelOverride(await c.h.as(c.mo), c.lakeside.account, id));
  expect(await woken()).toEqual([lee]);
  const [back] = await handOvers(lee);
  expect([back, await handOvers(cho)]).toMatchObject([{ before: "Dr Cho", mine: true }, [{ to: "Dr Lee", mine: false }]]);
  must(await c.h.house.coverage.confirm(await c.h.as(lee), back!.id));
  await c.h.advance({ minutes: 40 });
  expect(await unconfirmed()).toEqual([]);
});

test("[CV28] a change that lies ahead, one that moves nobody, and what the house sets up wake nobody now", async () => {
  const at = fromIso("2027-01-16T00:00:00Z");
  must(await c.h.house.oncall.addOverride(await c.h.as(c.mo), c.lakeside.account, { rank: "first", from: at, until: plus(at, { hours: 5 }), person: cho, reason: "Leave" }));
  await put(c.mo, lee);
  expect([await woken(), await handOvers(cho), await handOvers(lee)]).toEqual([[], [], []]);
});
