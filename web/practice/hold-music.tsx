import { useState } from "react";
import { MUSIC_BYTES_MAX, type HoldMusic, type MusicPiece } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { base64Of } from "../api/base64.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { usePlayer } from "../sound/use-player.ts";
import { Button, Field, Icon, lasted, ProblemNote } from "../ui/index.ts";
import { AskInPlace, Outcome, Shown } from "./parts.tsx";

const MIB = 1024 * 1024;
/** What is asked and done for the house, or for one account. */
const actsOf = (account: string | undefined) => {
  if (account === undefined) return { read: () => api.houseMusic(), save: (body: MusicFile) => api.saveHouseMusic({ body }), drop: () => api.dropHouseMusic(), hear: () => api.hearHouseMusic({ body: {} }) };
  const params = { account };
  return { read: () => api.accountMusic({ params }), save: (body: MusicFile) => api.saveAccountMusic({ params, body }), drop: () => api.dropAccountMusic({ params }), hear: () => api.hearAccountMusic({ params, body: {} }) };
};
type Acts = ReturnType<typeof actsOf>;
interface MusicFile { readonly fileName: string; readonly fileBase64: string }

/** The first thing that is wrong with a file before it is sent; the server has the last word. */
export const tooLarge = ({ size }: Pick<File, "size">): string | undefined => (size > MUSIC_BYTES_MAX ? `This file is ${Math.ceil(size / MIB)} MiB. The limit is ${MUSIC_BYTES_MAX / MIB} MiB.` : undefined);

interface Heard { readonly say: string; readonly piece: MusicPiece | null }
/** Which piece a caller hears, and whose it is. */
export function heardOf({ own, house }: HoldMusic, account: string | undefined): Heard {
  if (own) return { say: "The practice’s own", piece: own };
  if (house) return { say: account === undefined ? "The house’s own" : "The house’s", piece: house };
  return { say: "The quiet piece that comes with Compline", piece: null };
}

function Hear({ hear }: { readonly hear: Acts["hear"] }) {
  const { playing, play, stop } = usePlayer();
  const sending = useSending();
  return (
    <>
      <div className="row"><Button icon={playing ? "player-pause" : "player-play"} inert={sending.busy} onClick={playing ? stop : () => sending.send(hear, ({ pcmuBase64 }) => play(pcmuBase64, true))}>{playing ? "Stop" : "Hear it"}</Button><span className="sm t3">As a telephone plays it.</span></div>
      {sending.trouble && <ProblemNote what="The music could not be heard" trouble={sending.trouble} safe="Callers hear it all the same." />}
    </>
  );
}

function Choose({ acts, put }: { readonly acts: Acts; readonly put: (standing: HoldMusic) => void }) {
  const [file, setFile] = useState<File>();
  // A file input cannot be emptied: after saving it is a new one.
  const [turn, setTurn] = useState(0);
  const sending = useSending();
  const wrong = (file && tooLarge(file)) ?? sending.wrong("fileBase64");
  const send = (chosen: File) => sending.send(
    async () => acts.save({ fileName: chosen.name.slice(0, 120), fileBase64: base64Of(new Uint8Array(await chosen.arrayBuffer())) }),
    (saved) => { setFile(undefined); setTurn((old) => old + 1); put(saved); },
  );
  return (
    <div className="stack" key={turn}>
      <Field id="music" label="Another piece" wrong={wrong} hint={`A WAV file, 5 seconds to 3 minutes, at most ${MUSIC_BYTES_MAX / MIB} MiB. You need the right to play it to callers.`}>
        <input id="music" className="input file" type="file" accept=".wav,.ulaw,.ul,audio/wav,audio/x-wav,audio/basic" aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? "music-wrong music-hint" : "music-hint"} onChange={(event) => { setFile(event.currentTarget.files?.[0]); sending.clear(); }} />
      </Field>
      <Outcome sending={sending} what="Nothing was saved" done="Saved. The next caller hears it." at={["fileBase64"]} />
      <div><Button tone="strong" inert={!file || tooLarge(file) !== undefined || sending.busy} onClick={() => { if (file && !tooLarge(file)) send(file); }}>{sending.busy ? "Making it sound of a telephone" : "Use this piece"}</Button></div>
    </div>
  );
}

function Standing({ standing, account, acts, put }: { readonly standing: HoldMusic; readonly account: string | undefined; readonly acts: Acts; readonly put: (standing: HoldMusic) => void }) {
  const { say, piece } = heardOf(standing, account);
  const sending = useSending();
  const own = account === undefined ? standing.house : standing.own;
  const back = account !== undefined && standing.house ? "the house’s piece" : "the quiet piece that comes with Compline";
  return (
    <>
      <div className="stack tight"><p><Icon name="volume" /> <b>{say}</b></p>{piece && <p className="t2 sm">{piece.name}, {lasted(piece.seconds)}</p>}</div>
      <Hear key={piece?.savedAt ?? ""} hear={acts.hear} />
      <Choose acts={acts} put={put} />
      {own && <AskInPlace act="Take it out" says={`Callers would hear ${back} again.`} confirm="Take it out" busy={sending.busy} onYes={() => sending.send(acts.drop, put)} />}
      {sending.trouble && <ProblemNote what="It was not taken out" trouble={sending.trouble} safe="Callers hear what they heard before." />}
    </>
  );
}

/** What callers hear while they wait or are on hold: of one account, or of the house. */
export function HoldMusicPanel({ account }: { readonly account?: string }) {
  const acts = actsOf(account);
  const asked = useAsked(acts.read, `hold music ${account ?? "house"}`);
  return (
    <section className="panel pad stack form" aria-labelledby="hold-music">
      <h2 id="hold-music">While they wait</h2>
      <Shown asked={asked} say="Fetching the music" what="The music is not here">{(standing) => <Standing key={`${standing.own?.savedAt} ${standing.house?.savedAt}`} standing={standing} account={account} acts={acts} put={asked.put} />}</Shown>
    </section>
  );
}
