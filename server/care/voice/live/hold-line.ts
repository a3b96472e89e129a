import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { plus } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { hasWaitedTooLong } from "../rules/line-up.ts";
import * as store from "../store.ts";
import { note } from "./keep.ts";
import type { Ring } from "./rings.ts";

/** Whoever dies with a call lets go of it in this time; whoever lives says so three times meanwhile. */
const HELD_SECONDS = 60;
const SAID_EVERY_SECONDS = 20;
const LOOK_AGAIN_SECONDS = 5;

interface Asked {
  readonly ring: Ring;
  /** This process, for as long as it lives. */
  readonly holder: string;
  readonly call: string;
}

/** [VD15] Waits until no other process rings this person, and keeps them to this call. Gives how to let go; undefined: nobody needs the call any more. */
export async function holdLine(needs: Needs, { ring, holder, call }: Asked): Promise<(() => Promise<void>) | undefined> {
  const hold = { person: ring.person, holder, call, node: needs.nodes.name };
  for (let looks = 1; ring.waiting.length > 0 && !ring.unneeded.signal.aborted; looks++) {
    const at = needs.world.now();
    if (await inOwn(needs, (tx) => store.holdLine(tx, hold, { at, until: plus(at, { seconds: HELD_SECONDS }) }))) return keepHolding(needs, hold);
    if (looks === 1) await waitBehind(needs, ring);
    await pause(needs, ring.unneeded.signal);
  }
  return undefined;
}

/** Over at once when nobody needs the call any more. */
const pause = (needs: Needs, unneeded: AbortSignal): Promise<void> =>
  new Promise((go) => {
    const callOff = needs.after(LOOK_AGAIN_SECONDS * 1000, go);
    unneeded.addEventListener("abort", () => { callOff(); go(); }, { once: true });
  });

const inOwn = <T>(needs: Needs, work: (tx: Tx) => Promise<T>): Promise<T> => needs.db.transaction(system("voice", { role: "app" }).scope, work);

/** [VD8] What comes again has waited its three minutes in that other call, and waits no longer. */
async function waitBehind(needs: Needs, ring: Ring): Promise<void> {
  for (const waiting of ring.waiting.slice()) {
    if (hasWaitedTooLong(waiting.errand, needs.world.now())) await ring.over(waiting, "late");
    else await note(needs, waiting.errand, "Waits for the end of another call to this person.");
  }
}

function keepHolding(needs: Needs, hold: Parameters<typeof store.holdLine>[1]): () => Promise<void> {
  let callOff = (): void => undefined;
  const failed = (error: Error): void => needs.log.warn("voice.line-not-kept", { error: error.name }); // It runs out by itself.
  const say = (): void => {
    callOff = needs.after(SAID_EVERY_SECONDS * 1000, () => {
      say();
      void inOwn(needs, (tx) => store.keepLine(tx, hold, plus(needs.world.now(), { seconds: HELD_SECONDS }))).catch(failed);
    });
  };
  say();
  return async () => {
    callOff();
    await inOwn(needs, (tx) => store.letGoOfLine(tx, hold)).catch(failed);
  };
}
