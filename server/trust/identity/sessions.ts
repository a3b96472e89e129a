import type { Me } from "../../../contract/identity.ts";
import type { Tx } from "../../foundation/db/db.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../foundation/refusal.ts";
import { instant, plus, toIso, type Instant } from "../../foundation/time.ts";
import { actorOf, type From, type Kit } from "./ports.ts";
import { refusals } from "./refusals.ts";
import { standingOf } from "./rules/standing.ts";
import { KINDS, WORKSTATION_COOKIE_DAYS } from "./settings.ts";
import * as brakes from "./store/brakes.ts";
import * as credentials from "./store/credentials.ts";
import { countUnseen } from "./store/news.ts";
import * as people from "./store/people.ts";
import * as store from "./store/sessions.ts";
import { hashToken, mintToken } from "./tokens.ts";

export interface Cookie {
  readonly token: string;
  readonly secondsMax: number;
}
export interface SignedIn {
  readonly person: PersonId;
  readonly session: string;
  readonly cookies: { readonly session: Cookie; readonly workstation: Cookie };
}
export type Proof = "password-and-code" | "passkey";

/** [I8] Always a new session with a new token; the one this browser had ends. A planted cookie gains nothing. */
export async function startSession(kit: Kit, tx: Tx, of: { person: PersonId; proof: Proof; from: From; at: Instant }): Promise<Outcome<SignedIn>> {
  const { person, from, at } = of;
  const kind = await kit.places.kindOf(tx, person, at);
  if (!kind) return refuse(refusals.noRole);
  await endCarried(kit, tx, { from, at });
  const { token, hash } = mintToken(kit.world);
  const { ageSecondsMax } = KINDS[kind];
  const session = kit.world.id();
  await store.insertSession(tx, { id: session, person, kind, tokenHash: hash, endsAt: plus(at, { seconds: ageSecondsMax }) }, at);
  const workstation = kit.marks.workstationOf(from.workstationToken ?? "") ?? kit.world.id();
  await brakes.enrolWorkstation(tx, { workstation, person }, at);
  await kit.audit.record(tx, actorOf(person, session), "identity.sign-in", { type: "person", id: person }, "yes", { proof: of.proof, kind });
  return done({
    person,
    session,
    cookies: {
      session: { token, secondsMax: ageSecondsMax },
      workstation: { token: kit.marks.workstationToken(workstation), secondsMax: WORKSTATION_COOKIE_DAYS * 86_400 },
    },
  });
}

async function endCarried(kit: Kit, tx: Tx, { from, at }: { from: From; at: Instant }): Promise<void> {
  if (from.sessionToken === undefined) return;
  const carried = await store.sessionByToken(tx, hashToken(from.sessionToken));
  if (carried) await endSession(kit, tx, { session: carried, at, because: "signed-in-again" });
}

export async function endSession(kit: Kit, tx: Tx, of: { session: Pick<store.SessionRow, "id" | "personId">; at: Instant; because: store.EndedBecause }): Promise<void> {
  const { id, personId } = of.session;
  if ((await store.endSession(tx, id, of)) === 0) return;
  await kit.audit.record(tx, actorOf(personId, id), "identity.session-ended", { type: "person", id: personId }, undefined, { because: of.because });
  tx.afterCommit(() => kit.ended([id]));
}

/** Offers a fresh token to this browser. Undefined when another request has just done so. */
export async function renewToken(kit: Kit, tx: Tx, of: { session: store.SessionRow; at: Instant }): Promise<Cookie | undefined> {
  const { token, hash } = mintToken(kit.world);
  const offered = await store.offerToken(tx, of.session.id, { hash, at: of.at, before: of.session.nextAt });
  return offered ? { token, secondsMax: Math.ceil((of.session.endsAt - of.at) / 1000) } : undefined;
}

/** [I10] Whoever asks has proven it is them, no longer ago than this. */
export async function recentlyProved(tx: Tx, session: string | undefined, of: { seconds: number; at: Instant }): Promise<boolean> {
  const found = session === undefined ? undefined : await store.sessionById(tx, session);
  return found !== undefined && standingOf(found, of.at).state === "open" && of.at - found.provedAt <= of.seconds * 1000;
}

/** What the browser may know of who is signed in. */
export async function describe(kit: Kit, of: { person: PersonId; session: string }): Promise<Me> {
  const at = kit.world.now();
  const { person, session, passkeys, unseen } = await kit.db.transaction(actorOf(of.person).scope, async (tx) => ({
    person: await people.personById(tx, of.person),
    session: await store.sessionById(tx, of.session),
    passkeys: await credentials.passkeysOf(tx, of.person),
    unseen: await countUnseen(tx, of.person),
  }));
  if (!person || !session) throw new Error("a session without its person");
  const standing = standingOf(session, at);
  const places = await kit.places.roomsOf(of.person, at);
  return {
    person: { id: person.id, name: person.name, email: person.email },
    ...places,
    session: {
      state: standing.state === "open" ? "open" : "locked",
      idleSecondsMax: KINDS[session.kind].idleSecondsMax,
      idleAt: toIso(instant(session.touchedAt + KINDS[session.kind].idleSecondsMax * 1000)),
    },
    hasPasskey: passkeys.length > 0,
    zone: person.zone,
    serverTime: toIso(at),
    notice: kit.notice,
    ...(unseen > 0 && { signInNews: unseen }),
  };
}
