// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { missing, TestCall, type Standing } from "./by-telephone.tsx";

const ready: Standing = { allowed: true, number: "+16465550173", proved: true, hasPin: true, closedUntil: null, line: "ready", isRung: true };
const zone = "America/New_York";
afterEach(cleanup);

it.each([
  ["the office", { allowed: false, number: null, hasPin: false, proved: false }, /Your office has not allowed/],
  ["the number", { number: null, hasPin: false, proved: false }, /Enter the number/],
  ["the PIN", { hasPin: false, proved: false }, /Set a PIN/],
  ["the proof", { proved: false }, /test call/],
  ["wrong PINs", { closedUntil: "2027-01-14T07:30:00Z" }, /not rung before 02:30 EST/],
  ["the line", { line: "no-trunk" }, /cannot ring anybody/],
] as const)("[W170] of what is missing the first thing is said: %s", (_, change, says) => {
  expect(missing({ ...ready, ...change }, zone)).toMatch(says);
});

it("[W170] when nothing is missing nothing is asked", () => {
  expect(missing(ready, zone)).toBeUndefined();
  render(<TestCall standing={ready} put={() => undefined} />);
  expect(screen.queryByRole("button")).toBeNull();
});

it("[W170] a number that is not proved offers a call and a field for its code; without the office, or a number, neither", () => {
  render(<TestCall standing={{ ...ready, proved: false }} put={() => undefined} />);
  expect([screen.getByRole("button", { name: "Ring me now" }), screen.getByLabelText("Code, 6 digits")].every(Boolean)).toBe(true);
  for (const change of [{ allowed: false }, { number: null }]) {
    cleanup();
    render(<TestCall standing={{ ...ready, proved: false, ...change }} put={() => undefined} />);
    expect(screen.queryByRole("button")).toBeNull();
  }
});
