import { useEffect, useRef, useState } from "react";
import type { Language, Menu } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { fromMulaw, MULAW_HZ } from "../sound/mulaw.ts";
import { Button, ProblemNote } from "../ui/index.ts";

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);

/** The menu as it stands on the screen, before it is saved: heard and read. */
export function HearMenu({ menu, language }: { readonly menu: Menu; readonly language: Language }) {
  const context = useRef<AudioContext | undefined>(undefined);
  const [words, setWords] = useState<{ readonly of: string; readonly say: string }>();
  const [playing, setPlaying] = useState(false);
  const sending = useSending();
  const about = JSON.stringify([menu, language]);
  const stop = () => { void context.current?.close(); context.current = undefined; setPlaying(false); };
  useEffect(() => () => void context.current?.close(), []);
  const play = ({ pcmuBase64, words: say }: { pcmuBase64: string; words: string }) => {
    setWords({ of: about, say });
    const samples = fromMulaw(bytesOf(pcmuBase64));
    const sound = (context.current = new AudioContext());
    const buffer = sound.createBuffer(1, samples.length, MULAW_HZ);
    buffer.copyToChannel(samples, 0);
    const source = sound.createBufferSource();
    source.buffer = buffer;
    source.connect(sound.destination);
    source.addEventListener("ended", stop);
    source.start();
    setPlaying(true);
  };
  return (
    <div className="stack">
      <div className="row"><Button icon={playing ? "player-pause" : "player-play"} inert={sending.busy} onClick={() => (playing ? stop() : sending.send(() => api.hearMenu({ body: { menu, language } }), play))}>{playing ? "Stop" : "Hear it"}</Button></div>
      {words?.of === about && <blockquote className="sm" lang={language}>{words.say}</blockquote>}
      {sending.trouble && <ProblemNote what="The menu could not be heard" trouble={sending.trouble} safe="What you typed is still here." />}
    </div>
  );
}
