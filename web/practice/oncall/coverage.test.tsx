// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Proof } from "../../../contract/index.ts";
import { Findings, Opens, ProofLine, seenIn } from "./coverage.tsx";

const NY = "America/New_York";
const proof = (change: Partial<Proof> = {}): Proof => ({ from: "2027-01-14T07:14:00Z", until: "2027-03-16T00:00:00Z", holes: 0, first: null, ...change });
const first = { account: "0191d3a0-0000-7000-8000-000000000001", from: "2027-01-14T12:00:00Z", until: "2027-01-15T00:00:00Z", rank: "first", why: "nobody" as const, say: "Nobody is on duty." };
afterEach(cleanup);

it("[W70] a proof says until which day every minute is covered, or the first stretch that is not, by the practice's clock, and how many there are", () => {
  render(<ProofLine zone={NY} proof={proof()} />);
  expect(screen.getByText(/^Every minute until Mon 15 Mar reaches a clinician/)).toBeTruthy();
  cleanup();
  render(<ProofLine zone={NY} proof={proof({ holes: 60, first })} />);
  expect(screen.getByText("60 stretches not covered")).toBeTruthy();
  expect(screen.getByText("Thu 14 Jan, 07:00 to 19:00 EST")).toBeTruthy();
  expect(screen.getByText(/^Nobody is on duty\. A message would go to the alarm at the desk\.$/)).toBeTruthy();
});

it("[W70] what a planner names is the hole as it was shown, and nothing where there is none", () => {
  const { say: _say, ...hole } = first;
  expect(seenIn(proof({ holes: 60, first }))).toEqual({ hole, holes: 60 });
  expect(seenIn(proof())).toBeUndefined();
});

it("[W116] whoever would open a gap reads which, and ticks it off; where none is opened nothing is asked", () => {
  const ticked: boolean[] = [];
  const of = { opens: { ...first, say: "Dr Cho, paged first, has no enrolled phone or passkey." }, named: false, name: (yes: boolean) => void ticked.push(yes) };
  render(<Opens zone={NY} of={of} />);
  expect(screen.getByText("Thu 14 Jan, 07:00 to 19:00 EST")).toBeTruthy();
  expect(screen.getByText(/Dr Cho, paged first/)).toBeTruthy();
  fireEvent.click(screen.getByRole("checkbox"));
  expect(ticked).toEqual([true]);
  cleanup();
  const { container } = render(<Opens zone={NY} of={{ ...of, opens: null }} />);
  expect(container.textContent).toBe("");
});

it("[W117] what a daily look found is shown as far as a page goes, with how many there are besides", () => {
  const findings = Array.from({ length: 7 }, (_, n) => ({ kind: "stale" as const, say: `Finding ${n}`, from: null, until: null }));
  render(<Findings zone={NY} findings={findings} more={3} />);
  expect(screen.getAllByRole("listitem")).toHaveLength(5);
  expect(screen.getByText("And 5 more like these.")).toBeTruthy();
});
