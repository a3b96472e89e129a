import type { Ref } from "react";
import type { CallCard, Draft, OnDuty, Urgency } from "../../contract/index.ts";
import { Button, Icon, Tag, UrgencyPicker, clock, urgencyWord } from "../ui/index.ts";
import { HoldChoice, isHeld } from "./hold-choice.tsx";
import { useBound } from "./keys.ts";
import type { Standing } from "./left-to-do.ts";

interface PairProps {
  readonly card: CallCard;
  readonly standing: Standing;
  readonly sent: boolean;
  readonly why: boolean;
  readonly hold: Draft["hold"];
  readonly does: { readonly urgency: (urgency: Urgency) => void; readonly hold: (hold: Draft["hold"]) => void; readonly why: () => void };
  readonly urgencyRef: Ref<HTMLInputElement>;
}

function Duty({ duty, backup, zone }: { readonly duty: OnDuty; readonly backup: OnDuty | null; readonly zone: string }) {
  const then = duty.next?.name ?? backup?.name;
  return <div className="row who wrap"><b>{duty.name}</b><span className="t2 sm">on duty until {clock(zone, duty.until, { zone: true })}</span>{then && <><Icon name="chevron-right" tone="dim" /><span className="t2 sm">then {then}</span></>}</div>;
}

function Nobody({ backup }: { readonly backup: OnDuty | null }) {
  if (backup) return <div className="row who wrap"><b>{backup.name}</b><Tag tone="lamp" icon="alert-triangle">Backup; nobody is on first call</Tag></div>;
  return <div className="row who"><Tag tone="lamp" icon="alert-triangle">Gap: nobody is on duty</Tag><span className="t2 sm">the desk gets an alarm</span></div>;
}

export function UrgencyCell({ standing, sent, hold, does, urgencyRef }: Pick<PairProps, "standing" | "sent" | "hold" | "urgencyRef"> & { readonly does: Pick<PairProps["does"], "urgency" | "hold"> }) {
  const keys = useBound();
  return (
    <section className="cell" aria-label="Urgency">
      <div className="row"><span className="label">Urgency</span><span className="right xs t3">{standing.floor ? "Set by the red-flag list" : "No red-flag words"}</span><kbd>{keys.urgency}</kbd></div>
      {sent ? <b>{urgencyWord(standing.urgency)}</b> : <UrgencyPicker ref={urgencyRef} value={standing.urgency} floor={standing.floor} onChange={does.urgency} />}
      <HoldChoice urgency={standing.urgency} hold={hold} sent={sent} put={does.hold} />
    </section>
  );
}

/** Who is paged first: the one on duty, or else the backup. */
export const pagedFirst = (card: CallCard): OnDuty | null => card.onDuty ?? card.backup;

function WhoCell({ card, standing, hold, why, does }: PairProps) {
  const held = isHeld({ urgency: standing.urgency, hold });
  const first = held ? null : pagedFirst(card);
  const keys = useBound();
  return (
    <section className="cell" aria-label="Who will be paged">
      <div className="row"><span className="label">Who will be paged</span>{first && <><button type="button" className="aslink right xs" aria-expanded={why} aria-keyshortcuts={keys.why.replace("Ctrl ", "Control+").replace("Alt ", "Alt+")} onClick={does.why}>Why {first.name}?</button><kbd>{keys.why}</kbd></>}</div>
      {held ? <div className="row who"><b>Nobody before the office opens</b></div> : card.onDuty ? <Duty duty={card.onDuty} backup={card.backup} zone={card.account.zone} /> : <Nobody backup={card.backup} />}
      {why && first && <p className="sm t2" role="status">{first.why}</p>}
    </section>
  );
}

/** Urgency, and who will be paged, side by side. */
export const Pair = (props: PairProps) => <div className="pair"><UrgencyCell {...props} /><WhoCell {...props} /></div>;

export type EndReason = "wrong-number" | "hung-up" | "no-message-needed" | "duplicate";
const reasons: readonly (readonly [EndReason, string])[] = [["hung-up", "Hung up"], ["wrong-number", "Wrong number"], ["no-message-needed", "No message needed"], ["duplicate", "Already taken down"]];

/** Ending without a message asks in place, and says what it ends. */
export function EndAsk({ live, choose, back }: { readonly live: boolean; readonly choose: (reason: EndReason | "keep-typing") => void; readonly back: () => void }) {
  return (
    <fieldset className="endask" onKeyDown={(event) => { if (event.key === "Escape") back(); }}>
      <legend className="sm"><b>Nothing was sent.</b> {live ? "End the call?" : "Finish without a message?"}</legend>
      {live && <Button autoFocus onClick={() => choose("keep-typing")}>End, go on typing</Button>}
      {reasons.map(([reason, say], at) => <Button key={reason} autoFocus={!live && at === 0} onClick={() => choose(reason)}>{say}</Button>)}
      <Button tone="bare" onClick={back}>Back to the call</Button>
    </fieldset>
  );
}
