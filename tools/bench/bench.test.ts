import { expect, test } from "vitest";
import { z } from "zod";
import { atLeast, atMost, table } from "./figure.ts";
import { quickBenches, runBenches } from "./index.ts";

const Figure = z.strictObject({
  name: z.string().min(1), value: z.number(), unit: z.string().min(1), limit: z.number().nullable(), ratio: z.number().nullable(), target: z.number().nullable(), ok: z.boolean(),
});

test("[T30] every measured figure says its name, value, unit, limit, ratio and target, and whether it is good", async () => {
  const { figures, broken } = await runBenches(quickBenches(20), () => undefined);
  expect(broken).toEqual([]);
  expect(z.array(Figure).parse(JSON.parse(JSON.stringify(figures)))).toHaveLength(3);
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
