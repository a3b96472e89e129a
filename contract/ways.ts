import { z } from "zod";
import { Iso, route } from "./common.ts";

const Limit = z.object({ perMinute: z.number().positive(), atOnceMax: z.int().positive() });

/** A way on which pages go, and how it is now. */
const Way = z.object({
  name: z.string().max(40),
  waiting: z.int().min(0).describe("pages that wait for their turn"),
  guard: z.object({ all: Limit, person: Limit, faultsMax: z.int().positive() }).nullable().describe("null: the way does not lead outside, and is as fast as the database"),
  faults: z.int().min(0).describe("in a row, so far"),
  closed: z.object({ since: Iso, tryAt: Iso }).nullable().describe("given up for a while: pages go on to whoever is next; one page tries the way then"),
});
export type Way = z.infer<typeof Way>;

export const wayRoutes = {
  ways: route({ method: "GET", path: "/api/ways", summary: "The ways on which pages go: how fast, how many wait, and which are given up for a while", reply: z.object({ ways: z.array(Way).max(20) }) }),
};
