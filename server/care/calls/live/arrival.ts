import type { Reception } from "../../../../contract/index.ts";
import { system } from "../../../foundation/actor.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import type { AccountId, CallId, ClientId } from "../../../foundation/ids.ts";
import { phi, type Phi } from "../../../foundation/phi.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { AccountFacts, Needs } from "../needs.ts";
import type { Leg } from "../ports.ts";
import type { Received } from "../rules/call-machine.ts";
import { gate, type Gate } from "../rules/gate.ts";
import * as store from "../store.ts";
import { rangInVain, stampReception } from "../store/received.ts";
import type { Board } from "./board.ts";
import { callerOf, originOf, sendersOf, type Origin } from "./came-back.ts";
import { placeHere } from "./carry.ts";

/** What the gate decided for a ring, after it was written down. */
export type Arrival =
  | { readonly kind: "take"; readonly id: CallId; readonly client: ClientId; readonly accountId: AccountId; readonly account: AccountFacts; readonly callerNumber: Phi<string> | null; readonly received: Received; readonly at: Instant; readonly origin: Origin }
  | { readonly kind: "not-found" }
  | { readonly kind: "announce" }
  | { readonly kind: "redirect"; readonly to: string };

const actor = system("gate");

/** [C1] [C3] The gate, asked once. The call and the caller's sealed number are committed before anybody is offered it. */
export async function offerCall(needs: Needs, leg: Leg, board: Board): Promise<Arrival> {
  const at = needs.world.now();
  const { found, origin } = await needs.db.transaction(actor.scope, async (tx) => ({ found: await needs.directory.byDialled(tx, leg.dialled), origin: await originOf(needs, tx, { leg, board }) }));
  if (!found) return { kind: "not-found" };
  const id = needs.world.id() as CallId;
  const sealed = origin.numberIsOurs ? NOBODY : await sealCaller(needs, leg, { client: found.client, id, at });
  const asked = system("gate", { clients: [found.client] });
  return needs.db.transaction(asked.scope, async (tx) => {
    const account = await needs.directory.factsOf(tx, found.account);
    const standing = await needs.agreements.standing(tx, found.client, at);
    const verdict = gate(standing.kind, account.fallback);
    const subject = { type: "call", id, client: found.client };
    await needs.audit.record(tx, asked, "call.offer", subject, verdict.kind);
    if (verdict.kind !== "take") {
      await turnAway(needs, tx, { client: found.client, id, account: found.account, at, standing: standing.kind });
      return verdict as Exclude<Gate, { kind: "take" }>;
    }
    await store.insertCall(tx, {
      client: found.client, id, account: found.account, dialled: leg.dialled.slice(0, 20), transport: leg.transport, at, agreement: standing.agreement!, ...sealed,
      recording: account.recording, scripts: await needs.scripts.stampFor(tx, found.account, at),
    });
    await store.insertEvent(tx, { client: found.client, id }, { number: 1, at, kind: "ring", operator: null, detail: leg.transport });
    const { received, forwardTo } = await receive(needs, tx, { client: found.client, id, account: found.account, callerIndex: sealed.callerIndex, at, leg, fromUs: origin.fromUs });
    if (forwardTo !== null) return { kind: "redirect", to: forwardTo };
    placeHere(needs, tx, { client: found.client, id });
    const number = origin.numberIsOurs ? null : numberOf(needs, leg);
    return { kind: "take", origin, id, client: found.client, accountId: found.account, account, callerNumber: number === null ? null : phi(number), received, at };
  });
}

interface Ringing {
  readonly client: ClientId;
  readonly id: CallId;
  readonly account: AccountId;
  readonly callerIndex: Buffer | null;
  readonly at: Instant;
  readonly leg: Leg;
  readonly fromUs: boolean;
}
/** Who hung up before anybody spoke, and rings again within this time, is known. */
const RANG_BEFORE = { minutes: -30 };

/**
 * [C94] [C150] How the account receives its callers is stamped on the call. While its office is open they may be sent there: by the carrier,
 * and then the call is no more of ours, or by us, who take them back when nobody answers.
 */
