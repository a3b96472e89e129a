import { within } from "../../../foundation/actor.ts";
import { phi } from "../../../foundation/phi.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import type { Operating } from "../../calls/index.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import * as store from "../store.ts";

/** [K4] A person says that the cue is dealt with. */
export const finishCue = (needs: Needs, moved: () => void) => async (as: Operating, id: string): Promise<Outcome<undefined>> => {
  const outcome = await needs.db.transaction(as.scope, async (tx) => {
    const cue = await store.findCue(tx, id);
    if (!cue) return refuse(refusals.noSuchCue);
    await store.finishCue(tx, { client: cue.client, id, at: needs.world.now(), by: as.person });
    await needs.audit.record(tx, within(as, cue.client), "cue.done", { type: "cue", id, client: cue.client }, cue.kind);
    return done();
  });
  moved();
  return outcome;
};

const HITS_MAX = 20;
interface Hit {
  readonly kind: "account" | "clinician" | "message";
  readonly id: string;
  readonly title: string;
  readonly detail: string;
}

/** [K8] Practices and clinicians by name, past messages by the caller's number. [K20] The log names what was shown: a number tells whom it rang. */
export const find = (needs: Needs) => async (as: Operating, words: string): Promise<Outcome<{ hits: Hit[] }>> =>
  needs.db.transaction(as.scope, async (tx) => {
    const accounts = await needs.directory.find(tx, words, HITS_MAX);
    const clinicians = await needs.people.findClinicians(tx, as, { words, limit: HITS_MAX });
    const number = needs.directory.normalise(words);
    const messages: Hit[] = [];
    for (const client of number === undefined ? [] : as.scope.clients) {
      const callerIndex = await needs.calls.callerIndex(client, phi(number!));
      for (const call of await needs.calls.byCaller(tx, { client, callerIndex, limit: HITS_MAX })) {
        if (call.message) messages.push({ kind: "message", id: call.message, title: "Message from this number", detail: new Date(call.at).toISOString() });
      }
    }
    const found = [...messages, ...accounts.map((a) => ({ kind: "account" as const, id: a.id, title: a.name, detail: a.detail })), ...clinicians.map((c) => ({ kind: "clinician" as const, id: c.id, title: c.name, detail: "Clinician" }))];
    const hits = found.slice(0, HITS_MAX);
    const ids = (kind: Hit["kind"]): string[] => hits.filter((hit) => hit.kind === kind).map((hit) => hit.id);
    const named = { messages: ids("message"), accounts: ids("account"), people: ids("clinician") };
    await needs.audit.record(tx, as, "desk.find", { type: "person", id: as.person }, number === undefined ? "by-name" : "by-number", named);
    return done({ hits });
  });
