import { useRef, useState, type ReactNode } from "react";
import type { CallCard, CallRow, Draft, Script, ScriptItem } from "../../contract/index.ts";
import { CallHead, Say } from "./call-head.tsx";
import { CheckIn } from "./check-in.tsx";
import { CallingAgain } from "./calling-again.tsx";
import { Foot } from "./foot.tsx";
import { isHeld } from "./hold-choice.tsx";
import { holdOf } from "./hold.tsx";
import { answered, settled, useHand, type Hand } from "./hand.ts";
import { useKeys } from "./keys.ts";
import { placeOf, standing, type Standing } from "./left-to-do.ts";
import { Pair, type EndReason } from "./pair.tsx";
import { ReadBack } from "./read-back.tsx";
import { inOrOut, mayCallAnother, patchAct, Second, type SecondActs } from "./second.tsx";
import { ScriptPanel } from "./script.tsx";
import type { Sending } from "./sending.ts";
import type { Drafting } from "./use-draft.ts";

export interface TalkProps {
  readonly card: CallCard;
  readonly row: CallRow;
  readonly drafting: Drafting;
  readonly note: ReactNode;
  readonly acts: { readonly hold: () => Promise<boolean>; readonly resume: () => void; readonly park: () => void; readonly end: (reason?: EndReason | "message-sent") => void } & SecondActs;
}

/** The call card: practice, then Say, script, urgency and who is paged, read-back, the foot. The order never changes. */
export function Talk(props: TalkProps) {
  const { card, drafting } = props;
  const script = card.scripts.find(({ callerType }) => callerType === drafting.kept.draft.callerType) ?? card.scripts[0];
  if (script) return <TalkWith {...props} script={script} />;
  return <main className="mid mid-idle"><h1>{card.account.name}</h1><p className="t2">This practice has no script. Take name, number and reason on paper and tell your supervisor.</p>{props.note}</main>;
}

/** What the hands do to the draft. */
export function changesTo({ edit, flush, draft }: Pick<Drafting, "edit" | "flush"> & { readonly draft: Draft }) {
  const now = (change: (draft: Draft) => Draft) => { edit(change); flush(); };
  return {
    answer: (item: ScriptItem, value: string) => edit((old) => answered(old, item, value)),
    leave: (item: ScriptItem) => {
      const value = draft.answers[item.id]?.value ?? "";
      const stored = settled(item, value);
      if (stored === value) flush(); else now((old) => answered(old, item, stored));
    },
    said: (flag: string, on: boolean) => now((old) => ({ ...old, said: on ? [...new Set([...old.said, flag])] : old.said.filter((id) => id !== flag) })),
    readBack: (part: Partial<Draft["readBack"]>) => edit((old) => ({ ...old, readBack: { ...old.readBack, ...part } })),
    part: (part: Partial<Pick<Draft, "urgency" | "callerType" | "hold">>) => now((old) => ({ ...old, ...part })),
  };
}

/** A message sent before this page was loaded is as sent as one sent on it. */
const sentBefore = (card: CallCard, sending: Sending): Sending => (card.message !== null && sending.state === "open" ? { state: "sent", sent: { message: card.message, revision: 1, sentAt: "" }, typedSince: false } : sending);
const leadTo = (sending: Sending, whole: Standing, hand: Hand): (() => void) | undefined => {
  const place = sending.state === "stuck" && sending.trouble.field ? placeOf(sending.trouble.field, whole) : undefined;
  return place && (() => hand.goTo(place));
};
const readBackPlaces = new Set<string>(["names", "reason", "number-first", "number-again"]);
export const toReadBack = (hand: Hand, whole: Standing): void => hand.goTo(whole.todo.find(({ place }) => readBackPlaces.has(place))?.place ?? "names");
const isLive = (row: CallRow): boolean => row.state === "talking" || row.state === "held" || row.state === "joined";

type Maybe = (() => void) | undefined;
/** What concerns others on the call; undefined is what cannot be done now. */
interface CallingActs { readonly call: Maybe; readonly patch: Maybe; readonly another: Maybe; readonly inOrOut: Maybe; readonly park: Maybe }
function callingActs(row: CallRow, acts: TalkProps["acts"], { choose, flush }: { readonly choose: () => void; readonly flush: () => void }): CallingActs {
  const alone = (row.others ?? []).length === 0;
  return {
    call: alone ? choose : undefined,
    patch: patchAct(row, acts, choose),
    another: mayCallAnother(row) ? choose : undefined,
    inOrOut: inOrOut(row, acts),
    // Whoever takes the caller reads what was typed.
    park: alone && (row.state === "talking" || row.state === "held") ? () => { flush(); acts.park(); } : undefined,
  };
}
/** A key whose act cannot be done now is left to the browser. */
const present = (acts: Readonly<Record<string, Maybe>>) => Object.fromEntries(Object.entries(acts).filter(([, act]) => act !== undefined)) as Readonly<Record<string, () => void>>;

