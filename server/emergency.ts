import type { House } from "./compose.ts";
import type { CopiedAccount, EmergencyMode } from "./edge/emergency/index.ts";
import { system } from "./foundation/actor.ts";
import type { Tx } from "./foundation/db/db.ts";
import type { Log } from "./foundation/log.ts";
import { fromIso, toIso, type Instant } from "./foundation/time.ts";
import type { World } from "./foundation/world.ts";

/** Far within the age that the copy may have [EM5]: an account that opens now is in it a minute later. */
const COPY_MS = 60_000;
/** While nobody is in it yet: a new house opens its first accounts a moment after it starts. */
const COPY_EMPTY_MS = 500;
const COPY_AGAIN_MS = 5_000;
const COLLECT_MS = 2_000;
/** Whoever is on call now, and those after them. */
const SPANS_MAX = 4;

export interface EmergencyNeeds {
  readonly emergency: EmergencyMode;
  readonly house: House;
  readonly world: World;
  readonly log: Log;
}

/** Keeps the copy fresh while the database answers, and brings in what was kept while it did not. */
export function keepEmergency(needs: EmergencyNeeds): { stop(): Promise<void> } {
  const copying = again(async () => {
    try {
      return (await refreshCopy(needs)) === 0 ? COPY_EMPTY_MS : COPY_MS;
    } catch (error) {
      needs.log.warn("emergency.copy-failed", { error: (error as Error).name });
      return COPY_AGAIN_MS;
    }
  });
  const collecting = again(async () => {
    // While the database is away this rejects with each try, and the calls wait where they are.
    const taken = await needs.emergency.collect((call) => needs.house.calls.takeKept(call)).catch((error: Error) => (needs.log.warn("emergency.collect-waits", { error: error.name }), 0));
    if (taken > 0) needs.log.info("emergency.collected", { calls: taken });
    return COLLECT_MS;
  });
  return { stop: async () => void (await Promise.all([copying.stop(), collecting.stop()])) };
}

/** Does something again and again, with the pause that it asks for. */
function again(work: () => Promise<number>): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    const pauseMs = await work();
    if (!stopped) timer = setTimeout(() => (running = turn()), pauseMs).unref();
  };
  let running = turn();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** [EM5] Gives how many accounts are in it. */
export async function refreshCopy({ emergency, house, world }: Pick<EmergencyNeeds, "emergency" | "house" | "world">): Promise<number> {
  const at = world.now();
  const clients = await house.db.transaction(system("emergency").scope, (tx) => house.clients.everyId(tx));
  const { scope } = system("emergency", { clients });
  const accounts = await house.db.transaction(scope, (tx) => gatesOf(house, tx, at));
  const copied: CopiedAccount[] = [];
  for (const account of accounts) copied.push({ ...account, onCall: await house.db.transaction(scope, (tx) => spansOf(house, tx, { account: account.account, at })) });
  await emergency.saveCopy(copied, at);
  return copied.length;
}

async function gatesOf({ directory, agreements }: House, tx: Tx, at: Instant): Promise<Omit<CopiedAccount, "onCall">[]> {
  const accounts = await directory.accounts(tx);
  const standings = await agreements.standings(tx, at);
  const numbers = Map.groupBy(await directory.numbersOf(tx, accounts.map(({ id }) => id)), ({ account }) => account);
  return accounts.map(({ client, id, name, zone, fallback }) => {
    const { kind, until } = standings.get(client) ?? { kind: "none", until: null };
    return { client, account: id, name, zone, fallback, numbers: (numbers.get(id) ?? []).map(({ number }) => number), standing: kind, until: until === null ? null : toIso(until) };
  });
}

/** Who is on call now and after that, until nobody is known. */
async function spansOf({ oncall }: House, tx: Tx, { account, at }: { account: CopiedAccount["account"]; at: Instant }): Promise<CopiedAccount["onCall"]> {
  const spans: CopiedAccount["onCall"][number][] = [];
  for (let from = at, turn = 0; turn < SPANS_MAX; turn++) {
    const { first, backup } = await oncall.onDuty(tx, account, from);
    for (const [rank, duty] of [["first", first], ["backup", backup]] as const) if (duty) spans.push({ rank, name: duty.name, from: toIso(from), until: duty.until });
    if (!first || fromIso(first.until) <= from) break;
    from = fromIso(first.until);
  }
  return spans;
}
