import { useEffect, useRef, useState } from "react";
import type { MessageDetail, WorkingRow } from "../../contract/index.ts";
import { api, type Answer } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { Button, Corrected, Countdown, EmptyState, ProblemNote, ReceiptTrack, Tag, Timeline, UrgencyTag, Waiting, dialled, clock, instant, lasted, moment, receiptWord } from "../ui/index.ts";
import { isIsoDate, sayBirthDate } from "../desk/birth-date.ts";
import { Title } from "./frame.tsx";
import { dayWord } from "./oncall/words.ts";
import { Shown } from "./parts.tsx";
import { Recording } from "./recording.tsx";
import { TakeHeld } from "./take-held.tsx";

type State = WorkingRow["state"] | "all";
const states: readonly (readonly [State, string])[] = [["all", "All"], ["working", "Not taken"], ["alarm", "Alarm"], ["taken", "Taken"]];

function Standing({ row }: { readonly row: WorkingRow }) {
  if (row.state === "taken") return <Tag tone="sage" icon="circle-check">Taken by {row.takenBy ?? "a person"}{row.takenAt && `, in ${lasted((instant(row.takenAt) - instant(row.sentAt)) / 1000)}`}</Tag>;
  if (row.state === "working" && row.heldUntil && row.recipient === null) return <Tag icon="moon">Held for the office</Tag>;
  return row.state === "alarm" ? <Tag tone="red" icon="bell-ringing">Nobody took it</Tag> : <span className="row wrap sm t2"><ReceiptTrack receipts={row.receipts} />{row.recipient}: {receiptWord(row.receipts, null).toLowerCase()}</span>;
}

const lastTen = (text: string): string => text.replace(/\D/g, "").slice(-10);
/** The call-back number stands once, as it is dialled. */
const isSameNumber = (number: string | null, typed: string): boolean => number !== null && lastTen(typed).length === 10 && lastTen(number) === lastTen(typed);

function Facts({ message }: { readonly message: MessageDetail }) {
  const { callback } = message;
  return (
    <dl className="lines2" translate="no">
      {message.lines.filter(({ value }) => !isSameNumber(callback.number, value)).map(({ label, value, spelled }) => <div key={label}><dt>{label}</dt><dd>{isIsoDate(value) ? sayBirthDate(value) : value}{spelled && <div className="num sm">{spelled}</div>}</dd></div>)}
      {callback.number && <div><dt>Call back</dt><dd><span className="num">{dialled(callback.number)}</span>{callback.differsFromCallerId && <div className="sm t2">Not the number the call came from</div>}</dd></div>}
      {message.said.length > 0 && <div><dt>Said</dt><dd>{message.said.join(" ")}</dd></div>}
      <div><dt>Read back</dt><dd>{message.readBack ? "Yes, to the caller" : "No"}</dd></div>
    </dl>
  );
}

function Body({ message, again }: { readonly message: MessageDetail; readonly again: () => void }) {
  return (
    <>
      <div className="row wrap"><UrgencyTag urgency={message.urgency} taken={message.state === "taken"} /><Standing row={message} /></div>
      <div><h2 translate="no">{message.patient ?? message.accountName}</h2><p className="sm t2">{message.accountName}, {moment(message.zone, message.sentAt)}, taken down by {message.takenDownBy}</p></div>
      <TakeHeld message={message} taken={again} />
      <Corrected corrected={message.corrected} zone={message.zone} say={(value) => (isIsoDate(value) ? sayBirthDate(value) : value)} />
      {message.recording && <Recording recording={message.recording} />}
      <Facts message={message} />
      {message.next && <Countdown say={`Next: ${message.next.say}`} at={message.next.at} zone={message.zone} />}
      <Timeline events={message.timeline} zone={message.zone} />
      {message.timeline.filter(({ words }) => words).map((event) => <p key={event.at} className="flagsay"><span className="sm t2">{event.who ?? "A clinician"} replied</span><br /><span translate="no">{event.words}</span></p>)}
    </>
  );
}

