import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_RECEPTION, type MenuAct, type Reception } from "../../../../contract/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { arriving, nextOf, type CallEvent, type CallState, type Effect } from "./call-machine.ts";
import { CHOOSING_SECONDS_MAX, menuIsOver } from "./menu.ts";

const ana = "00000000-0000-7000-8000-00000000000a" as PersonId;
const t = (seconds: number): Instant => instant(1_800_000_000_000 + seconds * 1000);
const acts: readonly MenuAct[] = ["urgent", "office", "operator", "voicemail", "check-in", "spanish"];
const withMenu = (...keys: Reception["menu"]["keys"]): Reception => ({ ...PLAIN_RECEPTION, menu: { on: true, keys, waitSeconds: 5, roundsMax: 2 } });
const usual = withMenu({ key: "1", act: "urgent" }, { key: "2", act: "office" }, { key: "5", act: "voicemail" }, { key: "9", act: "spanish" });
const call = (reception = usual, recording = false): CallState => arriving(recording, t(0), { reception, rangBefore: false, hasNumber: true });

/** The call after these events, a second apart, and what was done at each. */
function after(events: readonly CallEvent[], from = call()): { readonly state: CallState; readonly effects: readonly (readonly Effect[])[] } {
  let state = from;
  const effects = events.map((event, n) => {
    const verdict = nextOf(state, event, t(n + 1));
    if (verdict.kind !== "moved") return [];
    state = verdict.state;
    return verdict.effects;
  });
  return { state, effects };
}
const up: CallEvent = { kind: "leg-up" };
const heard: CallEvent = { kind: "sound-ended", sound: "menu" };
const press = (digit: string): CallEvent => ({ kind: "digit", digit });
const plays = (effects: readonly Effect[] | undefined): string[] => (effects ?? []).flatMap((one) => (one.do === "play" ? [one.sound] : []));

test("[C90] the urgent key puts a caller in line as urgent, the office key as not urgent, and nobody is rung for one who still chooses", () => {
  expect(nextOf(call(), { kind: "offer", operator: ana }, t(1)).kind).toBe("ignored");
  expect(after([up, press("1")]).state).toMatchObject({ phase: "waiting", wants: { urgent: true, choice: "urgent", language: "en" } });
  expect(after([up, press("2")]).state).toMatchObject({ phase: "waiting", wants: { urgent: false, choice: "office" } });
});

test("[C91] a key counts before the menu is said, while it is said and after it", () => {
  for (const events of [[press("1")], [press("1"), up], [up, press("1")], [up, heard, press("1")]]) expect(after(events).state).toMatchObject({ phase: "waiting", wants: { choice: "urgent" } });
});

test("[C90] the Spanish key says the menu in Spanish, its keys mean the same there, and pressed again it is English once more", () => {
  const spanish = after([up, press("9")]);
  expect(spanish.state).toMatchObject({ phase: "choosing", choosing: { language: "es" } });
  expect(plays(spanish.effects.at(-1))).toEqual(["menu"]);
  expect(after([press("1")], spanish.state).state).toMatchObject({ phase: "waiting", wants: { language: "es", urgent: true } });
  expect(after([press("9")], spanish.state).state).toMatchObject({ choosing: { language: "en" } });
});

test("[C90] the key for a recorded message leads to the notice and then to the recorder", () => {
  const chosen = after([up, press("5")]);
  expect(plays(chosen.effects.at(-1))).toEqual(["message-wanted"]);
  expect(after([{ kind: "sound-ended", sound: "message-wanted" }], chosen.state)).toMatchObject({ state: { recordingVoicemail: true }, effects: [[{ do: "start-voicemail" }]] });
});

test("[C91] keys that do nothing say the menu again twice, and the third is an operator; so is 0 at once", () => {
  expect(after([up, press("7")]).state).toMatchObject({ phase: "choosing", choosing: { again: true } });
  expect(after([up, press("7"), press("*"), press("4")]).state).toMatchObject({ phase: "waiting", wants: { choice: "none", urgent: false } });
  expect(after([up, press("0")]).state).toMatchObject({ phase: "waiting", wants: { choice: "operator" } });
});

