import { expect, test } from "vitest";
import { gate, type Standing } from "./gate.ts";

const fallback = "+12125550199";

test("[C1] only an agreement in force lets a call ring", () => {
  const all: Standing[] = ["in-force", "not-yet", "suspended", "expired", "ended", "none"];
  expect(all.filter((s) => gate(s, fallback).kind === "take")).toEqual(["in-force"]);
});

test("[C1] a client that never had an agreement does not exist for callers, whatever fallback is stored", () => {
  expect(gate("none", fallback)).toEqual({ kind: "not-found" });
  expect(gate("not-yet", null)).toEqual({ kind: "not-found" });
});

test("[C1] a lapsed agreement sends the caller to the stored fallback, or plays the announcement", () => {
  for (const lapsed of ["suspended", "expired", "ended"] as const) {
    expect(gate(lapsed, fallback)).toEqual({ kind: "redirect", to: fallback });
    expect(gate(lapsed, null)).toEqual({ kind: "announce" });
  }
});
