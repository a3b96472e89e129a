import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AttemptId, PersonId } from "../../../foundation/ids.ts";
import type { Attempt } from "../../delivery/index.ts";
import type { Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import type { Reachable } from "../rules/choose-person.ts";
import type { Effect } from "../rules/core.ts";
import { wayOf } from "../rules/ladder.ts";
import { sayOpening } from "../rules/say.ts";
import { messageOf } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";
import { keepHold, openingOf } from "./keep-hold.ts";

/** What the core decided about one rung. */
export type Reached = Extract<Effect, { kind: "nobody" | "page" | "ask-desk" | "hold" }>;
const VERDICTS = { nobody: "nobody", page: "claimed", "ask-desk": "asked", hold: "held" } as const;

/** [D4] Who can be reached now: who is on duty, and whom the ladder names, if they cover the practice at this moment. */
export async function reachable(needs: Needs, tx: Tx, row: Loaded["row"]): Promise<Reachable> {
  const duty = await withOpening(needs, tx, { row, duty: await needs.onDuty(tx, row, needs.world.now()) });
  const asked = [...new Set(row.steps.flatMap((step) => step.person ?? []))] as PersonId[];
  if (asked.length === 0) return duty;
  const names = await needs.namesOf(tx, asked);
  const covering: PersonId[] = [];
  for (const person of asked) if (await needs.covers(tx, row, person)) covering.push(person);
  return { ...duty, named: covering.map((person) => ({ person, name: names.get(person) ?? "A colleague" })) };
}

/** [D28] Asked of the directory when a hold falls due: a holiday that was entered since counts. */
async function withOpening(needs: Needs, tx: Tx, { row, duty }: { row: Loaded["row"]; duty: Reachable }): Promise<Reachable> {
  if (!row.steps.some(({ who }) => who === "hold")) return duty;
  const at = needs.world.now();
  const opens = await openingOf(needs, tx, { account: row.account, at });
  return { ...duty, opens: opens === undefined ? null : { at: opens, say: sayOpening(opens, at, row.zone) } };
}

/** [D4] The choice is kept with its reason; whoever is paged has the message claimed for them, whoever is rung may see it. */
export async function keepRung(needs: Needs, tx: Tx, ask: { as: Actor; loaded: Loaded; effect: Reached; number: number }): Promise<Attempt | undefined> {
  const { effect, loaded: { row } } = ask;
  const at = needs.world.now();
  // Named before it is claimed: what is written about it leaves with it, and the database is waited for once.
  const attempt = effect.kind === "page" ? (needs.world.id() as AttemptId) : null;
  const claiming = attempt !== null && effect.kind === "page" ? claim(needs, tx, { row, attempt, person: effect.choice.person, channel: wayOf(effect.step) }) : undefined;
  if (effect.kind === "ask-desk" && effect.choice.person) assign(needs, tx, { row, person: effect.choice.person });
  decisions.add(tx, {
    client: row.client, id: needs.world.id(), dispatch: row.id, message: row.message, number: ask.number,
    step: effect.rung.step, repeat: effect.rung.repeat, role: effect.step.who as decisions.DecisionRow["role"], ...effect.choice, reason: null, attempt, decidedAt: at, passedAt: null, heldUntil: effect.kind === "hold" ? effect.until : null,
  });
  const noted = needs.audit.record(tx, ask.as, "dispatch.page", messageOf(row), VERDICTS[effect.kind], { step: effect.rung.step, repeat: effect.rung.repeat });
  const [claimed] = await Promise.all([claiming, noted, effect.kind === "hold" && keepHold(needs, tx, { row, until: effect.until, by: null })]);
  return claimed;
}

const assign = (needs: Needs, tx: Tx, { row, person }: { row: Loaded["row"]; person: PersonId }): void =>
  decisions.assign(tx, { client: row.client, id: needs.world.id(), message: row.message, person, at: needs.world.now() });

/** The attempt, and the assignment that lets this person see this message. */
export async function claim(needs: Needs, tx: Tx, { row, attempt, person, channel = "inbox" }: { row: Loaded["row"]; attempt?: AttemptId; person: PersonId; channel?: "inbox" | "voice" }): Promise<Attempt> {
  assign(needs, tx, { row, person });
  return needs.delivery.claim(tx, { client: row.client, message: row.message, revision: row.revision, person, channel, attempt });
}
