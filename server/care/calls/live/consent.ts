import { system } from "../../../foundation/actor.ts";
import { dangerouslyReveal } from "../../../foundation/phi.ts";
import type { PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import { stateOfNumber } from "../rules/area-codes.ts";
import { consentLaw } from "../rules/consent.ts";
import { joinedOf } from "../rules/second-person.ts";
import { declineConsent, insertConsent, stateOfDesk } from "../store/consent.ts";
import type { LiveCall, OtherLeg, Unrecorded } from "./board.ts";
import type { EffectNeeds } from "./effects.ts";
import { untilWritten } from "./until-written.ts";

/**
 * [C9] [C120] Only where the account records, only after the whole notice was heard on this leg (it is the greeting of such accounts), and
 * never once the caller has declined. Under which law is on the disk before the first second is.
 */
export async function beginTalkRecording(needs: Needs, call: LiveCall): Promise<void> {
  const legs = joinedOf(call.state).map(({ leg }) => leg);
  if (!mayBegin(call) || !legs.every((leg) => call.told.has(leg))) return;
  call.recordingTalk = true;
  call.recordedWith = legs;
  const at = needs.world.now();
  await noteLaw(needs, call);
  const said = await call.recorder.begin("caller", at, legs);
  const heard = await call.recorder.begin("operator", at, legs);
  if (call.recorder.declined) return call.recorder.decline(at); // Meanwhile the caller said no: what was begun just now goes with the rest.
  const no = legs.find((leg) => !call.told.has(leg));
  if (no !== undefined) {
    call.recordingTalk = false;
    return call.recorder.declineLeg(no, at);
  }
  if (call.phone) await needs.media.record(call.phone, said, heard);
}

const mayBegin = ({ state, recordingTalk, noticeHeard, recorder, phone }: LiveCall): boolean => state.recording && !recordingTalk && noticeHeard && !recorder.declined && phone !== undefined;

/** [C122] Somebody is in the talk with whom this recording was not begun: it ends before they are heard, and what was recorded is kept. */
export async function endRecordingWithout(needs: Needs, call: LiveCall): Promise<void> {
  if (!call.recordingTalk || joinedOf(call.state).every(({ leg }) => call.recordedWith.includes(leg))) return;
  call.recordingTalk = false;
  if (call.phone) await needs.media.stopRecording(call.phone).catch(() => undefined);
  void call.recorder.end(needs.world.now());
}

/** [C122] To their ear alone; the chain does not wait for its end, so that all that can happen meanwhile can happen. */
export function sayNotice(needs: EffectNeeds, call: LiveCall, leg: number): void {
  const over = (heard: boolean): void => {
    if (heard) call.told.add(leg);
    needs.tell(call, { kind: "notice-over", leg, heard });
  };
  const phone = call.others.get(leg)?.phone;
  if (phone) needs.media.play(phone, "recording-notice-other").then((how) => over(how === "ended"), () => over(false));
  else over(false);
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

/** [C122] One of the others wants no recording: nothing with them is kept, and while they are in the talk nothing is written. */
export function declineForOther(needs: Needs, call: LiveCall, { number, phone }: OtherLeg): boolean {
  const stage = call.state.others.find(({ leg }) => leg === number)?.stage;
  const hears = stage === "hearing-notice";
  if (!hears && !(stage === "joined" && call.told.has(number))) return false;
  call.told.delete(number);
  call.saidNo.add(number);
  const at = needs.world.now();
  const gone = call.recorder.declineLeg(number, at);
  call.journal.note({ at, kind: "recording-declined", operator: null, detail: `leg ${number}` }, { ...call.state, operator: call.state.operator ?? call.state.lastOperator });
  const work = async (): Promise<void> => {
    if (hears && phone) await needs.media.stop(phone).catch(() => undefined); // They are joined at once.
    if (!hears && call.phone && call.recordingTalk) {
      call.recordingTalk = false;
      await needs.media.stopRecording(call.phone).catch(() => undefined);
    }
    await gone;
  };
  call.work = call.work.then(work).catch((error: Error) => needs.log.error("calls.decline-failed", { call: call.id, error: error.name }));
  return true;
}

/** [C122] With whom of those in the talk nothing is recorded. Of a call that is not recorded at all that is no news. */
export function unrecordedOf({ state, recorder, told, saidNo }: LiveCall): readonly Unrecorded[] {
  if (!state.recording || recorder.declined) return [];
  return joinedOf(state).filter(({ leg }) => !told.has(leg)).map(({ leg }) => ({ leg, declined: saidNo.has(leg) }));
}
