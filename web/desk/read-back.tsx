import { useState } from "react";
import type { Draft } from "../../contract/index.ts";
import { Button, Check, Icon, dialled, privateInput } from "../ui/index.ts";
import { firstEntry, type Standing } from "./left-to-do.ts";
import { difference, digitsOf, hidden, isDialable, sameNumber } from "./numbers.ts";

interface ReadBackProps {
  /** The number the call came from; null when withheld. */
  readonly callerNumber: string | null;
  readonly draft: Draft;
  readonly standing: Standing;
  readonly change: (part: Partial<Draft["readBack"]>) => void;
  readonly leave: () => void;
  readonly openNumber: () => void;
}

/** What the two entries came to, in words; both stay hidden while they differ. */
function Verdict({ first, again, callerId }: { readonly first: string; readonly again: string; readonly callerId: string | null }) {
  const differ = difference(first, again);
  if (differ) return <p className="wrong wide" role="alert"><Icon name="alert-triangle" /><span><b>The two entries differ in {differ}.</b> Ask the caller for the number once more.{callerId && ` The call came from a number ending ${callerId.slice(-2)}.`}</span></p>;
  if (callerId && !sameNumber(first, callerId)) return <p className="wide sm t2 row" role="status"><Icon name="info-circle" /><span>Not the number the call came from, <span className="num">{dialled(callerId)}</span>. That may be right; the message says so.</span></p>;
  return null;
}

const firstOf = ({ draft, standing }: Pick<ReadBackProps, "draft" | "standing">): string => firstEntry(draft, standing.callback);
const agrees = (first: string, again: string): boolean => isDialable(first) && sameNumber(first, again);

function FirstEntry({ first, equal, open }: { readonly first: string; readonly equal: boolean; readonly open: () => void }) {
  if (equal) return <button type="button" className="digits" onClick={open} aria-label={`Call-back number ${dialled(first)}; type it anew`}>{dialled(first)}<Icon name="check" tone="sage" /></button>;
  if (first === "") return <button type="button" className="digits" onClick={open} aria-label="Type the call-back number"><s>··· ··· ····</s></button>;
  return <button type="button" className="digits" onClick={open} aria-label={`${digitsOf(first).length} digits entered, hidden; type it anew`}><s>{hidden(first)}</s><Icon name="eye-off" tone="dim" /></button>;
}

/** The first entry where the script asks no number: it hides when it is left. */
function OwnFirst({ first, equal, change, leave }: { readonly first: string; readonly equal: boolean; readonly change: (typed: string) => void; readonly leave: () => void }) {
  const [held, setHeld] = useState(false);
  return (
    <>
      <label htmlFor="number-first" className="label">Call-back number, first time</label>
      <input id="number-first" type="text" inputMode="tel" maxLength={32} className={held || equal ? "digits" : "digits veiled"} placeholder="··· ··· ····" value={first} {...privateInput} onFocus={() => setHeld(true)} onBlur={() => { setHeld(false); leave(); }} onChange={(event) => change(event.currentTarget.value)} />
    </>
  );
}

function AgainEntry({ again, equal, on }: { readonly again: string; readonly equal: boolean; readonly on: { readonly hold: (held: boolean) => void; readonly change: (typed: string) => void; readonly held: boolean } }) {
  const settled = !on.held && again !== "";
  return (
    <input id="number-again" type="text" inputMode="tel" maxLength={32} className={settled && !equal ? "digits veiled" : "digits"} placeholder="··· ··· ····" value={settled && equal ? dialled(again) : again} {...privateInput}
      onFocus={(event) => { on.hold(true); event.currentTarget.select(); }} onBlur={() => on.hold(false)} onChange={(event) => on.change(event.currentTarget.value)} />
  );
}

function NumberTwice(props: ReadBackProps) {
  const { callerNumber, draft, standing, change, leave, openNumber } = props;
  const [held, setHeld] = useState(false);
  const first = firstOf(props);
  const again = draft.readBack.numberAgain;
  const equal = agrees(first, again);
  const hold = (on: boolean) => { setHeld(on); if (!on) leave(); };
  return (
    <>
      <div className="pair">
        <div className="field grow">{standing.callback ? <><span className="label">Call-back number, first time</span><FirstEntry first={first} equal={equal} open={openNumber} /></> : <OwnFirst first={first} equal={equal} change={(typed) => change({ numberFirst: typed, numberAgain: "" })} leave={leave} />}</div>
        <div className="field grow"><label htmlFor="number-again" className="label">Again, as read back</label><AgainEntry again={again} equal={equal} on={{ hold, held, change: (typed) => change({ numberAgain: typed, numberFirst: first }) }} /></div>
      </div>
      {!held && again !== "" && isDialable(first) && <Verdict first={first} again={again} callerId={callerNumber} />}
    </>
  );
}

function NumberOnce(props: ReadBackProps) {
  const first = firstOf(props);
  return (
    <div className="field">
      <span className="label">Call-back number</span>
      {isDialable(first) ? <><span className="digits">{dialled(first)}<Icon name="check" tone="sage" /></span><Verdict first={first} again={first} callerId={props.callerNumber} /></> : <Button onClick={props.openNumber}>Type the number</Button>}
    </div>
  );
}

function progress(props: ReadBackProps): string {
  const { draft, standing } = props;
  const first = firstOf(props);
  const number = standing.twice ? agrees(first, draft.readBack.numberAgain) : isDialable(first);
  const parts = [standing.readBack.names ? [draft.readBack.names] : [], standing.readBack.reason ? [draft.readBack.reason] : [], standing.callback || standing.twice ? [number] : []].flat();
  return `${parts.filter(Boolean).length} of ${parts.length}`;
}

/** Names by letter, the reason in the caller's words, the number twice blind. No time limit. */
export function ReadBack(props: ReadBackProps) {
  const { draft, standing, change } = props;
  return (
    <section className="readback" aria-label="Read-back">
      <h2 className="head"><Icon name="quote" />Read back to the caller <span className="n">{progress(props)}</span></h2>
      <div className="stack">
        {standing.readBack.names && <div id="names"><Check on={draft.readBack.names} onChange={(names) => change({ names })}>Names, letter by letter</Check></div>}
        {standing.readBack.reason && <div id="reason"><Check on={draft.readBack.reason} onChange={(reason) => change({ reason })}>Reason, in the caller’s words</Check></div>}
      </div>
      <div className="stack">{standing.twice ? <NumberTwice {...props} /> : standing.callback && <NumberOnce {...props} />}</div>
    </section>
  );
}
