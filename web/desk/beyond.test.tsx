// @vitest-environment jsdom
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { usualKeys, type DeskSnapshot } from "../../contract/index.ts";
import { clockOf, deskOf } from "../testing/scenes.ts";
import { Calls } from "./calls.tsx";
import { KeysProvider } from "./keys.ts";
import { Work } from "./work.tsx";

const desk = (more?: DeskSnapshot["more"]): DeskSnapshot => ({ ...deskOf(clockOf(Date.now()), "active"), ...(more && { more }) });
const nothing = () => undefined;
const show = (snapshot: DeskSnapshot) => render(<KeysProvider value={usualKeys}><Calls desk={snapshot} mine={undefined} zone="America/New_York" acts={{ cueDone: nothing, take: nothing, takeOver: nothing, open: nothing }} /><Work desk={snapshot} open={nothing} /></KeysProvider>);

beforeEach(cleanup);
afterEach(cleanup);

it("[W33] the desk says how many calls, cues and messages stand beyond what it shows, and counts them in its headings", () => {
  show(desk({ calls: 1, working: 12, cues: 3, operators: 0 }));
  expect(screen.getAllByText(/^And /).map((line) => line.textContent)).toEqual(["And 1 more call.", "And 3 more, to come up as these are done.", "And 12 more that nobody has taken, to come up as these are taken."]);
  expect(within(screen.getByRole("region", { name: "Nobody has taken" })).getByRole("heading").textContent).toBe("Nobody has taken 14");
  expect(within(screen.getByRole("region", { name: "Cues" })).getByRole("heading").textContent).toBe("Cues 5");
});

it("[W33] a desk that shows everything says nothing of more", () => {
  show(desk());
  expect(screen.queryByText(/^And /)).toBeNull();
  cleanup();
  show(desk({ calls: 0, working: 0, cues: 0, operators: 4 }));
  expect(screen.queryByText(/^And /)).toBeNull();
});
