import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_RECEPTION, type MenuAct, type Reception } from "../../contract/index.ts";
import { arriving, nextOf, type CallEvent } from "../care/calls/rules/call-machine.ts";
import { promptFor } from "../care/calls/rules/prompts-of.ts";
import { promptSound } from "../edge/media/prompts.ts";
import { instant } from "../foundation/time.ts";

/** What a practice may have chosen, and what happens to a call, against the sound itself: neither the machine nor the table of prompts says alone what comes first. */
const ACTS: readonly MenuAct[] = ["urgent", "office", "operator", "voicemail", "check-in", "spanish"];
const receptions: fc.Arbitrary<Reception> = fc.record({ on: fc.boolean(), acts: fc.subarray([...ACTS], { minLength: 1 }), office: fc.boolean(), partner: fc.boolean() }).map(({ on, acts, office, partner }) => ({
  ...PLAIN_RECEPTION,
  menu: { on, keys: acts.map((act, n) => ({ key: String(n + 1) as Reception["menu"]["keys"][number]["key"], act })), waitSeconds: 5, roundsMax: 2 },
  whenOpen: { forwardTo: office ? "+12125550177" : null, ringSeconds: 20, keyToTake: false },
  overflow: { ...PLAIN_RECEPTION.overflow, partner: partner ? { name: "Harbor Answering", number: "+12125550188", agreementSigned: "2026-10-01", seconds: 45, keyToTake: false } : null },
}));
const events = fc.array(fc.oneof(
  fc.constantFrom<CallEvent>({ kind: "leg-up" }, { kind: "nobody" }, { kind: "send-out", to: "office" }, { kind: "send-out", to: "partner" }, { kind: "dial-failed", leg: 1, why: "busy" }, { kind: "browser-gone" }),
  fc.constantFrom("0", "1", "2", "3", "7", "8", "#").map((digit): CallEvent => ({ kind: "digit", digit, checkInOpen: true })),
), { maxLength: 8 });
const SENTENCES = ["emergency", "emergency.es"].map(promptSound);
const TONES: ReadonlySet<string> = new Set(["hold", "ringing"]);

test("[M19] whatever a practice chose and whatever crosses, the first words of a call are the emergency sentence", () => {
  const first = new Set<string>();
  fc.assert(fc.property(receptions, events, fc.record({ recording: fc.boolean(), forward: fc.boolean(), hasNumber: fc.boolean(), rangBefore: fc.boolean() }), (reception, happened, { recording, ...arrives }) => {
    let state = arriving(recording, instant(1_800_000_000_000), { reception, ...arrives, forward: arrives.forward && reception.whenOpen.forwardTo !== null });
    for (const [n, event] of [{ kind: "leg-up" } as CallEvent, ...happened].entries()) {
      const verdict = nextOf(state, event, instant(1_800_000_000_000 + n * 1000));
      if (verdict.kind !== "moved") continue;
      state = verdict.state;
      const said = verdict.effects.flatMap((effect) => (effect.do === "play" ? [promptFor(effect.sound, state)] : [])).find((prompt) => !TONES.has(prompt));
      if (said === undefined) continue;
      first.add(said.split("+")[0]!);
      expect(SENTENCES.some((sentence) => promptSound(said).subarray(0, sentence.length).equals(sentence)), said).toBe(true);
      return;
    }
  }), { numRuns: 2000 });
  expect([...first].toSorted()).toEqual(["emergency", "greeting-wait", "office-ringing", "recording-notice"]);
});
