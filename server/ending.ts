import type { Telephony } from "./care/calls/index.ts";
import type { House } from "./compose.ts";
import type { Http } from "./edge/http/index.ts";
import type { Realtime } from "./edge/realtime/index.ts";
import type { Log } from "./foundation/log.ts";
import type { World } from "./foundation/world.ts";

/** What there is to end, and the time it may take: given in, so that fifteen minutes can pass in a test at once. */
export interface Ending {
  readonly calls: Pick<House["calls"], "live" | "drain" | "settled">;
  readonly desk: Pick<House["desk"], "stop">;
  readonly telephony: Pick<Telephony, "drain" | "status" | "close">;
  readonly http: Pick<Http, "drain">;
  readonly realtime: Pick<Realtime, "close">;
  readonly log: Log;
  readonly world: Pick<World, "steady">;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** In the order in which they were opened; the last one opened is closed first. */
  readonly closers: (() => Promise<unknown>)[];
}

const DRAIN_MINUTES_MAX = 15;
const DRAIN_WRITE_MS_MAX = 10_000;
const DRAIN_LOOK_MS = 250;

/** [RUN-5] New calls get 503, live ones finish, at most 15 minutes; what they leave is written; then everything closes. Asked again, it is the same ending. */
export function createDrain(needs: Ending): (reason: string) => Promise<void> {
  let draining: Promise<void> | undefined;
  return (reason) => (draining ??= end(needs, reason));
}

async function end(needs: Ending, reason: string): Promise<void> {
  const { calls, telephony, log } = needs;
  log.info("drain", { reason, calls: calls.live().length });
  calls.drain();
  telephony.drain();
  needs.http.drain();
  await callsOver(needs);
  // Hung up while there still are sound, people at desks and a database: what a call leaves behind is kept as at any other end.
  if (telephony.status().legs > 0) {
    log.warn("drain.limit", { minutes: DRAIN_MINUTES_MAX, calls: calls.live().length });
    await telephony.close();
  }
  // With the database away it is not waited for: the next start finds what is missing, as after a crash.
  await Promise.race([calls.settled(), needs.pause(DRAIN_WRITE_MS_MAX)]);
  needs.desk.stop();
  needs.realtime.close();
  for (const close of needs.closers.splice(0).toReversed()) await close().catch((error: Error) => log.warn("close-failed", { error: error.name }));
}

async function callsOver({ telephony, world, pause }: Ending): Promise<void> {
  const until = world.steady() + DRAIN_MINUTES_MAX * 60_000;
  while (telephony.status().legs > 0 && world.steady() < until) await pause(DRAIN_LOOK_MS);
}

/** systemd and a closed terminal tell the launcher and us, and the launcher tells us too: that is one asking. */
const ONE_ASKING_MS = 500;

/** Calls `end` when this process is asked to end; asked again, it ends at once. */
export function whenAskedToEnd(end: () => void): void {
  let askedAt: number | undefined;
  const hear = (): void => {
    const at = performance.now();
    if (askedAt !== undefined) return at - askedAt > ONE_ASKING_MS ? process.exit(1) : undefined;
    askedAt = at;
    end();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, hear);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined); // The terminal was closed; calls go on.
}
