// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { CallCard } from "../../contract/index.ts";
import { CallingAgain } from "./calling-again.tsx";
import { callerSays } from "./idle.tsx";

const card = (numberProof: CallCard["numberProof"]) => ({ id: "00000000-0000-7000-8000-000000000001", callerNumber: "+12125550142", numberProof, callsTodayFromNumber: 2 }) as CallCard;
const asked: unknown[] = [];
async function show(numberProof: CallCard["numberProof"]): Promise<void> {
  vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) => (asked.push(JSON.parse(init!.body as string)), new Response(JSON.stringify({ told: true, say: "Dr Lee acknowledged your message at 02:14 EST." }), { status: 200, headers: { "content-type": "application/json" } })));
  await act(async () => { render(<CallingAgain card={card(numberProof)} live />); });
}
afterEach(() => { cleanup(); vi.unstubAllGlobals(); asked.length = 0; });

it("[W85] a number that the network confirms is looked up by itself when it rings again", async () => {
  await show("asserted");
  expect(asked).toEqual([{}]);
  expect(screen.getByText("\u201cDr Lee acknowledged your message at 02:14 EST.\u201d")).toBeTruthy();
});

it("[W85] one that only the caller's telephone says is not looked up: the operator asks for name and birth date, and is told after that", async () => {
  await show(null);
  expect(asked).toEqual([]);
  expect(screen.getByText("The network does not confirm this number. Ask for name and birth date.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "By name and birth date" }));
  fireEvent.change(screen.getByLabelText(/name$/), { target: { value: "Ines Fonseca" } });
  fireEvent.change(screen.getByLabelText("Birth date"), { target: { value: "09/03/1961" } });
  await act(async () => { fireEvent.click(screen.getByRole("button", { name: "May I say?" })); });
  expect(asked).toEqual([{ said: { name: "Ines Fonseca", born: "1961-09-03" } }]);
  expect(screen.getByText("\u201cDr Lee acknowledged your message at 02:14 EST.\u201d")).toBeTruthy();
  expect(screen.queryByText(/does not confirm/)).toBeNull();
});

it("[W85] beside the number stands whether anybody confirms it", () => {
  const said = (proof: CallCard["numberProof"]): string | null => { cleanup(); return render(callerSays(card(proof))).container.textContent; };
  expect([said(null), said("asserted"), said("verified")]).toEqual(["212 555 0142, not confirmed, rang twice today", "212 555 0142, rang twice today", "212 555 0142, verified, rang twice today"]);
});
