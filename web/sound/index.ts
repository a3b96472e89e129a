import { useEffect, useRef, useState } from "react";
import { createSounds, type Sound, type Sounds } from "./sounds.ts";

export { SoundProofPanel, useSoundProof, type SoundProof } from "./proof.tsx";
export { counted, createSounds, scores, type Sound, type Sounds } from "./sounds.ts";

/** Plays what is wanted while the room is open, afresh when it is about something new. `blocked` is true while the browser waits for a key before any sound. */
export function useSound(wanted: Sound | null, about = ""): { readonly blocked: boolean; readonly test: (sound: Sound) => void; readonly count: (tones: number) => void } {
  const sounds = useRef<Sounds | undefined>(undefined);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    const made = createSounds(() => new AudioContext());
    sounds.current = made;
    const look = setInterval(() => setBlocked(made.blocked()), 1000);
    return () => { clearInterval(look); made.close(); };
  }, []);
  useEffect(() => { sounds.current?.want(wanted, about); }, [wanted, about]);
  return { blocked, test: (sound) => sounds.current?.test(sound), count: (tones) => sounds.current?.count(tones) };
}
