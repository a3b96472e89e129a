// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { HandOver } from "../../contract/index.ts";
import { HandOverRow } from "./hand-overs.tsx";

const HOUR_MS = 3_600_000;
const iso = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
const one = (change: Partial<HandOver> = {}): HandOver => ({ id: "1", accountName: "Lakeside", zone: "America/New_York", rank: "first", at: iso(2), until: iso(14), before: "Dr Lee", to: "Dr Cho", mine: true, confirmedAt: null, open: null, ...change });
const show = (change: Partial<HandOver>): void => { cleanup(); render(<ul><HandOverRow one={one(change)} again={() => undefined} /></ul>); };
const button = (): HTMLElement | null => screen.queryByRole("button", { name: "I have it: Lakeside" });
afterEach(cleanup);

it("[W73] duty that comes, has come and has gone is said with its messages; one press confirms what is mine, and once only", () => {
  show({});
  expect(screen.getByText(/^You are on duty from /)).toBeTruthy();
  expect(screen.getByText("Lakeside, after Dr Lee")).toBeTruthy();
  expect(button()).not.toBeNull();
  show({ rank: "for cardiology" });
  expect(screen.getByText(/^You are on duty for cardiology from /)).toBeTruthy();
  show({ at: iso(-0.1), open: 2 });
  expect(screen.getByText(/^You are on duty since .*, with 2 messages that nobody has taken$/)).toBeTruthy();
  show({ at: iso(-0.1), confirmedAt: iso(0) });
  expect([button(), screen.getByText("You have it").textContent]).toEqual([null, "You have it"]);
  show({ at: iso(-0.1), mine: false, open: 1 });
  expect(screen.getByText(/^Dr Cho has been on duty since .*, with 1 message that nobody has taken$/)).toBeTruthy();
  expect(button()).toBeNull();
  show({ at: iso(-0.1), mine: false, confirmedAt: iso(0) });
  expect(screen.getByText("Dr Cho has said that they have it")).toBeTruthy();
});
