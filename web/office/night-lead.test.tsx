// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { asRung, Watchers, Way } from "./night-lead.tsx";

afterEach(cleanup);
const lead = { duty: "night-lead", name: "Jo Park", number: "+16465550171" } as const;
const owner = { duty: "owner", name: "Kim Aldana", number: "+16465550172" } as const;

it("[W66] the office reads in plain words that nobody can be rung, that nobody is named, or that these people are", () => {
  render(<Way standing={{ line: "no-trunk", people: [lead] }} />);
  expect(screen.getByRole("status").textContent).toMatch(/^Nobody can be rung\. No outbound trunk/);
  cleanup();
  render(<Way standing={{ line: "ready", people: [] }} />);
  expect(screen.getByRole("status").textContent).toMatch(/^Nobody is named\./);
  cleanup();
  render(<Way standing={{ line: "ready", people: [lead] }} />);
  expect(screen.getByRole("status").textContent).toMatch(/until one presses 1\.$/);
});

it("[W66] people stand in the order in which they are rung: leads before owners", () => {
  expect(asRung([owner, lead, { ...lead, name: "Ada Voss" }]).map(({ name }) => name)).toEqual(["Jo Park", "Ada Voss", "Kim Aldana"]);
});

it("[W66] a watcher that fell silent says since when, and a house without one is told so", () => {
  render(<Watchers zone="America/New_York" watchers={[{ name: "north", seenAt: "2027-01-14T07:14:00Z", silentSince: null }, { name: "south", seenAt: "2027-01-14T07:00:00Z", silentSince: "2027-01-14T07:00:00Z" }]} />);
  const [north, south] = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
  expect(north).toBe("north last heard Thu 14 Jan 2027, 02:14 EST");
  expect(south).toBe("south last heard Thu 14 Jan 2027, 02:00 ESTSilent since Thu 14 Jan 2027, 02:00 EST");
  cleanup();
  render(<Watchers zone="America/New_York" watchers={[]} />);
  expect(screen.getByText("Nobody watches from outside.")).toBeTruthy();
});
