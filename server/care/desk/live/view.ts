import { DESK_ROWS_MAX, type CallRow, type Cue, type DeskSnapshot, type Floor, type LongHold, type OperatorRow, type WorkingRow } from "../../../../contract/index.ts";
import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, type Phi } from "../../../foundation/phi.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import { KeyDropped, KeyMissing, SealBroken } from "../../../trust/vault/index.ts";
import { byTurn, seenOutside, standingOfHold } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { FOR_ALL, FOR_SUPERVISORS, HANDED_OVER, isShownTo, sayCue, type CueKind } from "../rules/cue-words.ts";
import { wantsOf } from "../rules/caller-wants.ts";
import { answeredWithin, byQuarter, FLOOR_HOURS, takenWithin } from "../rules/floor.ts";
import { helpCalls, helpShown } from "./help-view.ts";
import type { Shift } from "./shifts.ts";
import { openCues, type CueRow } from "../store.ts";

/** Numbers on open cues, opened once. "erased": its key is gone, and the number with it. */
export type Opened = Map<string, Phi<string> | "erased" | null>;

interface Cues {
  readonly shown: readonly (Cue & { readonly owner: PersonId | null })[];
  /** Open cues beyond those. */
  readonly more: number;
}

/** What all desks share of the database, read once for all of them. */
export interface Shared {
  readonly working: readonly WorkingRow[];
  /** Those that wait for an office to open: nobody is to do anything about them. */
  readonly held: readonly WorkingRow[];
  readonly taken: readonly WorkingRow[];
  /** Everybody's, and those that only a supervisor sees. */
  readonly cues: { readonly all: Cues; readonly supervisors: Cues };
  readonly moreWorking: number;
  readonly names: ReadonlyMap<PersonId, string>;
}

/** Of a desk's cues; the rest is everybody's. */
const SUPERVISORS_CUES_MAX = 20;

/** [K1] Read with the scope of every client of the service; each person is then shown what their role may see. */
export async function readShared(needs: Needs, scope: Actor["scope"], opened: Opened): Promise<Shared> {
  return needs.db.transaction(scope, async (tx) => ({ ...(await readRows(needs, tx)), cues: await readAllCues(needs, tx, { scope, opened }) }));
}

type Rows = Omit<Shared, "cues">;

/** Without the cues: the floor shows none, and opening their numbers for it would be a touch each second. */
const readRows = async (needs: Needs, tx: Tx): Promise<Rows> => ({
  ...byState(await needs.dispatch.working(tx), await needs.dispatch.countOpen(tx)),
  names: await needs.people.namesOf(tx, [...new Set([...needs.calls.operators(), ...needs.calls.help.list()].map(({ person }) => person))]),
});

/** [K64] Until half an hour after the office opened: then the desk is asked to ring it, and it stands among those that nobody has taken. */
const isHeld = ({ state, heldUntil, ring }: WorkingRow): boolean => state === "working" && heldUntil !== undefined && ring === undefined;

function byState(rows: readonly WorkingRow[], open: number): Pick<Shared, "working" | "held" | "taken" | "moreWorking"> {
  const held = rows.filter(isHeld).slice(0, DESK_ROWS_MAX.held);
  const working = rows.filter((row) => row.state !== "taken" && !held.includes(row)).slice(0, DESK_ROWS_MAX.working);
  return { working, held, moreWorking: Math.max(0, open - working.length - held.length), taken: rows.filter((row) => row.state === "taken").slice(0, DESK_ROWS_MAX.taken) };
}

interface CueReading {
  readonly scope: Actor["scope"];
  readonly opened: Opened;
}

async function readAllCues(needs: Needs, tx: Tx, reading: CueReading): Promise<Shared["cues"]> {
  const all = await readCues(needs, tx, { ...reading, kinds: FOR_ALL, limit: DESK_ROWS_MAX.cues - SUPERVISORS_CUES_MAX });
  const supervisors = await readCues(needs, tx, { ...reading, kinds: FOR_SUPERVISORS, limit: SUPERVISORS_CUES_MAX });
  const shown = new Set([...all.shown, ...supervisors.shown].map(({ id }) => id));
  for (const id of reading.opened.keys()) if (!shown.has(id)) reading.opened.delete(id);
  return { all, supervisors };
}

