// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Digest } from "../../contract/index.ts";
import { DigestsPage, sayNight } from "./digests.tsx";

const night: Digest = { id: "00000000-0000-7000-8000-000000000001", account: "00000000-0000-7000-8000-000000000020", from: "2027-01-13T12:30:00Z", until: "2027-01-14T12:30:00Z", madeAt: "2027-01-14T12:30:00Z", calls: 12, unanswered: 2, messages: 3, taken: 1, held: 1, untaken: 2, dueAt: "2027-01-14T14:00:00Z", pickedUpBy: null, pickedUpAt: null };
const asked: { method: string; url: string; body: unknown }[] = [];
const plan = { at: "07:30", pickUpMinutes: 60 };
async function show(digests: Digest[]): Promise<void> {
  const replies: Record<string, unknown> = { digests: { digests, plan }, open: { digest: { ...night, pickedUpBy: "Mo Gray", pickedUpAt: "2027-01-14T13:05:00Z" }, messages: [], more: false }, "digest-plan": plan };
  vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => (asked.push({ method: init?.method ?? "GET", url, body: init?.body ? JSON.parse(init.body as string) : null }), new Response(JSON.stringify(replies[url.split("/").at(-1)!]), { status: 200, headers: { "content-type": "application/json" } })));
  await act(async () => { render(<DigestsPage account={{ id: night.account, zone: "America/New_York" }} />); });
}
afterEach(() => { cleanup(); vi.unstubAllGlobals(); asked.length = 0; });

it("[W94] a night is said in one line: who rang, what was left, who has it", () => {
  expect(sayNight(night)).toBe("12 calls, 2 of them not answered; 3 messages: 1 acknowledged, 1 held, 2 that nobody had acknowledged");
  expect(sayNight({ ...night, calls: 1, unanswered: 0, messages: 1, held: 0, untaken: 0 })).toBe("1 call; 1 message: 1 acknowledged");
  expect(sayNight({ ...night, messages: 0 })).toBe("12 calls, 2 of them not answered; no message");
});

it("[W94] a night is opened by a press and never by itself; until then it says when the desk rings, and then who picked it up", async () => {
  await show([night, { ...night, id: "00000000-0000-7000-8000-000000000002", pickedUpBy: "Mo Gray", pickedUpAt: "2027-01-13T13:05:00Z" }]);
  expect(screen.getByText(/^Not opened yet; the desk rings the office at 09:00 EST, Thu 14 Jan/)).toBeTruthy();
  expect(screen.getByText("Picked up Wed 13 Jan 2027, 08:05 EST by Mo Gray")).toBeTruthy();
  expect(asked.some(({ url }) => url.endsWith("/open"))).toBe(false);
  await act(async () => { fireEvent.click(screen.getAllByRole("button", { name: /^Open the night until Thu 14 Jan 2027/ })[0]!); });
  expect(asked.filter(({ url }) => url.endsWith("/open"))).toEqual([{ method: "POST", url: `/api/digests/${night.id}/open`, body: {} }]);
  expect(screen.getByText("Picked up Thu 14 Jan 2027, 08:05 EST by Mo Gray")).toBeTruthy();
});

it("[W94] the hour of the digest is changed by the practice", async () => {
  await show([]);
  expect(screen.getByText("The first one stands here at 07:30 by the practice’s clock.")).toBeTruthy();
  fireEvent.change(screen.getByLabelText("At, by the practice’s clock"), { target: { value: "06:45" } });
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: "Save" })); });
  expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({ at: "06:45", pickUpMinutes: 60 });
});
