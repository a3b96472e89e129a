// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Receipt, WorkingRow } from "../../contract/index.ts";
import { clockOf, deskOf } from "../testing/scenes.ts";
import { AlarmCard, Button, Countdown, OnCallBars, ProblemNote, ReceiptTrack, TakenRow, Timeline, UrgencyPicker, WorkingCard, receiptWord } from "./index.ts";
import { grouped } from "./timeline.tsx";

const at = clockOf(Date.now());
const row = (change: Partial<WorkingRow> = {}): WorkingRow => ({ ...(deskOf(at, "active").working[0] as WorkingRow), ...change });
const filled = () => [...screen.getByRole("img").querySelectorAll("i")].map((node) => node.dataset["on"] !== undefined);
afterEach(cleanup);

describe("parts of the kit", () => {
  it("[W14] a receipt fills its own node and no other", () => {
    render(<ReceiptTrack receipts={["claimed", "opened"]} />);
    expect(filled()).toEqual([true, false, false, true, false]);
    expect(screen.getByRole("img", { name: "Opened only. Not acknowledged." })).toBeTruthy();
  });

  it("[W14] no receipt, nor all of them together, fills the last node; a person does", () => {
    const all: Receipt[] = ["claimed", "accepted", "on-device", "opened", "failed"];
    const { rerender } = render(<ReceiptTrack receipts={all} />);
    expect(filled().at(-1)).toBe(false);
    rerender(<ReceiptTrack receipts={all} takenBy="Dr Cho" />);
    expect(filled().at(-1)).toBe(true);
    expect(receiptWord(["claimed", "failed"], null)).toBe("Did not go through");
  });

  it("[W14] an urgent message nobody has taken says so in words; a taken one is said with who and how long", () => {
    render(<WorkingCard row={row()} />);
    expect(screen.getByText("Urgent, not taken")).toBeTruthy();
    cleanup();
    render(<TakenRow row={row({ state: "taken", sentAt: "2027-01-14T06:58:00Z", takenBy: "Dr Cho", takenAt: "2027-01-14T07:01:04Z" })} />);
    expect(screen.getByText("Dr Cho")).toBeTruthy();
    expect(screen.getByText("Sent 01:58, taken in 3:04")).toBeTruthy();
  });

  it("[W9] the alarm is an alert with its three acts and their keys, and quiet says when it rings again", () => {
    const done: string[] = [];
    const acts = { page: { name: "Dr Brandt", act: () => void done.push("page") }, give: { name: "Emil Novak", act: () => void done.push("give") }, quiet: () => void done.push("quiet"), keys: { page: "Alt 1", give: "Alt 2", quiet: "Alt 3" } };
    const { rerender } = render(<AlarmCard row={row({ state: "alarm" })} acts={acts} />);
    const alarm = within(screen.getByRole("alert"));
    for (const name of [/Page Dr Brandt again now Alt 1/, /Give it to Emil Novak, free Alt 2/, /Quiet for 60 seconds Alt 3/]) alarm.getByRole("button", { name }).click();
    expect(done).toEqual(["page", "give", "quiet"]);
    rerender(<AlarmCard row={row({ state: "alarm", quietUntil: at(61) })} acts={acts} />);
    expect(screen.getByRole("button", { name: /Quiet, rings again in (1:0\d|0:5\d)/ }).getAttribute("aria-disabled")).toBe("true");
  });

  it("[W6] choices below what is forced cannot be chosen", () => {
    render(<UrgencyPicker value="urgent" floor="urgent" onChange={() => undefined} />);
    expect(screen.getAllByRole("radio").map((radio) => (radio as HTMLInputElement).disabled)).toEqual([false, false, true]);
    expect(screen.getByRole("radio", { name: "Urgent", checked: true })).toBeTruthy();
  });

  it("[W15] a countdown shows what, when exactly, and how much is left", () => {
    render(<Countdown say="Then Dr Brandt" at={at(192)} zone="America/New_York" />);
    expect(screen.getByText(/Then Dr Brandt, at \d\d:\d\d:\d\d/).textContent).toMatch(/3:1[0-3]$/);
  });

  it("[W14] the long timeline groups receipts under their attempt and is oldest first", () => {
    const event = (second: number, kind: "attempt" | "receipt" | "escalated", attempt: number | null, say: string) => ({ at: `2027-01-14T07:09:${String(second).padStart(2, "0")}Z`, kind, attempt, who: null, say });
    const events = [event(41, "receipt", 1, "Opened"), event(21, "attempt", 1, "First"), event(22, "attempt", 2, "Second"), event(24, "receipt", 2, "On device"), event(30, "escalated", null, "Time passed")];
    expect(grouped(events).map(({ say }) => say)).toEqual(["First", "Opened", "Second", "On device", "Time passed"]);
    render(<Timeline events={events} zone="America/New_York" />);
    expect(screen.getAllByRole("listitem")).toHaveLength(5);
  });

  it("[W12] a gap on call is a word and not only a colour", () => {
    render(<OnCallBars zone="America/New_York" from="2027-01-17T05:00:00Z" until="2027-01-24T05:00:00Z" stretches={[{ rank: "first", from: "2027-01-17T05:00:00Z", until: "2027-01-18T12:00:00Z", person: "p", name: "Dr Cho", because: "shift" }, { rank: "first", from: "2027-01-18T12:00:00Z", until: "2027-01-24T05:00:00Z", person: null, name: null, because: "gap" }]} />);
    expect(screen.getByText("Dr Cho")).toBeTruthy();
    expect(screen.getByRole("listitem", { name: /Gap: nobody, Mon 07:00 to Sun 00:00 EST/ }).textContent).toContain("Gap");
  });

  it("[W8] a button that cannot act yet stays reachable and does nothing; a problem says what happened, what is safe, what next", () => {
    let pressed = 0;
    render(<Button inert onClick={() => { pressed += 1; }} keys="Ctrl Enter">Send</Button>);
    const button = screen.getByRole("button", { name: /Send/ });
    button.click();
    expect([pressed, button.hasAttribute("disabled"), button.getAttribute("aria-keyshortcuts")]).toEqual([0, false, "Control+Enter"]);
    render(<ProblemNote what="The message is not sent yet" trouble={{ kind: "unreachable", say: "The server did not answer within 10 s." }} safe="Everything you typed is saved." />);
    expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["The server did not answer within 10 s.", "Everything you typed is saved.", "Try again. It cannot happen twice."]);
  });
});
