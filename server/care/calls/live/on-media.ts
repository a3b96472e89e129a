import type { Needs } from "../needs.ts";
import type { MediaEvent } from "../ports.ts";
import type { CallEvent } from "../rules/call-machine.ts";
import { DECLINE_KEY } from "../rules/consent.ts";
import type { LiveCall, OtherLeg } from "./board.ts";
import { declineForOther, declineRecording } from "./consent.ts";
import { standingOf, type Switchboard } from "./switchboard.ts";

/**
 * A telephone that suppresses silence sends nothing while nobody speaks, and between two turns of a relay call (711) nobody may speak for
 * minutes. So silence ends no call: each time it has lasted this long the far end is asked by the signalling whether it is there.
 */
const SILENCE_PROBE_SECONDS = 30;
const isDue = (seconds: number): boolean => seconds % SILENCE_PROBE_SECONDS === 0;

type House = { readonly needs: Needs; readonly switchboard: Switchboard };
type Of<K extends MediaEvent["kind"]> = (house: House, call: LiveCall, event: Extract<MediaEvent, { kind: K }>) => void;

const pressed = ({ checkIn }: Needs, { state }: LiveCall, digit: string): CallEvent => ({ kind: "digit", digit, checkInOpen: state.phase === "choosing" && checkIn?.mayTake() === true });

const ofPhone: { readonly [K in MediaEvent["kind"]]?: Of<K> } = {
  lost: ({ switchboard }, call) => switchboard.rebuild(call),
  digit: ({ needs, switchboard }, call, event) => {
    if (call.isKeyed && call.state.phase === "held") return; // [C70] A 9 in a PIN declines no recording. This is told of a key before the machine is.
    if (event.digit === DECLINE_KEY && declineRecording(needs, call, { by: "key", operator: null })) return switchboard.changed();
    switchboard.tell(call, event.digit === "#" && call.state.recordingVoicemail ? { kind: "voicemail-over" } : pressed(needs, call, event.digit));
  },
  silent: ({ needs }, call, event) => {
    if (!isDue(event.seconds)) return;
    needs.log.info("calls.rtp-silent", { call: call.id, seconds: event.seconds });
    call.leg?.probe();
  },
};

const ofBrowser: { readonly [K in MediaEvent["kind"]]?: Of<K> } = {
  connected: (_house, call) => {
    call.browserAwaitedSince = undefined;
    call.follow?.();
  },
  gone: ({ switchboard }, call) => void switchboard.tell(call, { kind: "browser-gone" }),
  // Its process died: the desk is asked for a new one with the rebuilt call, and one that does not come is as gone as any.
  lost: ({ needs }, call) => {
    call.browser = undefined;
    call.browserAwaitedSince = needs.world.now();
  },
};

/** [C39] Somebody who listens for half a minute, or a trunk that sends no sound: which of the two it was the log cannot tell, and says what it knows. */
function noteSilence({ world }: Needs, { journal, state }: LiveCall, { number }: OtherLeg): void {
  journal.note({ at: world.now(), kind: "dial-silent", operator: null, detail: String(number) }, standingOf(state));
}

const ofOther = (other: OtherLeg): typeof ofPhone => ({
  lost: ({ switchboard }, call) => switchboard.rebuildOther(call, other.number),
  digit: ({ needs, switchboard }, call, event) => {
    if (event.digit === DECLINE_KEY && declineForOther(needs, call, other)) return switchboard.changed();
    switchboard.tell(call, { kind: "other-pressed", leg: other.number, digit: event.digit });
  },
  silent: ({ needs }, call, event) => {
    if (!isDue(event.seconds)) return;
    needs.log.info("calls.second-silent", { call: call.id, seconds: event.seconds });
    if (event.seconds === SILENCE_PROBE_SECONDS) noteSilence(needs, call, other);
    other.leg.probe();
  },
});

function tableOf(call: LiveCall, endpoint: string): typeof ofPhone | undefined {
  if (call.phone?.id === endpoint) return ofPhone;
  if (call.browser?.id === endpoint) return ofBrowser;
  const other = [...call.others.values()].find(({ phone }) => phone?.id === endpoint);
  return other && ofOther(other);
}

/** What the media engine tells, to the call it belongs to. An endpoint that no call knows was closed a moment ago. */
export function onMedia(house: House, event: MediaEvent): void {
  for (const call of house.switchboard.board.calls.values()) {
    const table = tableOf(call, event.endpoint);
    if (!table) continue;
    (table[event.kind] as Of<MediaEvent["kind"]> | undefined)?.(house, call, event);
    return;
  }
}