async function receive(needs: Needs, tx: Tx, { at, callerIndex, leg, fromUs, ...call }: Ringing): Promise<{ received: Received; forwardTo: string | null }> {
  const { version, reception: stamped, open } = await needs.directory.reception.stampFor(tx, call.account, at);
  const reception = withoutCircles(needs, { leg, fromUs }, stamped);
  if (version > 0) await stampReception(tx, call, version);
  const forward = open ? forwardOf(reception) : "no";
  if (forward === "by-carrier") await forwarded(tx, call, at);
  const rangBefore = callerIndex !== null && (await rangInVain(tx, { ...call, callerIndex, since: plus(at, RANG_BEFORE) }));
  return { received: { reception, rangBefore, hasNumber: callerIndex !== null, forward: forward === "by-us" }, forwardTo: forward === "by-carrier" ? reception.whenOpen.forwardTo : null };
}

function forwardOf({ whenOpen: { forwardTo, ringSeconds } }: Reception): "no" | "by-us" | "by-carrier" {
  if (forwardTo === null) return "no";
  return ringSeconds === null ? "by-carrier" : "by-us";
}

/** Whoever sends a call on must leave a hop for the one who takes it (RFC 3261 16.3). */
const HOPS_MIN = 2;

/** [C152] Nobody is sent to where they come from, or have been; and what came back to us, or was sent on too often, is sent nowhere. */
function withoutCircles(needs: Needs, { leg, fromUs }: Pick<Ringing, "leg" | "fromUs">, reception: Reception): Reception {
  const been = [callerOf(needs, leg), ...sendersOf(needs, leg)];
  const staysHere = fromUs || (leg.path !== undefined && leg.path.hopsLeft < HOPS_MIN);
  const comesFrom = (number: string | undefined): boolean => number !== undefined && (staysHere || been.includes(number));
  const { whenOpen, overflow } = reception;
  return {
    ...reception,
    whenOpen: comesFrom(whenOpen.forwardTo ?? undefined) ? { ...whenOpen, forwardTo: null } : whenOpen,
    overflow: comesFrom(overflow.partner?.number) ? { ...overflow, partner: null } : overflow,
  };
}

/** The number of a call of ours is nobody's to ring back. */
const NOBODY = { caller: null, callerIndex: null };

async function forwarded(tx: Tx, call: store.CallRef, at: Instant): Promise<void> {
  await store.insertEvent(tx, call, { number: 2, at, kind: "forwarded", operator: null, detail: null });
  await store.saveStanding(tx, call, { phase: "ended", operator: null, answeredAt: null, endedAt: at, endedHow: "forwarded", finishedAt: at, finishReason: null });
}

async function sealCaller(needs: Needs, leg: Leg, call: { client: ClientId; id: CallId; at: Instant }): Promise<{ caller: Buffer | null; callerIndex: Buffer | null }> {
  const number = numberOf(needs, leg);
  if (number === null && leg.callerName === undefined) return { caller: null, callerIndex: null };
  const place = { client: call.client, ...sealedColumn("calls.call", "caller"), row: call.id, revision: 0 };
  const text = JSON.stringify({ number, proof: leg.callerProof ?? null, name: leg.callerName?.slice(0, 120) ?? null });
  const caller = await needs.vault.sealText({ ...place, at: call.at, kind: "call" }, phi(text));
  const callerIndex = number === null ? null : await needs.vault.blindIndex(call.client, sealedColumn("calls.call", "caller_index"), phi(number));
  return { caller, callerIndex };
}

/** E.164 where the number is one; else as the trunk gave it: a short internal number still helps to ring back. */
function numberOf(needs: Needs, leg: Leg): string | null {
  if (leg.callerNumber === undefined) return null;
  return needs.directory.normalise(leg.callerNumber) ?? leg.callerNumber.slice(0, 32);
}

type Tx = Parameters<typeof store.turnAway>[0];
async function turnAway(needs: Needs, tx: Tx, row: Parameters<typeof store.turnAway>[1]): Promise<void> {
  await store.turnAway(tx, row);
  await needs.facts.record(tx, { name: "call.turned-away", subject: row.account, client: row.client, at: row.at, ids: { standing: row.standing } });
}