/** [K4] The gravest kind and the newest are kept when there are too many; what is shown stands in the order in which it fell due. */
async function readCues(needs: Needs, tx: Tx, ask: CueReading & { kinds: readonly CueKind[]; limit: number }): Promise<Cues> {
  const rows = await openCues(tx, { ...ask, at: needs.world.now() });
  const names = await needs.directory.namesOf(tx, rows.map((row) => row.account));
  const shown: Cues["shown"][number][] = [];
  for (const row of rows.toSorted((a, b) => a.dueAt - b.dueAt)) {
    const number = await numberOn(needs, tx, { ...ask, row });
    const erased = number === "erased";
    shown.push({
      id: row.id, dueAt: toIso(row.dueAt), say: sayCue(row, erased), accountName: names.get(row.account) ?? "", call: row.call, message: row.message, takeOver: row.kind === "unfinished", owner: row.owner, ...(row.kind === "reminder" && { words: true }),
      number: await shownNumber(needs, tx, { row, number }),
    });
  }
  return { shown, more: (rows[0]?.all ?? 0) - rows.length };
}

/** A caller's as it was opened; [K65] of an office its own, which is nobody's secret. */
async function shownNumber(needs: Needs, tx: Tx, { row, number }: { row: CueRow; number: Awaited<ReturnType<typeof numberOn>> }): Promise<string | null> {
  if (row.kind === "digest") return (await needs.directory.officeNumber(tx, row.account)) ?? null;
  return number === null || number === "erased" ? null : dangerouslyReveal(number);
}

async function numberOn(needs: Needs, tx: Tx, { row, scope, opened }: CueReading & { row: CueRow }): Promise<Phi<string> | "erased" | null> {
  const known = opened.get(row.id);
  if (known !== undefined) return known;
  const number = await numberToRing(needs, tx, { row, scope });
  opened.set(row.id, number);
  return number;
}

/** [K3] The number stands on a cue that asks to ring back: it is what the cue is for. Opened and recorded once, when the cue first shows. */
async function numberToRing(needs: Needs, tx: Tx, { row, scope }: { row: CueRow; scope: Actor["scope"] }): Promise<Phi<string> | "erased" | null> {
  if (row.kind !== "ring-back" || !row.call) return null;
  const call = await needs.calls.find(tx, row.call);
  if (!call) return null;
  await needs.audit.record(tx, system("desk", { clients: scope.clients }), "cue.show-number", { type: "call", id: call.id, client: call.client });
  try {
    return (await needs.calls.caller(call)).number;
  } catch (error) {
    // [K13] One number that does not open, because its key was dropped or did not come back with a restore, takes no desk its sight.
    if (!CANNOT_OPEN.some((kind) => error instanceof kind)) throw error;
    needs.log.warn("desk.number-erased", { call: call.id, error: (error as Error).name });
    return "erased";
  }
}
const CANNOT_OPEN = [KeyDropped, KeyMissing, SealBroken];

const rowState: Record<string, CallRow["state"]> = { "talking": "talking", "held": "held", "parked": "parked", "joined": "joined", "wrap-up": "wrap-up", "leaving-voicemail": "voicemail", "saying-goodbye": "voicemail", "choosing": "greeting", "forwarding": "joined" };

const rowStateOf = ({ phase, offeredTo }: Live["state"]): CallRow["state"] => rowState[phase] ?? (offeredTo ? "offered" : "queued");

const nameOf = (shared: Rows, person: PersonId | null): string | null => (person === null ? null : (shared.names.get(person) ?? ""));

type Live = ReturnType<Needs["calls"]["live"]>[number];

export function callRows(needs: Needs, shared: Rows, person: PersonId): CallRow[] {
  const own = (state: Live["state"]): number => (state.operator === person ? 0 : state.offeredTo === person ? 1 : 2);
  // One's own first, then in the order in which they are answered: what is beyond the limit is what stands last in line.
  const sorted = needs.calls.live().toSorted((a, b) => own(a.state) - own(b.state) || byTurn(a, b));
  return sorted.map(({ state, ...call }) => {
    const has = state.operator === person;
    return {
      id: call.id, accountName: call.accountName, state: rowStateOf(state), since: toIso(state.since),
      offeredTo: nameOf(shared, state.offeredTo), mine: has || state.offeredTo === person,
      callerNumber: has && call.callerNumber ? dangerouslyReveal(call.callerNumber) : null, // [K3]
      ...(waitsOnHold(state) && { hold: { operator: nameOf(shared, state.operator ?? state.lastOperator), ...standingOfHold(state) } }),
      ...wantsOf({ ...call, state }),
      ...outsideOf(state),
      ...(has && ofTheirOwn({ ...call, state })),
    };
  });
}

