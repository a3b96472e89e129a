import type { TimelineEvent } from "../../../../contract/index.ts";
import { dangerouslyReveal } from "../../../foundation/phi.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import { INBOX, NOT_WOKEN_REASON, type State } from "../../delivery/index.ts";
import type { OpenedEvent } from "../../messages/index.ts";
import type { Loaded } from "../load.ts";
import type { DecisionRow } from "../store/decisions.ts";
import { PAGE_WORDS } from "./say.ts";
import { sayTry, type Names } from "./working-row.ts";

const RECEIPT_WORDS: Readonly<Record<Exclude<State, "claimed" | "acknowledged">, string>> = {
  accepted: "Accepted: it is in the inbox.",
  "on-device": "On device, said by the device.",
  opened: "Opened. The ladder goes on until a person takes it.",
  failed: "Not sent.",
};
const NOT_WOKEN_WORDS = "None of their devices could be woken. Whoever is next is reached now.";
const LINES_MAX = 500;

type Line = Omit<TimelineEvent, "at"> & { readonly at: Instant };

/** [D12] [D18] Everything that happened, oldest first, in one instant the alarm after what led to it, told from what is stored once: events, decisions and receipts. */
export function timeline(loaded: readonly Loaded[], events: readonly OpenedEvent[], names: Names): TimelineEvent[] {
  const lines = [...events.map((event) => eventLine(event, names)), ...loaded.flatMap((one) => decisionLines(one, names)), ...loaded.flatMap((one) => receiptLines(one, names))];
  return newest(lines.toSorted((a, b) => a.at - b.at || Number(a.kind === "alarm") - Number(b.kind === "alarm"))).map((line) => ({ ...line, at: toIso(line.at) }));
}

const NEVER_CUT: ReadonlySet<Line["kind"]> = new Set(["reply", "acknowledged"]);

/** Of too many lines the oldest are left out, but nothing that a person answered. */
function newest(lines: readonly Line[]): readonly Line[] {
  const answers = lines.filter((line) => NEVER_CUT.has(line.kind)).slice(-LINES_MAX);
  const others = lines.filter((line) => !NEVER_CUT.has(line.kind));
  const kept = new Set([...answers, ...others.slice(others.length - Math.min(others.length, LINES_MAX - answers.length))]);
  return lines.filter((line) => kept.has(line));
}

function eventLine(event: OpenedEvent, names: Names): Line {
  const words = event.words ? { words: dangerouslyReveal(event.words) } : {};
  return { at: event.at, kind: event.kind as TimelineEvent["kind"], attempt: event.attempt, who: (event.who && names.get(event.who)) ?? null, say: event.say, ...words };
}

function decisionLines({ decisions, attempts }: Loaded, names: Names): Line[] {
  return decisions.flatMap((one, at): Line[] => {
    const number = attempts.find((attempt) => attempt.id === one.attempt)?.number ?? null;
    const who = one.person === null ? null : (names.get(one.person) ?? null);
    const because = one.reason ? `Reason: ${PAGE_WORDS[one.reason]}.` : one.why;
    const line: Line = { at: one.decidedAt, kind: one.role === "hold" ? "held" : "attempt", attempt: number, who, say: `${sayTry({ ...one, passedAt: null }, names)}. ${because}` };
    return climbed(decisions[at - 1], one) ? [{ at: one.decidedAt, kind: "escalated", attempt: null, who: null, say: `Step ${one.step! + 1} begins.` }, line] : [line];
  });
}

const climbed = (before: DecisionRow | undefined, now: DecisionRow): boolean => now.step !== null && before !== undefined && before.step !== null && now.step > before.step;

function receiptLines({ attempts, receipts }: Loaded, names: Names): Line[] {
  return receipts.flatMap((one): Line[] => {
    if (one.state === "claimed" || one.state === "acknowledged") return [];
    const attempt = attempts.find((a) => a.id === one.attempt)!;
    if (saysItself(attempt, one.state)) return [];
    const repeat: Line[] = one.state === "accepted" && attempt.repeats > 0 ? [{ at: one.at, kind: "repeat", attempt: attempt.number, who: null, say: sayRepeat(attempt.repeats) }] : [];
    return [...repeat, { at: one.at, kind: "receipt", attempt: attempt.number, who: names.get(attempt.person) ?? null, say: one.reason === NOT_WOKEN_REASON ? NOT_WOKEN_WORDS : RECEIPT_WORDS[one.state] }];
  });
}

/** A way that leads outside has lines of its own for what came of it; what the person does with the page is told of any. */
const saysItself = ({ channel }: { readonly channel: string }, state: State): boolean => channel !== INBOX && (state === "accepted" || state === "failed");

const sayRepeat = (repeats: number): string => `Repeat: sent again ${repeats === 1 ? "once" : `${repeats} times`}, because nobody knew whether it had arrived. The inbox shows it once.`;
