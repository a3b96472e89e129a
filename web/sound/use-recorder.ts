import { useCallback, useEffect, useRef, useState } from "react";
import { waveFile } from "./wave.ts";

export interface Recorder {
  /** "asking": the browser asks for the microphone. "making": what was said becomes a file. */
  readonly state: "idle" | "asking" | "recording" | "making";
  /** Why there is no recording, in words. */
  readonly trouble: string | undefined;
  readonly start: () => void;
  readonly stop: () => void;
}

const NO_MICROPHONE = "The browser gave no microphone. Allow it for this address, or choose a WAV file.";
const NOT_MADE = "The browser could not make a file of this recording. Record it again, or choose a WAV file.";

async function waveOf(recorded: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const context = new AudioContext();
  try {
    const sound = await context.decodeAudioData(await recorded.arrayBuffer());
    return waveFile(Array.from({ length: sound.numberOfChannels }, (_, nth) => sound.getChannelData(nth)), sound.sampleRate);
  } finally {
    void context.close();
  }
}

/** One recording at a time from this browser's microphone, which is let go as soon as it ends; it ends by itself after so long, and with the page. */
export function useRecorder(secondsMax: number, made: (wave: Uint8Array<ArrayBuffer>) => void): Recorder {
  const [now, setNow] = useState<{ readonly state: Recorder["state"]; readonly trouble?: string }>({ state: "idle" });
  const media = useRef<MediaRecorder | undefined>(undefined);
  const here = useRef(true);
  const tell = useRef(made);
  useEffect(() => { tell.current = made; });
  const stop = useCallback(() => { if (media.current?.state === "recording") media.current.stop(); }, []);
  useEffect(() => { here.current = true; return () => { here.current = false; stop(); }; }, [stop]);

  const record = useCallback((stream: MediaStream) => {
    const recorder = (media.current = new MediaRecorder(stream));
    const parts: Blob[] = [];
    const limit = setTimeout(stop, secondsMax * 1000);
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
    recorder.addEventListener("stop", () => {
      clearTimeout(limit);
      for (const track of stream.getTracks()) track.stop();
      if (!here.current) return;
      setNow({ state: "making" });
      waveOf(new Blob(parts, { type: recorder.mimeType })).then(
        (wave) => { if (here.current) { setNow({ state: "idle" }); tell.current(wave); } },
        () => { if (here.current) setNow({ state: "idle", trouble: NOT_MADE }); },
      );
    });
    recorder.start();
    setNow({ state: "recording" });
  }, [secondsMax, stop]);

  const start = useCallback(() => {
    setNow({ state: "asking" });
    navigator.mediaDevices.getUserMedia({ audio: true }).then(
      (stream) => { if (here.current) record(stream); else for (const track of stream.getTracks()) track.stop(); },
      () => { if (here.current) setNow({ state: "idle", trouble: NO_MICROPHONE }); },
    );
  }, [record]);
  return { state: now.state, trouble: now.trouble, start, stop };
}
