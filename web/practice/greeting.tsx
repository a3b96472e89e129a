import { useState } from "react";
import { GREETING_BYTES_MAX, GREETING_SECONDS_MAX, GREETING_SECONDS_MIN, type Greetings, type Language } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { base64Of } from "../api/base64.ts";
import { useAsked, useSending, type Sending } from "../api/asked.ts";
import { usePlayer } from "../sound/use-player.ts";
import { useRecorder, type Recorder } from "../sound/use-recorder.ts";
import { Button, Field, Icon, lasted, ProblemNote } from "../ui/index.ts";
import { AskInPlace, Outcome, Shown } from "./parts.tsx";

const MIB = 1024 * 1024;
const languageWord: Readonly<Record<Language, string>> = { en: "English", es: "Spanish" };
interface File64 { readonly fileName: string; readonly fileBase64: string }
/** What may become the greeting: recorded here, or chosen. */
interface Take extends File64 { readonly about: string; readonly heard: boolean }

export const tooLarge = ({ size }: Pick<File, "size">): string | undefined => (size > GREETING_BYTES_MAX ? `This file is ${Math.ceil(size / MIB)} MiB. The limit is ${GREETING_BYTES_MAX / MIB} MiB.` : undefined);

type Sound = { readonly pcmuBase64: string };
/** Heard as a telephone plays it, from the emergency sentence on; `ended` is told when it was heard to its end. */
function Hear({ say, about, ask, ended }: { readonly say: string; readonly about: string; readonly ask: (sending: Sending, play: (sound: Sound) => void) => void; readonly ended?: () => void }) {
  const { playing, play, stop } = usePlayer();
  const sending = useSending();
  const hear = () => ask(sending, ({ pcmuBase64 }) => play(pcmuBase64, true, ended));
  return (
    <>
      <Button icon={playing ? "player-pause" : "player-play"} aria-label={`${playing ? "Stop" : say}: ${about}`} inert={sending.busy} onClick={playing ? stop : hear}>{playing ? "Stop" : say}</Button>
      {sending.trouble && <ProblemNote what="It could not be heard" trouble={sending.trouble} safe="Nothing was changed." />}
    </>
  );
}

const recordWord: Readonly<Record<Recorder["state"], string>> = { idle: "Record it here", asking: "The browser asks for the microphone", recording: "Stop", making: "Making a file of it" };

/** Recorded in the browser, or chosen from files. */
function Source({ language, take }: { readonly language: Language; readonly take: (file: File64, about: string) => void }) {
  const [wrong, setWrong] = useState<string>();
  const recorder = useRecorder(GREETING_SECONDS_MAX, (wave) => take({ fileName: "Recorded here.wav", fileBase64: base64Of(wave) }, "What you recorded"));
  const choose = (file: File) => {
    const fault = tooLarge(file);
    setWrong(fault);
    if (!fault) void file.arrayBuffer().then((bytes) => take({ fileName: file.name.slice(0, 120), fileBase64: base64Of(new Uint8Array(bytes)) }, file.name));
  };
  const recording = recorder.state === "recording";
  const id = `greeting-${language}`;
  return (
    <>
      <div className="row wrap"><Button icon={recording ? "player-pause" : "headset"} aria-label={`${recordWord[recorder.state]}, in ${languageWord[language]}`} inert={!recording && recorder.state !== "idle"} onClick={recording ? recorder.stop : recorder.start}>{recordWord[recorder.state]}</Button><span className="sm t2" role="status">{recording && `Speak now. It stops by itself after ${GREETING_SECONDS_MAX} seconds.`}</span></div>
      {recorder.trouble && <span className="wrong" role="alert"><Icon name="alert-triangle" />{recorder.trouble}</span>}
      <Field id={id} label={`Or a file, in ${languageWord[language]}`} wrong={wrong} hint={`WAV, ${GREETING_SECONDS_MIN} to ${GREETING_SECONDS_MAX} seconds, at most ${GREETING_BYTES_MAX / MIB} MiB.`}>
        <input id={id} className="input file" type="file" accept=".wav,.ulaw,.ul,audio/wav,audio/x-wav,audio/basic" aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? `${id}-wrong ${id}-hint` : `${id}-hint`} onChange={(event) => { const [file] = event.currentTarget.files ?? []; if (file) choose(file); }} />
      </Field>
    </>
  );
}

