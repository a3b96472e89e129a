import { useEffect, useState, type FormEvent, type KeyboardEvent } from "react";
import { OTHERS_ON_CALL_MAX, type CallRow, type DialChoice, type DialKind, type OtherFailure, type OtherKind, type OtherOnCall } from "../../contract/index.ts";
import { Button, Icon, Lasting, privateInput } from "../ui/index.ts";
import { useBound } from "./keys.ts";

export interface SecondActs {
  readonly dial: (entry: string) => void;
  readonly join: () => void;
  readonly leave: () => void;
  readonly voicemail: () => void;
  readonly stepIn: () => void;
  readonly stepOut: () => void;
  readonly letGo: (leg: number) => void;
}

const kinds: Record<DialKind, string> = { "clinician": "Clinician", "back-line": "Back line", "hospital": "Hospital", "pharmacy": "Pharmacy", "lab": "Laboratory", "interpreter": "Interpreter", "emergency-centre": "Emergency centre" };
const icons: Record<OtherKind, string> = { "clinician": "stethoscope", "back-line": "building", "hospital": "building-hospital", "pharmacy": "clipboard-list", "lab": "activity", "interpreter": "users", "emergency-centre": "emergency", "911": "emergency", "office": "building", "partner": "headset" };

/** What came of it, in words that end the same way for each: what the operator knows now. */
const failures: Record<OtherFailure, string> = {
  "cancelled": "was not reached", "busy": "is busy", "declined": "declined the call", "no-answer": "did not answer", "no-such-number": "has a number that cannot be called. Tell your supervisor",
  "trunk-fault": "could not be called: the telephone line is at fault", "challenged-for-ever": "could not be called: the telephone line refused us. Tell your supervisor",
  "refused-by-limit": "was not called: a limit of ours for outgoing calls is reached. Tell your supervisor", "hung-up": "has hung up", "voicemail-suspected": "has only a voicemail. Nobody was reached", "lost": "was lost: the connection broke",
};

type OnCall = Pick<CallRow, "state" | "others" | "operatorIn">;
const NOBODY: readonly OtherOnCall[] = [];
const othersOf = ({ others }: OnCall): readonly OtherOnCall[] => others ?? NOBODY;
const pendingOf = (row: OnCall): OtherOnCall | undefined => othersOf(row).find(({ stage }) => stage !== "joined");
/** An interpreter alone with a caller can do nothing for them, so the operator stays. */
const mayLeave = (row: OnCall): boolean => othersOf(row).some(({ stage, kind }) => stage === "joined" && kind !== "interpreter");

/** With the operator, and not with the caller yet. */
const isApart = ({ stage }: OtherOnCall): boolean => stage === "consulting" || stage === "hearing-notice";

/** What F6 does now: opens the list, joins, or leaves; nothing while a number rings. */
export function patchAct(row: OnCall, acts: SecondActs, choose: () => void): (() => void) | undefined {
  const pending = pendingOf(row);
  if (pending) return isApart(pending) ? acts.join : undefined;
  if (othersOf(row).length === 0) return choose;
  return mayLeave(row) ? acts.leave : undefined;
}

/** Whether one more may be called into the talk, which goes on meanwhile. */
export const mayCallAnother = (row: OnCall): boolean => row.state === "joined" && !pendingOf(row) && othersOf(row).length < OTHERS_ON_CALL_MAX;
/** Into the talk or out of it; undefined while there is none. */
export function inOrOut(row: OnCall, acts: SecondActs): (() => void) | undefined {
  if (row.state !== "joined" || pendingOf(row)) return undefined;
  return row.operatorIn ? acts.stepOut : acts.stepIn;
}

/** Labels may have commas of their own. */
function inTalk(row: OnCall): string {
  const joined = othersOf(row).flatMap(({ stage, label }) => (stage === "joined" ? [label] : []));
  return ["The caller", ...joined.slice(0, -1)].join(", ") + joined.slice(-1).map((label) => ` and ${label}`).join("");
}

/** What happens to the caller while somebody else is rung or asked apart. */
const meanwhile = (row: OnCall): string => (row.state === "joined" ? `${inTalk(row)} talk on.` : "The caller hears music.");

function sayStage(row: OnCall, { label, stage }: OtherOnCall): string {
  if (stage === "hearing-notice") return `${label} hears that the call is recorded, then they are joined. ${meanwhile(row)}`;
  if (stage === "calling") return `Calling ${label}. ${meanwhile(row)}`;
  return stage === "ringing" ? `${label}: it rings. ${meanwhile(row)}` : `You are with ${label}. ${meanwhile(row)}`;
}

function Pending({ row, other }: { readonly row: OnCall; readonly other: OtherOnCall }) {
  return (
    <p className="sm holdclock">
      <Icon name={isApart(other) ? "phone-call" : "phone-outgoing"} />
      <Lasting since={other.since} what={other.stage} />
      <span role="status">{sayStage(row, other)}</span>
    </p>
  );
}

const withoutRecording: Record<NonNullable<OtherOnCall["unrecorded"]>, (label: string) => string> = {
  declined: (label) => `${label} pressed 9: nothing is recorded while they are in the talk, and what was recorded with them is gone.`,
  untold: (label) => `Nothing is recorded while ${label} is in the talk: they did not hear the whole notice.`,
};

