// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { CallRow } from "../../contract/index.ts";
import { callRow, clockOf } from "../testing/scenes.ts";
import { patchAct, Second, type SecondActs } from "./second.tsx";

const at = clockOf(Date.parse("2027-01-14T07:14:00Z"));
const row = callRow(at, { state: "held", others: [{ leg: 1, kind: "clinician", label: "Dr Lee, mobile", stage: "hearing-notice", since: at(-2) }] });
afterEach(cleanup);

const acts = { dial: vi.fn(), join: vi.fn(), leave: vi.fn(), voicemail: vi.fn(), stepIn: vi.fn(), stepOut: vi.fn(), letGo: vi.fn() } satisfies SecondActs;

it("[W65] while whoever is joined hears the recording notice the desk says so, and the same key joins them at once, unrecorded", () => {
  render(<Second row={row} directory={[]} acts={acts} choosing={false} choose={() => undefined} />);
  expect(screen.getByRole("status").textContent).toBe("Dr Lee, mobile hears that the call is recorded, then they are joined. The caller hears music.");
  fireEvent.click(screen.getByRole("button", { name: /Join them now, and record no more/ }));
  expect(acts.join).toHaveBeenCalledTimes(1);
  expect(patchAct(row, acts, () => undefined)).toBe(acts.join);
});

it("[W182] who pressed 9 in a patch or a conference is said by name, and who was joined before the notice was over; the others are recorded as announced, and nothing is said", () => {
  const other = { kind: "clinician", stage: "joined", since: at(-2) } as const;
  const others = [{ ...other, leg: 1, label: "Dr Lee, mobile", unrecorded: "declined" }, { ...other, leg: 2, label: "Spanish interpreter", unrecorded: "untold" }] as const;
  const talk = (who: NonNullable<CallRow["others"]>) => render(<Second row={callRow(at, { state: "joined", operatorIn: true, others: who })} directory={[]} acts={acts} choosing={false} choose={() => undefined} />);
  talk([...others]);
  expect(screen.getAllByRole("status").map(({ textContent }) => textContent).slice(1)).toEqual([
    "Dr Lee, mobile pressed 9: nothing is recorded while they are in the talk, and what was recorded with them is gone.",
    "Nothing is recorded while Spanish interpreter is in the talk: they did not hear the whole notice.",
  ]);
  cleanup();
  talk(others.map(({ unrecorded: _no, ...recorded }) => recorded));
  expect(screen.getAllByRole("status")).toHaveLength(1);
});
