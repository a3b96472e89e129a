import type { SeenHole } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { BeforeLadder, Needs } from "../needs.ts";
import { ladderRefusal, refusals } from "../refusals.ts";
import { defaultLadder } from "../rules/chosen-ladder.ts";
import { ladderFault, type LadderDraft } from "../rules/ladder-fault.ts";
import { openingOf } from "./keep-hold.ts";
import * as ladders from "../store/ladders.ts";

export type Ladder = LadderDraft;
/** What callers from before hours and quiet rules leave out. */
export type LadderAsk = Pick<Ladder, "urgency" | "steps"> & Partial<Ladder> & {
  readonly account: AccountId;
  /** [D44] The first hole that it opens, as the saver was shown it. */
  readonly acknowledge?: SeenHole | undefined;
};
const URGENCIES = ["emergency", "urgent", "routine"] as const;

/** The ladders of an account: of each urgency the one of all hours, its own or the default, and those of special hours. */
export const readLadders = (needs: Needs) => async (tx: Tx, account: AccountId): Promise<Outcome<readonly Ladder[]>> => {
  const known = await needs.accountOf(tx, account);
  return known ? done(await laddersOf(tx, known.client, account)) : refuse(refusals.notFound);
};

async function laddersOf(tx: Tx, client: ClientId, account: AccountId): Promise<Ladder[]> {
  const standing = (await ladders.newest(tx, { client, account, urgency: null })).filter(({ steps }) => steps.length > 0);
  return URGENCIES.flatMap((urgency) => {
    const own = standing.filter((one) => one.urgency === urgency);
    const always = own.find(({ hours }) => hours === "always") ?? defaultLadder(urgency);
    return [always, ...own.filter(({ hours }) => hours !== "always")].map(({ hours, quiet, steps }) => ({ urgency, hours, quiet, steps }));
  });
}

/** [D1] [D44] A new version, for messages that begin from now on; what is being worked keeps the shape it began with. */
export const saveLadder = (needs: Needs) => async (tx: Tx, as: Actor, ask: LadderAsk): Promise<Outcome<readonly Ladder[]>> => {
  const known = await needs.accountOf(tx, ask.account);
  if (!known || as.kind !== "person") return refuse(refusals.notFound);
  if (!(await needs.access.may(tx, as, "ladder.change", known.client))) return refuse(refusals.mayNot);
  const { account, acknowledge, ...given } = ask;
  const draft: Ladder = { hours: "always", quiet: null, ...given };
  const sight = await judged(needs)(tx, as, { account, draft, acknowledge });
  await needs.audit.record(tx, as, "ladder.save", { type: "account", id: ask.account, client: known.client }, sight.ok ? "yes" : "no", { urgency: draft.urgency, hours: draft.hours, steps: draft.steps.length });
  if (!sight.ok) return sight;
  const before = (await ladders.newest(tx, { client: known.client, account: ask.account, urgency: draft.urgency })).find(({ hours }) => hours === draft.hours);
  const version = (before?.version ?? 0) + 1;
  await ladders.add(tx, {
    client: known.client, id: needs.world.id(), account: ask.account, urgency: draft.urgency, hours: draft.hours, version,
    quiet: draft.quiet, steps: draft.steps, savedBy: as.person, savedAt: needs.world.now(),
  });
  await sight.value(version);
  return done(await laddersOf(tx, known.client, ask.account));
};

/** What its shape tells is told first; then whether each minute ahead still reaches somebody. */
const judged = (needs: Needs): BeforeLadder => async (tx, as, ask) => {
  const refusal = await whyNot(needs, tx, ask);
  if (refusal) return refuse(refusal);
  return needs.beforeLadder ? needs.beforeLadder(tx, as, ask) : done(() => Promise.resolve());
};

/** Special hours without steps fall back to all hours; all hours cannot be taken away. */
async function whyNot(needs: Needs, tx: Tx, { draft, account }: { draft: Ladder; account: AccountId }): Promise<Refusal | undefined> {
  if (draft.hours !== "always" && draft.steps.length === 0) return undefined;
  const fault = ladderFault(draft);
  return fault ? ladderRefusal(fault) : nobodyIn(needs, tx, { draft, account });
}

/** What only the practice as it is can tell: its hours, and its clinicians. */
async function nobodyIn(needs: Needs, tx: Tx, { draft, account }: { draft: Ladder; account: AccountId }): Promise<Refusal | undefined> {
  for (const [step, { who, person }] of draft.steps.entries()) {
    if (who === "hold" && (await openingOf(needs, tx, { account, at: needs.world.now() })) === undefined) return ladderRefusal({ fault: "neverOpen", step });
    if (person && !(await needs.mayBePaged(tx, account, person as PersonId))) return ladderRefusal({ fault: "nobodyThere", step });
  }
  return noSuchRole(needs, tx, { draft, account });
}

/** A role that the schedule speaks of has people at some hour; whether at each is the coverage proof's to say. */
async function noSuchRole(needs: Needs, tx: Tx, { draft, account }: { draft: Ladder; account: AccountId }): Promise<Refusal | undefined> {
  if (!draft.steps.some(({ role }) => role)) return undefined;
  const known = Object.keys((await needs.onDuty(tx, { account }, needs.world.now())).roles ?? {});
  const step = draft.steps.findIndex(({ role }) => role && !known.includes(role.trim().toLowerCase()));
  return step < 0 ? undefined : ladderRefusal({ fault: "noSuchRole", step });
}
