import { REMINDER_AHEAD_HOURS_MAX } from "../../../../contract/index.ts";
import { system, within } from "../../../foundation/actor.ts";
import { sealedColumn } from "../../../foundation/db/tables.ts";
import type { Finish, Job } from "../../../foundation/due/index.ts";
import type { AccountId, ClientId, MessageId } from "../../../foundation/ids.ts";
import type { Phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { isShownTo } from "../rules/cue-words.ts";
import * as store from "../store.ts";

/** When a reminder falls due, desks that are open are told. */
export const REMIND = "desk.remind";
const wordsPlace = (client: ClientId, id: string) => ({ client, ...sealedColumn("desk.cue", "words"), row: id, revision: 0 });

export interface ReminderAsk {
  readonly account: AccountId;
  readonly message: MessageId | null;
  readonly at: Instant;
  readonly text: Phi<string>;
}

/** [K62] An operator asks to be reminded. What they type may hold a patient, so it is sealed. */
export const remind = (needs: Needs) => async (as: Operating, ask: ReminderAsk): Promise<Outcome<{ cue: string }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const account = await needs.directory.account(tx, ask.account);
    if (!account) return refuse(refusals.noSuchAccount);
    const now = needs.world.now();
    if (ask.at <= now || ask.at > plus(now, { hours: REMINDER_AHEAD_HOURS_MAX })) return refuse(refusals.notThen);
    const message = ask.message && (await needs.messages.find(tx, ask.message));
    if (ask.message && message?.account !== ask.account) return refuse(refusals.noSuchMessage);
    const [id, { client }] = [needs.world.id(), account];
    const words = await needs.vault.sealText({ ...wordsPlace(client, id), at: now, kind: "message" }, ask.text);
    await store.addReminder(tx, { client, id, account: ask.account, dueAt: ask.at, call: null, message: ask.message, owner: as.person, words });
    await needs.audit.record(tx, within(as, client), "cue.remind", { type: "cue", id, client });
    await needs.due.at(tx, { kind: REMIND, subject: id, client, at: ask.at });
    return done({ cue: id });
  });

/** [K62] Its words, for whoever is shown it: opened one by one, each in the log. */
export const readReminder = (needs: Needs) => async (as: Operating, id: string): Promise<Outcome<{ text: Phi<string> }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const cue = await store.wordsOf(tx, id);
    if (!cue) return refuse(refusals.noSuchCue);
    const isAtDesk = (person: string): boolean => needs.calls.operators().some((one) => one.person === person && one.state !== "away");
    const shown = isShownTo(cue.owner, { person: as.person, isAtDesk });
    await needs.audit.record(tx, within(as, cue.client), "cue.read", { type: "cue", id, client: cue.client }, shown ? "yes" : "no");
    return shown ? done({ text: await needs.vault.openText(wordsPlace(cue.client, id), cue.words) }) : refuse(refusals.notYourCue);
  });

export const remindDue = (needs: Needs, moved: () => void) => async (job: Job, finish: Finish): Promise<void> => {
  await needs.db.transaction(system("desk", { clients: [job.client!] }).scope, finish);
  moved();
};
