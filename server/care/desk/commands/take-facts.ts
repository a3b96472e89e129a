import { system } from "../../../foundation/actor.ts";
import type { AccountId, CallId, ClientId, MessageId, PersonId } from "../../../foundation/ids.ts";
import type { Subscriber } from "../../../foundation/facts/index.ts";
import type { Needs } from "../needs.ts";
import type { CueKind } from "../rules/cue-words.ts";
import * as store from "../store.ts";

/** [K4] [K6] A fact becomes a cue. The cue's id is the subject's, so a fact told twice is one cue. */
const cueFrom = (needs: Needs, kind: CueKind, moved: () => void): Subscriber => async (job, finish) => {
  const client = job.client as ClientId;
  const scope = system("desk", { clients: [client] }).scope;
  await needs.db.transaction(scope, async (tx) => {
    const call = await needs.calls.find(tx, job.subject as CallId);
    const dueAt = needs.world.now();
    // A turned-away ring left no call, only its account: its rings are counted on one cue. And one call may be left unfinished twice.
    const own = call && kind !== "unfinished" ? job.subject : needs.world.id();
    const subject = call ? { account: call.account, call: call.id, id: own } : { account: job.subject as never, call: null, id: own };
    const counted = call === undefined && (await store.countAgain(tx, { client, account: subject.account, kind, dueAt }));
    if (!counted) await store.addCue(tx, { client, ...subject, kind, dueAt, message: null });
    await finish(tx);
  });
  moved();
};

/** [K5] A voicemail becomes an urgent message, in the same transaction in which the fact is done with. */
const voicemail = (needs: Needs, moved: () => void): Subscriber => async (job, finish) => {
  const client = job.client as ClientId;
  const actor = system("desk", { clients: [client] });
  await needs.db.transaction(actor.scope, async (tx) => {
    const call = await needs.calls.find(tx, job.subject as CallId);
    if (!call) throw new Error("a voicemail of a call that is not there");
    const { number } = await needs.calls.caller(call);
    const sent = await needs.messages.saveVoicemail(tx, actor, { call: call.id, account: call.account, client, recording: String(job.payload.recording), callerNumber: number });
    if (!sent.ok) throw new Error("the voicemail's message was refused");
    await needs.calls.noteMessage(tx, call, sent.value.message as MessageId);
    await finish(tx);
  });
  moved();
};

/** A clinician's line back to the desk. The words stay sealed with the message; the cue says where to read them. */
const reply = (needs: Needs, moved: () => void): Subscriber => async (job, finish) => {
  const client = job.client as ClientId;
  await needs.db.transaction(system("desk", { clients: [client] }).scope, async (tx) => {
    await store.addCue(tx, { client, id: needs.world.id(), account: job.payload.account as never, kind: "reply", dueAt: needs.world.now(), call: null, message: job.subject as MessageId });
    await finish(tx);
  });
  moved();
};

/** [K63] Neither the clinician who took it nor anybody else wrote down a call-back: the desk asks. One cue for each message. */
const callBackMissing = (needs: Needs, moved: () => void): Subscriber => async (job, finish) => {
  const client = job.client as ClientId;
  await needs.db.transaction(system("desk", { clients: [client] }).scope, async (tx) => {
    await store.addCue(tx, { client, id: needs.world.id(), account: job.payload.account as never, kind: "call-back", dueAt: needs.world.now(), call: null, message: job.subject as MessageId });
    await finish(tx);
  });
  moved();
};

const calledBack = (needs: Needs, moved: () => void): Subscriber => async (job, finish) => {
  await needs.db.transaction(system("desk", { clients: [job.client as ClientId] }).scope, async (tx) => {
    await store.finishCallBack(tx, { message: job.subject as MessageId, at: needs.world.now(), by: job.payload.person as PersonId });
    await finish(tx);
  });
  moved();
};

/** [K65] One cue for each practice, however often its digest is late; gone when somebody there opens it. */
const digestLate = (needs: Needs, moved: () => void): Subscriber => async (job, finish) => {
  const [client, account] = [job.client as ClientId, job.subject as AccountId];
  await needs.db.transaction(system("desk", { clients: [client] }).scope, async (tx) => {
    const dueAt = needs.world.now();
    if (!(await store.countAgain(tx, { client, account, kind: "digest", dueAt }))) await store.addCue(tx, { client, id: needs.world.id(), account, kind: "digest", dueAt, call: null, message: null });
    await finish(tx);
  });
  moved();
};

const digestPickedUp = (needs: Needs, moved: () => void): Subscriber => async (job, finish) => {
  await needs.db.transaction(system("desk", { clients: [job.client as ClientId] }).scope, async (tx) => {
    await store.finishDigest(tx, { client: job.client as ClientId, account: job.subject as AccountId, at: needs.world.now(), by: job.payload.person as PersonId });
    await finish(tx);
  });
  moved();
};

export function takeFacts(needs: Needs, moved: () => void): void {
  needs.facts.subscribe("call.abandoned", "desk", cueFrom(needs, "ring-back", moved));
  needs.facts.subscribe("call.left-behind", "desk", cueFrom(needs, "unfinished", moved));
  needs.facts.subscribe("call.turned-away", "desk", cueFrom(needs, "turned-away", moved));
  needs.facts.subscribe("call.voicemail-left", "desk", voicemail(needs, moved));
  needs.facts.subscribe("message.replied", "desk", reply(needs, moved));
  needs.facts.subscribe("message.call-back-missing", "desk", callBackMissing(needs, moved));
  needs.facts.subscribe("message.called-back", "desk", calledBack(needs, moved));
  needs.facts.subscribe("dispatch.digest-late", "desk", digestLate(needs, moved));
  needs.facts.subscribe("dispatch.digest-picked-up", "desk", digestPickedUp(needs, moved));
  needs.facts.listen("dispatch.changed", moved);
}
