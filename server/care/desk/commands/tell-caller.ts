import { within } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { CallId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus } from "../../../foundation/time.ts";
import type { Operating, StoredCall } from "../../calls/index.ts";
import type { CallerAsk } from "../../messages/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { CONFIRMS_NOTHING, isGuessing, sayStanding } from "../rules/caller-words.ts";

export interface CallerStatusAsk {
  readonly call: CallId;
  /** What the caller says of the patient or of themselves; null: their number alone is asked. */
  readonly said: { readonly name: Phi<string>; readonly born: Phi<string> } | null;
}
export interface CallerStatus {
  readonly told: boolean;
  readonly say: string;
}

const HOUR = { hours: -1 };

/**
 * [K60] Whether the caller on the line may be told how their message stands. Only a number for which the network stands counts, never one that a
 * telephone merely shows, nor a name; else name and birth date together. Every no has the same words, so that asking tells nobody whether there is a message.
 */
export const tellCaller = (needs: Needs) => async (as: Operating, ask: CallerStatusAsk): Promise<Outcome<CallerStatus>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const call = await needs.calls.find(tx, ask.call);
    if (!call) return refuse(refusals.noSuchCall);
    const actor = within(as, call.client);
    const subject = { type: "call", id: call.id, client: call.client };
    if (!needs.calls.isWith(as.person, call)) {
      await needs.audit.record(tx, actor, "caller.ask-status", subject, "no");
      return refuse(refusals.notYours);
    }
    const answer = await answerFor(needs, tx, { call, said: ask.said });
    needs.messages.noteStatusAsk(tx, { client: call.client, id: needs.world.id(), account: call.account, call: call.id, by: as.person, way: ask.said ? "name" : "number", told: answer.told !== null, at: needs.world.now() });
    await needs.audit.record(tx, actor, "caller.ask-status", subject, answer.verdict, { messages: answer.told === null ? [] : [answer.told] });
    return done({ told: answer.told !== null, say: answer.say });
  });

interface Answer {
  readonly told: string | null;
  readonly verdict: "told" | "not-known" | "too-often";
  readonly say: string;
}
const nothing = (verdict: "not-known" | "too-often"): Answer => ({ told: null, verdict, say: CONFIRMS_NOTHING });

async function answerFor(needs: Needs, tx: Tx, { call, said }: { call: StoredCall; said: CallerStatusAsk["said"] }): Promise<Answer> {
  if (said && isGuessing(await needs.messages.namesTried(tx, { client: call.client, account: call.account, call: call.id, since: plus(needs.world.now(), HOUR) }))) return nothing("too-often");
  const known = await asked(needs, { call, said });
  const message = known && (await needs.messages.knowCaller(tx, call, known));
  const standing = message && (await needs.dispatch.tellStanding(tx, message));
  return message && standing ? { told: message, verdict: "told", say: sayStanding(standing) } : nothing("not-known");
}

/** By the number of this call as it was stored when it came, not by one that anybody types. A withheld number is nobody's, and one that nobody but the caller stands for might be anybody's. */
async function asked(needs: Needs, { call, said }: { call: StoredCall; said: CallerStatusAsk["said"] }): Promise<CallerAsk | undefined> {
  if (said) return { by: "name", ...said };
  const { number, proof } = await needs.calls.caller(call);
  return number === null || proof === null ? undefined : { by: "number", number };
}
