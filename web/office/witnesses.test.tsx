// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Witnesses } from "./witnesses.tsx";

afterEach(cleanup);
const ZONE = "America/New_York";
const one = { name: "witness.example/w1", size: 1204, signedAt: "2027-01-14T07:14:00Z", waitingSince: null, behind: false };

it("[W54] the office reads how far and when each witness signed, and which is behind", () => {
  const later = { ...one, name: "other.example", size: null, signedAt: null, waitingSince: "2027-01-14T06:00:00Z", behind: true };
  render(<Witnesses standing={{ entries: 1216, behindMinutesMax: 15, witnesses: [one, later] }} zone={ZONE} />);
  const [first, second] = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
  expect(first).toBe("witness.example/w1 signed 1,204 of 1,216 entries, Thu 14 Jan 2027, 02:14 EST");
  expect(second).toBe("other.example has signed nothing yetBehind for more than 15 minutes");
});

it("[W54] without a witness the office is told so in plain words", () => {
  render(<Witnesses standing={{ entries: 1216, behindMinutesMax: 15, witnesses: [] }} zone={ZONE} />);
  expect(screen.getByText("No witness is configured.")).toBeTruthy();
});
