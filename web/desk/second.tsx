import { useEffect, useState, type FormEvent, type KeyboardEvent } from "react";
import type { CallRow, DialChoice, DialKind, SecondFailure } from "../../contract/index.ts";
import { Button, Icon, Lasting, privateInput } from "../ui/index.ts";
import { useBound } from "./keys.ts";

export interface SecondActs {
  readonly dial: (entry: string) => void;
  readonly join: () => void;
  readonly leave: () => void;
  readonly voicemail: () => void;
}

const kinds: Record<DialKind, string> = { "clinician": "Clinician", "back-line": "Back line", "hospital": "Hospital", "pharmacy": "Pharmacy", "lab": "Laboratory", "interpreter": "Interpreter", "emergency-centre": "Emergency centre" };
const icons: Record<DialKind, string> = { "clinician": "stethoscope", "back-line": "building", "hospital": "building-hospital", "pharmacy": "clipboard-list", "lab": "activity", "interpreter": "users", "emergency-centre": "emergency" };

/** What came of it, in words that end the same way for each: what the operator knows now. */
const failures: Record<SecondFailure, string> = {
  "cancelled": "was not reached", "busy": "is busy", "declined": "declined the call", "no-answer": "did not answer", "no-such-number": "has a number that cannot be called. Tell your supervisor",
  "trunk-fault": "could not be called: the telephone line is at fault", "challenged-for-ever": "could not be called: the telephone line refused us. Tell your supervisor",
  "refused-by-limit": "was not called: a limit of ours for outgoing calls is reached. Tell your supervisor", "hung-up": "has hung up", "voicemail-suspected": "has only a voicemail. Nobody was reached", "lost": "was lost: the connection broke",
};

/** What F6 does now: opens the list, joins, or leaves; nothing while a number rings. */
export function patchAct(row: Pick<CallRow, "state" | "second">, acts: SecondActs, choose: () => void): (() => void) | undefined {
  if (row.second?.stage === "consulting") return acts.join;
  if (row.second?.stage === "joined") return acts.leave;
  return row.second ? undefined : choose;
}

function Line({ second }: { readonly second: NonNullable<CallRow["second"]> }) {
  const { label } = second;
  const says = { calling: `Calling ${label}. The caller hears a tone.`, ringing: `${label}: it rings. The caller hears a tone.`, consulting: `You are with ${label}. The caller hears a tone.`, joined: `The caller and ${label} hear each other. You hear neither.` };
  return (
    <p className="sm holdclock">
      <Icon name={second.stage === "calling" || second.stage === "ringing" ? "phone-outgoing" : second.stage === "joined" ? "users" : "phone-call"} />
      <Lasting since={second.since} what={second.stage} />
      <span role="status">{says[second.stage]}</span>
    </p>
  );
}

/** Somebody else on this call: who it is, how far it is, and what the operator may do about it. */
function Now({ second, acts }: { readonly second: NonNullable<CallRow["second"]>; readonly acts: SecondActs }) {
  const keys = useBound();
  const { stage } = second;
  return (
    <section className="second" aria-label="Somebody else on this call">
      <Line second={second} />
      <div className="row">
        {stage === "consulting" && <Button tone="strong" icon="users" keys={keys.patch} onClick={acts.join}>Join them</Button>}
        {stage === "joined" && <Button tone="strong" icon="arrow-forward-up" keys={keys.patch} onClick={acts.leave}>Leave them to talk</Button>}
        {(stage === "consulting" || stage === "joined") && <Button icon="record-mail" onClick={acts.voicemail}>It is a voicemail</Button>}
        {stage === "joined" && <span className="sm t2">What you typed stays yours to finish when they have hung up.</span>}
      </div>
    </section>
  );
}

function Failed({ failed, held }: { readonly failed: NonNullable<CallRow["secondFailed"]>; readonly held: boolean }) {
  const keys = useBound();
  return (
    <p className="sm holdclock lit second" role="status">
      <Icon name="phone-off" />
      <span><b>{failed.label}</b> {failures[failed.why]}. {held ? `The caller is on hold. ${keys.hold} is back with them, ${keys.patch} calls somebody else.` : "You are with the caller."}</span>
    </p>
  );
}

const matches = (choice: DialChoice, words: string): boolean => `${choice.label} ${kinds[choice.kind]}`.toLowerCase().includes(words.trim().toLowerCase());

interface ChooserProps { readonly directory: readonly DialChoice[]; readonly close: () => void; readonly dial: (entry: string) => void }

/** Type a few letters, Enter rings the first; or go down the list. It stands in the column, never over the call. */
export function Chooser({ directory, close, dial }: ChooserProps) {
  const [words, setWords] = useState("");
  const found = directory.filter((choice) => matches(choice, words));
  const first = found[0];
  const submit = (event: FormEvent) => { event.preventDefault(); if (first) dial(first.id); };
  const leave = (event: KeyboardEvent) => { if (event.key === "Escape") { event.stopPropagation(); close(); } };
  return (
    <form className="second" aria-label="Call somebody for this caller" onSubmit={submit} onKeyDown={leave}>
      <div className="row"><label htmlFor="dial" className="head">Call somebody; the caller hears a tone</label><Button className="right" tone="bare" keys="Esc" onClick={close}>Close</Button></div>
      {directory.length > 0 && <input id="dial" className="input" type="text" autoFocus maxLength={80} value={words} onChange={(event) => setWords(event.currentTarget.value)} {...privateInput} />}
      <p className="sr" role="status">{first ? `${found.length} in the list. Enter calls ${first.label}.` : "Nobody in the list."}</p>
      {directory.length === 0 && <p className="sm t2">This practice has nobody in its directory. The practice manager or your supervisor writes it.</p>}
      {directory.length > 0 && !first && <p className="sm t2">Nobody of that name in this practice’s directory.</p>}
      <ul className="choices">{found.map((choice) => (
        <li key={choice.id}><button type="button" className="line hit" onClick={() => dial(choice.id)}><Icon name={icons[choice.kind]} tone="dim" /><span className="who">{choice.label}</span><span className="sub">{kinds[choice.kind]}</span></button></li>
      ))}</ul>
    </form>
  );
}

interface SecondProps { readonly row: CallRow; readonly directory: readonly DialChoice[]; readonly acts: SecondActs; readonly choosing: boolean; readonly choose: (open: boolean) => void }

/** All that there is of somebody else on a live call. */
export function Second({ row, directory, acts, choosing, choose }: SecondProps) {
  const { second, secondFailed } = row;
  useEffect(() => { if (second) choose(false); }, [second !== undefined]);
  if (second) return <Now second={second} acts={acts} />;
  return (
    <>
      {secondFailed && <Failed failed={secondFailed} held={row.state === "held"} />}
      {choosing && <Chooser directory={directory} close={() => choose(false)} dial={acts.dial} />}
    </>
  );
}
