// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { CallRow } from "../../contract/index.ts";
import { callRow, cardOf, clockOf, nightScript } from "../testing/scenes.ts";
import { CallHead } from "./call-head.tsx";

const at = clockOf(Date.now());
afterEach(cleanup);

function head(row: Partial<CallRow> = {}, recording = true): HTMLElement {
  cleanup();
  return render(<CallHead card={cardOf(at, { recording })} row={callRow(at, { state: "talking", ...row })} script={nightScript(at)} now={null} change={() => undefined} />).container;
}

it("[W98] one press on the card tells how to talk with a relay caller: stay, speak to the caller, say Go ahead", () => {
  head();
  const told = screen.getByText("A relay operator (711) speaks for the caller?").closest("details")!;
  expect(told.open).toBe(false);
  for (const words of [/Stay on the line/, /Speak to the caller, not about them/, /Say “Go ahead”/]) expect(told.textContent).toMatch(words);
});

it("[W99] the card says that the talk is recorded and how the caller declines, that they did, and that a supervisor listens or speaks", () => {
  expect(head().textContent).toContain("Recording, announced");
  expect(screen.getByRole("button", { name: "Caller declines" })).toBeTruthy();
  expect(head({ recordingDeclined: true }).textContent).toContain("Not recorded: the caller declined, and nothing was kept");
  expect(screen.queryByRole("button", { name: "Caller declines" })).toBeNull();
  expect(head({}, false).textContent).toContain("Not recorded");
  expect(head({ listened: "listens" }).textContent).toContain("A supervisor listens");
  expect(head({ listened: "whispers" }).textContent).toContain("A supervisor listens and speaks to you alone");
});

it("[W182] while somebody is in the talk with whom nothing is recorded, the card does not say that it is recorded", () => {
  const other = { leg: 1, kind: "clinician", label: "Dr Lee, mobile", stage: "joined", since: at(-2) } as const;
  expect(head({ state: "joined", others: [{ ...other, unrecorded: "declined" }] }).textContent).toContain("Not recorded while Dr Lee, mobile is in");
  expect(screen.getByRole("button", { name: "Caller declines" })).toBeTruthy();
  expect(head({ state: "joined", others: [other] }).textContent).toContain("Recording, announced");
});
