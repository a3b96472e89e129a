import type { AccountId, PersonId } from "../../../foundation/ids.ts";
import type { Outcome } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { Me, Reason, Result } from "../rules/script.ts";
import { nextTime, sayTime } from "../rules/until.ts";
import { REASON_WORDS } from "../rules/words.ts";
import { actorOf, atPractice, type AtPractice } from "./who.ts";

const did = (say: string): Result => ({ kind: "did", say });
const GONE = did("This practice is not yours any more.");
/** Told to the schedule's readers: how it came there. */
const BY_TELEPHONE = "By telephone, at check-in";


/** [CI11] Who is paged first at this practice, until when, and who stands behind them. */
export async function duty(needs: Needs, me: Me, id: AccountId): Promise<Result> {
  const at = await atPractice(needs, me.person, id);
  if (!at) return GONE;
  const { as, account, scope } = at;
  return needs.db.transaction(scope, async (tx) => {
    const now = needs.world.now();
    const { first, backup } = await needs.oncall.dutyAt(tx, id, now);
    await needs.audit.record(tx, as, "checkin.hear-duty", { type: "account", id, client: account.client });
    const who = first ? `${first.person === me.person ? "You have it" : `${first.name} has it`} until ${sayTime(first.until, account.zone, now)}.` : "Nobody is on duty.";
    return { kind: "duty", say: `${account.name}. ${who}${backup ? ` Behind them: ${backup.name}.` : ""}` };
  });
}

export async function people(needs: Needs, me: Me, { account, without }: { account: AccountId; without: PersonId | null }): Promise<Result> {
  const at = await atPractice(needs, me.person, account);
  if (!at) return GONE;
  return needs.db.transaction(at.scope, async (tx) => ({ kind: "people", people: (await needs.oncall.coverersOf(tx, account)).filter(({ id }) => id !== without) }));
}

/** [CI11] Somebody stands first from now on. It is proved like a saved week: what would open a hole is refused and says which. */
export async function stand(needs: Needs, me: Me, ask: { account: AccountId; person: PersonId; until: string | null }): Promise<Result> {
  const place = await atPractice(needs, me.person, ask.account);
  if (!place) return GONE;
  const { as, scope, account: { zone } } = place;
  const now = needs.world.now();
  const until = ask.until === null ? await endOfTurn(needs, place, now) : nextTime(ask.until, zone, now);
  if (until === undefined) return did("Nobody is on duty now, so there is no turn to end. Key a time.");
  const override = { id: needs.world.id(), rank: "first", from: now, until, person: ask.person } as const;
  const judged = await needs.db.transaction(scope, (tx) => needs.coverage.judgeOverride(tx, { account: ask.account, override }));
  if (!judged.ok) return did(judged.refusal.say);
  const own = ask.person === me.person && !me.offices.some(({ account }) => account === ask.account);
  const saved: Outcome<unknown> = own
    ? await needs.oncall.takeOver(as, ask.account, { until, reason: BY_TELEPHONE })
    : await needs.oncall.addOverride(as, ask.account, { rank: "first", from: now, until, person: ask.person, reason: BY_TELEPHONE });
  return did(saved.ok ? `That is done, until ${sayTime(until, zone, now)}.` : saved.refusal.say);
}

const endOfTurn = async (needs: Needs, { scope, account }: AtPractice, now: Instant): Promise<Instant | undefined> =>
  (await needs.db.transaction(scope, (tx) => needs.oncall.dutyAt(tx, account.id, now))).first?.until;

/** [CI12] "In surgery until 15:00, use Dr Cho." */
export async function leaveNote(needs: Needs, me: Me, ask: { account: AccountId; reason: Reason; until: string; standIn: PersonId | null }): Promise<Result> {
  const place = await atPractice(needs, me.person, ask.account);
  if (!place) return GONE;
  const { as, account: { zone } } = place;
  const now = needs.world.now();
  const until = nextTime(ask.until, zone, now);
  const saved = await needs.oncall.addNote(as, ask.account, { person: me.person, standIn: ask.standIn, words: REASON_WORDS[ask.reason], until });
  return did(saved.ok ? `That is noted until ${sayTime(until, zone, now)}, and ends by itself.` : saved.refusal.say);
}

/** [CI13] The office closes for today, from now or from a time. */
export async function closeEarly(needs: Needs, me: Me, ask: { account: AccountId; from: string | null }): Promise<Result> {
  const as = await actorOf(needs, me.person);
  const from = ask.from === null ? null : `${ask.from.slice(0, 2)}:${ask.from.slice(2)}`;
  const closed = await needs.directory.hours.closeEarly(as, ask.account, { id: needs.world.id(), date: null, from, lastDate: null, how: "telephone" });
  return did(closed.ok ? "That is done. From then on the office counts as closed until it opens again." : closed.refusal.say);
}
