import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, type Trouble } from "../api/index.ts";
import { createLine, type LineState } from "../desk/line.ts";
import { Button, Icon, ProblemNote } from "../ui/index.ts";
import type { Floor } from "./use-floor.ts";

type Operator = Floor["operators"][number];

/** Whom this supervisor hears. */
export interface Target { readonly call: string; readonly name: string; readonly accountName: string | null }
export interface Listening {
  readonly target: Target | undefined;
  readonly line: LineState;
  readonly whispers: boolean;
  readonly trouble: Trouble | undefined;
  /** The call that was heard is over, or its operator left it. */
  readonly ended: Target | undefined;
  readonly start: (target: Target) => void;
  readonly whisper: (on: boolean) => void;
  readonly stop: () => void;
}

/** Whose call this person hears, as the server tells it; it comes with the next floor, a second late at most. */
export const heardBy = (operators: Floor["operators"], person: string): Operator | undefined => operators.find(({ listener }) => listener === person);

/** The microphone is asked for at once, because sound that was not offered cannot be added later; until a whisper it gives silence. */
function useEar(): { readonly line: LineState; readonly join: (call: string) => void; readonly close: () => void; readonly speak: (on: boolean) => void } {
  const [line, setLine] = useState<LineState>({ state: "none" });
  const microphone = useRef<MediaStream | undefined>(undefined);
  const speaker = useRef<HTMLAudioElement | undefined>(undefined);
  const made = useMemo(() => createLine({
    onState: setLine,
    microphone: async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
      for (const track of stream.getAudioTracks()) track.enabled = false;
      for (const track of microphone.current?.getTracks() ?? []) track.stop();
      return (microphone.current = stream);
    },
    iceServers: async () => { const asked = await api.iceServers(); return asked.ok ? asked.value.iceServers : []; },
    answer: (call, sdp) => api.listen({ params: { call }, body: { sdp } }),
    play: (sound) => {
      speaker.current ??= new Audio();
      speaker.current.srcObject = sound;
      if (sound) void speaker.current.play().catch(() => undefined);
    },
  }), []);
  const speak = useCallback((on: boolean) => { for (const track of microphone.current?.getAudioTracks() ?? []) track.enabled = on; }, []);
  const close = useCallback(() => { made.close(); for (const track of microphone.current?.getTracks() ?? []) track.stop(); microphone.current = undefined; }, [made]);
  return useMemo(() => ({ line, join: (call: string) => void made.join(call), close, speak }), [line, made, close, speak]);
}

/** The page that is left hears nothing more. */
export function useListening(operators: Floor["operators"], person: string): Listening {
  const ear = useEar();
  const [target, setTarget] = useState<Target>();
  const [ended, setEnded] = useState<Target>();
  const [whispers, setWhispers] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const told = useRef<string | undefined>(undefined);
  const now = useRef<Target | undefined>(undefined);
  now.current = target;

  const over = useCallback(() => { ear.close(); setTarget(undefined); setWhispers(false); told.current = undefined; }, [ear.close]);
  const stop = useCallback(() => {
    const { current } = now;
    over();
    if (current) void api.stopListening({ params: { call: current.call }, body: {} });
  }, [over]);
  const start = useCallback((wanted: Target) => { stop(); setEnded(undefined); setTrouble(undefined); setTarget(wanted); ear.join(wanted.call); }, [stop, ear.join]);
  const whisper = useCallback((on: boolean) => {
    const { current } = now;
    if (!current) return;
    if (!on) ear.speak(false);
    void api.whisper({ params: { call: current.call }, body: { on } }).then((answer) => {
      setTrouble(answer.ok ? undefined : answer.trouble);
      if (!answer.ok) return;
      ear.speak(on);
      setWhispers(on);
    });
  }, [ear.speak]);

  const heard = heardBy(operators, person)?.call;
  useEffect(() => {
    if (!target) return;
    if (heard === target.call) told.current = heard;
    else if (told.current === target.call) { setEnded(target); over(); }
  }, [heard, target, over]);
  useEffect(() => stop, [stop]);
  return { target, line: ear.line, whispers, trouble: trouble ?? (ear.line.state === "lost" ? ear.line.trouble : undefined), ended, start, whisper, stop };
}

/** What is heard, who knows of it, and the two acts there are. */
export function ListeningBar({ listening }: { readonly listening: Listening }) {
  const { target, line, whispers, trouble, ended, whisper, stop } = listening;
  if (!target) return ended ? <p className="net" role="status"><Icon name="volume-off" size={20} /><span>You hear nothing more: the call of {ended.name} is over, or {ended.name} has left it.</span></p> : null;
  return (
    <section className="net listening" aria-label="Listening">
      <Icon name="volume" size={20} />
      <p className="grow" role="status"><b>{line.state === "talking" ? `You hear ${target.name} on a call${target.accountName ? ` of ${target.accountName}` : ""}.` : `Connecting you with the call of ${target.name}.`}</b> {whispers ? `${target.name} alone hears you. The caller does not.` : `Nobody hears you. ${target.name} sees that a supervisor listens, and the audit log names you.`}</p>
      <Button icon="headset" aria-pressed={whispers} inert={line.state !== "talking"} onClick={() => whisper(!whispers)}>{whispers ? "Stop whispering" : "Whisper"}</Button>
      <Button icon="x" onClick={stop}>Stop listening</Button>
      {trouble && <ProblemNote what="Something of the listening did not work" trouble={trouble} safe="The call goes on as it was." />}
    </section>
  );
}

/** On the row of an operator who is on a call. */
export function ListenButton({ one, listening, person }: { readonly one: Operator; readonly listening: Listening; readonly person: string }) {
  const { call, name, accountName } = one;
  if (!call || one.person === person) return null;
  if (listening.target?.call === call) return <span className="t2 sm"><Icon name="volume" /> You listen</span>;
  if (one.listener && one.listener !== person) return <span className="t2 sm"><Icon name="volume" /> Another supervisor listens</span>;
  return <Button icon="headset" onClick={() => listening.start({ call, name, accountName })} aria-label={`Listen to the call of ${name}`}>Listen</Button>;
}
