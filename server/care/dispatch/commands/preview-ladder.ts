import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { choosePerson, type Reachable } from "../rules/choose-person.ts";
import { chosenLadder, type OwnLadder } from "../rules/chosen-ladder.ts";
import { isQuiet, ringsAPlace, targetOf, type Hours, type Step } from "../rules/ladder.ts";
import type { LadderDraft } from "../rules/ladder-fault.ts";
import { sayStep } from "../rules/say.ts";
import { openingOf } from "./keep-hold.ts";
import * as ladders from "../store/ladders.ts";

export interface PreviewAsk {
  readonly account: AccountId;
  readonly urgency: OwnLadder["urgency"];
  readonly at: Instant;
  /** Not saved yet; null: the ladder of that instant. */
  readonly draft: LadderDraft | null;
}
export interface Preview {
  readonly hours: Hours;
  readonly quiet: boolean;
  readonly lines: readonly { at: Instant; who: string; name: string | null; why: string }[];
}

/** [D24] Who would be asked, and when, about a message sent at that instant if nobody answered. Nobody is paged, nothing is kept. */
export const previewLadder = (needs: Needs) => async (tx: Tx, as: Actor, ask: PreviewAsk): Promise<Outcome<Preview>> => {
  const account = await needs.accountOf(tx, ask.account);
  if (!account) return refuse(refusals.notFound);
  if (!(await needs.access.may(tx, as, "ladder.see", account.client))) return refuse(refusals.mayNot);
  const own = await ladders.newest(tx, { client: account.client, account: ask.account, urgency: ask.urgency });
  const ladder = ask.draft ?? chosenLadder(own, { ...ask, account });
  const place = { client: account.client, account: ask.account };
  return done({ hours: ladder.hours, quiet: isQuiet(ladder.quiet, { ...ask, zone: account.zone }), lines: await linesOf(needs, tx, { place, at: ask.at, steps: ladder.steps }) });
};

interface Look {
  readonly place: { readonly client: ClientId; readonly account: AccountId };
  readonly at: Instant;
  readonly steps: readonly Step[];
}

/** Each step at its own time: the shift may change while the ladder is climbed. A step with nobody in it takes no time. */
async function linesOf(needs: Needs, tx: Tx, { place, at, steps }: Look): Promise<Preview["lines"]> {
  const lines: { at: Instant; who: string; name: string | null; why: string }[] = [];
  let due = at;
  for (const step of steps) {
    const duty = await reachableAt(needs, tx, { place, at: due, step });
    const choice = targetOf(step) === undefined ? { person: null, why: "" } : choosePerson(step, duty, { at: due, passed: [] });
    const name = choice.person && ((await needs.namesOf(tx, [choice.person])).get(choice.person) ?? null);
    lines.push({ at: due, who: sayStep(step), name, why: choice.why });
    if (step.who === "hold") due = await heldFrom(needs, tx, { place, at: due, step });
    else if (choice.person !== null || ringsAPlace(step)) due = plus(due, { minutes: step.patienceMinutes * (step.repeats + 1) });
  }
  return lines;
}

/** An office that does not open holds nothing, and the next step begins at once. */
async function heldFrom(needs: Needs, tx: Tx, { place, at, step }: { place: Look["place"]; at: Instant; step: Step }): Promise<Instant> {
  const opening = await openingOf(needs, tx, { account: place.account, at });
  return opening === undefined ? at : plus(opening, { minutes: step.patienceMinutes });
}

async function reachableAt(needs: Needs, tx: Tx, { place, at, step }: { place: Look["place"]; at: Instant; step: Step }): Promise<Reachable> {
  const duty = await needs.onDuty(tx, place, at);
  const person = step.person as PersonId | undefined;
  if (!person || !(await needs.covers(tx, place, person))) return duty;
  return { ...duty, named: [{ person, name: (await needs.namesOf(tx, [person])).get(person) ?? "A colleague" }] };
}
