import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { EmergencyNumber } from "../../contract/index.ts";
import { api, type Answer, type Trouble } from "../api/index.ts";
import { createLine, type LineState } from "./line.ts";

export interface Microphone { /** `lost`: it was open, and its device went away. */ readonly state: "unasked" | "asking" | "open" | "lost" | "denied"; readonly trouble?: Trouble }
export interface SoundLine {
  readonly microphone: Microphone;
  readonly line: LineState;
  readonly stream: MediaStream | undefined;
  /** Asks for the microphone; true when it may be used. */
  readonly open: () => Promise<boolean>;
  readonly join: (call: string) => void;
  /** Dials 911 with this browser's sound; joined again later, nothing is dialled. */
  readonly dial: (number: EmergencyNumber) => void;
  readonly leave: () => void;
}

const wants: MediaStreamConstraints = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
/** What the line to 911 is joined by. */
export const HELP_LINE = "help";
const isOnLine = (answer: Answer<unknown>): boolean => !answer.ok && answer.trouble.code === "calls.helpIsOnLine";

/** Dials as long as it is not known that it was dialled: one that was is not dialled twice by the server. */
async function answerHelp(toDial: { current: EmergencyNumber | undefined }, sdp: string): Promise<Answer<{ readonly sdp: string }>> {
  if (toDial.current === undefined) return api.rejoinEmergency({ body: { sdp } });
  const answer = await api.callEmergency({ body: { number: toDial.current, sdp } });
  if (answer.ok || answer.trouble.kind === "refused") toDial.current = undefined;
  return isOnLine(answer) ? api.rejoinEmergency({ body: { sdp } }) : answer;
}

const denied: Trouble = { kind: "refused", status: 0, code: "microphone", say: "This browser may not use the microphone, so no caller would hear you." };

/** The microphone of this window, kept open for the shift, and the sound of the call that is on it. */
export function useSoundLine(): SoundLine {
  const [microphone, setMicrophone] = useState<Microphone>({ state: "unasked" });
  const [line, setLine] = useState<LineState>({ state: "none" });
  const [stream, setStream] = useState<MediaStream>();
  const held = useRef<MediaStream | undefined>(undefined);
  const speaker = useRef<HTMLAudioElement | undefined>(undefined);

  const toDial = useRef<EmergencyNumber | undefined>(undefined);
  const take = useCallback(async (): Promise<MediaStream> => {
    const live = held.current?.getAudioTracks().some((track) => track.readyState === "live");
    if (held.current && live) return held.current;
    const fresh = await navigator.mediaDevices.getUserMedia(wants);
    held.current = fresh;
    setStream(fresh);
    setMicrophone({ state: "open" });
    for (const track of fresh.getAudioTracks()) track.addEventListener("ended", () => { if (held.current === fresh) setMicrophone({ state: "lost" }); });
    return fresh;
  }, []);
  const open = useCallback(async () => {
    setMicrophone({ state: "asking" });
    try {
      await take();
      setMicrophone({ state: "open" });
      return true;
    } catch {
      setMicrophone({ state: "denied", trouble: denied });
      return false;
    }
  }, [take]);
  const made = useMemo(() => createLine({
    microphone: take, onState: setLine,
    // Without an answer the sound is tried with what this machine has: most need nothing else.
    iceServers: async () => { const asked = await api.iceServers(); return asked.ok ? asked.value.iceServers : []; },
    answer: (call, sdp) => (call === HELP_LINE ? answerHelp(toDial, sdp) : api.answer({ params: { call }, body: { sdp } })),
    play: (sound) => {
      speaker.current ??= new Audio();
      speaker.current.srcObject = sound;
      if (sound) void speaker.current.play().catch(() => undefined);
    },
  }), [take]);
  useEffect(() => () => { made.close(); for (const track of held.current?.getTracks() ?? []) track.stop(); held.current = undefined; }, [made]);
  return { microphone, line, stream, open, join: (call) => void made.join(call), dial: (number) => { toDial.current = number; void made.join(HELP_LINE); }, leave: () => made.close() };
}
