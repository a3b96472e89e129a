import type { MessageDetail } from "../../../../contract/index.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { Tx } from "../../../foundation/db/db.ts";
import type { MessageId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { toIso } from "../../../foundation/time.ts";
import type { Corrected, Opened } from "../../messages/index.ts";
import { isAssigned } from "../assigned.ts";
import { load, type Loaded } from "../load.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { timeline } from "../rules/timeline.ts";
import { peopleIn, workingRow, type Names } from "../rules/working-row.ts";
import { changed, messageOf } from "../schedule.ts";
import * as digests from "../store/digests.ts";
import * as lists from "../store/lists.ts";

/** [D12] One message, opened: audited in this transaction, and told in its timeline whether a paged clinician or somebody of the staff read it. */
export const openDetail = (needs: Needs) => async (tx: Tx, as: Actor, message: MessageId): Promise<Outcome<MessageDetail>> => {
  const row = (await lists.newestOf(tx, [message]))[0];
  if (!row || as.kind !== "person") return refuse(refusals.notFound);
  const assigned = await isAssigned(needs, tx, { row, person: as.person });
  if (!assigned && !(await needs.access.may(tx, as, "message.open", row.client))) {
    await needs.audit.record(tx, as, "message.open", messageOf(row), "no");
    return refuse(refusals.mayNot);
  }
  await noteReader(needs, tx, { as, row, person: as.person, assigned });
  const opened = await needs.messages.open(tx, as, message);
  return opened ? done(await detail(needs, tx, { row, opened, person: as.person })) : refuse(refusals.notFound);
};

const CALL_BACKS_SHOWN_MAX = 50;

async function detail(needs: Needs, tx: Tx, { row, opened, person }: { row: Loaded["row"]; opened: Opened; person: PersonId }): Promise<MessageDetail> {
  const loaded = (await load(needs, tx, [row]))[0]!;
  const corrected = await correctedFor(needs, tx, { opened, person });
  const callBacks = (await needs.messages.callBacks(tx, row)).slice(-CALL_BACKS_SHOWN_MAX);
  const people = [...callBacks.map(({ by }) => by), ...peopleIn(loaded), ...[...opened.timeline.map((event) => event.who), opened.row.takenDownBy, corrected?.by].flatMap((one) => one ?? [])];
  const names = await needs.namesOf(tx, [...new Set(people)]);
  return { ...detailOf(loaded, opened, names), callBacks: callBacks.map((one) => ({ at: toIso(one.at), by: names.get(one.by) ?? null, outcome: one.outcome })), ...(corrected && { corrected: sayCorrected(corrected, names) }) };
}

const sayCorrected = ({ at, by, changed }: Corrected, names: Names): MessageDetail["corrected"] => ({
  at: toIso(at), by: (by && names.get(by)) ?? null, changed: [...dangerouslyReveal(changed)],
});

/** [N12] Undefined for a message that nobody corrected. */
async function correctedFor(needs: Needs, tx: Tx, { opened, person }: { opened: Opened; person: PersonId }): Promise<Corrected | undefined> {
  const { revision, id: message } = opened.row;
  if (revision === 1) return undefined;
  const own = (await needs.delivery.attemptsOf(tx, [message])).filter((one) => one.person === person && one.revision < revision);
  const receipts = await needs.delivery.receiptsOf(tx, own.map((one) => one.id));
  const read = own.filter(({ id }) => receipts.some((one) => one.attempt === id && (one.state === "opened" || one.state === "acknowledged")));
  return needs.messages.changedSince(tx, opened, read.length > 0 ? Math.max(...read.map((one) => one.revision)) : revision - 1);
}

/** Only the first opening is news: of a paged clinician a receipt, of a colleague a line for each revision, of the office that it has this one of its digest. The audit log has every one. */
async function noteReader(needs: Needs, tx: Tx, { as, row, person, assigned }: { as: Actor; row: Loaded["row"]; person: PersonId; assigned: boolean }): Promise<void> {
  const at = needs.world.now();
  if (assigned) {
    if (await needs.delivery.opened(tx, { ...row, person })) changed(needs, tx, row);
    return;
  }
  if (await needs.access.may(tx, as, "digest.pick-up", row.client)) await digests.setOpened(tx, { ...row, by: person, at });
  await needs.messages.noteReader(tx, { client: row.client, message: row.message, revision: row.revision, at, kind: "opened-by-staff", who: person, say: "Opened by a colleague." });
}

function detailOf(loaded: Loaded, opened: Opened, names: Names): MessageDetail {
  const content = dangerouslyReveal(opened.content);
  return {
    ...workingRow(loaded, names),
    callerType: content.callerType, patient: content.patient, reason: content.reason, callback: content.callback,
    lines: [...content.lines].slice(0, 40), said: [...content.said], readBack: content.readBack,
    takenDownBy: (opened.row.takenDownBy && names.get(opened.row.takenDownBy)) ?? (opened.row.origin === "voicemail" ? "Voicemail" : "A former colleague"),
    recording: opened.row.recording,
    timeline: timeline([loaded], opened.timeline, names),
  };
}
