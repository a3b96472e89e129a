// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Corrected } from "./corrected.tsx";

afterEach(cleanup);
const ZONE = "America/New_York";
const corrected = { at: "2027-01-14T07:20:00Z", by: "Ana Ruiz", changed: [{ label: "Reason", was: "Cough", now: "Cough since noon" }, { label: "Since", was: "midnight", now: null }, { label: "Allergies", was: null, now: "penicillin" }] };

it("[W53] what a line was is struck through and said, what it is is marked and said, and what was left out says so", () => {
  render(<Corrected corrected={corrected} zone={ZONE}>Acknowledge this one.</Corrected>);
  const region = screen.getByRole("region", { name: "Corrected" });
  expect(region.textContent).toContain("Corrected 02:20 EST by Ana Ruiz");
  expect(screen.getAllByRole("deletion").map(({ textContent }) => textContent)).toEqual(["was: Cough", "was: midnight"]);
  expect(screen.getAllByRole("insertion").map(({ textContent }) => textContent)).toEqual(["now: Cough since noon", "now: penicillin"]);
  expect(region.textContent).toContain("left out now");
});

it("[W53] a message that nobody corrected says nothing of it; one whose words are the same says that", () => {
  const { container, rerender } = render(<Corrected corrected={undefined} zone={ZONE} />);
  expect(container.textContent).toBe("");
  rerender(<Corrected corrected={{ ...corrected, by: null, changed: [] }} zone={ZONE} />);
  expect(container.textContent).toContain("Every line reads as it did before.");
});
