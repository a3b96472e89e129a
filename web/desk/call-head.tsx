import type { ReactNode } from "react";
import type { CallCard, CallerType, CallRow, Draft, Script } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Icon, Lasting } from "../ui/index.ts";
import { HoldClock } from "./hold.tsx";
import { callerSays } from "./idle.tsx";
import { WantsTags } from "./wants.tsx";

const callers: Record<CallerType, string> = { patient: "Patient or family", hospital: "Hospital", pharmacy: "Pharmacy", lab: "Laboratory", physician: "Physician" };
const states: Partial<Record<CallRow["state"], string>> = { "wrap-up": "The caller is gone. Finish what you are typing." };

interface HeadProps { readonly card: CallCard; readonly row: CallRow; readonly script: Script; readonly now: string | null; readonly change: (type: CallerType) => void; /** What else may be asked of the caller; beside the relay's line while it is closed. */ readonly aside?: ReactNode }

function Which({ card, script, now, change }: HeadProps) {
  const place = script.items.findIndex(({ id }) => id === now) + 1;
  return (
    <span className="sm t2 which">
      {card.scripts.length > 1 && <select className="select" aria-label="Who is calling" value={script.callerType} onChange={(event) => change(event.currentTarget.value as CallerType)}>{card.scripts.map(({ callerType }) => <option key={callerType} value={callerType}>{callers[callerType]}</option>)}</select>}
      <span>{script.name}{place > 0 && `, ${place} of ${script.items.length}`}</span>
    </span>
  );
}

/** Whether the talk is recorded, and the caller's no: by key 9 on their telephone, or told to the operator. */
function Recorded({ card, row }: Pick<HeadProps, "card" | "row">) {
  if (!card.recording) return <span><Icon name="circle" />Not recorded</span>;
  if (row.recordingDeclined) return <span role="status"><Icon name="circle" />Not recorded: the caller declined, and nothing was kept</span>;
  const others = (row.others ?? []).filter(({ unrecorded }) => unrecorded !== undefined).map(({ label }) => label);
  // Until they are gone; what was recorded before them is still the caller's to decline.
  if (others.length > 0) return <span><Icon name="circle" />Not recorded while {others.join(" and ")} {others.length > 1 ? "are" : "is"} in<Declines call={card.id} /></span>;
  return <span><Icon name="circle-dot" />Recording, announced<Declines call={card.id} /></span>;
}

/** What did not go through is said: the talk is still being written. */
function Declines({ call }: { readonly call: string }) {
  const sending = useSending();
  return <><Button tone="bare" inert={sending.busy} onClick={() => sending.send(() => api.declineRecording({ params: { call }, body: {} }))}>Caller declines</Button>{sending.trouble && <span role="alert">That did not go through. Press again.</span>}</>;
}

/** A relay operator is bound to secrecy (47 CFR 64.604), and no agreement with them is needed (45 CFR 164.510(b)). */
const Relay = () => (
  <details className="sm relay">
    <summary>A relay operator (711) speaks for the caller?</summary>
    <p className="t2">Stay on the line: it is a real caller who cannot hear or speak, and silence means that they are typing. Speak to the caller, not about them: “What is your name?”. Say “Go ahead” when it is their turn. Everything that either of you says is typed. Ask for the call-back number as for anybody; if they are called back, it is by way of 711 too. What the caller may hear, the relay operator may hear.</p>
  </details>
);

/** Practice, call time, BAA, caller's number, recording, and which script. */
export function CallHead(props: HeadProps) {
  const { card, row } = props;
  const said = states[row.state];
  return (
    <header className="callhead">
      <h1>{card.account.name}</h1>
      <Lasting since={card.answeredAt ?? row.since} className="timer" what="Call time" />
      <div className="facts">
        {card.agreement === "in-force" && <span><Icon name="shield-check" tone="sage" />BAA in force</span>}
        <span><Icon name="phone" />{callerSays(card)}</span>
        <WantsTags wants={row.wants} />
        <Recorded card={card} row={row} />
        {row.listened && <span role="status"><Icon name="volume" />{row.listened === "whispers" ? "A supervisor listens and speaks to you alone" : "A supervisor listens"}</span>}
        {card.account.statusNotes.map((note) => <span key={note}><Icon name="info-circle" />{note}</span>)}
      </div>
      <Which {...props} />
      <div className="wide asides"><Relay />{props.aside}</div>
      {row.state === "held" && <HoldClock row={row} />}
      {said && <p className="sm t2 wide" role="status">{said}</p>}
    </header>
  );
}

interface SayProps { readonly card: CallCard; readonly script: Script; readonly draft: Draft; readonly now: string | null }

const untouched = (draft: Draft): boolean => Object.values(draft.answers).every(({ value }) => value === "");

/** What is spoken is the largest text: the greeting until a word is typed, then the question under the hand. */
export function Say({ card, script, draft, now }: SayProps) {
  const item = script.items.find(({ id }) => id === now);
  if (!item) return <SayBox label="Read back" say="I will read that back to you." />;
  if (item === script.items[0] && untouched(draft)) return <SayBox label="Say" say={card.account.greeting} then={item.ask} />;
  return <SayBox label="Say" say={item.ask} />;
}

function SayBox({ label, say, then }: { readonly label: string; readonly say: string; readonly then?: string }) {
  return (
    <div className="saybox" aria-live="polite" id="say">
      <span className="label"><Icon name="quote" />{label}</span>
      <p className="say">“{say}”</p>
      {then && <p className="t2">Then: “{then}”</p>}
    </div>
  );
}
