import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Attempt } from "../../delivery/index.ts";
import type { Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { choosePerson } from "../rules/choose-person.ts";
import type { Move } from "../rules/next-move.ts";
import { messageOf } from "../schedule.ts";
import * as decisions from "../store/decisions.ts";

interface Ask {
  readonly as: Actor;
  readonly loaded: Loaded;
  readonly move: Extract<Move, { kind: "notify" }>;
}

/** [D4] Who is on duty is asked now, and the answer kept with its reason. Undefined: nobody, and the ladder goes on at once. */
export async function pageRole(needs: Needs, tx: Tx, { as, loaded, move }: Ask): Promise<Attempt | undefined> {
  const { row } = loaded;
  const at = needs.world.now();
  const passed = loaded.decisions.filter((one) => one.passedAt !== null).flatMap((one) => one.person ?? []);
  const choice = choosePerson(move.role, await needs.onDuty(tx, row.account, at), { at, passed });
  const attempt = choice.person && (await claim(needs, tx, { row, person: choice.person }));
  decisions.add(tx, {
    client: row.client, id: needs.world.id(), dispatch: row.id, message: row.message, number: loaded.decisions.length + 1,
    step: move.rung.step, repeat: move.rung.repeat, role: move.role, ...choice, reason: null, attempt: attempt ? attempt.id : null, decidedAt: at, passedAt: null,
  });
  await needs.audit.record(tx, as, "dispatch.page", messageOf(row), attempt ? "claimed" : "nobody", { step: move.rung.step, repeat: move.rung.repeat });
  return attempt ?? undefined;
}

/** The attempt, and the assignment that lets this person see this message. */
export async function claim(needs: Needs, tx: Tx, { row, person }: { row: Loaded["row"]; person: PersonId }): Promise<Attempt> {
  decisions.assign(tx, { client: row.client, id: needs.world.id(), message: row.message, person, at: needs.world.now() });
  return needs.delivery.claim(tx, { client: row.client, message: row.message, revision: row.revision, person });
}
