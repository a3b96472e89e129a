import type { z } from "zod";
import type { TalkRecording } from "../../../../contract/index.ts";
import type { AccountId, CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { Operating, TalkRow } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";

const TALKS_MAX = 50;

export interface ListAsk {
  readonly account: AccountId;
  /** Goes on behind this talk of the page before. */
  readonly after: { readonly at: Instant; readonly call: CallId } | null;
}
type Listed = z.infer<typeof TalkRecording>;

/** [K30] The recorded talks of one account, newest first: when, how long, with which operator. One audit entry names what was listed. */
export const listRecordings = (needs: Needs) => (as: Operating, ask: ListAsk): Promise<Outcome<{ rows: Listed[]; more: boolean }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const account = await needs.directory.account(tx, ask.account);
    if (!account) return refuse(refusals.noSuchAccount);
    const subject = { type: "account", id: ask.account, client: account.client };
    if (!(await needs.access.may(tx, as, "recording.list", account.client))) {
      await needs.audit.record(tx, as, "recording.list", subject, "no");
      return refuse(refusals.mayNotList);
    }
    const found = await needs.calls.talkRecordings(tx, { client: account.client, account: ask.account, after: ask.after, limit: TALKS_MAX + 1 });
    const talks = found.slice(0, TALKS_MAX);
    await needs.audit.record(tx, as, "recording.list", subject, "yes", { recordings: talks.flatMap(({ parts }) => parts.map(({ id }) => id)) });
    const names = await needs.people.namesOf(tx, [...new Set(talks.flatMap(({ operator }) => operator ?? []))]);
    return done({ rows: talks.map((talk) => shown(talk, names)), more: found.length > TALKS_MAX });
  });

const shown = ({ call, offeredAt, operator, law, parts }: TalkRow, names: ReadonlyMap<PersonId, string>): Listed => ({
  call, at: toIso(offeredAt), operator: operator && (names.get(operator) ?? "A former colleague"), law,
  parts: parts.map(({ id, side, seconds, cut }) => ({ recording: id, side, seconds, cut })),
});
