import { useCallback, useEffect, useRef, useState } from "react";
import { api, type Trouble } from "../api/index.ts";
import { Button, ProblemNote } from "../ui/index.ts";

export type Proof =
  | { readonly state: "unasked" | "proved" }
  | { readonly state: "asked"; readonly tones: number; readonly isWrong: boolean; readonly trouble?: Trouble };

export interface SoundProof {
  readonly proof: Proof;
  /** Asks the house; true when this sign-in has proved its sound already. Else tones are played, and the panel waits for their number. */
  readonly ask: () => Promise<boolean>;
  /** The number that was heard; true when it is the right one. */
  readonly say: (heard: number) => Promise<boolean>;
  readonly again: () => void;
}

/** The sound of this desk, proved once in each sign-in. `play`: the alarm's tone, so many times. */
export function useSoundProof(play: (tones: number) => void): SoundProof {
  const [proof, setProof] = useState<Proof>({ state: "unasked" });
  const playing = useRef(play);
  useEffect(() => { playing.current = play; });
  const take = useCallback((tones: number | null, isWrong: boolean): boolean => {
    setProof(tones === null ? { state: "proved" } : { state: "asked", tones, isWrong });
    if (tones !== null) playing.current(tones);
    return tones === null;
  }, []);
  const ask = useCallback(async () => {
    const asked = await api.askSound({ body: {} });
    // Without an answer nobody is kept from work: the house counts this desk as one that hears nothing.
    return asked.ok ? take(asked.value.tones, false) : true;
  }, [take]);
  const say = useCallback(async (heard: number) => {
    const said = await api.proveSound({ body: { heard } });
    if (said.ok) return take(said.value.tones, true);
    setProof((now) => (now.state === "asked" ? { ...now, trouble: said.trouble } : now));
    return false;
  }, [take]);
  const again = useCallback(() => { if (proof.state === "asked") playing.current(proof.tones); }, [proof]);
  return { proof, ask, say, again };
}

const NUMBERS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Stands in the middle of the desk until the right number is said, by key or by hand. */
export function SoundProofPanel({ sound, proved }: { readonly sound: SoundProof; readonly proved: () => void }) {
  const { proof, say, again } = sound;
  const asked = proof.state === "asked";
  const tell = useCallback(async (heard: number) => { if (await say(heard)) proved(); }, [say, proved]);
  useEffect(() => {
    if (!asked) return undefined;
    const hear = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.altKey || event.ctrlKey || event.metaKey) return;
      const heard = Number(event.key);
      if (NUMBERS.some((number) => number === heard)) void tell(heard);
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [asked, tell]);
  if (proof.state !== "asked") return null;
  return (
    <section className="sound-proof" aria-label="Can you hear the alarm?">
      <h2>How many tones do you hear?</h2>
      <p role="status">{proof.isWrong ? "That was not the number. Other tones are played now; listen again." : "The alarm’s tones are played now. Press the key of their number, and calls ring here."}</p>
      <div className="row" role="group" aria-label="Number of tones">
        {NUMBERS.map((number) => <Button key={number} tone="strong" big onClick={() => void tell(number)}>{String(number)}</Button>)}
      </div>
      <Button tone="bare" icon="volume" onClick={again}>Play them again</Button>
      <p className="sm t2">You hear nothing? Turn the headset up, or choose it in this computer’s sound settings. Until the number is said, this desk counts as one that hears no alarm.</p>
      {proof.trouble && <ProblemNote what="The number was not kept" trouble={proof.trouble} safe="Nothing is lost." next="Press the number again." />}
    </section>
  );
}