function useTalkKeys({ row, hand, whole, on }: { readonly row: CallRow; readonly hand: Hand; readonly whole: Standing; readonly on: CallingActs & { readonly send: () => void; readonly end: () => void; readonly hold: () => void; readonly why: () => void; readonly urgency: () => void; readonly said: ((flag: string) => void) } }): void {
  const unsaid = whole.todo.find(({ place }) => place.startsWith("said:"))?.place.slice(5);
  useKeys({ send: on.send, end: on.end, why: on.why, urgency: on.urgency, readBack: () => toReadBack(hand, whole), ...(isLive(row) && { hold: on.hold, ...present({ patch: on.patch, another: on.another, inOrOut: on.inOrOut, park: on.park }) }), ...(unsaid && { said: () => on.said(unsaid) }) });
}

function TalkWith({ card, row, drafting, note, acts, script }: TalkProps & { readonly script: Script }) {
  const { draft } = drafting.kept;
  const whole = standing(script, draft);
  const change = changesTo({ ...drafting, draft });
  const hand = useHand({ script, whole, depart: change.leave });
  const [why, setWhy] = useState(false);
  const [asksEnd, setAsksEnd] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const urgency = useRef<HTMLInputElement>(null);
  const sending = sentBefore(card, drafting.sending);
  const isSent = sending.state === "sent";
  const on = {
    send: () => { drafting.flush(); if (!isSent && (whole.todo.length === 0 || sending.state === "stuck")) drafting.send(script); },
    end: () => { if (!isSent) setAsksEnd(true); else if (isLive(row)) acts.end(); else acts.end("message-sent"); },
    hold: () => { if (row.state === "held" || row.state === "joined") acts.resume(); else void acts.hold(); },
    ...callingActs(row, acts, { choose: () => setChoosing(true), flush: drafting.flush }),
    why: () => setWhy((open) => !open),
    urgency: () => urgency.current?.focus(),
    said: (flag: string) => change.said(flag, true),
  };
  useTalkKeys({ row, hand, whole, on });
  const open = (item: string) => { if (!isSent) hand.open(item); };
  const endFor = (reason: EndReason | "keep-typing") => { setAsksEnd(false); acts.end(reason === "keep-typing" ? undefined : reason); };
  return (
    <main className="mid" aria-label="Call" tabIndex={-1}>
      <CallHead card={card} row={row} script={script} now={hand.now} change={(callerType) => change.part({ callerType })} aside={isLive(row) && <CheckIn key={card.id} call={card.id} row={row} hold={acts.hold} />} />
      {isLive(row) && <Second row={row} directory={card.directory} acts={acts} choosing={choosing} choose={setChoosing} />}
      <CallingAgain card={card} live={isLive(row)} />
      <Say card={card} script={script} draft={draft} now={isSent ? null : hand.now} />
      <ScriptPanel script={script} draft={draft} standing={whole} now={hand.now} sent={isSent} does={{ open, change: change.answer, leave: change.leave, move: hand.move, said: change.said }} />
      <Pair card={card} standing={whole} sent={isSent} why={why} hold={draft.hold} does={{ urgency: (chosen) => change.part({ urgency: chosen }), hold: (hold) => change.part({ hold }), why: on.why }} urgencyRef={urgency} />
      <ReadBack callerNumber={card.callerNumber} draft={draft} standing={whole} change={change.readBack} leave={drafting.flush} openNumber={() => { if (whole.callback) open(whole.callback.id); }} />
      <Foot card={card} held={isHeld({ urgency: whole.urgency, hold: draft.hold })} live={isLive(row)} hold={holdOf(row)} todo={whole.todo} sending={sending} kept={drafting.kept} asksEnd={asksEnd} note={note} lead={leadTo(sending, whole, hand)} choose={drafting.choose} does={{ ...on, goTo: hand.goTo, endFor, keep: () => setAsksEnd(false) }} />
    </main>
  );
}
