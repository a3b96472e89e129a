import { expect, test } from "vitest";
import { z } from "zod";
import { atLeast, atMost, table } from "./figure.ts";
import { benchAll, quickBenches, runBenches } from "./index.ts";
import { takePorts } from "./ports.ts";

const Figure = z.strictObject({
  name: z.string().min(1), value: z.number(), unit: z.string().min(1), limit: z.number().nullable(), ratio: z.number().nullable(), target: z.number().nullable(), ok: z.boolean(),
});

test("[T30] every measured figure says its name, value, unit, limit, ratio and target, and whether it is good", async () => {
  const { figures, broken } = await runBenches(quickBenches(20), () => undefined);
  expect(broken).toEqual([]);
  expect(z.array(Figure).parse(JSON.parse(JSON.stringify(figures)))).toHaveLength(5);
});

test("[T31] a figure is good at its target and bad beyond it, and the table says which", () => {
  const late = atMost({ name: "late", value: 61, unit: "ms", limit: 10, target: 60 });
  expect([late.ok, late.ratio]).toEqual([false, 6.1]);
  expect(atMost({ name: "even", value: 60, unit: "ms", target: 60 }).ok).toBe(true);
  expect(atLeast({ name: "few", value: 149, unit: "/s", target: 150 }).ok).toBe(false);
  expect(table([late])).toContain("MISSED  late");
});

test("[T32] a bench that cannot run is named with its reason, and the others are still measured", async () => {
  const { figures, broken } = await runBenches([["broken", () => Promise.reject(new Error("no database"))], ["whole", () => [atMost({ name: "x", value: 1, unit: "ms" })]]], () => undefined);
  expect(broken).toEqual(["broken: no database"]);
  expect(figures).toHaveLength(1);
});

test("[T33] asked for benches by a word, those whose names hold it are run and no other", async () => {
  const said: string[] = [];
  await benchAll((line) => said.push(line), ["JavaScript"]);
  expect(said).toEqual(["Measuring the desk's JavaScript"]);
});

test("[T34] no two benches of a run are given the same port, and none the kernel gives out by itself", () => {
  const ranges = Array.from({ length: 8 }, () => takePorts(1000)).toSorted((a, b) => a.min - b.min);
  for (const [at, { min, max }] of ranges.entries()) {
    expect(max - min).toBe(999);
    expect(min).toBeGreaterThan(ranges[at - 1]?.max ?? 0);
  }
  expect(ranges.at(-1)!.max).toBeLessThan(32_768);
});
