// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Counts, Skips } from "./bring.tsx";

afterEach(cleanup);

it("[W72] what was read, added and skipped is said in the same words before and after saving", () => {
  render(<><Counts events={6} shifts={1} skipped={5} saved={false} /><Counts events={1} shifts={2} skipped={0} saved /></>);
  expect(screen.getByText("6 events read: 1 shift to add, 5 skipped.")).toBeTruthy();
  expect(screen.getByText("1 event read: 2 shifts added, 0 skipped.")).toBeTruthy();
});

it("[W72] every event that makes no shift is there with its beginning and its reason, and the names that nobody has come first", () => {
  const skipped = [{ why: "nobody-known" as const, title: "Dr Who", at: "2027-01-23T00:00:00Z" }, { why: "cancelled" as const, title: "", at: null }];
  render(<Skips zone="America/New_York" preview={{ skipped, more: 3, unknown: [{ title: "Dr Who", count: 2 }] }} />);
  const said = screen.getAllByRole("listitem").map((item) => item.textContent);
  expect(said).toEqual(["Dr Who · 2 times", "Dr Who · Fri 22 Jan 2027, 19:00 EST · names nobody who covers this practice", "(no title) · was cancelled in the calendar"]);
  expect(screen.getByText("And 3 more.")).toBeTruthy();
});

it("[W72] a calendar of which everything is taken has no list of what is skipped", () => {
  const { container } = render(<Skips zone="UTC" preview={{ skipped: [], more: 0, unknown: [] }} />);
  expect(container.textContent).toBe("");
});
