import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { isAsked, caseOf, loadOne, onLadder, type Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { step } from "../rules/core.ts";
import { changed, messageOf, schedule } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import * as dispatches from "../store/dispatches.ts";
import { noteOfficeHad } from "./take-held.ts";
import { take } from "./acknowledge-message.ts";

export interface RangAsk {
  readonly message: MessageId;
  /** Which decision asked for it. */
  readonly number: number;
  readonly result: "reached" | "not-reached";
}

/** [D22] The operator rang as the ladder asked. Reached: a person has it, said to the operator. Not reached: the ladder goes on at once. */
export const noteRang = (needs: Needs) => async (tx: Tx, as: Actor, ask: RangAsk): Promise<Outcome<undefined>> => {
  const row = await dispatches.lockNewest(tx, ask.message);
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const loaded = await loadOne(needs, tx, row);
  const asked = loaded.decisions.find(({ number }) => number === ask.number);
  const refusal = await whyNot(needs, tx, { as, row, asked });
  await needs.audit.record(tx, as, "dispatch.rang", messageOf(row), refusal ? "no" : ask.result, { number: ask.number });
  if (refusal) return refuse(refusal);
  await keep(needs, tx, { loaded, asked: asked!, result: ask.result, by: as.person });
  return done();
};

async function whyNot(needs: Needs, tx: Tx, { as, row, asked }: { as: Actor; row: Loaded["row"]; asked: decisions.DecisionRow | undefined }): Promise<Refusal | undefined> {
  if (!(await needs.access.may(tx, as, "page.send", row.client))) return refusals.mayNot;
  if (row.state === "taken") return refusals.alreadyTaken;
  return asked && isAsked(asked) && asked.ringResult === null ? undefined : refusals.notAsked;
}

async function keep(needs: Needs, tx: Tx, { loaded, asked, result, by }: { loaded: Loaded; asked: decisions.DecisionRow; result: RangAsk["result"]; by: PersonId }): Promise<void> {
  const { row } = loaded;
  const at = needs.world.now();
  const { effects } = step(caseOf(loaded), { kind: "rang", number: onLadder(loaded.decisions).indexOf(asked), result, by }, at);
  await decisions.setRang(tx, { client: row.client, id: asked.id, result, by, ringAt: at });
  await needs.messages.addEvent(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "rang", who: by, say: await sayResult(needs, tx, { asked, result }) });
  const taken = effects.find((effect) => effect.kind === "taken");
  if (taken && asked.role === "office-phone") await noteOfficeHad(tx, row);
  if (taken) return take(needs, tx, { row, person: taken.by, at });
  for (const effect of effects) if (effect.kind === "timer") await schedule(needs, tx, { row, dueAt: effect.at });
  changed(needs, tx, row);
}

async function sayResult(needs: Needs, tx: Tx, { asked, result }: { asked: decisions.DecisionRow; result: RangAsk["result"] }): Promise<string> {
  const whom = asked.person === null ? (asked.role === "office-phone" ? "the office" : "the nurses' line") : ((await needs.namesOf(tx, [asked.person])).get(asked.person) ?? "a colleague");
  return result === "reached" ? `Rang ${whom}: reached, and has it.` : `Rang ${whom}: not reached. The ladder goes on.`;
}
