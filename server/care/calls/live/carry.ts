import { system } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import * as placed from "../../../foundation/nodes/index.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import type { Needs } from "../needs.ts";
import type { Carrying, Endpoint, Leg, TakenUp } from "../ports.ts";
import type { CallState } from "../rules/call-machine.ts";
import { kept } from "../rules/inherited.ts";
import type { CallRef } from "../store.ts";
import type { LiveCall } from "./board.ts";
import { inRealTime } from "./spoken.ts";

const placeOf = ({ client, id }: CallRef) => ({ client, ...sealedColumn("foundation.placed", "carried"), row: id, revision: 0 });

/** [C83] Whose call it is stands beside the call from the first instant. A house of one node writes nothing. */
export function placeHere({ nodes }: Pick<Needs, "nodes">, tx: Tx, call: CallRef): void {
  if (nodes.name !== null) placed.place(tx, call, nodes.name);
}

/** One write after the other for each call, each of what is true at its turn: the last one stays. */
const keeping = new WeakMap<LiveCall, Promise<void>>();

/** What was to be kept of this call until now is. */
export const keptSoFar = (call: LiveCall): Promise<void> => keeping.get(call) ?? Promise.resolve();

/** After each turn of a call: who answered, rings, or is gone changes what is to be kept. */
export function keepLegs(needs: Needs, call: LiveCall, before: CallState): void {
  if (kept(call.state) !== kept(before)) void keepCarried(needs, call);
}

/** [C83] [C88] How another node would go on with the call's legs, sealed. What cannot be kept costs nobody anything now. */
export function keepCarried(needs: Needs, call: LiveCall): Promise<void> {
  const next = (keeping.get(call) ?? Promise.resolve()).then(() => keepNow(needs, call));
  keeping.set(call, next);
  return next;
}

async function keepNow(needs: Needs, call: LiveCall): Promise<void> {
  const { client, id, leg, others, state } = call;
  if (needs.nodes.name === null || !leg || state.endedAt !== null) return;
  const there = new Set(state.others.map((other) => other.leg));
  const carried = needs.carrying?.carry(leg, [...others.values()].filter(({ number }) => there.has(number)));
  if (carried === undefined) return;
  try {
    const sealed = await needs.vault.sealText({ ...placeOf({ client, id }), at: needs.world.now(), kind: "call" }, phi(carried));
    await needs.db.transaction(system("calls", { clients: [client] }).scope, (tx) => placed.saveCarried(tx, { client, id }, sealed));
  } catch (error) {
    needs.log.warn("calls.not-carried", { call: id, error: (error as Error).name });
  }
}

/** The legs, in the dead node's place, and what was last said of their sound. Undefined: nothing was kept, or it cannot be read. */
export async function takeUpLegs(needs: Needs, { carried, ...call }: placed.Placed): Promise<ReturnType<Carrying["takeUp"]>> {
  if (carried === null || !needs.carrying) return undefined;
  try {
    return needs.carrying.takeUp(dangerouslyReveal(await needs.vault.openText(placeOf(call), carried)));
  } catch (error) {
    needs.log.warn("calls.not-taken-up", { call: call.id, error: (error as Error).name });
    return undefined;
  }
}

/**
 * The sound of all who are on the line comes here, in one moment: until then they hear each other where the dead node's media processes still
 * bring them together [M40]. Everybody's end is opened before anybody is asked, and nobody waits for somebody else's answer.
 */
export async function bringSound(needs: Needs, call: LiveCall, { said, others }: { readonly said: string; readonly others: readonly (TakenUp & { readonly number: number })[] }): Promise<void> {
  const caller = await offered(needs, { leg: call.leg!, said });
  if (caller && call.state.phase === "talking") return followOperator(needs, call, caller);
  const rest = await Promise.all(others.map(async (other) => ({ number: other.number, made: await offered(needs, other, caller?.endpoint) })));
  await Promise.all([
    caller && taken(needs, caller).then((phone) => void (call.phone = phone)),
    ...rest.map(async ({ number, made }) => {
      const phone = made && (await taken(needs, made));
      const other = call.others.get(number);
      if (other) other.phone = phone;
      else if (phone) await needs.media.close(phone).catch(() => undefined); // Hung up on meanwhile.
    }),
  ]);
}

/** An operator who is not here by then may be heard nowhere any more. */
const FOLLOW_MS_MAX = 2_000;

/**
 * [C89] Caller and operator hear each other where they did until the operator's browser has its way to this node: their ends are joined here
 * before, and the caller is asked last. Whatever else becomes of the call, or two seconds, asks them at once.
 */
function followOperator(needs: Needs, call: LiveCall, caller: Made): void {
  call.phone = caller.endpoint;
  const move = (): void => {
    if (call.follow !== move) return;
    call.follow = undefined;
    void taken(needs, caller).then(() => keepCarried(needs, call));
  };
  call.follow = move;
  (needs.after ?? inRealTime)(FOLLOW_MS_MAX, move);
}

export function followUnlessTalking({ state, follow }: LiveCall): void {
  if (state.phase !== "talking") follow?.();
}

interface Made extends TakenUp {
  readonly endpoint: Endpoint;
  readonly offer: string;
}

async function offered(needs: Needs, { leg, said }: TakenUp, near?: Endpoint): Promise<Made | undefined> {
  try {
    return { leg, said, ...(await needs.media.offerPhone(leg.transport, near, said)) };
  } catch (error) {
    return lost(needs, leg, error as Error);
  }
}

/** A far end that does not take our sound has lost the call. */
async function taken(needs: Needs, { leg, endpoint, offer }: Made): Promise<Endpoint | undefined> {
  try {
    if (await needs.media.acceptPhoneAnswer(endpoint, await leg.reoffer(offer))) return endpoint;
    throw new Error("no common sound at the heir");
  } catch (error) {
    await needs.media.close(endpoint).catch(() => undefined);
    return lost(needs, leg, error as Error);
  }
}

function lost(needs: Needs, leg: Leg, error: Error): undefined {
  needs.log.warn("calls.sound-not-brought", { error: error.name });
  leg.hangup();
}