/** [C62] Whose call is listened to sees it. */
const listenedOf = ({ listener }: Pick<Live, "listener">): Pick<CallRow, "listened"> => (listener ? { listened: listener.whispers ? "whispers" : "listens" } : {});

/** [K40] Whom an operator is talking with about a caller, who listens, and who declined to be recorded is theirs to know. */
const ofTheirOwn = (call: Live): Partial<CallRow> => ({ ...othersOf(call), ...listenedOf(call), ...(call.recordingDeclined && { recordingDeclined: true }) });

/** [C156] */
function outsideOf(state: Live["state"]): Pick<CallRow, "outside"> {
  const outside = seenOutside(state);
  return outside ? { outside } : {};
}

const waitsOnHold = ({ phase }: Live["state"]): boolean => phase === "held" || phase === "parked";

function othersOf({ state: { others, operatorIn, otherFailed }, unrecorded }: Live): Pick<CallRow, "others" | "operatorIn" | "otherFailed"> {
  const without = new Map(unrecorded.map(({ leg, declined }) => [leg, declined ? "declined" : "untold"] as const));
  return {
    ...(others.length > 0 && { operatorIn, others: others.map(({ leg, target: { kind, label }, stage, since }) => ({ leg, kind, label, stage, since: toIso(since), ...(without.has(leg) && { unrecorded: without.get(leg) }) })) }),
    ...(otherFailed && { otherFailed: { kind: otherFailed.target.kind, label: otherFailed.target.label, why: otherFailed.why, at: toIso(otherFailed.at) } }),
  };
}

/** Who is there first. */
export const operatorRows = (needs: Needs, shared: Rows): OperatorRow[] =>
  needs.calls.operators().toSorted((a, b) => Number(a.state === "away") - Number(b.state === "away")).map((o) => ({ person: o.person, name: shared.names.get(o.person) ?? "", state: o.state, since: toIso(o.since), accountName: o.accountName }));

/** [C60] With the call that a supervisor may listen to. */
function floorOperators(needs: Needs, shared: Rows): Floor["operators"] {
  const calls = new Map(needs.calls.operators().flatMap(({ person, call }) => (call === null ? [] : [[person, call] as const])));
  const listeners = new Map(needs.calls.live().map(({ id, listener }) => [id, listener] as const));
  return operatorRows(needs, shared).map((row) => {
    const call = calls.get(row.person as PersonId);
    const listener = call && listeners.get(call);
    return { ...row, ...(call && { call }), ...(listener && { listener: listener.person }) };
  });
}

const byDue = (a: Cue, b: Cue): number => (a.dueAt === b.dueAt ? 0 : a.dueAt < b.dueAt ? -1 : 1);

/** [K62] A cue as this person sees it, or not at all. */
function cueFor(needs: Needs, { owner, ...cue }: Cues["shown"][number], as: Looking): Cue[] {
  const isAtDesk = (person: string): boolean => needs.calls.operators().some((one) => one.person === person && one.state !== "away");
  if (!isShownTo(owner, { person: as.person, isAtDesk })) return [];
  const say = owner === null || owner === as.person ? cue.say : HANDED_OVER;
  // A number that is of no call is an office's own.
  return [cue.call === null || as.sees(cue.id) ? { ...cue, say } : { ...cue, say, number: null }];
}

/** Whose desk it is, and what is theirs alone. */
interface Looking {
  readonly person: PersonId;
  readonly supervisor: boolean;
  readonly sees: (cue: string) => boolean;
  readonly shift: Shift | undefined;
}

