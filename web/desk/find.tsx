import { useEffect, useState, type KeyboardEvent } from "react";
import type { Hit } from "../../contract/index.ts";
import { api, type Trouble } from "../api/index.ts";
import { Button, Icon, Kbd, ProblemNote, privateInput } from "../ui/index.ts";
import { useBound } from "./keys.ts";

const PAUSE_MS = 250;
const CHARACTERS_MIN = 2;
const kinds: Record<Hit["kind"], string> = { account: "building-hospital", clinician: "stethoscope", message: "message" };

interface Found { readonly words: string; readonly hits: readonly Hit[]; readonly trouble?: Trouble }

/** Looks while it is typed; the words travel in the body, never in the address. */
function useFound(words: string): Found | undefined {
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    if (words.trim().length < CHARACTERS_MIN) { setFound(undefined); return undefined; }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void api.find({ body: { words: words.trim() }, signal: stop.signal }).then((answer) => {
        if (!stop.signal.aborted) setFound(answer.ok ? { words, hits: answer.value.hits } : { words, hits: [], trouble: answer.trouble });
      });
    }, PAUSE_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [words]);
  return found;
}

function HitRow({ hit, open }: { readonly hit: Hit; readonly open: (message: string) => void }) {
  const inner = <><Icon name={kinds[hit.kind]} tone="dim" /><span className="who">{hit.title}</span><span className="sub">{hit.detail}</span></>;
  return <li>{hit.kind === "message" ? <button type="button" className="line hit" onClick={() => open(hit.id)}>{inner}</button> : <div className="line hit">{inner}</div>}</li>;
}

function Results({ found, open }: { readonly found: Found; readonly open: (message: string) => void }) {
  if (found.trouble) return <ProblemNote what="The search has no answer" trouble={found.trouble} />;
  if (found.hits.length === 0) return <p className="sm t2 none">Nothing in the practices you may see. Try the practice’s name, a clinician’s, or a caller’s whole number.</p>;
  return <ul>{found.hits.map((hit) => <HitRow key={`${hit.kind}${hit.id}`} hit={hit} open={open} />)}</ul>;
}

interface FindProps { readonly on: boolean; readonly turn: (on: boolean) => void; readonly open: (message: string) => void }

/** Find, in the left column: nothing of it ever lies over a call. */
export function Find({ on, turn, open }: FindProps) {
  const [words, setWords] = useState("");
  const found = useFound(on ? words : "");
  const keys = useBound();
  if (!on) return <button type="button" className="findbar" onClick={() => turn(true)}><Icon name="search" />Find anything <span className="right"><Kbd>{keys.find}</Kbd></span></button>;
  const leave = (event: KeyboardEvent) => { if (event.key === "Escape") { setWords(""); turn(false); } };
  return (
    <search className="find" onKeyDown={leave}>
      <div className="row"><label htmlFor="find" className="head">Find a practice, a clinician, a caller’s number</label><Button className="right" tone="bare" keys="Esc" onClick={() => { setWords(""); turn(false); }}>Close</Button></div>
      <input id="find" className="input" type="text" autoFocus maxLength={80} value={words} onChange={(event) => setWords(event.currentTarget.value)} {...privateInput} />
      <p className="sr" role="status">{found ? `${found.hits.length} found` : ""}</p>
      {found && <Results found={found} open={open} />}
    </search>
  );
}
