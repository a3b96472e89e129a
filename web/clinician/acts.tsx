import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Icon, ProblemNote, privateInput } from "../ui/index.ts";

export type Panel = "reply" | "backup" | "not-me";
const REPLY_CHARACTERS_MAX = 1000;
const reasons = [["off-duty", "I am off duty"], ["not-my-patient", "Not my patient"], ["unavailable", "I cannot now: in surgery, driving"], ["other", "Another reason"]] as const;
type Reason = (typeof reasons)[number][0];

interface PanelProps { readonly message: string; readonly close: () => void; readonly after: () => void }

/** An act asks in place, under the thumb: nothing covers the message. */
function InPlace({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { heading.current?.focus(); }, []);
  return <section className="inplace stack" aria-label={title}><h2 ref={heading} tabIndex={-1}>{title}</h2>{children}</section>;
}

function Reply({ message, close, after }: PanelProps) {
  const [text, setText] = useState("");
  const sending = useSending();
  const ready = text.trim() !== "" && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.reply({ params: { message }, body: { text } }), () => { setText(""); after(); });
  };
  return (
    <InPlace title="Reply to the desk">
      <form className="stack" onSubmit={submit}>
        <textarea {...privateInput} className="input" rows={3} maxLength={REPLY_CHARACTERS_MAX} aria-label="Your reply" value={text} onChange={(event) => { setText(event.currentTarget.value); }} />
        <p className="hint">A reply takes nothing: the page goes on until somebody acknowledges it.</p>
        {sending.trouble && <ProblemNote what="The reply is not sent yet" trouble={sending.trouble} safe="What you typed is still here." />}
        <div className="row"><Button type="submit" tone="strong" big inert={!ready}>{sending.busy ? "Sending" : "Send"}</Button><Button big tone="bare" onClick={close}>{sending.done ? "Done" : "Cancel"}</Button>{sending.done && <span className="row sm" role="status"><Icon name="check" tone="sage" />The desk has it</span>}</div>
      </form>
    </InPlace>
  );
}

function ToBackup({ message, close, after }: PanelProps) {
  const sending = useSending();
  return (
    <InPlace title="Page the backup now?">
      <p className="t2">The wait ends at once, and you are not paged about this again.</p>
      {sending.trouble && <ProblemNote what="It is still with you" trouble={sending.trouble} />}
      <div className="row"><Button tone="strong" big inert={sending.busy} onClick={() => sending.send(() => api.pass({ params: { message }, body: {} }), after)}>Page the backup</Button><Button big tone="bare" onClick={close}>Keep it</Button></div>
    </InPlace>
  );
}

function NotMe({ message, close, after }: PanelProps) {
  const [reason, setReason] = useState<Reason>();
  const sending = useSending();
  const pass = () => { if (reason) sending.send(() => api.notMe({ params: { message }, body: { reason } }), after); };
  return (
    <InPlace title="Why not you?">
      <fieldset className="choices"><legend className="sr">Reason</legend>
        {reasons.map(([value, say]) => <label key={value} className="choice"><input type="radio" name="reason" checked={reason === value} onChange={() => setReason(value)} />{say}</label>)}
      </fieldset>
      {sending.trouble && <ProblemNote what="It is still with you" trouble={sending.trouble} />}
      <div className="row"><Button tone="strong" big inert={!reason || sending.busy} onClick={pass}>Pass it on now</Button><Button big tone="bare" onClick={close}>Keep it</Button></div>
    </InPlace>
  );
}

const panels = { reply: Reply, backup: ToBackup, "not-me": NotMe } as const;
export function ActPanel({ panel, ...props }: PanelProps & { readonly panel: Panel }) {
  const Shown = panels[panel];
  return <Shown {...props} />;
}

/** One of the acts under Acknowledge. */
export function Act({ icon, on, children, act }: { readonly icon: string; readonly on?: boolean; readonly children: ReactNode; readonly act: () => void }) {
  return <button type="button" className="btn" aria-expanded={on} onClick={act}><Icon name={icon} size={20} />{children}</button>;
}
