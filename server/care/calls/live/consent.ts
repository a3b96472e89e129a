import { system } from "../../../foundation/actor.ts";
import { dangerouslyReveal } from "../../../foundation/phi.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { stateOfNumber } from "../rules/area-codes.ts";
import { consentLaw } from "../rules/consent.ts";
import { declineConsent, insertConsent, stateOfDesk } from "../store/consent.ts";
import type { LiveCall } from "./board.ts";
import { untilWritten } from "./until-written.ts";

/**
 * [C9] [C120] Only where the account records, only after the whole notice was heard on this leg (it is the greeting of such accounts), and
 * never once the caller has declined. Under which law is on the disk before the first second is.
 */
export async function beginTalkRecording(needs: Needs, call: LiveCall): Promise<void> {
  if (!call.state.recording || call.recordingTalk || !call.noticeHeard || call.recorder.declined || !call.phone) return;
  call.recordingTalk = true;
  const at = needs.world.now();
  await noteLaw(needs, call);
  const said = await call.recorder.begin("caller", at);
  const heard = await call.recorder.begin("operator", at);
  if (call.recorder.declined) return call.recorder.decline(at); // Meanwhile the caller said no: what was begun just now goes with the rest.
  if (call.phone) await needs.media.record(call.phone, said, heard);
}

async function noteLaw(needs: Needs, call: LiveCall): Promise<void> {
  const { operator } = call.state;
  await needs.db.transaction(system("calls", { clients: [call.client] }).scope, async (tx) => {
    const states = {
      caller: stateOfNumber(call.callerNumber && dangerouslyReveal(call.callerNumber)), account: stateOfNumber(call.leg?.dialled ?? null),
      operator: operator === null ? null : await stateOfDesk(tx, operator),
    };
    await insertConsent(tx, call, { at: needs.world.now(), states, law: consentLaw(states) });
  });
}

interface No { readonly by: "key" | "operator"; readonly operator: PersonId | null }

/** Before the operator comes, and while they or others talk; in a menu and on the recorder a key means something else. */
const MAY_DECLINE: ReadonlySet<string> = new Set(["waiting", "talking", "held", "parked", "joined"]);

/** [C121] From this moment nothing of the talk is written, and nothing of it is kept. False: there is nothing to decline. */
export function declineRecording(needs: Needs, call: LiveCall, { by, operator }: No): boolean {
  if (!call.state.recording || call.recorder.declined || !MAY_DECLINE.has(call.state.phase)) return false;
  const at = needs.world.now();
  const gone = call.recorder.decline(at);
  call.journal.note({ at, kind: "recording-declined", operator, detail: by }, { ...call.state, operator: call.state.operator ?? call.state.lastOperator });
  const work = async (): Promise<void> => {
    if (call.phone && call.recordingTalk) await needs.media.stopRecording(call.phone).catch(() => undefined);
    call.recordingTalk = false;
    await noteLaw(needs, call).catch(() => undefined); // Declined before anything was recorded: the decision is made with the no.
    await untilWritten(needs.log, { what: "consent", call: call.id }, () =>
      needs.db.transaction(system("calls", { clients: [call.client] }).scope, (tx) => declineConsent(tx, call, { at, by })));
    await gone;
  };
  call.work = call.work.then(work).catch((error: Error) => needs.log.error("calls.decline-failed", { call: call.id, error: error.name }));
  return true;
}
