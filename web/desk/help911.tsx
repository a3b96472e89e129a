import { useEffect, type KeyboardEvent } from "react";
import type { DeskPlace, EmergencyCall } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { Button, Icon, Lasting, Tag, dialled } from "../ui/index.ts";
import { useBound } from "./keys.ts";

export const sayPlace = ({ place: { houseNumber, street, within, city, state, zip } }: DeskPlace): string => [`${houseNumber} ${street}`, within, `${city}, ${state} ${zip}`].filter((part) => part !== "").join(", ");

const stages: Record<EmergencyCall["stage"], string> = { calling: "Calling 911.", ringing: "911: it rings.", talking: "You are with 911.", over: "The call to 911 is over." };

function Where({ here }: { readonly here: Value<"myPlace"> | undefined }) {
  if (!here) return <p className="sm t2">Asking where this desk stands. You need not wait for it.</p>;
  if (here.line === "no-trunk") return <p className="sm lit holdclock"><Icon name="alert-triangle" /><span><b>This service has no line to ring out on.</b> Call 911 from any other telephone.</span></p>;
  if (!here.desk) return <p className="sm lit holdclock"><Icon name="alert-triangle" /><span><b>Nobody has written down where this desk stands.</b> 911 can be called all the same: say the address first.</span></p>;
  return <p className="sm">911 is told: <b>{sayPlace(here.desk)}</b>, and to ring back <span className="num">{dialled(here.desk.callback)}</span>.</p>;
}

interface AskProps { readonly withCaller: boolean; readonly call: () => void; readonly test: (() => void) | undefined; readonly close: () => void }

/** One more press after the key, because a slip would bring an ambulance; nothing else stands before it. */
export function HelpAsk({ withCaller, call, test, close }: AskProps) {
  const asked = useAsked(() => api.myPlace(), "place");
  const leave = (event: KeyboardEvent) => { if (event.key === "Escape") { event.stopPropagation(); close(); } };
  return (
    <section className="second help911" aria-label="Call 911" onKeyDown={leave}>
      <div className="row"><h2 className="head">Call 911</h2><Button className="right" tone="bare" keys="Esc" onClick={close}>Close</Button></div>
      <Where here={asked.value} />
      {withCaller && <p className="sm t2">It reaches the centre of this desk’s place. For the caller’s place ring that emergency centre from the practice’s directory.</p>}
      <div className="row"><Button tone="strong" autoFocus icon="emergency" keys="Enter" onClick={call}>Call 911 now</Button>{test && <Button tone="bare" onClick={test}>Test with 933: it reads the address back</Button>}</div>
    </section>
  );
}

/** On the telephone with 911, and nobody else on the line. */
export function HelpNow({ help, end }: { readonly help: EmergencyCall; readonly end: () => void }) {
  const keys = useBound();
  const test = help.number === "933";
  return (
    <section className="second help911" aria-label={test ? "Test of 911" : "911"}>
      <p className="holdclock"><Icon name="emergency" /><Lasting since={help.at} what="Since" /><span role="status">{test ? stages[help.stage].replaceAll("911", "933") : stages[help.stage]}</span></p>
      <p className="sm">{help.desk ? <>They were told: <b>{sayPlace(help.desk)}</b></> : <b>They do not know where you are: say the address first.</b>}</p>
      <div className="row"><Button keys={keys.end} icon="phone-off" onClick={end}>Hang up</Button>{!test && <span className="sm t2">The office has been told. No call rings here meanwhile.</span>}</div>
    </section>
  );
}

/** For supervisors: who called 911, from where, and the number that rings that desk. */
export function HelpCalls({ rows }: { readonly rows: readonly EmergencyCall[] }) {
  return (
    <section className="stack tight" aria-label="Calls to 911">
      <h2 className="head">911 <span className="n">last hour</span></h2>
      {rows.map((row) => (
        <article key={row.id} className={row.stage === "over" ? "job slim" : "job slim lit"}>
          <div className="row wrap"><Tag icon="emergency" {...(row.stage !== "over" && { tone: "lamp" as const })}>{row.stage === "over" ? "Over" : "Now"}</Tag><Lasting since={row.at} what="Since" /><b>{row.operator}</b></div>
          <span className="sm">{row.desk ? <>{row.desk.name}: {sayPlace(row.desk)}. Ring <span className="num">{dialled(row.desk.callback)}</span></> : "From a desk whose place nobody has written down."}</span>
          {row.outcome && <span className="sm t3">{row.outcome}</span>}
        </article>
      ))}
    </section>
  );
}

/** Known to the office from the first time it is opened, whether or not anybody needs it. */
export function useDeskSeen(): void {
  useEffect(() => { void api.myPlace(); }, []);
}
