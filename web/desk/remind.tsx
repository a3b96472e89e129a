import { useState, type FormEvent } from "react";
import { REMINDER_AHEAD_HOURS_MAX, REMINDER_CHARACTERS_MAX, type Cue, type DeskSnapshot } from "../../contract/index.ts";
import { api, type Answer } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, ProblemNote, privateInput } from "../ui/index.ts";
import { useBound } from "./keys.ts";

/** What a reminder is about: the message that is open, else the practice of the call that is here. */
export interface About { readonly account: string; readonly accountName: string; readonly message?: string }

export function aboutOf(desk: DeskSnapshot | undefined, opened: string | undefined, call: { readonly account: { readonly id: string; readonly name: string } } | undefined): About | undefined {
  const row = desk && [...desk.working, ...desk.taken].find(({ message }) => message === opened);
  if (row) return { account: row.account, accountName: row.accountName, message: row.message };
  return call && { account: call.account.id, accountName: call.account.name };
}

const MINUTE_MS = 60_000;
const choices = [5, 10, 15, 30, 60, 120] as const;

/** [W86] Minutes, a few words, Enter. What is typed is sealed; here it is in memory alone. */
function RemindForm({ about, close }: { readonly about: About; readonly close: () => void }) {
  const [minutes, setMinutes] = useState(15);
  const [text, setText] = useState("");
  const sending = useSending();
  const ready = text.trim() !== "" && minutes >= 1 && minutes <= REMINDER_AHEAD_HOURS_MAX * 60 && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = new Date(Date.now() + minutes * MINUTE_MS).toISOString();
    if (ready) sending.send(() => api.remind({ body: { account: about.account, ...(about.message && { message: about.message }), at, text: text.trim() } }), close);
  };
  return (
    <form className="stack remind" aria-label="Remind me" onSubmit={submit} onKeyDown={(event) => { if (event.key === "Escape") close(); }}>
      <div className="row"><b>Remind me</b><Button className="right" tone="bare" keys="Esc" onClick={close}>Close</Button></div>
      <p className="sm t2">{about.accountName}{about.message && ", this message"}</p>
      <label className="stack tight sm">In how many minutes<select className="select" autoFocus value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>{choices.map((one) => <option key={one} value={one}>{one} min</option>)}</select></label>
      <label className="stack tight sm">What of<input className="input" maxLength={REMINDER_CHARACTERS_MAX} value={text} onChange={(event) => setText(event.currentTarget.value)} {...privateInput} /></label>
      <p className="hint">Yours until it is done. While you are not at a desk, every desk has it.</p>
      {sending.trouble && <ProblemNote what="You will not be reminded yet" trouble={sending.trouble} safe="What you typed is still here." />}
      <Button type="submit" tone="strong" inert={!ready}>{sending.busy ? "Keeping it" : "Remind me"}</Button>
    </form>
  );
}

export function Remind({ about, on, turn }: { readonly about: About | undefined; readonly on: boolean; readonly turn: (on: boolean) => void }) {
  const { remind } = useBound();
  if (!about) return null;
  if (on) return <RemindForm key={`${about.account}${about.message ?? ""}`} about={about} close={() => turn(false)} />;
  return <Button tone="bare" icon="bell" keys={remind} onClick={() => turn(true)}>Remind me of this</Button>;
}

/** The words of a reminder, asked for by hand: each reading is in the log. */
export function CueWords({ cue }: { readonly cue: Cue }) {
  const [answer, setAnswer] = useState<Answer<{ text: string }>>();
  if (answer?.ok) return <span className="sm wraps" role="status" translate="no">{answer.value.text}</span>;
  return <><Button onClick={() => void api.cueWords({ params: { cue: cue.id } }).then(setAnswer)}>Read</Button>{answer && <ProblemNote what="The reminder did not open" trouble={answer.trouble} />}</>;
}
