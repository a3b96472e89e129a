import type { Actor } from "../../foundation/actor.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import type { Instant } from "../../foundation/time.ts";
import type { Kit } from "./ports.ts";
import { NOBODY } from "./ports.ts";
import { closes, EVERY_BRAKE, pressed, relieved, waitUntil, type BrakeName } from "./rules/throttle.ts";
import * as store from "./store/brakes.ts";

/** What a try is counted against. */
export interface Counted {
  readonly brake: BrakeName;
  readonly subject: Buffer;
}

/** One order for everybody, so that two tries never wait for each other. */
const inOrder = (counted: readonly Counted[]): Counted[] => counted.toSorted((a, b) => Buffer.compare(a.subject, b.subject));

/** Counts the try before it is checked. False: it has to wait, and is not counted. */
export async function beginTry(tx: Tx, counted: readonly Counted[], at: Instant): Promise<boolean> {
  const levels = [];
  for (const { brake, subject } of inOrder(counted)) levels.push({ brake, subject, was: await store.lockPressure(tx, subject, at) });
  if (levels.some(({ brake, was }) => waitUntil(EVERY_BRAKE[brake], was, at) !== undefined)) return false;
  for (const { brake, subject, was } of levels) await store.savePressure(tx, subject, pressed(EVERY_BRAKE[brake], was, at));
  return true;
}

export async function relieveTry(tx: Tx, counted: readonly Counted[], at: Instant): Promise<void> {
  for (const { subject } of inOrder(counted)) await store.savePressure(tx, subject, relieved(await store.lockPressure(tx, subject, at)));
}

/** [I4] A failed try that makes the next one wait is an alert: to the audit log, and as a fact to whoever watches the house. True: there was one. */
export async function alertWhenClosed(kit: Kit, tx: Tx, of: { as: Actor; person: PersonId | undefined; counted: readonly Counted[]; at: Instant }): Promise<boolean> {
  const person = of.person ?? NOBODY;
  let alerted = false;
  for (const { brake, subject } of inOrder(of.counted)) {
    const level = await store.lockPressure(tx, subject, of.at);
    if (!closes(EVERY_BRAKE[brake], level)) continue;
    await kit.audit.record(tx, of.as, "identity.locked-out", { type: "person", id: person }, undefined, { brake, tries: Math.round(level.pressure) });
    await kit.facts.record(tx, { name: "identity.locked-out", subject: person, at: of.at, ids: { brake } });
    alerted = true;
  }
  return alerted;
}
