import type { Proof } from "../../../../contract/coverage.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { AccountId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { BeforeLadder, LadderDraft } from "../../dispatch/index.ts";
import type { Cover, CoverAsk, Hole } from "../../oncall/index.ts";
import type { Needs } from "../needs.ts";
import { refusals, unreachable } from "../refusals.ts";
import { inForce, namedBy, type SavedLadder } from "../rules/in-force.ts";
import { neverReached, openedHoles, type NeverReached } from "../rules/ladder-holes.ts";
import { lookAt } from "./on-account.ts";
import { hoursOf, named, nothingToKeep, proofWindow, reachOf, shownProof, standingIn } from "./prove.ts";

interface Drafted {
  readonly account: AccountId;
  readonly draft: LadderDraft;
}
interface Judged {
  readonly window: CoverAsk["window"];
  /** What it opens, and nothing that is open without it. */
  readonly holes: readonly Hole[];
  readonly never: NeverReached | undefined;
}

/** [CV30] The ladders of one urgency as they are and as they would be, over the schedule as it is. */
async function judge(needs: Needs, tx: Tx, { account, draft }: Drafted): Promise<Outcome<Judged>> {
  const window = proofWindow(needs.world.now());
  const cover = await needs.oncall.cover(tx, account, { window });
  if (!cover) return refuse(refusals.noSuchAccount);
  if (!cover.ok) return cover;
  const saved = await needs.dispatch.ladders(tx, account);
  if (!saved.ok) return saved;
  const before = saved.value.filter(({ urgency }) => urgency === draft.urgency);
  const rung = await needs.verified.rung(tx, [...cover.value.people.keys()]);
  const never = neverReached(cover.value, { steps: draft.steps, people: cover.value.people, rung, window });
  return done({ window, never, holes: await opened(needs, tx, { account, cover: cover.value, window, before, after: withDraft(before, draft) }) });
}

/** Special hours without steps fall back to all hours. */
const withDraft = (before: readonly SavedLadder[], draft: LadderDraft): SavedLadder[] => [...before.filter(({ hours }) => hours !== draft.hours), ...(draft.steps.length > 0 ? [draft] : [])];

interface Compared {
  readonly account: AccountId;
  readonly cover: Cover;
  readonly window: CoverAsk["window"];
  readonly before: readonly SavedLadder[];
  readonly after: readonly SavedLadder[];
}

async function opened(needs: Needs, tx: Tx, { account, cover, window, ...ladders }: Compared): Promise<Hole[]> {
  const table = await hoursOf(needs, tx, account);
  if (!table) return [];
  const [before, after] = [inForce(ladders.before, table, window), inForce(ladders.after, table, window)];
  const asked = new Set([...standingIn(cover), ...namedBy([...before, ...after])]);
  const of = await reachOf(needs, tx, { asked: [...asked], people: cover.people });
  return openedHoles(cover, { before, after, of, window });
}

/** [CV30] [D44] Fits dispatch's port. A step that is never reached is refused whatever is named; a hole until it is. */
export const judgeLadder = (needs: Needs): BeforeLadder => async (tx, as, { account: id, draft, acknowledge }) => {
  if (as.kind !== "person") return done(nothingToKeep);
  const [account, judged] = [await needs.directory.account(tx, id), await judge(needs, tx, { account: id, draft })];
  if (!account) return refuse(refusals.noSuchAccount);
  if (!judged.ok) return judged;
  const { never, holes } = judged.value;
  if (never) return refuse(unreachable(never));
  return named({ needs, tx }, as, { account, holes, acknowledge, ladder: { urgency: draft.urgency, hours: draft.hours } });
};

type LadderProof = Proof & { unreachable: { step: number; say: string } | null };

/** [CV30] The same, shown before it is saved. Saves nothing. */
export const proveLadder = (needs: Needs) => (as: Actor, account: AccountId, draft: LadderDraft): Promise<Outcome<LadderProof>> =>
  lookAt(needs, { as, account, act: "ladder.see" }, async (tx) => {
    const judged = await judge(needs, tx, { account, draft });
    if (!judged.ok) return judged;
    const { never } = judged.value;
    return done({ ...(await shownProof({ needs, tx }, account, judged.value)), unreachable: never ? { step: never.step, say: unreachable(never).say } : null });
  });
