import { useEffect, useRef, useState } from "react";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { fromMulaw, MULAW_HZ } from "../sound/mulaw.ts";
import { Button, lasted, ProblemNote } from "../ui/index.ts";

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);

/** A voicemail, or one side of a talk (`say`, and for a screen reader `about`), fetched when somebody wants to hear it; the sound stays in this page's memory while it plays. */
export function Recording({ recording, say = "Hear the voicemail", about }: { readonly recording: string; readonly say?: string; readonly about?: string }) {
  const context = useRef<AudioContext | undefined>(undefined);
  const [playing, setPlaying] = useState<{ readonly seconds: number; readonly cutShort: boolean }>();
  const sending = useSending();
  const stop = () => { void context.current?.close(); context.current = undefined; setPlaying(undefined); };
  useEffect(() => () => void context.current?.close(), []);
  const play = (heard: { pcmuBase64: string; seconds: number; cutShort: boolean }) => {
    const samples = fromMulaw(bytesOf(heard.pcmuBase64));
    if (samples.length === 0) return;
    const sound = (context.current = new AudioContext());
    const buffer = sound.createBuffer(1, samples.length, MULAW_HZ);
    buffer.copyToChannel(samples, 0);
    const source = sound.createBufferSource();
    source.buffer = buffer;
    source.connect(sound.destination);
    source.addEventListener("ended", stop);
    source.start();
    setPlaying(heard);
  };
  return (
    <div className="stack">
      <div className="row"><Button icon={playing ? "player-pause" : "player-play"} inert={sending.busy} onClick={() => (playing ? stop() : sending.send(() => api.hearRecording({ params: { recording }, body: {} }), play))}>{playing ? "Stop" : say}{about && <span className="sr">{about}</span>}</Button>{playing && <span className="sm t2" role="status">{lasted(playing.seconds)} long{playing.cutShort && ", cut short"}. Hearing it is written down.</span>}</div>
      {sending.trouble && <ProblemNote what="The recording did not open" trouble={sending.trouble} safe="It is kept, sealed." />}
    </div>
  );
}