/** [W182] Heard by nobody else: a key on somebody's telephone. */
function Unrecorded({ others }: { readonly others: readonly OtherOnCall[] }) {
  return others.map(({ leg, label, unrecorded }) => unrecorded && <p key={leg} className="sm holdclock"><Icon name="circle" /><span role="status">{withoutRecording[unrecorded](label)}</span></p>);
}

/** Who is in, one line each, and the way to hang up on one of two. */
function InTalk({ row, acts }: { readonly row: OnCall; readonly acts: SecondActs }) {
  const joined = othersOf(row).filter(({ stage }) => stage === "joined");
  if (joined.length === 0) return null;
  return (
    <>
      <p className="sm holdclock"><Icon name="users" /><Lasting since={joined[0]!.since} what="joined" /><span role="status">{inTalk(row)} hear each other. {pendingOf(row) ? "" : row.operatorIn ? "You hear them, and they hear you." : "You hear neither."}</span></p>
      <Unrecorded others={joined} />
      {joined.length > 1 && <ul className="inroom" aria-label="Who is in">{joined.map(({ leg, label, kind, since }) => <li key={leg} className="row sm"><Icon name={icons[kind]} tone="dim" /><span className="grow">{label}</span><Lasting since={since} what="In since" /><Button tone="bare" icon="phone-off" aria-label={`Hang up on ${label}`} onClick={() => acts.letGo(leg)}>Hang up</Button></li>)}</ul>}
    </>
  );
}

function TalkActs({ row, acts, another }: { readonly row: OnCall; readonly acts: SecondActs; readonly another: () => void }) {
  const keys = useBound();
  const step = inOrOut(row, acts);
  return (
    <>
      {mayLeave(row) && <Button tone="strong" icon="arrow-forward-up" keys={keys.patch} onClick={acts.leave}>Leave them to talk</Button>}
      {step && <Button icon={row.operatorIn ? "volume-off" : "headset"} keys={keys.inOrOut} onClick={step}>{row.operatorIn ? "Step out" : "Step in"}</Button>}
      {mayCallAnother(row) && <Button icon="phone-outgoing" keys={keys.another} onClick={another}>Call one more</Button>}
      <span className="sm t2">{mayLeave(row) ? "What you typed stays yours to finish when they have hung up." : "An interpreter is not left alone with the caller."}</span>
    </>
  );
}

/** Others on this call: who they are, how far they are, and what the operator may do about it. */
function Now({ row, acts, another }: { readonly row: OnCall; readonly acts: SecondActs; readonly another: () => void }) {
  const keys = useBound();
  const pending = pendingOf(row);
  return (
    <section className="second" aria-label="Somebody else on this call">
      <InTalk row={row} acts={acts} />
      {pending && <Pending row={row} other={pending} />}
      <div className="row">
        {pending && isApart(pending) && <Button tone="strong" icon="users" keys={keys.patch} onClick={acts.join}>{pending.stage === "consulting" ? "Join them" : "Join them now, and record no more"}</Button>}
        {pending?.stage !== "calling" && pending?.stage !== "ringing" && <Button icon="record-mail" onClick={acts.voicemail}>It is a voicemail</Button>}
        {pending === undefined && <TalkActs row={row} acts={acts} another={another} />}
      </div>
    </section>
  );
}

function Failed({ failed, row }: { readonly failed: NonNullable<CallRow["otherFailed"]>; readonly row: OnCall }) {
  const keys = useBound();
  const rest = row.state === "held" ? `The caller is on hold. ${keys.hold} is back with them, ${keys.patch} calls somebody else.` : row.state === "joined" ? `${inTalk(row)} talk on.` : "You are with the caller.";
  return (
    <p className="sm holdclock lit second" role="status">
      <Icon name="phone-off" />
      <span><b>{failed.label}</b> {failures[failed.why]}. {rest}</span>
    </p>
  );
}

const matches = (choice: DialChoice, words: string): boolean => `${choice.label} ${kinds[choice.kind]}`.toLowerCase().includes(words.trim().toLowerCase());

interface ChooserProps { readonly directory: readonly DialChoice[]; readonly close: () => void; readonly dial: (entry: string) => void; readonly says: string }

/** Type a few letters, Enter rings the first; or go down the list. It stands in the column, never over the call. */
function Chooser({ directory, close, dial, says }: ChooserProps) {
  const [words, setWords] = useState("");
  const found = directory.filter((choice) => matches(choice, words));
  const first = found[0];
  const submit = (event: FormEvent) => { event.preventDefault(); if (first) dial(first.id); };
  const leave = (event: KeyboardEvent) => { if (event.key === "Escape") { event.stopPropagation(); close(); } };
  return (
    <form className="second" aria-label="Call somebody for this caller" onSubmit={submit} onKeyDown={leave}>
      <div className="row"><label htmlFor="dial" className="head">{says}</label><Button className="right" tone="bare" keys="Esc" onClick={close}>Close</Button></div>
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

/** All that there is of others on a live call. */
export function Second({ row, directory, acts, choosing, choose }: SecondProps) {
  const { otherFailed: failed } = row;
  const count = othersOf(row).length;
  useEffect(() => { if (count > 0) choose(false); }, [count]);
  return (
    <>
      {failed && <Failed failed={failed} row={row} />}
      {count > 0 && <Now row={row} acts={acts} another={() => choose(true)} />}
      {choosing && !pendingOf(row) && <Chooser directory={directory} close={() => choose(false)} dial={acts.dial} says={row.state === "joined" ? "Call one more; those in the talk go on" : "Call somebody; the caller hears music"} />}
    </>
  );
}
