// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { clockOf } from "../testing/scenes.ts";
import { heardBy, ListenButton, ListeningBar, type Listening } from "./listening.tsx";
import type { Floor } from "./use-floor.ts";

const at = clockOf(Date.now());
const target = { call: "c1", name: "Ana Ruiz", accountName: "Lakeside Pediatrics" };
const ana: Floor["operators"][number] = { person: "ana", name: "Ana Ruiz", state: "on-a-call", since: at(-60), accountName: "Lakeside Pediatrics", call: "c1" };
const nothing = (): void => undefined;
const listening = (change: Partial<Listening> = {}): Listening => ({ target: undefined, line: { state: "none" }, whispers: false, trouble: undefined, ended: undefined, start: nothing, whisper: nothing, stop: nothing, ...change });
afterEach(cleanup);

it("[W99] who is on a call may be listened to: not oneself, not one without a call, not one that another supervisor hears", () => {
  const shown = (one: Floor["operators"][number], of = listening()): string => {
    cleanup();
    return render(<ListenButton one={one} listening={of} person="carla" />).container.textContent ?? "";
  };
  expect(shown(ana)).toBe("Listen");
  const { call: _, ...idle } = ana;
  expect(shown(idle)).toBe("");
  expect(shown({ ...ana, person: "carla" })).toBe("");
  expect(shown({ ...ana, listener: "dana" })).toContain("Another supervisor listens");
  expect(shown({ ...ana, listener: "carla" }, listening({ target }))).toContain("You listen");
  expect(heardBy([{ ...ana, listener: "carla" }], "carla")?.call).toBe("c1");
});

it("[W99] the bar says who is heard and who hears: nobody, the operator alone, or that it is over", () => {
  const said = (change: Partial<Listening>): string => {
    cleanup();
    return render(<ListeningBar listening={listening(change)} />).container.textContent ?? "";
  };
  expect(said({})).toBe("");
  expect(said({ target, line: { state: "joining" } })).toContain("Connecting you with the call of Ana Ruiz.");
  expect(screen.getByRole("button", { name: "Whisper" }).getAttribute("aria-disabled")).toBe("true");
  expect(said({ target, line: { state: "talking" } })).toMatch(/You hear Ana Ruiz on a call of Lakeside Pediatrics\. Nobody hears you\. Ana Ruiz sees that a supervisor listens/);
  expect(said({ target, line: { state: "talking" }, whispers: true })).toContain("Ana Ruiz alone hears you. The caller does not.");
  expect(screen.getByRole("button", { name: "Stop whispering" }).getAttribute("aria-pressed")).toBe("true");
  expect(said({ ended: target })).toContain("You hear nothing more: the call of Ana Ruiz is over");
});
