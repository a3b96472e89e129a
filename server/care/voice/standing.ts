import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Needs } from "./needs.ts";
import { hindrance, type Standing } from "./rules/telephone.ts";
import * as store from "./store.ts";

const NOTHING = { allowed: false, proved: null, closedUntil: null } as const;

/** The number on file is identity's; whether a test call proved it is ours. */
export async function standingOf(needs: Pick<Needs, "identity">, tx: Tx, person: PersonId): Promise<Standing> {
  const { onFile, hasPin } = needs.identity.telephone;
  const [row = NOTHING, held, pin] = await Promise.all([store.telephone(tx, person), onFile(tx, person), hasPin(tx, person)]);
  return { allowed: row.allowed, onFile: held?.number ?? null, proved: row.proved, hasPin: pin, closedUntil: row.closedUntil };
}

/** [VD14] Whose telephone is rung when a step goes by it. A pause after wrong PINs is over within the hour, so it is not asked about. */
export async function rungAmong(needs: Pick<Needs, "identity" | "line" | "world">, tx: Tx, people: readonly PersonId[]): Promise<ReadonlySet<PersonId>> {
  if (!needs.line.hasTrunk()) return new Set();
  const proved = (await store.telephones(tx, people)).filter((row) => row.allowed && row.proved !== null);
  const standing = await Promise.all(proved.map(async ({ person }) => ({ person, of: await standingOf(needs, tx, person) })));
  return new Set(standing.flatMap(({ person, of }) => (hindrance({ ...of, closedUntil: null }, needs.world.now()) === undefined ? [person] : [])));
}