test("[C91] a telephone without keys reaches an operator a few seconds after the last word of the menu", () => {
  const { state } = after([up, heard]);
  expect([menuIsOver(state, t(6)), menuIsOver(state, t(7))]).toEqual([false, true]);
  expect(after([{ kind: "menu-over" }], state).state).toMatchObject({ phase: "waiting", wants: { choice: "none" } });
});

test("[C91] an account that records says so after the choice, before anybody can be heard", () => {
  expect(plays(after([up, press("1")], call(usual, true)).effects.at(-1))).toEqual(["recording-greeting"]);
  expect(plays(after([up, press("1")]).effects.at(-1))).toEqual(["connecting"]);
});

test("[C97] a caller who waits may leave a message or be rung back once they were told so, and not before", () => {
  const waiting = after([up, press("1")]).state;
  expect(after([press("7")], waiting).state.phase).toBe("waiting");
  const told = after([{ kind: "news", prompt: "news", instead: ["message", "call-back"] }], waiting).state;
  expect(plays(after([press("7")], told).effects[0])).toEqual(["message-wanted"]);
  const back = after([press("8"), { kind: "sound-ended", sound: "call-back" }], told);
  expect(back).toMatchObject({ state: { phase: "ended", endedHow: "call-back-asked" } });
  expect(back.effects.map(plays)).toEqual([["call-back"], []]);
  expect(after([{ kind: "news", prompt: "news", instead: ["message"] }, press("8")], waiting).state.phase).toBe("waiting");
});

const keys = fc.shuffledSubarray(["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const, { minLength: acts.length });
const menus = fc.tuple(fc.shuffledSubarray([...acts], { minLength: 1 }), keys, fc.integer({ min: 1, max: 3 })).map(([chosen, pressed, roundsMax]) => ({ ...PLAIN_RECEPTION, menu: { on: true, keys: chosen.map((act, n) => ({ key: pressed[n]!, act })), waitSeconds: 5, roundsMax } }));
const fumbling = fc.array(fc.oneof(fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "A").map(press), fc.constantFrom(up, heard)), { maxLength: 30 });

test("[C91] in every menu, whatever is pressed and whenever, a caller is in line, at the recorder or hears the menu, and time alone leads to an operator", () => {
  fc.assert(
    fc.property(menus, fumbling, (reception, events) => {
      const { state } = after(events, call(reception));
      expect(["choosing", "waiting", "leaving-voicemail"]).toContain(state.phase);
      if (state.phase !== "choosing") return;
      expect(menuIsOver(state, t(CHOOSING_SECONDS_MAX))).toBe(true);
      expect(after([{ kind: "menu-over" }], state).state.phase).toBe("waiting");
    }),
    { numRuns: 1000 },
  );
});

test("[C91] nobody is kept in a menu by pressing keys: after nine that lead nowhere an operator is rung", () => {
  fc.assert(
    fc.property(menus, fc.array(fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8", "9", "*").map(press), { minLength: 9, maxLength: 9 }), (reception, events) => {
      expect(after([up, ...events], call(reception)).state.phase).not.toBe("choosing");
    }),
    { numRuns: 1000 },
  );
});

test("[C157] the key for doctors and the office ends the call here where they can be proved", () => {
  const state = call(withMenu({ key: "5", act: "check-in" }), true);
  const open = nextOf(state, { kind: "digit", digit: "5", checkInOpen: true }, t(1));
  const closed = nextOf(state, { kind: "digit", digit: "5", checkInOpen: false }, t(1));
  expect(open).toMatchObject({ kind: "moved", state: { phase: "ended", endedHow: "checked-in", operator: null }, effects: [{ do: "check-in" }] });
  expect(closed).toMatchObject({ kind: "moved", state: { phase: "waiting", wants: { choice: "check-in" } } });
  expect([open, closed].map((verdict) => verdict.kind === "moved" && verdict.state.endedHow === "checked-in")).toEqual([true, false]);
});