/** One message, opened and audited, beside the list. */
export function OpenMessage({ message, close, moved }: { readonly message: string; readonly close: () => void; readonly moved?: () => void }) {
  const [answer, setAnswer] = useState<Answer<MessageDetail>>();
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    void api.message({ params: { message }, signal: stop.signal }).then((got) => { if (!stop.signal.aborted) setAnswer(got); });
    return () => stop.abort();
  }, [message, times]);
  // Whoever opens a message reads it next, by eye and by keyboard; closing it leads back to where they were.
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const from = document.activeElement;
    place.current?.focus();
    return () => { if (from instanceof HTMLElement && from.isConnected) from.focus(); };
  }, []);
  return (
    <section className="panel pad stack gap4 opened" aria-label="Message" tabIndex={-1} ref={place}>
      <div className="row"><span className="sm t3">Opening a message is written down.</span><Button className="right" tone="bare" icon="x" onClick={close}>Close</Button></div>
      {!answer && <Waiting say="Opening the message" />}
      {answer && !answer.ok && <ProblemNote what="The message did not open" trouble={answer.trouble} safe="It goes on being worked." />}
      {answer?.ok && <Body message={answer.value} again={() => { setTimes((old) => old + 1); moved?.(); }} />}
    </section>
  );
}

function Row({ row, on, open }: { readonly row: WorkingRow; readonly on: boolean; readonly open: () => void }) {
  return (
    <tr role="row" className={on ? "on" : undefined}>
      <td role="cell"><UrgencyTag urgency={row.urgency} taken={row.state === "taken"} /></td>
      <td role="cell" className="tn nowrap">{dayWord(row.zone, instant(row.sentAt))}, {clock(row.zone, row.sentAt, { zone: true })}</td><td role="cell">{row.accountName}</td><td role="cell"><Standing row={row} /></td>
      <td role="cell" className="acts"><Button onClick={open} aria-expanded={on} aria-label={`Open the message for ${row.accountName}, sent ${clock(row.zone, row.sentAt)}`}>Open</Button></td>
    </tr>
  );
}

function Filter({ state, pick }: { readonly state: State; readonly pick: (state: State) => void }) {
  return <span className="seg" role="group" aria-label="Show">{states.map(([one, say]) => <button key={one} type="button" aria-pressed={state === one} onClick={() => pick(one)}>{say}</button>)}</span>;
}

/** Messages of one account, or of all one may see; no patient in the list. */
export function MessagesPage({ account, mayOpen = true }: { readonly account?: string | undefined; readonly mayOpen?: boolean }) {
  const [state, setState] = useState<State>("all");
  const [before, setBefore] = useState<readonly { readonly before: string; readonly beforeMessage: string }[]>([]);
  const [opened, setOpened] = useState<string>();
  const at = before.at(-1);
  const body = { ...(account && { account }), ...(state !== "all" && { state }), ...at };
  const asked = useAsked(() => api.messages({ body }), JSON.stringify(body));
  const pick = (next: State) => { setState(next); setBefore([]); };
  return (
    <>
      <Title title="Messages" about="Newest first"><Filter state={state} pick={pick} /><Button icon="refresh" onClick={asked.again}>Look again</Button></Title>
      <div className={opened ? "master" : "master alone"}>
        <Shown asked={asked} say="Fetching messages" what="The messages are not here">
          {({ rows, more }) => (rows.length === 0 ? <div className="panel"><EmptyState icon="mail" title={state === "all" && !at ? "No message yet" : "No message like this"}>{state === "all" && !at ? "Every message that is taken down stands here, with who was paged and who took it." : "Choose “All”, or go back to the newest."}</EmptyState></div> : (
            <div className="stack">
              <div className="panel scroll-x" tabIndex={0} role="group" aria-label="Messages"><table className="table cards" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Urgency</th><th role="columnheader" scope="col">Sent</th><th role="columnheader" scope="col">Practice</th><th role="columnheader" scope="col">Where it stands</th><th role="columnheader" scope="col"><span className="sr">Open</span></th></tr></thead>
                <tbody role="rowgroup">{rows.map((row) => <Row key={row.message} row={row} on={opened === row.message} open={() => setOpened((old) => (old === row.message || !mayOpen ? undefined : row.message))} />)}</tbody></table></div>
              <div className="row">{before.length > 0 && <Button icon="chevron-left" onClick={() => setBefore(before.slice(0, -1))}>Newer</Button>}{more && <Button onClick={() => { const last = rows.at(-1); if (last) setBefore([...before, { before: last.sentAt, beforeMessage: last.message }]); }}>Older</Button>}</div>
            </div>))}
        </Shown>
        {opened && <OpenMessage key={opened} message={opened} close={() => setOpened(undefined)} moved={asked.again} />}
      </div>
    </>
  );
}
