import { system } from "../../foundation/actor.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { done, type Outcome } from "../../foundation/refusal.ts";
import type { DeskSnapshot, Floor } from "../../../contract/index.ts";
import type { Operating } from "../calls/index.ts";
import { chooseKeys, keysOf } from "./commands/choose-keys.ts";
import { finishing } from "./commands/finish-calls.ts";
import { openCard } from "./commands/open-card.ts";
import { hearRecording } from "./commands/hear-recording.ts";
import { listRecordings } from "./commands/list-recordings.ts";
import { readReminder, REMIND, remind, remindDue } from "./commands/remind.ts";
import { find, finishCue } from "./commands/small-acts.ts";
import { saveDesk, showDesks } from "./commands/show-desks.ts";
import { tellCaller } from "./commands/tell-caller.ts";
import { takeFacts } from "./commands/take-facts.ts";
import { createPublisher } from "./live/publisher.ts";
import { deskOf, readFloor } from "./live/view.ts";
import type { Needs } from "./needs.ts";

export { helpEndpoints } from "./help-routes.ts";
export { deskEndpoints } from "./routes.ts";
export type { Needs as DeskNeeds } from "./needs.ts";
export type Desk = ReturnType<typeof createDesk>;

/** Puts what the operator sees together, and sends it when it moves. */
export function createDesk(needs: Needs) {
  const supervisors = new Set<PersonId>();
  const publisher = createPublisher(needs, (person) => supervisors.has(person));
  const moved = (): void => {
    publisher.recordsMoved();
    needs.tellOthers();
  };
  takeFacts(needs, moved);
  needs.due.on(REMIND, remindDue(needs, moved));
  /** Looked up when a desk opens or is asked for, and remembered for what is pushed in between. */
  const remember = async (person: PersonId): Promise<boolean> => {
    const supervisor = await needs.db.transaction(system("desk").scope, (tx) => needs.people.isSupervisor(tx, person));
    if (supervisor) supervisors.add(person);
    else supervisors.delete(person);
    return supervisor;
  };

  return {
    card: openCard(needs),
    cueDone: finishCue(needs, moved),
    finishing: finishing(needs, moved),
    hearRecording: hearRecording(needs),
    listRecordings: listRecordings(needs),
    tellCaller: tellCaller(needs),
    remind: remind(needs),
    readReminder: readReminder(needs),
    showDesks: showDesks(needs),
    saveDesk: saveDesk(needs),
    find: find(needs),
    keysOf: keysOf(needs),
    chooseKeys: chooseKeys(needs),
    snapshot: async (as: Operating): Promise<Outcome<DeskSnapshot>> => {
      const shared = await publisher.shared();
      // Whoever has just opened a desk is among nobody's operators yet, and has a name all the same.
      const names = shared.names.has(as.person) ? shared.names : new Map([...shared.names, ...(await needs.db.transaction(as.scope, (tx) => needs.people.namesOf(tx, [as.person])))]);
      return done(deskOf(needs, { ...shared, names }, { person: as.person, supervisor: await remember(as.person), sees: await publisher.numbersFor(shared, as.person), shift: await publisher.shiftOf(as.person) }));
    },
    floor: async (_as: Operating): Promise<Outcome<Floor>> => done(await readFloor(needs, await publisher.floorScope())),
    callsMoved: () => publisher.callsMoved(),
    recordsMoved: moved,
    /** What another node wrote down. */
    movedElsewhere: () => publisher.recordsMoved(),
    opened: async (person: PersonId): Promise<void> => {
      await remember(person);
      publisher.recordsMoved();
    },
    stop: () => publisher.stop(),
  };
}
