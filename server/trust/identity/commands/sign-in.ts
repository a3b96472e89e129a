import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import { NOBODY, VISITOR, type From, type Kit } from "../ports.ts";
import { codeFits } from "../one-time-code.ts";
import { refusals } from "../refusals.ts";
import { startSession, type SignedIn } from "../sessions.ts";
import { WORKSTATION_FAILURES_MAX } from "../settings.ts";
import * as brakes from "../store/brakes.ts";
import * as store from "../store/credentials.ts";
import { emailKey } from "../store/people.ts";
import { alertWhenClosed, beginTry, relieveTry, type Counted } from "../tries.ts";
import { tellPerson } from "./own-news.ts";

interface Ask {
  readonly email: string;
  readonly password: string;
  readonly code: string;
}
interface Try {
  readonly credentials: store.Credentials | undefined;
  readonly counted: readonly Counted[];
  /** The workstation at which this person is enrolled, when that is where the try comes from. */
  readonly enrolledAt: string | undefined;
}

/**
 * [I1] E-mail, password and code together, and one answer for whatever does not fit. Three steps, because the password takes tens of
 * milliseconds of processor time and no transaction waits for that: count the try, check the password, then settle.
 */
export const signIn =
  (kit: Kit) =>
  async (ask: Ask, from: From): Promise<Outcome<SignedIn>> => {
    const at = kit.world.now();
    const begun = await kit.db.transaction(VISITOR.scope, (tx) => begin(kit, tx, { ask, from, at }));
    if (!begun) return refuse(refusals.wait);
    const answer = await kit.passwords.check(ask.password, begun.credentials?.phc ?? undefined, begun.enrolledAt === undefined ? "stranger" : "enrolled");
    return kit.db.transaction(VISITOR.scope, async (tx) => {
      if (answer === "busy") {
        await relieveTry(tx, begun.counted, at);
        return refuse(refusals.busy);
      }
      const good = answer === "right" && (await codeFits(kit, tx, { known: begun.credentials, code: ask.code }));
      if (!good) return fail(kit, tx, { begun, at });
      await relieveTry(tx, begun.counted, at);
      return startSession(kit, tx, { person: begun.credentials!.id, proof: "password-and-code", from, at });
    });
  };

async function begin(kit: Kit, tx: Tx, { ask, from, at }: { ask: Ask; from: From; at: Instant }): Promise<Try | undefined> {
  const credentials = await store.credentialsByEmail(tx, ask.email);
  const enrolledAt = credentials && (await enrolledWhere(kit, tx, { person: credentials.id, from, at }));
  const counted: Counted[] = enrolledAt
    ? [{ brake: "workstation", subject: kit.marks.throttleSubject("workstation", `${enrolledAt} ${credentials.id}`) }]
    : [
        { brake: "account", subject: kit.marks.throttleSubject("account", emailKey(ask.email)) },
        { brake: "network", subject: kit.marks.throttleSubject("network", from.network) },
      ];
  if (await beginTry(tx, counted, at)) return { credentials, counted, enrolledAt };
  await kit.audit.record(tx, VISITOR, "identity.sign-in", { type: "person", id: credentials?.id ?? NOBODY }, "wait");
  return undefined;
}

async function enrolledWhere(kit: Kit, tx: Tx, { person, from, at }: { person: PersonId; from: From; at: Instant }): Promise<string | undefined> {
  const workstation = kit.marks.workstationOf(from.workstationToken ?? "");
  return workstation !== undefined && (await brakes.isEnrolled(tx, { workstation, person }, at)) ? workstation : undefined;
}

async function fail(kit: Kit, tx: Tx, { begun, at }: { begun: Try; at: Instant }): Promise<Outcome<SignedIn>> {
  const person = begun.credentials?.id;
  await kit.audit.record(tx, VISITOR, "identity.sign-in", { type: "person", id: person ?? NOBODY }, "no", { enrolled: begun.enrolledAt !== undefined });
  if (person !== undefined && begun.enrolledAt !== undefined) await noteFailureAt(kit, tx, { workstation: begun.enrolledAt, person, at });
  await alertWhenClosed(kit, tx, { as: VISITOR, person, counted: begun.counted, at });
  return refuse(refusals.notRecognised);
}

/** [I18] The last of too many: this browser is a stranger's for this person from now on. A good sign-in enrols it again. */
async function noteFailureAt(kit: Kit, tx: Tx, of: { workstation: string; person: PersonId; at: Instant }): Promise<void> {
  const counted = await brakes.countFailure(tx, of);
  if (counted?.failures !== WORKSTATION_FAILURES_MAX) return;
  await kit.audit.record(tx, VISITOR, "identity.workstation-forgotten", { type: "person", id: of.person }, undefined, { workstation: of.workstation, tries: counted.failures });
  await tellPerson(kit, tx, { as: VISITOR, person: of.person, kind: "workstation-forgotten" });
  await kit.facts.record(tx, { name: "identity.locked-out", subject: of.person, at: of.at, ids: { brake: "workstation" } });
}
