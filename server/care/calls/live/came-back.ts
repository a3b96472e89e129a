import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, CallId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import type { Leg } from "../ports.ts";
import type { CallEvent } from "../rules/call-machine.ts";
import { createMarks } from "../rules/marks.ts";
import { seenOutside } from "../rules/outside.ts";
import { seenCalls, type Board, type LiveCall } from "./board.ts";

/** [C161] A new key is a new kind of mark: calls that bear the old one are known by their numbers alone. */
export const marksOf = ({ derive }: Pick<Needs, "derive">) => createMarks(derive("calls/sent-on", 32));

/** How a ring stands to the calls that we place. */
export interface Origin {
  /** A call of ours came back. */
  readonly fromUs: boolean;
  /** It shows a number of ours: nobody's to ring back. */
  readonly numberIsOurs: boolean;
  /** Which call was sent on, where the mark says so. */
  readonly call: CallId | undefined;
}

export const callerOf = ({ directory }: Pick<Needs, "directory">, { callerNumber }: Leg): string | undefined => (callerNumber === undefined ? undefined : directory.normalise(callerNumber));
export const sendersOf = ({ directory }: Pick<Needs, "directory">, { path }: Leg): readonly string[] => (path?.sentOnBy ?? []).flatMap((number) => directory.normalise(number) ?? []);

/**
 * [C152] [C161] What we place shows a number that we hold, or a trunk's own, or the caller's; and what we send on bears our mark, and names the number
 * that was rung first. Carriers drop the one or the other. A number of ours that sent somebody on says that it was us only while a caller of
 * it is with somebody outside: practices have lines of their own that they forward to us.
 */
export async function originOf(needs: Needs, tx: Tx, { leg, board }: { readonly leg: Leg; readonly board: Board }): Promise<Origin> {
  const caller = callerOf(needs, leg);
  const call = marksOf(needs).read(leg.path?.mark);
  const numberIsOurs = caller !== undefined && (needs.telephony.trunks().some(({ from }) => from === caller) || (await needs.directory.byDialled(tx, caller)) !== undefined);
  return { call, numberIsOurs, fromUs: numberIsOurs || call !== undefined || (await isOfOneOutside(needs, tx, { senders: sendersOf(needs, leg), board })) };
}

async function isOfOneOutside({ directory }: Needs, tx: Tx, { senders, board }: { readonly senders: readonly string[]; readonly board: Board }): Promise<boolean> {
  const out = new Set(seenCalls(board).filter(({ state }) => seenOutside(state)).map(({ accountId }) => accountId));
  if (out.size === 0) return false;
  for (const number of senders) {
    const held = await directory.byDialled(tx, number);
    if (held && out.has(held.account)) return true;
  }
  return false;
}

/** Which calls may be hearing the one that came back: the one that its mark names, else all of the account that it rang. */
type Meant = { readonly call: CallId } | { readonly account: AccountId };
const isMeant = ({ id, accountId }: LiveCall, meant: Meant): boolean => ("call" in meant ? meant.call === id : meant.account === accountId);

/** [C152] [C161] Who was sent out may be hearing this very call, at whichever node they are. */
export function createCameBack({ nodes }: Needs, board: Board, tell: (call: LiveCall, event: CallEvent) => unknown): (meant: Meant) => void {
  const here = (meant: Meant): void => {
    for (const call of [...board.calls.values()].filter((one) => isMeant(one, meant))) tell(call, { kind: "came-back" });
  };
  nodes.hear("came-back", (body) => here(body as Meant));
  return (meant) => {
    here(meant);
    nodes.tell("came-back", meant);
  };
}
