import type { CallBackOutcome, MessageDetail } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Icon, ProblemNote, clock } from "../ui/index.ts";

const says: Record<CallBackOutcome, string> = { "reached": "Reached", "no-answer": "No answer", "left-word": "Left word" };
const outcomes = [["reached", "phone-call"], ["no-answer", "phone-off"], ["left-word", "message"]] as const satisfies readonly (readonly [CallBackOutcome, string])[];

/** What came of each try, oldest first. */
function Tries({ message }: { readonly message: MessageDetail }) {
  const tries = message.callBacks ?? [];
  if (tries.length === 0) return null;
  return <ul className="stack tight sm" aria-label="Call-backs">{tries.map((one) => <li key={one.at} className="row"><Icon name={one.outcome === "no-answer" ? "phone-off" : "circle-check"} tone={one.outcome === "no-answer" ? "dim" : "sage"} /><span>{says[one.outcome]}, {clock(message.zone, one.at, { zone: true })}{one.by && `, ${one.by}`}</span></li>)}</ul>;
}

const isSettled = (message: MessageDetail): boolean => (message.callBacks ?? []).some(({ outcome }) => outcome !== "no-answer");

/** [W84] After the call: what came of it, by one tap. No words are typed here, so none of a patient's stand beside the message. */
export function CalledBack({ message, again }: { readonly message: MessageDetail; readonly again: () => void }) {
  const sending = useSending();
  const note = (outcome: CallBackOutcome) => sending.send(() => api.calledBack({ params: { message: message.message }, body: { revision: message.revision, outcome } }), again);
  return (
    <section className="card stack" aria-label="Called back">
      <b>{isSettled(message) ? "Called back" : "What came of calling back?"}</b>
      <Tries message={message} />
      {!isSettled(message) && (
        <>
          <div className="four">{outcomes.map(([outcome, icon]) => <button key={outcome} type="button" className="btn" aria-disabled={sending.busy} onClick={() => { if (!sending.busy) note(outcome); }}><Icon name={icon} size={20} />{says[outcome]}</button>)}</div>
          <p className="hint">Left word: you asked to be rung, and said nothing of the patient. Until this is written down you are asked once more, then the desk asks you.</p>
        </>
      )}
      {sending.trouble && <ProblemNote what="This was not written down" trouble={sending.trouble} safe="You still have the message." acts={<Button onClick={again}>Look again</Button>} />}
    </section>
  );
}
