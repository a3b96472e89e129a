// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { WayRow } from "./ways.tsx";

afterEach(cleanup);
const guard = { all: { perMinute: 20, atOnceMax: 3 }, person: { perMinute: 2, atOnceMax: 1 }, faultsMax: 3 };
const voice = { name: "voice", waiting: 0, guard, faults: 0, closed: null };
const read = (way: Parameters<typeof WayRow>[0]["way"]): string => {
  cleanup();
  render(<WayRow way={way} zone="America/New_York" />);
  return screen.getByRole("listitem").textContent ?? "";
};

it("[W151] each channel says how fast it is, how many pages wait, and whether it works", () => {
  expect(read({ ...voice, name: "inbox", guard: null })).toBe("Secure inboxWorksNothing waitsInside this house: no limit of its own");
  expect(read(voice)).toBe("Telephone callWorksNothing waits20 a minute in all, 3 at once; 2 a minute to one person");
  expect(read({ ...voice, waiting: 1 })).toContain("Works, at its limit1 page waits for its turn");
  expect(read({ ...voice, faults: 2 })).toContain("2 of 3 faults in a row");
});

it("[W151] a push service that is given up is named beside the way that it is a part of", () => {
  expect(read({ ...voice, name: "push" })).toContain("Waking phonesWorks");
  expect(read({ ...voice, name: "push fcm.googleapis.com", faults: 3, closed: { since: "2027-01-14T07:14:00Z", tryAt: "2027-01-14T07:15:00Z" } })).toContain("Waking phones by fcm.googleapis.comGiven up for a while");
});

it("[W151] a channel that is given up says since when, what becomes of pages, and when it is tried again", () => {
  expect(read({ ...voice, waiting: 4, faults: 3, closed: { since: "2027-01-14T07:14:00Z", tryAt: "2027-01-14T07:15:00Z" } })).toContain(
    "Given up for a while4 pages wait for their turn20 a minute in all, 3 at once; 2 a minute to one personSince Thu 14 Jan 2027, 02:14 EST pages pass it over and reach whoever is next at once. One page tries it again at Thu 14 Jan 2027, 02:15 EST.",
  );
});
