import { expect, test } from "vitest";
import { agreedBefore } from "./recorded-before.ts";

const heard = { kind: "sound-ended", detail: "recording-greeting" };
const notice = (leg: number, how: "heard" | "cut") => ({ kind: "notice-over", detail: `${leg} ${how}` });
const no = (detail: string) => ({ kind: "recording-declined", detail });

test("[C123] who heard the notice to its end, the caller and each of the others, has heard it at every node; a notice that was cut short is none", () => {
  expect(agreedBefore([notice(2, "cut"), notice(1, "heard"), heard])).toEqual({ noticeHeard: true, declined: false, told: [1], saidNo: [] });
  expect(agreedBefore([])).toEqual({ noticeHeard: false, declined: false, told: [], saidNo: [] });
});

test("[C124] a no of the caller, by key or by way of the operator, stands at every node, also one that another node saw and nobody wrote down", () => {
  for (const by of ["key", "operator"]) expect(agreedBefore([no(by), heard]).declined).toBe(true);
  expect(agreedBefore([heard], { recordingDeclined: true, unrecorded: [] }).declined).toBe(true);
});

test("[C124] a no of one of the others is theirs alone: the newest line about them decides, and whoever was seen unrecorded is not recorded", () => {
  expect(agreedBefore([no("leg 1"), notice(2, "heard"), notice(1, "heard"), heard])).toMatchObject({ declined: false, told: [2], saidNo: [1] });
  expect(agreedBefore([notice(12, "heard"), no("leg 1")])).toMatchObject({ told: [12], saidNo: [1] });
  const seen = { recordingDeclined: false, unrecorded: [{ leg: 1, declined: true }, { leg: 2, declined: false }] };
  expect(agreedBefore([notice(2, "heard"), notice(1, "heard"), heard], seen)).toMatchObject({ told: [], saidNo: [1] });
});