interface OneProps { readonly account: string; readonly language: Language; readonly standing: Greetings; readonly put: (standing: Greetings) => void }

/** What was recorded or chosen is heard to its end before callers hear it. */
function Taken({ account, language, take, setTake, put }: Pick<OneProps, "account" | "language" | "put"> & { readonly take: Take; readonly setTake: (take: Take | undefined) => void }) {
  const saving = useSending();
  const params = { account, language };
  const { about, heard, ...body } = take;
  return (
    <div className="stack" role="group" aria-label={`New greeting in ${languageWord[language]}`}>
      <p className="sm wrapword">{about}. {heard ? "You have heard it." : "Hear it to its end, as a caller does; then it can be used."}</p>
      <div className="row wrap">
        <Hear say="Hear it" about={`the new greeting in ${languageWord[language]}`} ask={(sending, play) => sending.send(() => api.tryGreeting({ params, body }), play)} ended={() => setTake({ ...take, heard: true })} />
        <Button tone="strong" inert={!heard || saving.busy} onClick={() => { if (heard) saving.send(() => api.saveGreeting({ params, body }), (saved) => { setTake(undefined); put(saved); }); }}>{saving.busy ? "Saving" : "Use it"}</Button>
        <Button tone="bare" onClick={() => setTake(undefined)}>Leave it</Button>
      </div>
      <Outcome sending={saving} what="Nothing was saved" />
    </div>
  );
}

function One({ account, language, standing, put }: OneProps) {
  const [take, setTake] = useState<Take>();
  const dropping = useSending();
  const own = standing[language];
  const params = { account, language };
  return (
    <div className="stack" role="group" aria-labelledby={`greeting-in-${language}`}>
      <h3 id={`greeting-in-${language}`}>{languageWord[language]}</h3>
      <p className="row wrap"><Icon name="volume" /><b>{own ? "Your own" : "Our words"}</b>{own && <span className="t2 sm">{lasted(own.seconds)}</span>}</p>
      {own && <div className="row wrap"><Hear say="Hear it" about={`the greeting in ${languageWord[language]}`} ask={(sending, play) => sending.send(() => api.hearGreeting({ params, body: {} }), play)} /><AskInPlace act="Take it out" label={`Take out the greeting in ${languageWord[language]}`} says="Its sound is erased, and callers hear our words again." confirm="Take it out" busy={dropping.busy} onYes={() => dropping.send(() => api.dropGreeting({ params }), put)} /></div>}
      {dropping.trouble && <ProblemNote what="It was not taken out" trouble={dropping.trouble} safe="Callers hear what they heard before." />}
      {take ? <Taken account={account} language={language} take={take} setTake={setTake} put={put} /> : <Source language={language} take={(file, about) => setTake({ ...file, about, heard: false })} />}
    </div>
  );
}

/** A practice's own words to its callers. The emergency sentence is ours, and always first. */
export function GreetingPanel({ account }: { readonly account: string }) {
  const asked = useAsked(() => api.greetings({ params: { account } }), `greetings ${account}`);
  return (
    <section className="panel pad stack form" aria-labelledby="greeting">
      <h2 id="greeting">Greeting</h2>
      <p className="hint">The first thing callers hear after the emergency sentence, which is always first and is said by us. Name the practice; leave out patients, and what callers are to do in an emergency.</p>
      <Shown asked={asked} say="Fetching the greetings" what="The greetings are not here">{(standing) => <div className="stack gap4">{(["en", "es"] as const).map((language) => <One key={`${language} ${standing[language]?.savedAt}`} account={account} language={language} standing={standing} put={asked.put} />)}</div>}</Shown>
    </section>
  );
}
