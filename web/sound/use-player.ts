import { useCallback, useEffect, useRef, useState } from "react";
import { fromMulaw, MULAW_HZ } from "./mulaw.ts";

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);

/** One piece of sound at a time, and what was said of it when it began. */
export interface Player<About> {
  /** What plays now; undefined while nothing does. */
  readonly playing: About | undefined;
  /** Plays G.711 µ-law from its beginning; `ended` is told when it was heard to its end, not when it was stopped. No sound at all plays nothing. */
  readonly play: (pcmuBase64: string, about: About, ended?: () => void) => void;
  readonly stop: () => void;
}

/** Sound that the server sent, in this page's memory while it plays and no longer. It ends with the page that plays it. */
export function usePlayer<About = true>(): Player<About> {
  const context = useRef<AudioContext | undefined>(undefined);
  const [playing, setPlaying] = useState<{ readonly about: About }>();
  const close = useCallback(() => { void context.current?.close(); context.current = undefined; }, []);
  useEffect(() => close, [close]);
  const stop = useCallback(() => { close(); setPlaying(undefined); }, [close]);
  const play = useCallback((pcmuBase64: string, about: About, ended?: () => void) => {
    const samples = fromMulaw(bytesOf(pcmuBase64));
    if (samples.length === 0) return;
    close();
    const sound = (context.current = new AudioContext());
    const buffer = sound.createBuffer(1, samples.length, MULAW_HZ);
    buffer.copyToChannel(samples, 0);
    const source = sound.createBufferSource();
    source.buffer = buffer;
    source.connect(sound.destination);
    source.addEventListener("ended", () => {
      if (context.current !== sound) return; // Stopped, or another took its place.
      stop();
      ended?.();
    });
    source.start();
    setPlaying({ about });
  }, [close, stop]);
  return { playing: playing?.about, play, stop };
}
