import { system } from "../../../foundation/actor.ts";
import type { Fact } from "../../../foundation/facts/index.ts";
import type { Needs } from "../needs.ts";
import type { Endpoint, Leg } from "../ports.ts";
import { arriving } from "../rules/call-machine.ts";
import { offerCall, type Arrival } from "./arrival.ts";
import { liveCall } from "./board.ts";
import { createCameBack } from "./came-back.ts";
import { keepCarried } from "./carry.ts";
import { connectPhone } from "./connect.ts";
import { announce, takeWithoutDatabase } from "./emergency.ts";
import { createJournal } from "./journal.ts";
import { onMedia } from "./on-media.ts";
import { createRecorder } from "./recorder.ts";
import { callBack, type Switchboard } from "./switchboard.ts";

export const LIVE_CALLS_MAX = 500;
/** The gate must answer within this; else the caller hears the fixed announcement. */
const GATE_MS_MAX = 2_500;
const RETRY_AFTER_SECONDS = 10;
const LOOK_AGAIN_MS = 1_000;
export interface Reception {
  /** Calls in the announcement that no operator takes part in. */
  readonly announcing: Set<Endpoint>;
  trouble(): "database" | "disk" | "media" | null;
  drain(): void;
  /** [C19] Whoever rings from now on waits until what is given back is called: what a crash left is put away first. */
  hold(): () => void;
}

/** Connects the telephone and the media to the switchboard. */
export function listen(needs: Needs, switchboard: Switchboard): Reception {
  const { board } = switchboard;
  const announcing = new Set<Endpoint>();
  const house = { needs, switchboard, announcing, cameBack: createCameBack(needs, board, switchboard.tell) };
  const state = { gateFailed: false, draining: false };
  const threshold = createThreshold();

  const isFull = (): boolean => state.draining || !needs.media.admits() || board.calls.size + announcing.size >= LIVE_CALLS_MAX;

  async function arrive(leg: Leg): Promise<void> {
    await threshold.free();
    if (isFull()) {
      needs.log.warn("calls.refused-overload", { live: board.calls.size });
      return leg.reject(503, RETRY_AFTER_SECONDS);
    }
    const arrival = await askGate(leg);
    if (arrival.kind === "database-away") return withoutDatabase(house, leg, arrival.late);
    switch (arrival.kind) {
      case "not-found":
        return notAnAccount(needs, leg);
      case "redirect":
        return leg.redirect(arrival.to);
      case "announce":
        return announce(house, leg, "agreement-ended");
      case "take":
        return take(house, leg, arrival);
    }
  }

  async function askGate(leg: Leg): Promise<Arrival | { readonly kind: "database-away"; readonly late: Promise<Arrival | undefined> }> {
    const asked = offerCall(needs, leg, board);
    try {
      const arrival = await within(GATE_MS_MAX, asked);
      state.gateFailed = false;
      return arrival;
    } catch (error) {
      state.gateFailed = true;
      setTimeout(() => lookAgain(needs, state), LOOK_AGAIN_MS).unref();
      needs.log.error("calls.gate-failed", { error: (error as Error).name });
      return { kind: "database-away", late: asked.catch(() => undefined) };
    }
  }

  function trouble(): ReturnType<Reception["trouble"]> {
    const standing = needs.db.standing();
    if (state.gateFailed || standing === "away") return "database";
    if (standing === "full") return "disk";
    return needs.media.status().processes === 0 ? "media" : null;
  }

  needs.telephony.onCall((leg) => {
    arrive(leg).catch((error: Error) => {
      needs.log.error("calls.arrival-failed", { error: error.name });
      leg.reject(500);
      leg.hangup();
    });
  });
  needs.media.onEvent((event) => onMedia(house, event));
  return {
    announcing, trouble,
    drain: () => void (state.draining = true),
    hold: threshold.hold,
  };
}

/** [C71] A number of the service's own, or none at all. */
async function notAnAccount(needs: Needs, leg: Leg): Promise<void> {
  if (!(await needs.ownLine?.(leg))) leg.reject(404);
}

/** Where callers wait while nobody may be let in. */
function createThreshold(): { free(): Promise<void>; hold(): () => void } {
  let held = Promise.resolve();
  return {
    free: () => held,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

/** The desk is told that it is over without waiting for the next caller. */
function lookAgain(needs: Needs, state: { gateFailed: boolean }): void {
  if (!state.gateFailed) return;
  needs.db.transaction(system("gate").scope, async () => undefined).then(() => (state.gateFailed = false), () => setTimeout(() => lookAgain(needs, state), LOOK_AGAIN_MS).unref());
}

/** [C11] [EM1] What becomes of this caller without the database; a gate that answers after all adds nothing to a call that is kept. */
async function withoutDatabase(house: House, leg: Leg, late: Promise<Arrival | undefined>): Promise<void> {
  const { needs, announcing } = house;
  const kept = await takeWithoutDatabase({ needs, announcing }, leg);
  const arrival = await late;
  if (arrival?.kind === "take") endLate(needs, arrival, kept ? undefined : callBack(arrival, needs.world.now()));
}

/** [C11] The gate answered after all, when the caller had been told that nobody can take the call: their number is there to ring back. */
function endLate(needs: Needs, late: Taken, leaves: Fact | undefined): void {
  const at = needs.world.now();
  const over = { ...arriving(false, late.at), phase: "ended", endedAt: at, endedHow: "gate-late", finishedAt: at } as const;
  createJournal(needs, late, 1).note({ at, kind: "gate-late" }, over, leaves);
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("the gate did not answer in time"), { name: "GateLate" })), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

type Taken = Extract<Arrival, { kind: "take" }>;

interface House {
  readonly needs: Needs;
  readonly switchboard: Switchboard;
  readonly announcing: Set<Endpoint>;
}

function take({ needs, switchboard, cameBack }: House & { readonly cameBack: ReturnType<typeof createCameBack> }, leg: Leg, arrival: Taken): void {
  const ref = { client: arrival.client, id: arrival.id };
  const call = liveCall({
    ...arrival, offeredAt: arrival.at, leg, state: arriving(arrival.account.recording, arrival.at, arrival.received),
    callerNumber: arrival.callerNumber,
    journal: createJournal(needs, ref, 1), recorder: createRecorder(needs, ref),
  });
  leg.ring();
  const { fromUs, call: sentOn } = arrival.origin;
  if (fromUs) cameBack(sentOn === undefined ? { account: call.accountId } : { call: sentOn });
  switchboard.admit(call, async () => {
    const connected = await connectPhone(needs, call, leg);
    if (connected) void keepCarried(needs, call);
    return connected;
  });
  leg.onReoffer(async (offer) => (call.phone ? needs.media.updatePhone(call.phone, offer) : undefined));
  leg.onEnd((how) => void switchboard.tell(call, { kind: "leg-ended", how }));
}
