// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { clockOf, deskOf } from "../testing/scenes.ts";
import { Failing, NobodyHasTaken } from "./floor.tsx";
import { untakenCount, type Floor } from "./use-floor.ts";

const at = clockOf(Date.now());
const floor = (change: Partial<Floor> = {}): Floor => ({ at: at(0), waiting: { count: 0, longestSince: null }, operators: [], working: deskOf(at, "active").working, answerTimes: [], answeredWithin: { seconds: 20, answered: 0, of: 0 }, takenWithin: [], notices: { open: 0, newest: null }, ...change });
afterEach(cleanup);

it("[W33] the floor counts what nobody has taken with what stands beyond its rows, and says how many those are", () => {
  render(<NobodyHasTaken floor={floor({ moreWorking: 12 })} />);
  expect(screen.getByText("14 messages")).toBeTruthy();
  expect(screen.getByText(/^And 12 more that nobody has taken/)).toBeTruthy();
  expect([untakenCount(floor({ moreWorking: 12 })), untakenCount(floor()), untakenCount(undefined)]).toEqual([14, 2, 0]);
  cleanup();
  render(<NobodyHasTaken floor={floor()} />);
  expect(screen.getByText("2 messages")).toBeTruthy();
  expect(screen.queryByText(/^And /)).toBeNull();
});

it("[W33] work that failed and is being tried again is said with its number, and nothing is said while all goes well", () => {
  const { container, rerender } = render(<Failing failing={undefined} />);
  expect(container.textContent).toBe("");
  rerender(<Failing failing={1} />);
  expect(screen.getByRole("status").textContent).toMatch(/^1 piece of work failed and is being tried again\./);
  rerender(<Failing failing={3} />);
  expect(screen.getByRole("status").textContent).toMatch(/^3 pieces of work failed and are being tried again\./);
});
