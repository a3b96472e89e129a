// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { usualKeys, type DeskSnapshot, type WorkingRow } from "../../contract/index.ts";
import { clockOf, deskOf } from "../testing/scenes.ts";
import { KeysProvider } from "./keys.ts";
import { wantedSound } from "./room.tsx";
import { Work } from "./work.tsx";

const NOW = Date.now();
const at = clockOf(NOW);
const task = (message: string, seconds: number, more: Partial<WorkingRow> = {}): WorkingRow => ({
  ...deskOf(at, "active").working[0]!, message, state: "working", ring: { number: 2, say: "Ring the office", until: at(seconds), telephone: "+12125550190" }, ...more,
});
const [late, soon] = [task("00000000-0000-7000-8000-000000000091", 600), task("00000000-0000-7000-8000-000000000092", 60)];
const desk = (working: WorkingRow[]): DeskSnapshot => ({ ...deskOf(at, "quiet"), working });
const show = (snapshot: DeskSnapshot) => render(<KeysProvider value={usualKeys}><Work desk={snapshot} open={() => undefined} /></KeysProvider>);
const said: { url: string; body: unknown }[] = [];
beforeEach(() => {
  said.length = 0;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => (said.push({ url, body: JSON.parse(init.body as string) }), new Response("{}", { status: 200, headers: { "content-type": "application/json" } })));
});
afterEach(() => { cleanup(); vi.unstubAllGlobals(); });
const press = async (key: string): Promise<void> => act(async () => { fireEvent.keyDown(globalThis.window, { key, code: `Digit${key}`, altKey: true }); });

it("[W93] whom to ring stands on the desk with the office's number, and the keys that say how it went are on the task that ends first", () => {
  show(desk([late, soon]));
  const groups = screen.getAllByRole("group", { name: /^Ring the office about the message for / });
  expect(groups.map((group) => group.querySelectorAll("kbd").length)).toEqual([0, 2]);
  expect(groups[1]!.textContent).toMatch(/\(?212\)?[ -]555-?\s?0190/);
});

it("[W93] one key says that the office has it, another that it was not reached; each says it of the task that ends first", async () => {
  show(desk([late, soon]));
  await press("5");
  expect(said).toEqual([{ url: `/api/messages/${soon.message}/rang`, body: { number: 2, result: "reached" } }]);
  await press("6");
  expect(said[1]).toEqual({ url: `/api/messages/${soon.message}/rang`, body: { number: 2, result: "not-reached" } });
  await press("1");
  expect(said).toHaveLength(2);
});

it("[W93] somebody to ring is heard as a faint pulse; a caller who rings and an alarm are heard before it", () => {
  const heard = (snapshot: DeskSnapshot, offered?: DeskSnapshot["calls"][number]) => wantedSound({ snapshot, mine: undefined, offered }, NOW);
  expect(heard(desk([]))).toBeNull();
  expect(heard(desk([soon]))).toBe("pulse");
  expect(heard(desk([soon]), deskOf(at, "offered").calls[0])).toBe("ring");
  expect(heard(desk([soon, { ...late, state: "alarm" }]))).toBe("alarm");
});
