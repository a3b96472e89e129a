import { system } from "../actor.ts";
import type { Db } from "../db/db.ts";
import type { Log } from "../log.ts";
import { openSession, patiently, PLACE_SECONDS_MAX, type Session } from "./session.ts";
import { enrol, nodesBeside, strike, type NodeRow } from "./store.ts";

export interface MembershipNeeds {
  /** For a session of its own: not through a pooler, which would lend it to others. */
  readonly url: string;
  readonly db: Db;
  readonly log: Log;
  readonly self: NodeRow;
  readonly lines: { reach(others: readonly NodeRow[]): void; isUp(node: string): boolean };
  /** The other node is dead and this one has its place: what it leaves is taken up. Its lock is held meanwhile. */
  readonly onHeir: (node: string) => Promise<void>;
  /** Another node took this one's place while the database did not hear of us. What lives here is no longer ours. */
  readonly onOusted: () => void;
  /** After which the database takes a machine that says nothing for lost. */
  readonly silenceSeconds?: number;
  /** How long it waits for its place. */
  readonly placeSecondsMax?: number;
}

export interface Membership {
  /** A line was cut: perhaps somebody died. */
  look(): void;
  stop(): Promise<void>;
}

const LOOK_MS = 500;
/** After a line was cut it is looked for a death this often, and this long. */
const LOOK_CLOSELY_MS = 40;
const LOOK_CLOSELY_TIMES = 50;

const scope = system("nodes").scope;

/** Takes this node's place in the house, and the place of any other node that dies. */
export async function keepMembership(needs: MembershipNeeds): Promise<Membership> {
  const { db, log, self } = needs;
  const state: { session: Session | undefined; closely: number; stopped: boolean; looking: boolean; timer?: NodeJS.Timeout } = { session: undefined, closely: 0, stopped: false, looking: false };

  const open = async (): Promise<Session> => {
    const session = await openSession(needs.url, () => {
      if (state.session === session) state.session = undefined;
    }, needs.silenceSeconds);
    const why = await whyNot(session, { name: self.name, seconds: needs.placeSecondsMax ?? PLACE_SECONDS_MAX });
    if (why === undefined) return session;
    await session.close();
    throw new Error(why);
  };
  const reopen = async (): Promise<void> => {
    const session = await open();
    const here = await db.transaction(scope, (tx) => nodesBeside(tx, ""));
    if (!here.some(({ name }) => name === self.name)) return needs.onOusted();
    state.session = session;
    return undefined;
  };
  const look = async (): Promise<void> => {
    if (!state.session) await reopen();
    const others = await db.transaction(scope, (tx) => nodesBeside(tx, self.name));
    needs.lines.reach(others);
    for (const { name } of others) if (!needs.lines.isUp(name) && state.session) await inherit(needs, state.session, name);
  };
  const turn = (): void => {
    if (state.looking || state.stopped) return;
    state.looking = true;
    clearTimeout(state.timer);
    look()
      .catch((error: Error) => log.warn("nodes.look-failed", { error: error.name }))
      .finally(() => {
        state.looking = false;
        state.closely = Math.max(0, state.closely - 1);
        if (!state.stopped) state.timer = setTimeout(turn, state.closely > 0 ? LOOK_CLOSELY_MS : LOOK_MS);
      });
  };

  state.session = await open();
  await db.transaction(scope, (tx) => enrol(tx, self));
  turn();
  return {
    look: () => {
      state.closely = LOOK_CLOSELY_TIMES;
      turn();
    },
    stop: async () => {
      state.stopped = true;
      clearTimeout(state.timer);
      await state.session?.close();
    },
  };
}

/** [F32] [F35] */
async function whyNot(session: Session, { name, seconds }: { name: string; seconds: number }): Promise<string | undefined> {
  if (!(await patiently(() => session.enter("beside"), seconds))) return "a process without a name is at work on this database: end it, or give it one (COMPLINE_NODE)";
  return (await patiently(() => session.take(name), seconds)) ? undefined : `another process is at work under the name ${name}: give this node a name of its own (COMPLINE_NODE)`;
}

/** [F31] Whoever gets a dead node's lock is its heir, alone; what fails is left to the next look, by this node or another. */
async function inherit({ db, log, onHeir }: MembershipNeeds, session: Session, node: string): Promise<void> {
  if (!(await session.take(node))) return; // It lives, and does not hear us or is heard by somebody else.
  try {
    const still = await db.transaction(scope, (tx) => nodesBeside(tx, ""));
    if (!still.some(({ name }) => name === node)) return; // Somebody else was its heir.
    log.warn("nodes.heir", { node });
    await onHeir(node);
    await db.transaction(scope, (tx) => strike(tx, node));
  } finally {
    await session.letGo(node).catch(() => undefined);
  }
}
