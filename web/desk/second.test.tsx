// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { callRow, clockOf } from "../testing/scenes.ts";
import { patchAct, Second, type SecondActs } from "./second.tsx";

const at = clockOf(Date.parse("2027-01-14T07:14:00Z"));
const row = callRow(at, { state: "held", others: [{ leg: 1, kind: "clinician", label: "Dr Lee, mobile", stage: "hearing-notice", since: at(-2) }] });
afterEach(cleanup);

it("[W65] while whoever is joined hears the recording notice the desk says so, and the same key joins them at once, unrecorded", () => {
  const acts = { dial: vi.fn(), join: vi.fn(), leave: vi.fn(), voicemail: vi.fn(), stepIn: vi.fn(), stepOut: vi.fn(), letGo: vi.fn() } satisfies SecondActs;
  render(<Second row={row} directory={[]} acts={acts} choosing={false} choose={() => undefined} />);
  expect(screen.getByRole("status").textContent).toBe("Dr Lee, mobile hears that the call is recorded, then they are joined. The caller hears music.");
  fireEvent.click(screen.getByRole("button", { name: /Join them now, and record no more/ }));
  expect(acts.join).toHaveBeenCalledTimes(1);
  expect(patchAct(row, acts, () => undefined)).toBe(acts.join);
});
