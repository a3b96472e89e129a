import { system } from "../../../foundation/actor.ts";
import type { CallId } from "../../../foundation/ids.ts";
import { claim, letGoOfAll, placedElsewhere, placedOn } from "../../../foundation/nodes/index.ts";
import { plus } from "../../../foundation/time.ts";
import { closeCalls, closeRecordings, readerOf, type Read } from "../live/left-open.ts";
import type { Switchboard } from "../live/switchboard.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";
import type { Whose } from "../store.ts";

/** The longest night shift there is, with its hand-over. */
const SHIFT_HOURS_MAX = 14;
/** Claimed in one transaction. */
const CLAIMED_MAX = 500;

/**
 * [C12] After a restart no leg lives. Calls that had an operator go to wrap-up, so that what was typed can be sent; calls that nobody
 * had taken become call-back items; recordings whose writer died are marked cut, and a voicemail among them becomes a message.
 * Each of them is one transaction, so a kill in the middle leaves the rest for the next start. Calls of other nodes are left alone.
 */
export const recoverCalls = (needs: Needs, switchboard: Switchboard) => async (): Promise<{ wrapUp: number; callBack: number; cut: number }> => {
  const read = await readerOf(needs);
  const { calls, recordings, isOthers } = await left(needs, switchboard, read);
  // The recordings first: a caller who left a voicemail is not rung back.
  const cut = await closeRecordings(needs, { read, of: recordings }, isOthers);
  const closed = await closeCalls(needs, switchboard, { read, of: calls });
  await readPresence(needs, switchboard);
  return { ...closed, cut };
};

interface Left {
  readonly calls: Whose;
  readonly recordings: Whose;
  readonly isOthers: () => Promise<ReadonlySet<string>>;
}

/**
 * [C86] What this process has to put away. A house of one takes everything, whichever names those had who left it: [F35] nobody else is alive.
 * A node takes what bears its name, and of what bears none whatever it claims first. What is on the board was taken up a moment ago.
 */
async function left(needs: Needs, { board }: Switchboard, read: Read): Promise<Left> {
  const { name } = needs.nodes;
  const but = [...board.calls.keys()];
  if (name === null) {
    await read(letGoOfAll);
    return { calls: { only: null, but }, recordings: { only: null, but }, isOthers: async () => new Set() };
  }
  await claimNobodys({ read, name, but });
  const elsewhere = (): Promise<CallId[]> => read((tx) => placedElsewhere(tx, name));
  const here = await read((tx) => placedOn(tx, name));
  return {
    calls: { only: here.map(({ id }) => id).filter((id) => !board.calls.has(id)), but: [] },
    recordings: { only: null, but: [...(await elsewhere()), ...but] },
    // A call has its place before it is recorded: whatever began since those were read is among these.
    isOthers: async () => new Set(await elsewhere()),
  };
}

/** A house of one left them without a place. Two nodes that start at once have each what they claimed. */
async function claimNobodys({ read, name, but }: { read: Read; name: string; but: Whose["but"] }): Promise<void> {
  for (;;) {
    const nobodys = await read(async (tx) => {
      const of = { only: null, but: [...(await placedElsewhere(tx, null)), ...but] };
      return [...(await store.unfinished(tx, { taken: true, limit: CLAIMED_MAX, of })), ...(await store.unfinished(tx, { taken: false, limit: CLAIMED_MAX, of }))];
    });
    if (nobodys.length === 0) return;
    await read(async (tx) => {
      for (const call of nobodys) await claim(tx, call, name);
    });
  }
}

/** [C17] A desk that was ready is ready again as soon as its line is back; until then it counts for nobody. */
async function readPresence(needs: Needs, { board }: Switchboard): Promise<void> {
  const at = needs.world.now();
  const said = await needs.db.transaction(system("recovery").scope, (tx) => store.lastStates(tx, plus(at, { hours: -SHIFT_HOURS_MAX })));
  for (const { person, state } of said) {
    if (state !== "ready" && state !== "break" && state !== "finishing") continue;
    board.presence.set(person, { wish: state, connected: false, openedAt: at, lostAt: undefined, since: at, missed: 0 });
  }
}
