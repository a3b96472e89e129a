import type { ReactNode } from "react";
import type { Receipt, WorkingRow } from "../../contract/index.ts";
import { Button, Icon, Tag } from "./controls.tsx";
import { Countdown } from "./countdown.tsx";
import { ReceiptTrack, receiptWord } from "./receipts.tsx";
import { clock, instant, lasted } from "./say-time.ts";
import { useTick } from "./tick.ts";
import { UrgencyTag } from "./urgency.tsx";

const icons: Record<Receipt, string> = { claimed: "device-mobile", accepted: "router", "on-device": "device-mobile", opened: "eye", failed: "phone-off" };
const TRIES_SHOWN_MAX = 5;

function Tries({ row }: { readonly row: WorkingRow }) {
  const shown = row.tries.slice(-TRIES_SHOWN_MAX);
  if (shown.length === 0) return null;
  return (
    <ul className="tries">
      {shown.map((attempt) => (
        <li key={`${attempt.at}${attempt.say}`}>
          <span className="at">{clock(row.zone, attempt.at)}</span>
          <Icon name={attempt.repeat ? "repeat" : icons[attempt.receipt]} />
          <span>{attempt.say}{attempt.repeat && ", sent again"}</span>
        </li>
      ))}
    </ul>
  );
}

/** A message nobody has taken: who is paged, what is known, and what happens next. */
export function WorkingCard({ row, ring, onOpen }: { readonly row: WorkingRow; readonly ring?: ReactNode; readonly onOpen?: (row: WorkingRow) => void }) {
  const grave = row.urgency !== "routine";
  const newest = row.tries.reduce((at, attempt) => (attempt.at > at ? attempt.at : at), row.sentAt);
  return (
    <article className={grave ? "job untaken" : "job"} aria-label={`${row.urgency} message for ${row.accountName}`}>
      <div className="row"><UrgencyTag urgency={row.urgency} taken={false} />{row.revision > 1 && <Tag icon="pencil">Corrected</Tag>}<span className="at right">{clock(row.zone, row.sentAt)}</span></div>
      <div><b>{row.recipient ?? "Nobody is being paged"}</b> <span className="t2">for {row.accountName}</span></div>
      <div className="row"><ReceiptTrack receipts={row.receipts} /><span className="sm t2 right">{receiptWord(row.receipts, null)}</span></div>
      {grave && <Tries row={row} />}
      {ring}
      {row.next && <>{grave && <hr />}<Countdown say={row.next.say} at={row.next.at} zone={row.zone} {...(grave ? { from: newest } : {})} /></>}
      {onOpen && <Button tone="bare" onClick={() => onOpen(row)}>Open the message</Button>}
    </article>
  );
}

/** Taken: it loses its card and stays an hour. */
export function TakenRow({ row, onOpen }: { readonly row: WorkingRow; readonly onOpen?: (row: WorkingRow) => void }) {
  const took = row.takenAt ? lasted((instant(row.takenAt) - instant(row.sentAt)) / 1000) : "";
  return (
    <article className="job slim">
      <div className="row"><Tag plain tone="sage" icon="circle-check">{row.takenBy ?? "Taken"}</Tag><span className="t2 sm cut">{row.accountName}</span>{row.takenAt && <span className="at right">{clock(row.zone, row.takenAt)}</span>}</div>
      <span className="sm t3">Sent {clock(row.zone, row.sentAt)}{took && `, taken in ${took}`}{row.revision > 1 && ", corrected"}</span>
      {onOpen && <Button tone="bare" aria-label={`Open the message for ${row.accountName}, sent ${clock(row.zone, row.sentAt)}`} onClick={() => onOpen(row)}>Open the message</Button>}
    </article>
  );
}

export interface AlarmActs {
  /** Who can be paged by hand, and the act; null when nobody is known. */
  readonly page: { readonly name: string; readonly act: () => void } | null;
  readonly give: { readonly name: string; readonly act: () => void } | null;
  readonly quiet: () => void;
  /** What an act came to, when it did not go through. */
  readonly note?: ReactNode;
  /** Keys are shown only on the alarm they act on. */
  readonly keys: { readonly page: string; readonly give: string; readonly quiet: string } | null;
}

function QuietAct({ row, acts }: { readonly row: WorkingRow; readonly acts: AlarmActs }) {
  const { now } = useTick();
  const quietLeft = row.quietUntil ? (instant(row.quietUntil) - now) / 1000 : 0;
  if (quietLeft > 0) return <Button tone="bare" icon="volume-off" inert>Quiet, rings again in {lasted(quietLeft)}</Button>;
  return <Button tone="bare" icon="volume-off" keys={acts.keys?.quiet} onClick={acts.quiet}>Quiet for 60 seconds</Button>;
}

/** The ladder ended and nobody took it. Only an acknowledgement ends this card. */
export function AlarmCard({ row, acts }: { readonly row: WorkingRow; readonly acts: AlarmActs }) {
  const ended = row.tries.reduce((at, attempt) => (attempt.at > at ? attempt.at : at), row.sentAt);
  const { now } = useTick();
  const minutes = Math.max(0, Math.floor((now - instant(row.sentAt)) / 60_000));
  return (
    <section className="alarm" role="alert" aria-label={`Alarm: nobody took the ${row.urgency} message for ${row.accountName}`}>
      <header><Icon name="bell-ringing" size={24} /><b>Nobody took it</b><span className="tag tag-on-red"><Icon name={row.urgency} />{row.urgency}</span></header>
      <div>
        <div><b className="lg">{row.accountName}</b><div className="sm t2">The last attempt was at {clock(row.zone, ended, { seconds: true, zone: true })}. <span aria-hidden="true">{minutes} min without a person.</span></div></div>
        <Tries row={row} />
        {row.next && <div className="row sm"><Icon name="user-check" tone="dim" /><span>{row.next.say}, at {clock(row.zone, row.next.at, { seconds: true })}</span></div>}
        <hr />
        <div className="stack">
          {acts.page && <Button tone="lamp" icon="bell-ringing" keys={acts.keys?.page} onClick={acts.page.act}>Page {acts.page.name} again now</Button>}
          {acts.give && <Button icon="headset" keys={acts.keys?.give} onClick={acts.give.act}>Give it to {acts.give.name}, free</Button>}
          <QuietAct row={row} acts={acts} />
          {acts.note}
        </div>
      </div>
    </section>
  );
}
