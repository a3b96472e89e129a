import type { CallRow, Cue, DeskSnapshot, Floor, OperatorRow, WorkingRow } from "../../../../contract/index.ts";
import { system, type Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { Phi } from "../../../foundation/phi.ts";
import { plus, toIso, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { cueWords, forSupervisors } from "../rules/cue-words.ts";
import { answeredWithin, byQuarter, FLOOR_HOURS, takenWithin } from "../rules/floor.ts";
import { openCues, type CueRow } from "../store.ts";

interface CueOfDesk {
  readonly cue: Cue;
  readonly supervisorsOnly: boolean;
}
/** Numbers on open cues, opened once. */
export type Opened = Map<string, Phi<string> | null>;

/** What all desks share of the database, read once for all of them. */
export interface Shared {
  readonly working: readonly WorkingRow[];
  readonly taken: readonly WorkingRow[];
  readonly cues: readonly CueOfDesk[];
  readonly names: ReadonlyMap<PersonId, string>;
}

const TAKEN_MAX = 50;
const CUES_MAX = 100;

/** [K1] Read with the scope of every client of the service; each person is then shown what their role may see. */
export async function readShared(needs: Needs, scope: Actor["scope"], opened: Opened = new Map()): Promise<Shared> {
  return needs.db.transaction(scope, async (tx) => ({
    ...byState(await needs.dispatch.working(tx)),
    cues: await readCues(needs, tx, { scope, opened }),
    names: await needs.people.namesOf(tx, needs.calls.operators().map((o) => o.person)),
  }));
}

const byState = (rows: readonly WorkingRow[]): Pick<Shared, "working" | "taken"> => ({
  working: rows.filter((row) => row.state !== "taken"),
  taken: rows.filter((row) => row.state === "taken").slice(0, TAKEN_MAX),
});

async function readCues(needs: Needs, tx: Tx, { scope, opened }: { scope: Actor["scope"]; opened: Opened }): Promise<Shared["cues"]> {
  const rows = await openCues(tx, CUES_MAX);
  const names = await needs.directory.namesOf(tx, rows.map((row) => row.account));
  for (const id of opened.keys()) if (!rows.some((row) => row.id === id)) opened.delete(id);
  const cues: CueOfDesk[] = [];
  for (const row of rows) {
    if (!opened.has(row.id)) opened.set(row.id, await numberToRing(needs, tx, { row, scope }));
    const number = opened.get(row.id) ?? null;
    const cue = { id: row.id, dueAt: toIso(row.dueAt), say: cueWords[row.kind], accountName: names.get(row.account) ?? "", call: row.call, message: row.message, takeOver: row.kind === "unfinished" };
    cues.push({ cue: { ...cue, number: number && Phi.reveal(number) }, supervisorsOnly: forSupervisors.has(row.kind) });
  }
  return cues;
}

/** [K3] The number stands on a cue that asks to ring back: it is what the cue is for. Opened and recorded once, when the cue first shows. */
async function numberToRing(needs: Needs, tx: Tx, { row, scope }: { row: CueRow; scope: Actor["scope"] }): Promise<Phi<string> | null> {
  if (row.kind !== "ring-back" || !row.call) return null;
  const call = await needs.calls.find(tx, row.call);
  if (!call) return null;
  await needs.audit.record(tx, system("desk", { clients: scope.clients }), "cue.show-number", { type: "call", id: call.id, client: call.client });
  return (await needs.calls.caller(call)).number;
}

const rowState: Record<string, CallRow["state"]> = { "talking": "talking", "held": "held", "wrap-up": "wrap-up", "leaving-voicemail": "voicemail", "saying-goodbye": "voicemail" };

const nameOf = (shared: Shared, person: PersonId | null): string | null => (person === null ? null : (shared.names.get(person) ?? ""));

export function callRows(needs: Needs, shared: Shared, person: PersonId): CallRow[] {
  return needs.calls.live().map(({ state, ...call }) => {
    const has = state.operator === person;
    return {
      id: call.id, accountName: call.accountName, state: rowState[state.phase] ?? (state.offeredTo ? "offered" : "queued"), since: toIso(state.since),
      offeredTo: nameOf(shared, state.offeredTo), mine: has || state.offeredTo === person,
      callerNumber: has && call.callerNumber ? Phi.reveal(call.callerNumber) : null, // [K3]
    };
  });
}

export const operatorRows = (needs: Needs, shared: Shared): OperatorRow[] =>
  needs.calls.operators().map((o) => ({ person: o.person, name: shared.names.get(o.person) ?? "", state: o.state, since: toIso(o.since), accountName: o.accountName }));

export function deskOf(needs: Needs, shared: Shared, as: { person: PersonId; supervisor: boolean }): DeskSnapshot {
  const operators = operatorRows(needs, shared);
  const at = needs.world.now();
  return {
    at: toIso(at),
    me: operators.find((o) => o.person === as.person) ?? { person: as.person, name: shared.names.get(as.person) ?? "", state: "away", since: toIso(at), accountName: null },
    calls: callRows(needs, shared, as.person),
    working: [...shared.working],
    taken: [...shared.taken],
    cues: shared.cues.filter((each) => as.supervisor || !each.supervisorsOnly).map((each) => each.cue),
    operators,
    trouble: needs.calls.trouble(),
  };
}

/** [K7] The floor from the call log and from what lives now. */
export async function readFloor(needs: Needs, scope: Actor["scope"]): Promise<Floor> {
  const at = needs.world.now();
  const shared = await readShared(needs, scope);
  const since = plus(at, { hours: -FLOOR_HOURS });
  const { calls, taken } = await needs.db.transaction(scope, async (tx) => ({ calls: await needs.calls.answerTimes(tx, since), taken: await needs.dispatch.takenSeconds(tx, since) }));
  const waiting = needs.calls.live().filter((call) => call.state.phase === "waiting");
  return {
    at: toIso(at),
    waiting: { count: waiting.length, longestSince: longest(waiting.map((call) => call.state.since)) },
    operators: operatorRows(needs, shared),
    working: [...shared.working],
    answerTimes: byQuarter(calls, at).map((q) => ({ ...q, from: toIso(q.from) })),
    answeredWithin: answeredWithin(calls),
    takenWithin: takenWithin(taken),
  };
}

const longest = (since: readonly Instant[]): string | null => (since.length === 0 ? null : toIso(since.toSorted((a, b) => a - b)[0]!));
