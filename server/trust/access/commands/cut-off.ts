import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { CutOff } from "../../identity/index.ts";
import { leavesNobody } from "../administrators.ts";
import type { AccessNeeds } from "../ports.ts";
import { refusals } from "../refusals.ts";
import { allows, mayGiveAll } from "../rules/acts.ts";
import * as store from "../store.ts";
import { tellEnd } from "./tell-end.ts";

/** What opens a door wants a fresh proof; what closes one must not wait for it. */
const OPENING: ReadonlySet<CutOff> = new Set(["enable", "reset"]);
/** After these the person can sign in again by themselves. */
const OPENS_AGAIN: ReadonlySet<CutOff> = new Set(["enable", "sign-out", "forget"]);
const PROVED_SECONDS_MAX = 600;

interface Ask {
  readonly person: PersonId;
  readonly act: CutOff;
}

/** [AC9] Ends every session of a person, disables or enables them, or makes what they sign in with anew. The link of a reset is in the answer and nowhere else. */
export const cutOff =
  (needs: AccessNeeds) =>
  (as: Actor, ask: Ask): Promise<Outcome<{ invitation: string | null }>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const no = await whyNot(needs, tx, { as, ask });
      if (no) {
        await needs.audit.record(tx, as, `access.${ask.act}`, { type: "person", id: ask.person }, "no");
        return refuse(no);
      }
      const { token } = await needs.identity.cutOff(tx, as, ask);
      // Pages that wait for a person who cannot sign in any more go on to the next step at once.
      if (ask.act === "disable") await tellEnd(needs, tx, { person: ask.person, at: needs.world.now() });
      return done({ invitation: token && `${needs.site().origin}/invitation#${token}` });
    });

async function whyNot(needs: AccessNeeds, tx: Tx, { as, ask }: { as: Actor; ask: Ask }): Promise<Refusal | undefined> {
  if (as.kind === "system") return undefined;
  const locksOut = ask.act !== "sign-out";
  if (locksOut && as.person === ask.person) return refusals.notOneself;
  if (await isLastAdministrator(needs, tx, ask)) return refusals.lastAdministrator;
  if (!(await needs.identity.people.byId(tx, ask.person))) return refusals.noSuchPerson;
  if (!(await reaches(needs, tx, { giver: as.person, person: ask.person }))) return refusals.notAllowed;
  return provedEnough(needs, tx, { as, act: ask.act });
}

async function provedEnough(needs: AccessNeeds, tx: Tx, { as, act }: { as: Extract<Actor, { kind: "person" }>; act: CutOff }): Promise<Refusal | undefined> {
  const proved = !OPENING.has(act) || (await needs.identity.recentlyProved(tx, as.session, PROVED_SECONDS_MAX));
  return proved ? undefined : refusals.proveAgain;
}

/** Whoever may cut a person off may give every role that person holds: a manager never reaches past the own client. */
async function reaches(needs: AccessNeeds, tx: Tx, { giver, person }: { giver: PersonId; person: PersonId }): Promise<boolean> {
  const at = needs.world.now();
  const [held, theirs] = await Promise.all([store.current(tx, giver, at), store.notEndedOf(tx, person, at)]);
  return allows(held, "people.cut-off") && theirs.length > 0 && mayGiveAll(held, theirs);
}

const isLastAdministrator = async (needs: AccessNeeds, tx: Tx, { person, act }: Ask): Promise<boolean> =>
  !OPENS_AGAIN.has(act) && leavesNobody(needs, tx, (one) => one.person === person);
