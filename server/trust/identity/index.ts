import type { Db, Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { acceptInvitation, makeFirstAdministrator } from "./commands/accept-invitation.ts";
import { admitSession } from "./commands/admit-session.ts";
import { checkPin } from "./commands/check-pin.ts";
import { changePassword } from "./commands/change-password.ts";
import { cutOff } from "./commands/cut-off.ts";
import { beginEnrolment, enrolPasskey } from "./commands/enrol-passkey.ts";
import { firstAdministratorLink, invitePerson } from "./commands/invite-person.ts";
import { readTelephone, setNumber, setPin, settledAt } from "./commands/keep-telephone.ts";
import { lockSession, signOut, standings, touchSession } from "./commands/keep-session.ts";
import { listNews, seeNews } from "./commands/own-news.ts";
import { listPasskeys, removePasskey } from "./commands/own-passkeys.ts";
import { beginPasskeySignIn, signInWithPasskey } from "./commands/sign-in-with-passkey.ts";
import { signIn } from "./commands/sign-in.ts";
import { beginUnlock, unlockWithCode, unlockWithPasskey } from "./commands/unlock.ts";
import { beginSweeping, SWEEP, sweepDaily } from "./jobs.ts";
import { VISITOR, type IdentityNeeds, type Kit } from "./ports.ts";
import { createPasswords } from "./proofs/password.ts";
import { describe, recentlyProved } from "./sessions.ts";
import * as people from "./store/people.ts";
import * as telephone from "./store/telephone.ts";
import { createMarks } from "./tokens.ts";

export type { Admitted } from "./commands/admit-session.ts";
export type { PersonActor } from "./commands/enrol-passkey.ts";
export type { PinAnswer, PinTry } from "./commands/check-pin.ts";
export type { NewPerson } from "./commands/invite-person.ts";
export { actorOf, VISITOR, type IdentityNeeds, type Places } from "./ports.ts";
export { createPasswords, type Passwords } from "./proofs/password.ts";
export type { Site } from "./proofs/passkey.ts";
export type { CutOff } from "./commands/cut-off.ts";
export { codeAt, secretOf } from "./proofs/totp.ts";
export { refusals } from "./refusals.ts";
export { identityRoutes } from "./routes.ts";
export type { SessionKind } from "./settings.ts";
export type { Listed, PersonRow } from "./store/people.ts";

/** Before the house is put together: whether this database has, or waits for, people. */
export const knowsPeople = (db: Db): Promise<boolean> => db.transaction(VISITOR.scope, people.anybodyExpected);

export type Identity = ReturnType<typeof createIdentity>;

export function createIdentity(needs: IdentityNeeds) {
  const listeners: ((sessions: readonly string[]) => void)[] = [];
  const kit: Kit = {
    ...needs,
    passwords: needs.passwords ?? createPasswords(),
    marks: createMarks(needs.derive),
    ended: (sessions) => listeners.forEach((tell) => tell(sessions)),
  };
  needs.due.on(SWEEP, sweepDaily(kit));
  return {
    signIn: signIn(kit),
    beginPasskeySignIn: beginPasskeySignIn(kit),
    signInWithPasskey: signInWithPasskey(kit),
    beginEnrolment: beginEnrolment(kit),
    enrolPasskey: enrolPasskey(kit),
    beginUnlock: beginUnlock(kit),
    unlockWithPasskey: unlockWithPasskey(kit),
    unlockWithCode: unlockWithCode(kit),
    touch: touchSession(kit),
    lock: lockSession(kit),
    signOut: signOut(kit),
    changePassword: changePassword(kit),
    listPasskeys: listPasskeys(kit),
    removePasskey: removePasskey(kit),
    readTelephone: readTelephone(kit),
    setPin: setPin(kit),
    setNumber: setNumber(kit),
    /** Over the telephone, where nobody has a session. Opens its own transactions. */
    checkPin: checkPin(kit),
    telephone: telephoneOf(kit),
    listNews: listNews(kit),
    seeNews: seeNews(kit),
    /** In access's transaction, which asks whether this actor may. */
    cutOff: cutOff(kit),
    makeFirstAdministrator: makeFirstAdministrator(kit),
    acceptInvitation: acceptInvitation(kit),
    firstAdministratorLink: firstAdministratorLink(kit),
    /** In the caller's transaction: access gives the role in the same one. */
    invite: invitePerson(kit),
    /** First thing of every request, in access's transaction. */
    admit: admitSession(kit),
    describe: (of: Parameters<typeof describe>[1]) => describe(kit, of),
    /** Step-up: this session proved who it is no longer ago than that. */
    recentlyProved: (tx: Tx, session: string | undefined, seconds: number) => recentlyProved(tx, session, { seconds, at: kit.world.now() }),
    /**
     * The session guard of open connections and live calls: a session that ended is told as `ended`, and what to do about it is
     * theirs. A live call keeps its sound; nothing more is shown.
     */
    standings: standings(kit),
    onEnded: (tell: (sessions: readonly string[]) => void) => void listeners.push(tell),
    workstationOf: kit.marks.workstationOf,
    people: {
      byId: people.personById,
      byEmail: people.personByEmail,
      byIds: people.peopleByIds,
      names: people.namesByIds,
      withPasskey: people.withPasskey,
    },
    /** Once, at start: from then on what nobody needs is forgotten daily. */
    beginSweeping: beginSweeping(kit),
  };
}

const telephoneOf = (kit: Kit) => ({
  /** The number on file, and whether it has stood long enough to be rung for proof [I27]. */
  onFile: async (tx: Tx, person: string): Promise<{ number: string; settled: boolean } | undefined> => {
    const held = await telephone.telephoneOf(tx, person);
    return held?.number && held.numberAt !== null ? { number: held.number, settled: kit.world.now() >= settledAt(held.numberAt) } : undefined;
  },
  /** Whether a PIN can prove this person at all. */
  hasPin: async (tx: Tx, person: string): Promise<boolean> => ((await telephone.telephoneOf(tx, person))?.pinSetAt ?? null) !== null,
  /** Who may be ringing: a guess that spares keying a code, and proves nothing. Undefined also when two share the number. */
  personOfNumber: async (tx: Tx, number: string): Promise<PersonId | undefined> => {
    const [one, another] = await telephone.peopleOfNumber(tx, number);
    return another === undefined ? one : undefined;
  },
  personOfCode: telephone.personOfCode,
  codeOf: async (tx: Tx, person: string): Promise<string | undefined> => (await telephone.telephoneOf(tx, person))?.code ?? undefined,
});