export function deskOf(needs: Needs, shared: Shared, as: Looking): DeskSnapshot {
  const operators = operatorRows(needs, shared);
  const calls = callRows(needs, shared, as.person);
  const cues = [...shared.cues.all.shown, ...(as.supervisor ? shared.cues.supervisors.shown : [])].toSorted(byDue).flatMap((cue) => cueFor(needs, cue, as));
  const at = needs.world.now();
  return {
    at: toIso(at),
    me: operators.find((o) => o.person === as.person) ?? { person: as.person, name: shared.names.get(as.person) ?? "", state: "away", since: toIso(at), accountName: null },
    calls: calls.slice(0, DESK_ROWS_MAX.calls),
    working: [...shared.working],
    taken: [...shared.taken],
    ...heldOn(shared),
    ...helpShown(needs.calls, shared.names, as),
    cues,
    operators: operators.slice(0, DESK_ROWS_MAX.operators),
    ...moreOf({ calls: calls.length - DESK_ROWS_MAX.calls, working: shared.moreWorking, cues: shared.cues.all.more + (as.supervisor ? shared.cues.supervisors.more : 0), operators: operators.length - DESK_ROWS_MAX.operators }),
    ...(as.shift && { shift: as.shift }),
    trouble: needs.calls.trouble() ?? (needs.unwatched() ? "watcher" : null),
  };
}

/** [K64] Left out while there is none. */
function heldOn({ held }: Shared): Pick<DeskSnapshot, "held"> {
  const rows = held.map(({ message, accountName, zone, heldUntil, next }) => ({ message, accountName, zone, until: heldUntil!, say: `Then ${next?.say ?? "the desk rings the office"}` }));
  return rows.length > 0 ? { held: rows } : {};
}

/** [K13] What is beyond the limits is counted, never silently left out. */
function moreOf(beyond: Required<DeskSnapshot>["more"]): Pick<DeskSnapshot, "more"> {
  const more = { calls: Math.max(0, beyond.calls), working: beyond.working, cues: beyond.cues, operators: Math.max(0, beyond.operators) };
  return Object.values(more).some((count) => count > 0) ? { more } : {};
}

/** [K7] The floor from the call log and from what lives now. */
export async function readFloor(needs: Needs, scope: Actor["scope"]): Promise<Floor> {
  const at = needs.world.now();
  const shared = await needs.db.transaction(scope, (tx) => readRows(needs, tx));
  const since = plus(at, { hours: -FLOOR_HOURS });
  const { calls, taken, notices, failing } = await needs.db.transaction(scope, async (tx) => ({
    calls: await needs.calls.answerTimes(tx, since), taken: await needs.dispatch.takenSeconds(tx, since), notices: await needs.notices.waiting(tx),
    failing: await needs.failingWork(tx),
  }));
  const waiting = needs.calls.live().filter((call) => call.state.phase === "waiting");
  return {
    at: toIso(at),
    waiting: { count: waiting.length, longestSince: longest(waiting.map((call) => call.state.since)) },
    operators: floorOperators(needs, shared).slice(0, DESK_ROWS_MAX.operators),
    working: [...shared.working],
    ...(shared.moreWorking > 0 && { moreWorking: shared.moreWorking }),
    ...longHoldsIn(needs, shared),
    ...helpCalls(needs.calls, shared.names),
    ...(failing > 0 && { failing }),
    answerTimes: byQuarter(calls, at).map((q) => ({ ...q, from: toIso(q.from) })),
    answeredWithin: answeredWithin(calls),
    takenWithin: takenWithin(taken),
    notices: { open: notices.open, newest: notices.newest === null ? null : toIso(notices.newest) },
  };
}

/** [K22] Callers on hold of whom the office was told, the longest first. */
function longHoldsIn(needs: Needs, shared: Rows): Pick<Floor, "longHolds"> {
  const holds = needs.calls.live().filter(({ state }) => state.phase === "held" && standingOfHold(state).officeTold).toSorted((a, b) => a.state.since - b.state.since);
  const rows = holds.slice(0, DESK_ROWS_MAX.longHolds).map(({ id, accountName, state }): LongHold => ({ call: id, accountName, operator: nameOf(shared, state.operator), since: toIso(state.since) }));
  return rows.length > 0 ? { longHolds: rows } : {};
}

const longest = (since: readonly Instant[]): string | null => (since.length === 0 ? null : toIso(since.toSorted((a, b) => a - b)[0]!));
