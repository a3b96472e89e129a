import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant } from "../../../foundation/time.ts";
import type { Asked, InForce, RankCover, ReachOf, SeatCover } from "../../oncall/index.ts";
import { neverReached, openedHoles } from "./ladder-holes.ts";

const at = (minute: number) => instant(minute * 60_000);
const window = { from: at(0), until: at(100) };
const [lee, cho] = ["lee", "cho"] as PersonId[];
const seat = (rank: string, person: PersonId | null, [from, until] = [0, 100]): RankCover => ({
  rank, spans: [{ from: at(0), until: at(from), person: null }, { from: at(from), until: at(until), person }, { from: at(until), until: at(100), person: null }].filter((span) => span.from < span.until),
});
const asked = (target: Asked["target"], more: Partial<Asked> = {}): Asked => ({ target, nth: 1, role: null, person: null, by: "page", ...more });
const asking = (...asks: Asked[]): InForce[] => [{ ...window, ladders: [{ asks, alarm: true, mustReach: true }] }];
const everybody: ReachOf = () => "verified";
const opened = (cover: SeatCover, [before, after]: readonly [InForce[], InForce[]], of = everybody) => openedHoles(cover, { before, after, of, window }).map(({ rank, why, from, until }) => `${rank} ${why} ${from / 60_000}-${until / 60_000}`);

test("[CV30] a ladder that leaves out whoever is first opens the hours in which there is no backup, and the other way round none", () => {
  const cover = { ranks: [seat("first", lee!), seat("backup", cho!, [20, 60])], roles: [] };
  const [both, backup] = [asking(asked("on-duty"), asked("backup")), asking(asked("backup"))];
  expect(opened(cover, [both, backup])).toEqual(["first nobody 0-20", "first nobody 60-100"]);
  expect([opened(cover, [backup, both]), opened(cover, [backup, backup])]).toEqual([[], []]);
});

test("[CV30] an hour that reached nobody before is not opened by another reason, and one minute more of it is", () => {
  const cover = { ranks: [seat("first", lee!, [30, 100]), seat("backup", cho!, [30, 100])], roles: [] };
  expect(opened(cover, [asking(asked("on-duty")), asking(asked("backup"))])).toEqual([]);
  const shorter = { ranks: [seat("first", lee!, [30, 100]), seat("backup", cho!, [31, 100])], roles: [] };
  expect(opened(shorter, [asking(asked("on-duty")), asking(asked("backup"))])).toEqual(["first nobody 0-31"]);
});

test("[CV30] the accepted gap of a role excuses no hour at which nobody at all is reached", () => {
  const cover = { ranks: [seat("first", lee!)], roles: [{ role: "cardiology", ranks: [seat("for cardiology", cho!, [0, 40])] }] };
  const heart = asked("role", { role: "cardiology" });
  expect(opened(cover, [asking(heart, asked("on-duty")), asking(heart)])).toEqual(["for cardiology nobody 40-100"]);
  expect(opened(cover, [asking(heart), asking(heart, asked("on-duty"))])).toEqual([]);
});

test("[CV30] a step is never reached only when no minute has anybody for it: one minute is enough, and whoever has left does not count", () => {
  const people = new Map([[lee!, 1], [cho!, 1]]);
  const step = (who: "on-duty" | "backup", more: object = {}) => ({ who, patienceMinutes: 5, repeats: 0, ...more });
  const alarm = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 } as const;
  const find = (cover: SeatCover, steps: Parameters<typeof neverReached>[1]["steps"], more: Partial<Parameters<typeof neverReached>[1]> = {}) => neverReached(cover, { steps: [...steps, alarm], people, rung: new Set<PersonId>(), window, ...more });
  const cover = { ranks: [seat("first", lee!), seat("backup", cho!, [99, 100])], roles: [] };
  expect(find(cover, [step("on-duty"), step("backup")])).toBeUndefined();
  expect(find(cover, [step("on-duty"), step("backup", { nth: 2 })])).toEqual({ step: 1, why: "nobody" });
  expect(find({ ranks: [seat("first", lee!)], roles: [] }, [step("on-duty"), step("backup")])).toEqual({ step: 1, why: "nobody" });
  expect(find(cover, [step("on-duty"), step("backup")], { people: new Map([[lee!, 1]]) })).toEqual({ step: 1, why: "nobody" });
  expect(find(cover, [step("backup", { by: ["voice"] })])).toEqual({ step: 0, why: "silent" });
  expect(find(cover, [step("backup", { by: ["voice"] })], { rung: new Set([cho!]) })).toBeUndefined();
});
