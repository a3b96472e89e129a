import type { Actor } from "../../../foundation/actor.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Help } from "../live/help.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store/emergencies.ts";
import type { DeskPlace, KnownDesk } from "../store/emergencies.ts";

type Person = Actor & { readonly person: PersonId };

/** [C112] Where this desk stands. A desk that asks is known to the office from then on, written down or not. */
export const myPlace = ({ db, world }: Needs, help: Help) => async (as: Person, workstation: string | undefined): Promise<Outcome<DeskPlace | null>> => {
  if (workstation === undefined) return done(null);
  await db.transaction(as.scope, (tx) => store.seeDesk(tx, { workstation, person: as.person, at: world.now() }));
  return done(await help.placeOf(workstation));
};

export const deskPlaces = ({ db }: Needs) => (as: Person): Promise<Outcome<readonly KnownDesk[]>> => db.transaction(as.scope, async (tx) => done(await store.knownDesks(tx)));

/** [C112] Kept with who wrote it. The carrier must know the same place under the same number: that is for people to do, and 933 to prove. */
export const saveDeskPlace = ({ db, world, audit, directory }: Needs, help: Help) => (as: Person, ask: { workstation: string; desk: DeskPlace }): Promise<Outcome<readonly KnownDesk[]>> =>
  db.transaction(as.scope, async (tx) => {
    const callback = directory.normalise(ask.desk.callback);
    if (callback === undefined) return refuse({ ...refusals.noSuchNumber, field: "callback" });
    const desk = { ...ask.desk, callback };
    const saved = await store.saveDesk(tx, { ...desk, workstation: ask.workstation, person: as.person, at: world.now() });
    await audit.record(tx, as, "desk.save-place", { type: "workstation", id: ask.workstation }, saved ? "yes" : "no");
    if (!saved) return refuse(refusals.noSuchDesk);
    tx.afterCommit(() => help.remember(ask.workstation, desk));
    return done(await store.knownDesks(tx));
  });
