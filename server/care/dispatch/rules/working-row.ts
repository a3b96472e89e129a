import type { Receipt, WorkingRow } from "../../../../contract/index.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import { isAsked, onLadder, workOf, type Loaded } from "../load.ts";
import { FIRST_RUNG, type Rung } from "./ladder.ts";
import { rungBehind, type Work } from "./next-move.ts";
import { ROLE_WORDS, sayRung } from "./say.ts";

export type Names = ReadonlyMap<PersonId, string>;
const TRIES_SHOWN_MAX = 50;
/** Whom the list names when a person was removed since. */
const nameOf = (names: Names, person: PersonId): string => names.get(person) ?? "A former colleague";
const iso = (at: Instant | null): string | null => (at === null ? null : toIso(at));
const ORDER: readonly Receipt[] = ["claimed", "accepted", "on-device", "opened", "failed"];

/** What the desk, the floor and the phone show of a message: who, when, which receipts, what next. No patient. */
export function workingRow(loaded: Loaded, names: Names): WorkingRow {
  const { row } = loaded;
  const newest = loaded.decisions.findLast((one) => one.attempt !== null);
  return {
    message: row.message, revision: row.revision, account: row.account, accountName: row.accountName, zone: row.zone, urgency: row.urgency,
    sentAt: toIso(row.begunAt),
    state: row.state === "superseded" ? "working" : row.state,
    recipient: newest?.person ? nameOf(names, newest.person) : null,
    receipts: receiptsOf(loaded, newest?.attempt ?? null),
    tries: loaded.decisions.map((one) => tryOf(loaded, one, names)).slice(-TRIES_SHOWN_MAX),
    next: nextOf(loaded),
    takenBy: row.takenBy && nameOf(names, row.takenBy),
    takenAt: iso(row.takenAt),
    quietUntil: iso(row.quietUntil),
    ...ringOf(loaded, names), ...heldOf(loaded),
  };
}

/** [D28] [D30] It waits for the office, which may take it from now on, also when it is rung, and when it was late. */
function heldOf({ row, decisions }: Loaded): Pick<WorkingRow, "heldUntil"> {
  const hold = onLadder(decisions).findLast((one) => one.heldUntil !== null && one.hurriedAt === null);
  return hold && (row.state === "working" || row.state === "alarm") ? { heldUntil: toIso(hold.heldUntil!) } : {};
}

const PLACE_TO_RING = { office: "Ring the office", line: "Ring the nurses' line" } as const;

/** [D22] What the desk is asked to do now: ring somebody, and say how it went. */
function ringOf(loaded: Loaded, names: Names): Pick<WorkingRow, "ring"> {
  const { state, nextAt } = loaded.row;
  const last = onLadder(loaded.decisions).at(-1);
  if (state !== "working" || nextAt === null || !last || !isAsked(last) || last.ringResult !== null) return {};
  return { ring: { number: last.number, say: last.person === null ? PLACE_TO_RING[last.role === "office-phone" ? "office" : "line"] : `Ring ${nameOf(names, last.person)}`, until: toIso(nextAt) } };
}

function nextOf(loaded: Loaded): WorkingRow["next"] {
  const { state, steps, nextAt } = loaded.row;
  return state === "working" && nextAt !== null ? { say: sayRung(steps, rungToCome(workOf(loaded))), at: toIso(nextAt) } : null;
}

/** Everybody whose name a row shows. */
export const peopleIn = ({ row, decisions }: Loaded): PersonId[] => [...decisions.flatMap((one) => one.person ?? []), ...(row.takenBy ? [row.takenBy] : [])];

function receiptsOf(loaded: Loaded, attempt: string | null): Receipt[] {
  const states = loaded.receipts.filter((one) => one.attempt === attempt).map((one) => one.state as string);
  return ORDER.filter((receipt) => states.includes(receipt));
}

function tryOf(loaded: Loaded, decision: Loaded["decisions"][number], names: Names): WorkingRow["tries"][number] {
  const attempt = loaded.attempts.find((one) => one.id === decision.attempt);
  const receipt = decision.attempt === null ? ringReceipt(decision) : (receiptsOf(loaded, decision.attempt).at(-1) ?? "claimed");
  return { at: toIso(decision.decidedAt), say: sayTry(decision, names), receipt, repeat: (attempt?.repeats ?? 0) > 0 };
}

/** Of ringing there is no receipt by a device: it is asked, answered by a person, or nobody was there. */
const ringReceipt = (decision: Loaded["decisions"][number]): Receipt => (decision.heldUntil !== null ? "claimed" : !isAsked(decision) || decision.ringResult === "not-reached" ? "failed" : decision.ringResult === null ? "claimed" : "accepted");

export function sayTry(decision: Loaded["decisions"][number], names: Names): string {
  if (isAsked(decision)) return sayRing(decision, names);
  if (decision.role === "hold") return decision.heldUntil === null ? "Not held" : "Held until the office opens";
  if (decision.person === null) return decision.role === "backup" ? "No backup to page" : "Nobody on duty to page";
  const said = `${nameOf(names, decision.person)}, ${ROLE_WORDS[decision.role]}, inbox`;
  return decision.passedAt === null ? said : `${said}; passed it on`;
}

const RANG_WORDS = { reached: "reached", "not-reached": "not reached" } as const;
function sayRing({ person, role, ringResult }: Loaded["decisions"][number], names: Names): string {
  const said = person === null ? `The desk rings ${role === "office-phone" ? "the office" : "the nurses' line"}` : `The desk rings ${nameOf(names, person)}`;
  return ringResult === null ? said : `${said}: ${RANG_WORDS[ringResult]}`;
}

function rungToCome({ steps, tries }: Work): Rung {
  const last = tries.at(-1);
  if (!last) return FIRST_RUNG;
  if (last.outcome === "claimed" && !last.passed) return last.rung;
  return rungBehind(steps, last);
}
