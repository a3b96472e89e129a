// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { inGroups } from "../sign-in/my-telephone.tsx";
import { sayFailed } from "../office/check-ins.tsx";
import { CheckIn, sayCard } from "./check-in.tsx";

const card = { person: "00000000-0000-7000-8000-000000000001", state: "claimed", how: null, triesLeft: 3 } as const;

it("[W161] while it is not proved the card says to tell nothing, and after three wrong tries as well; only a proof says otherwise", () => {
  expect(sayCard(card, "Dr Amy Lee")).toBe("Says that they are Dr Amy Lee. Not proved: tell nothing. Until it is, you open no message.");
  expect(sayCard({ ...card, state: "failed", triesLeft: 0 }, "Dr Amy Lee")).toMatch(/Tell this caller nothing/);
  expect(sayCard({ ...card, state: "verified", how: "pin" }, "Dr Amy Lee")).toBe("Dr Amy Lee is verified by their PIN. You may tell them what is theirs.");
  expect(sayCard({ ...card, state: "verified", how: "number" }, "Dr Amy Lee")).toMatch(/at the number on file/);
});

const answer = (value: unknown) => new Response(JSON.stringify(value), { status: 200, headers: { "content-type": "application/json" } });
afterEach(() => { cleanup(); vi.unstubAllGlobals(); });

it("[W161] a caller who cannot be put on hold is asked for no PIN, and the operator can ask again; once on hold the PIN is taken", async () => {
  const asked: string[] = [];
  const open = { card, people: [{ id: card.person, name: "Dr Amy Lee" }] };
  vi.stubGlobal("fetch", async (url: string) => (asked.push(url), answer(url.endsWith("/pin") ? { card: { ...card, state: "verified", how: "pin" } } : open)));
  let holds = false;
  const show = (state: "talking" | "held") => <CheckIn call={card.person} row={{ state }} hold={async () => holds} />;
  const { rerender } = render(show("talking"));
  const button = await screen.findByRole("button", { name: "Ask for the PIN" });
  await act(async () => { fireEvent.click(button); });
  expect([screen.getByRole("button", { name: "Ask for the PIN" }).getAttribute("aria-disabled"), asked.some((url) => url.endsWith("/pin"))]).toEqual([null, false]);
  holds = true;
  await act(async () => { fireEvent.click(button); });
  expect(button.textContent).toBe("Putting them on hold");
  await act(async () => { rerender(show("held")); });
  expect((await screen.findByRole("status")).textContent).toBe("Dr Amy Lee is verified by their PIN. You may tell them what is theirs.");
});

it("[W161] a PIN that did not fit is said with the tries that are left; with the last one gone the card alone says so", async () => {
  let known = { ...card, triesLeft: 2 } as { state: string; triesLeft: number };
  vi.stubGlobal("fetch", async (url: string) => (url.endsWith("/pin") ? new Response(JSON.stringify({ code: "checkin.notFitting", say: "That did not fit." }), { status: 409 }) : answer({ card: known, people: [{ id: card.person, name: "Dr Amy Lee" }] })));
  render(<CheckIn call={card.person} row={{ state: "held" }} hold={async () => true} />);
  const button = await screen.findByRole("button", { name: "Ask for the PIN" });
  await act(async () => { fireEvent.click(button); });
  expect((await screen.findByRole("alert")).textContent).toBe("That did not fit. 2 tries are left.");
  known = { ...card, state: "failed", triesLeft: 0 };
  await act(async () => { fireEvent.click(button); });
  expect([screen.queryByRole("alert"), screen.getByRole("status").textContent]).toEqual([null, expect.stringMatching(/three tries are over/)]);
});

it("[W162] a failed check-in is said with the name that was claimed and the place; a code that nobody has is that of nobody", () => {
  expect(sayFailed({ name: "Dr Amy Lee", via: "operator" })).toBe("In the name of Dr Amy Lee, at a desk");
  expect(sayFailed({ name: null, via: "line" })).toBe("With a code that nobody has, on the check-in line");
});

it("[W160] a person code is shown in groups, as it is keyed", () => {
  expect(inGroups("4829175")).toBe("482 91 75");
});
