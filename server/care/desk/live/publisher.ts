import { system } from "../../../foundation/actor.ts";
import type { ClientId, PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { createSeenNumbers } from "./seen-numbers.ts";
import { readShifts, type Shift, type Shifts } from "./shifts.ts";
import { deskOf, readFloor, readShared, type Opened, type Shared } from "./view.ts";

export interface Publisher {
  /** Calls or operators moved: memory only, told at once. */
  callsMoved(): void;
  /** Messages, cues or names moved: read again, then told. */
  recordsMoved(): void;
  /** What all desks share now, read anew: whoever asks may have missed what was told. */
  shared(): Promise<Shared>;
  /** [K20] Which cues' numbers this person may see now: those for which it is written down. */
  numbersFor(shared: Shared, person: PersonId): Promise<(cue: string) => boolean>;
  /** [K21] Read for this person, now. */
  shiftOf(person: PersonId): Promise<Shift | undefined>;
  floorScope(): Promise<ReturnType<typeof system>["scope"]>;
  stop(): void;
}

/** Two tellings of one desk are at least this far apart; a storm of changes costs one reading each. */
const CALLS_GAP_MS = 30;
const RECORDS_GAP_MS = 120;
const FLOOR_GAP_MS = 1_000;
/** Each reading counts a night's calls, and nobody watches the figures of a shift tick. */
const SHIFTS_GAP_MS = 3_000;
const RETRY_MS = 1_000;

/** [K1] Sends each open desk its state in whole when something moved, and the floor to each open office. */
export function createPublisher(needs: Needs, supervisors: (person: PersonId) => boolean): Publisher {
  const opened: Opened = new Map();
  const numbers = createSeenNumbers(needs);
  let known: Shared | undefined;
  let shifts: Shifts = new Map();
  let clients: readonly ClientId[] = [];
  const allClients = async () => {
    clients = await needs.db.transaction(system("desk").scope, (tx) => needs.clients.allIds(tx));
    return system("desk", { clients }).scope;
  };
  const read = inTurn(async (): Promise<Shared> => (known = await readShared(needs, await allClients(), opened)));

  const tellDesks = (): void => {
    if (!known) return;
    for (const person of needs.live.inRoom("desk")) needs.live.toPerson(person, { type: "desk", desk: deskOf(needs, known, { person, supervisor: supervisors(person), sees: numbers.by(person), shift: shifts.get(person) }) });
  };
  const show = async (): Promise<void> => {
    if (known) await numbers.record(known.cues.all.shown, needs.live.inRoom("desk"));
    tellDesks();
  };
  const failed = (error: Error): void => {
    needs.log.warn("desk.publish-failed", { error: error.name });
    tellDesks(); // [K9] The desk hears of the trouble from memory, and of what it could not read as soon as it can be read.
  };
  /** With no desk open nothing is read, and what was is old by the time one opens: it asks itself. */
  const isWatched = (): boolean => {
    if (needs.live.inRoom("desk").length > 0) return true;
    known = undefined;
    return false;
  };
  const tellCalls = spaced(CALLS_GAP_MS, failed, async () => {
    if (!isWatched()) return;
    if (!known || [...needs.calls.operators(), ...needs.calls.help.list()].some(({ person }) => !known?.names.has(person))) await read();
    await show();
  });
  const tellRecords = spaced(RECORDS_GAP_MS, failed, async () => {
    if (!isWatched()) return;
    await read();
    await show();
  });
  const tellShifts = spaced(SHIFTS_GAP_MS, failed, async () => {
    const desks = needs.live.inRoom("desk");
    if (desks.length === 0) return;
    shifts = await readShifts(needs, await allClients(), desks);
    tellDesks();
  });
  const tellFloor = spaced(FLOOR_GAP_MS, failed, async () => {
    const offices = needs.live.inRoom("office");
    if (offices.length === 0) return;
    const floor = await readFloor(needs, await allClients());
    for (const person of offices) needs.live.toPerson(person, { type: "floor", floor });
  });

  return {
    callsMoved: () => [tellCalls, tellShifts, tellFloor].forEach((each) => each.poke()),
    recordsMoved: () => [tellRecords, tellShifts, tellFloor].forEach((each) => each.poke()),
    shared: read,
    numbersFor: async (shared, person) => (await numbers.record(shared.cues.all.shown, [person]), numbers.by(person)),
    shiftOf: async (person) => (await readShifts(needs, await allClients(), [person])).get(person),
    floorScope: allClients,
    stop: () => [tellCalls, tellRecords, tellShifts, tellFloor].forEach((each) => each.stop()),
  };
}

/** One reading after the other, so that none overwrites a newer one; whoever asks meanwhile shares the next one with all who do. */
function inTurn<T>(read: () => Promise<T>): () => Promise<T> {
  let flying: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    next = undefined;
    const mine = read();
    flying = mine;
    const over = (): void => void (flying === mine && (flying = undefined));
    mine.then(over, over);
    return mine;
  };
  return () => next ?? (flying === undefined ? start() : (next = flying.then(start, start)));
}

/** Runs `work` at most once in `gapMs`, once more when it was poked while it ran, and again after a second until it succeeds. */
function spaced(gapMs: number, failed: (error: Error) => void, work: () => Promise<void>): { poke(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  let stopped = false;
  const start = (ms: number): void => void (stopped || (timer ??= setTimeout(run, ms)));
  function run(): void {
    timer = undefined;
    running = true;
    work().then(
      () => over(again ? gapMs : undefined),
      (error: Error) => {
        failed(error);
        over(RETRY_MS);
      },
    );
  }
  function over(nextMs: number | undefined): void {
    running = false;
    again = false;
    if (nextMs !== undefined) start(nextMs);
  }
  return {
    poke: () => (running ? void (again = true) : start(gapMs)),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
