import { createHmac, timingSafeEqual } from "node:crypto";
import { system } from "../../../foundation/actor.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import { fromIso, plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import * as store from "../store.ts";

export const WATCH = "nightlead.watch";
const HOUSE = "00000000-0000-0000-0000-000000000000";
const LOOK_SECONDS = 15;
/** Four looks of a watcher. */
export const SILENT_SECONDS = 60;
/** A look that comes this late is of a house that stood still, and heard nobody meanwhile. */
const STOOD_STILL_SECONDS = 30;
/** Not oftener: a house that is always late would never find a watcher silent. */
const GRACE_MINUTES = 5;
/** Clocks of two hosts are this far apart at most; a proof is worth nothing outside of it. */
const CLOCK_SECONDS_MAX = 120;
const PROOF_BYTES = 32;

/** What a watcher shows with each look: its name, its time, and HMAC-SHA-256 of both under its secret. */
export interface WatcherProof {
  readonly name: string;
  readonly at: string;
  readonly proof: string;
}

export const watcherSecret = (derive: Needs["derive"], name: string): Buffer => derive(`watch/${name}`, PROOF_BYTES);
export const proofOf = (secret: Buffer, { name, at }: Omit<WatcherProof, "proof">): string => createHmac("sha256", secret).update(`${name}\n${at}`).digest("hex");

/** RFC 3339 or nothing: what arrives is a stranger's text. */
function timeOf(text: string): Instant | undefined {
  try {
    return fromIso(text);
  } catch {
    return undefined;
  }
}

export function createWatchers(needs: Needs) {
  const shown = new Map<string, Instant>();
  let began = needs.world.now();
  let silent: readonly string[] = [];

  /** [NL9] Whose proof this is: compared in constant time, near our own clock, and newer than the last. */
  function recognise({ name, at, proof }: WatcherProof): boolean {
    const said = timeOf(at);
    if (said === undefined || !needs.watchers.includes(name)) return false;
    const expected = Buffer.from(proofOf(watcherSecret(needs.derive, name), { name, at }));
    const given = Buffer.from(proof);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    if (Math.abs(said - needs.world.now()) > CLOCK_SECONDS_MAX * 1000 || said <= (shown.get(name) ?? 0)) return false;
    shown.set(name, said);
    return true;
  }

  /** True: a watcher of ours looked. Kept in the database where that answers; a database that is away is what the watcher is there to see. */
  async function heard(look: WatcherProof): Promise<boolean> {
    if (!recognise(look)) return false;
    const at = needs.world.now();
    await needs.db.transaction(system("nightlead").scope, (tx) => store.hearWatcher(tx, { name: look.name, at })).catch((error: Error) => needs.log.warn("nightlead.watcher-not-kept", { error: error.name }));
    return true;
  }

  /** [NL8] */
  async function look(job: Job, finish: Finish): Promise<void> {
    await needs.db.transaction(system("nightlead").scope, async (tx) => {
      await finish(tx);
      const at = needs.world.now();
      if (at > plus(job.dueAt, { seconds: STOOD_STILL_SECONDS }) && at > plus(began, { minutes: GRACE_MINUTES })) began = at;
      const known = (await store.watchers(tx)).filter(({ name }) => needs.watchers.includes(name));
      const late = known.filter(({ seenAt }) => at > plus(seenAt > began ? seenAt : began, { seconds: SILENT_SECONDS }));
      for (const { name, id, silentSince, seenAt } of late) {
        if (silentSince !== null) continue;
        await store.markSilent(tx, { name, since: seenAt });
        await needs.notices.tell(tx, { kind: "watcher-silent", subject: id, client: null, account: null, code: name, by: null, at });
      }
      const before = silent.join();
      silent = late.map(({ name }) => name);
      if (silent.join() !== before) tx.afterCommit(needs.moved);
      await needs.due.at(tx, { kind: WATCH, subject: HOUSE, at: plus(at, { seconds: LOOK_SECONDS }), single: true });
    });
  }

  /** At each start. Whoever the settings name is known from now on, and has a minute to be heard. */
  async function begin(): Promise<void> {
    began = needs.world.now();
    await needs.db.transaction(system("nightlead").scope, async (tx) => {
      for (const name of needs.watchers) await store.knowWatcher(tx, { name, id: needs.world.id(), seenAt: began });
      await needs.due.cancel(tx, { subject: HOUSE, kinds: [WATCH] });
      if (needs.watchers.length > 0) await needs.due.at(tx, { kind: WATCH, subject: HOUSE, at: plus(began, { seconds: LOOK_SECONDS }), single: true });
    });
  }

  return { heard, look, begin, silent: () => silent };
}

