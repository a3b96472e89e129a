import { useState } from "react";
import type { Inbox, MessageDetail } from "../../contract/index.ts";
import { Corrected, Icon, Timeline, clock, dialled, instant, lasted } from "../ui/index.ts";
import { Act, ActPanel } from "./acts.tsx";
import { CalledBack } from "./called-back.tsx";
import { RingBack } from "./ring-back.tsx";
import { DutyLine } from "./duty.tsx";
import { Facts, Patient, sayValue, telOf } from "./message.tsx";

function Receipt({ message, mine }: { readonly message: MessageDetail; readonly mine: boolean }) {
  const at = message.takenAt ?? message.sentAt;
  const after = lasted((instant(at) - instant(message.sentAt)) / 1000);
  const told = mine ? "The desk has been told; nobody else is paged." : "Nothing is left for you to do.";
  return (
    <section className="card tookcard" role="status">
      <Icon name="circle-check" size={24} tone="sage" />
      <div><b className="lg">{mine ? "You have taken this" : `${message.takenBy ?? "Somebody"} took this`}</b><div className="sm t2">{clock(message.zone, at, { seconds: true, zone: true })}, {after} after it was sent. {told}</div></div>
    </section>
  );
}

function CallBack({ message }: { readonly message: MessageDetail }) {
  const { callback } = message;
  if (!callback.number) return <section className="card stack"><b>Call back</b><p className="t2">No number was left.</p></section>;
  return (
    <section className="card stack" aria-label="Call back">
      <b>Call back</b>
      <div translate="no"><span className="num telbig">{dialled(callback.number)}</span><div className="t2">{callback.name ?? "Name not said"}</div></div>
      <RingBack message={message} name={callback.name?.split(",")[0] ?? dialled(callback.number)} />
      <a className="btn" href={telOf(callback.number)}><Icon name="phone-outgoing" size={20} />Call from this phone</a>
      <p className="sm t2">From this phone the caller may see your own number.</p>
    </section>
  );
}

/** Taken: nothing is needed any more; the call back is the main act. */
export function Taken({ message, mine, inbox, again }: { readonly message: MessageDetail; readonly mine: boolean; readonly inbox: Inbox; readonly again: () => void }) {
  const [all, setAll] = useState(false);
  const [replying, setReplying] = useState(false);
  return (
    <>
      <main className="page">
        <Receipt message={message} mine={mine} />
        <Corrected corrected={message.corrected} zone={message.zone} say={sayValue} />
        <div className="stack"><Patient message={message} /><p className="said2" translate="no">{message.reason}</p></div>
        {mine && <CallBack message={message} />}
        {mine && <CalledBack message={message} again={again} />}
        <div className="four two">
          {mine && <Act icon="message" on={replying} act={() => setReplying((on) => !on)}>Reply to desk</Act>}
          <Act icon="list-check" on={all} act={() => setAll((on) => !on)}>All of it</Act>
        </div>
        {replying && <ActPanel panel="reply" message={message.message} close={() => setReplying(false)} after={again} />}
        {all && <><Facts message={message} /><Timeline events={message.timeline} zone={message.zone} /></>}
      </main>
      <footer className="thumb"><DutyLine duty={inbox.duty} /></footer>
    </>
  );
}
