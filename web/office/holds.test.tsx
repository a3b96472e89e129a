// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Hold } from "../../contract/index.ts";
import { HoldsPage } from "./holds.tsx";

const hold = (n: number, change: Partial<Hold> = {}): Hold => ({
  id: `00000000-0000-7000-8000-00000000000${n}`, message: `00000000-0000-7000-8000-00000000001${n}`, revision: 1, account: "00000000-0000-7000-8000-000000000020", accountName: "Lakeside", zone: "America/New_York",
  heldAt: "2027-01-14T07:14:00Z", until: "2027-01-14T13:00:00Z", heldBy: "Ana Ruiz", reason: "caller-content", outcome: "office", takenBy: "Mo Gray", takenAt: "2027-01-14T13:05:00Z", own: false, reviewedBy: null, reviewedAt: null, finding: null, ...change,
});
const asked: { url: string; body: unknown }[] = [];
const show = async (holds: Hold[]): Promise<void> => {
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => (asked.push({ url, body: init?.body ? JSON.parse(init.body as string) : null }), new Response(JSON.stringify(url === "/api/holds" ? { holds, more: false } : {}), { status: 200, headers: { "content-type": "application/json" } })));
  await act(async () => { render(<HoldsPage />); });
};
afterEach(() => { cleanup(); vi.unstubAllGlobals(); asked.length = 0; });

it("[W91] a supervisor reads who held a message, why and what came of it, and says by one press whether that was right", async () => {
  await show([hold(1), hold(2, { heldBy: null, reason: null, outcome: "waiting", takenBy: null, takenAt: null }), hold(3, { own: true })]);
  const rows = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
  expect(rows[0]).toMatch(/^Lakeside held Thu 14 Jan 2027, 02:14 EST, the office opens Thu 14 Jan 2027, 08:00 ESTHeld by Ana Ruiz: the caller is content to waitThe office took it Thu 14 Jan 2027, 08:05 EST: Mo Gray/);
  expect(rows[1]).toContain("Held by the practice’s own ladder");
  expect(rows[1]).toContain("It is reviewed when somebody has it.");
  expect(rows[2]).toContain("You held it: somebody else reviews it.");
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: /^It should have gone out: Lakeside/ })); });
  expect(asked.find(({ url }) => url.endsWith("/review"))).toEqual({ url: `/api/holds/${hold(1).id}/review`, body: { finding: "should-have-gone-out" } });
});

it("[W91] what was reviewed stands below with the finding and who said it; nothing to review is said in words", async () => {
  await show([hold(1, { finding: "right", reviewedBy: "Sue Lim", reviewedAt: "2027-01-14T14:00:00Z" })]);
  expect(screen.getByText("Nothing waits for a review")).toBeTruthy();
  expect(screen.getByText("It was right to wait, says Sue Lim, Thu 14 Jan 2027, 09:00 EST")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^It was right/ })).toBeNull();
});
