import { identityRoutes as contract } from "../../../contract/identity.ts";
import { endpoint, evenLocked, open, signedIn, type Ask, type Endpoint, type Wire } from "../../foundation/endpoint.ts";
import type { Actor } from "../../foundation/actor.ts";
import { done, type Outcome } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import type { PersonActor } from "./commands/enrol-passkey.ts";
import type { OwnTelephone } from "./commands/keep-telephone.ts";
import type { Identity } from "./index.ts";
import type { From } from "./ports.ts";
import type { Cookie, SignedIn } from "./sessions.ts";

const fromOf = (wire: Wire): From => ({ network: wire.network, sessionToken: wire.cookies.session, workstationToken: wire.cookies.workstation });

/** The permit has let nobody else pass; a route that is wired wrongly fails here instead of acting for someone else. */
function personOf(as: Actor): PersonActor & { session: string } {
  if (as.kind !== "person" || as.session === undefined) throw new Error("this route needs a signed-in person");
  return { ...as, session: as.session };
}

export function identityRoutes(identity: Identity): Endpoint[] {
  const give = (wire: Wire, cookie: Cookie | undefined): void => {
    if (cookie) wire.give("session", cookie.token, cookie.secondsMax);
  };
  const welcome = async (wire: Wire, outcome: Outcome<SignedIn>) => {
    if (!outcome.ok) return outcome;
    give(wire, outcome.value.cookies.session);
    wire.give("workstation", outcome.value.cookies.workstation.token, outcome.value.cookies.workstation.secondsMax);
    return done(await identity.describe(outcome.value));
  };
  const meOf = async ({ as }: Pick<Ask<unknown, unknown, unknown>, "as">) => done(await identity.describe(personOf(as)));
  const again = async (ask: Pick<Ask<unknown, unknown, unknown>, "as" | "wire">, outcome: Outcome<{ renew: Cookie | undefined }>) => {
    if (!outcome.ok) return outcome;
    give(ask.wire, outcome.value.renew);
    return meOf(ask);
  };
  return [
    ...ownRoutes(identity),
    endpoint(contract.signIn, open, async ({ body, wire }) => welcome(wire, await identity.signIn(body, fromOf(wire)))),
    endpoint(contract.passkeyOptions, open, () => identity.beginPasskeySignIn()),
    endpoint(contract.passkeySignIn, open, async ({ body, wire }) => welcome(wire, await identity.signInWithPasskey(body, fromOf(wire)))),
    endpoint(contract.firstAdministrator, open, ({ body }) => identity.makeFirstAdministrator(body)),
    endpoint(contract.acceptInvitation, open, ({ body }) => identity.acceptInvitation(body)),
    endpoint(contract.me, evenLocked, meOf),
    endpoint(contract.touch, signedIn, async ({ as }) => {
      const touched = await identity.touch(personOf(as));
      return touched.ok ? done({ idleAt: toIso(touched.value.idleAt) }) : touched;
    }),
    endpoint(contract.lock, evenLocked, async ({ as, wire }) => {
      const locked = await identity.lock(personOf(as));
      if (locked.ok && locked.value.ended) wire.take("session");
      return locked.ok ? done({}) : locked;
    }),
    endpoint(contract.signOut, evenLocked, async ({ as, wire }) => {
      await identity.signOut(personOf(as));
      wire.take("session");
      return done({});
    }),
    endpoint(contract.unlockOptions, evenLocked, ({ as }) => identity.beginUnlock(personOf(as))),
    endpoint(contract.unlock, evenLocked, async (ask) => again(ask, await identity.unlockWithPasskey(personOf(ask.as), ask.body))),
    endpoint(contract.unlockWithCode, evenLocked, async (ask) => again(ask, await identity.unlockWithCode(personOf(ask.as), ask.body))),
    endpoint(contract.changePassword, signedIn, async (ask) => again(ask, await identity.changePassword(personOf(ask.as), ask.body))),
  ];
}

const shownTelephone = ({ code, pinSetAt, number, settledAt }: OwnTelephone) => ({ code, pinSetAt: pinSetAt && toIso(pinSetAt), number, settledAt: settledAt && toIso(settledAt) });
const asShown = (outcome: Outcome<OwnTelephone>) => (outcome.ok ? done(shownTelephone(outcome.value)) : outcome);

/** What a person sees and does about their own ways in. */
const ownRoutes = (identity: Identity): Endpoint[] => [
  endpoint(contract.enrolOptions, signedIn, ({ as }) => identity.beginEnrolment(personOf(as))),
  endpoint(contract.enrol, signedIn, async ({ as, body }) => {
    const enrolled = await identity.enrolPasskey(personOf(as), body);
    return enrolled.ok ? done({}) : enrolled;
  }),
  endpoint(contract.passkeys, signedIn, async ({ as }) => {
    const known = await identity.listPasskeys(personOf(as));
    if (!known.ok) return known;
    return done({ passkeys: known.value.passkeys.map((one) => ({ id: one.id.toString("base64url"), name: one.name, createdAt: toIso(one.createdAt), lastUsedAt: one.lastUsedAt && toIso(one.lastUsedAt) })) });
  }),
  endpoint(contract.removePasskey, signedIn, async ({ as, params }) => {
    const removed = await identity.removePasskey(personOf(as), Buffer.from(params.passkey, "base64url"));
    return removed.ok ? done({}) : removed;
  }),
  endpoint(contract.telephone, signedIn, async ({ as }) => done(shownTelephone(await identity.readTelephone(personOf(as))))),
  endpoint(contract.setPin, signedIn, async ({ as, body }) => asShown(await identity.setPin(personOf(as), body))),
  endpoint(contract.setTelephoneNumber, signedIn, async ({ as, body }) => asShown(await identity.setNumber(personOf(as), body))),
  endpoint(contract.signInNews, signedIn, async ({ as }) => done({ news: (await identity.listNews(personOf(as))).map((one) => ({ ...one, at: toIso(one.at), seenAt: one.seenAt && toIso(one.seenAt) })) })),
  endpoint(contract.seeSignInNews, signedIn, async ({ as, params }) => {
    const seen = await identity.seeNews(personOf(as), params.news);
    return seen.ok ? done({}) : seen;
  }),
];
