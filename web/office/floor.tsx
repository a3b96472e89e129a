import "./floor.css";
import { useEffect, useRef } from "react";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Icon, ReceiptTrack, Tag, clock, day, instant, lasted, left, urgencyWord, useTick, zoneName } from "../ui/index.ts";
import { HelpCalls } from "../desk/help911.tsx";
import { ListenButton, ListeningBar, useListening, type Listening } from "./listening.tsx";
import { holds } from "./may.ts";
import { AnswerChart, CallsChart, sentenceOf } from "./chart.tsx";
import { gravestOf, untakenCount, untakenIn, type Floor } from "./use-floor.ts";

type Operator = Floor["operators"][number];
type Row = Floor["working"][number];
const operatorWords: Record<Operator["state"], readonly [icon: string, say: string]> = {
  ready: ["circle-check", "Ready"], ringing: ["phone-incoming", "Ringing"], "on-a-call": ["phone-call", "On a call"], "wrap-up": ["pencil", "Finishing"], break: ["player-pause", "Break"], finishing: ["moon", "Last call"], away: ["circle-dashed", "Away"],
};
const since = (at: string, now: number): string => lasted((now - instant(at)) / 1000);

function Untaken({ floor, now }: { readonly floor: Floor; readonly now: number }) {
  const row = gravestOf(floor);
  if (!row) return <div className="panel tile"><span className="t2">Urgent, not taken</span><div className="big">0</div><span className="t2">No person is waited for</span></div>;
  const next = row.state === "alarm" ? "the ladder ended: alarm" : row.next ? `then ${row.next.say} in ${left((instant(row.next.at) - now) / 1000)}` : "";
  return <div className="panel tile red"><div className="row"><Tag tone="red" icon={row.urgency}>{urgencyWord(row.urgency)}, not taken</Tag></div><div className="big tn">{since(row.sentAt, now)}</div><span className="t2">{row.accountName}; {next}</span></div>;
}

/** 94.2, and 100 without a decimal: only every call is a hundred. */
export const percent = (part: number, of: number): string => (part === of ? "100" : (Math.floor((part / of) * 1000) / 10).toFixed(1));

const elsewhere = [["ready", "ready"], ["ringing", "ringing"], ["wrap-up", "finishing"], ["finishing", "on the last call"], ["break", "on a break"]] as const;
/** What the others do, without the noughts. */
export function othersOf(operators: Floor["operators"]): string {
  const said = elsewhere.map(([state, word]) => [operators.filter((one) => one.state === state).length, word] as const).filter(([count]) => count > 0);
  return said.length === 0 ? "nobody waits for a call" : said.map(([count, word]) => `${count} ${word}`).join(", ");
}

function Tiles({ floor }: { readonly floor: Floor }) {
  const { now } = useTick();
  const here = floor.operators.filter(({ state }) => state !== "away");
  const talking = here.filter(({ state }) => state === "on-a-call").length;
  const { seconds, answered, of } = floor.answeredWithin;
  const longest = floor.waiting.longestSince;
  return (
    <section className="tiles" aria-label="Now">
      <Untaken floor={floor} now={now} />
      <div className="panel tile"><span className="t2">Waiting</span><div className="big tn">{floor.waiting.count}{longest && <small>longest {since(longest, now)}</small>}</div><span className="t2">target {lasted(seconds)}</span></div>
      <div className="panel tile"><span className="t2">On a call</span><div className="big tn">{talking}<small>of {here.length} operator{here.length === 1 ? "" : "s"}</small></div><span className="t2">{othersOf(here)}</span></div>
      <div className="panel tile"><span className="t2">Answered within {seconds} s</span><div className="big tn">{of === 0 ? "–" : percent(answered, of)}{of > 0 && <small>%</small>}</div><span className="t2">{of === 0 ? "No call in the last 8 hours" : `${answered} of ${of} calls in 8 hours`}</span></div>
    </section>
  );
}

function Operators({ operators, listening, person }: Pick<Floor, "operators"> & { readonly listening: Listening | undefined; readonly person: string }) {
  const { now } = useTick();
  const here = operators.filter(({ state }) => state !== "away");
  return (
    <section className="panel pad" aria-labelledby="operators">
      <div className="row"><h2 id="operators">Operators</h2><span className="t2 sm">{here.length} here</span></div>
      {here.length === 0 && <EmptyState icon="headset" title="No operator is here">Callers hear an announcement, then may leave a voicemail. Somebody signs in at the desk and turns ready.</EmptyState>}
      <ul>{here.map((one) => { const [icon, say] = operatorWords[one.state]; return <li className="op" key={one.person}><b>{one.name}</b><span className="t2 sm"><Icon name={icon} /> {say}{one.accountName && `, ${one.accountName}`}</span><span className="tn t2">{since(one.since, now)}</span>{listening && <ListenButton one={one} listening={listening} person={person} />}</li>; })}</ul>
    </section>
  );
}

function NotTaken({ row, now, open }: { readonly row: Row; readonly now: number; readonly open: ((message: string) => void) | undefined }) {
  const red = row.urgency !== "routine";
  return (
    <li className="nt">
      <span className="nt-tag"><Tag {...(red && { tone: "red" as const })} icon={row.urgency}>{urgencyWord(row.urgency)}</Tag></span>
      <span className="nt-who"><b>{row.recipient ?? "Nobody"}</b> <span className="t2">for {row.accountName}, sent {clock(row.zone, row.sentAt, { zone: true })}</span></span>
      <span className="nt-next"><ReceiptTrack receipts={row.receipts} /><span className="t2 sm">{row.state === "alarm" ? "nobody took it: alarm" : row.next ? `then ${row.next.say}, at ${clock(row.zone, row.next.at, { seconds: true, zone: true })}` : ""}</span></span>
      <b className="tn lefttime">{row.next ? left((instant(row.next.at) - now) / 1000) : ""}</b>
      {open && <Button onClick={() => open(row.message)} aria-label={`Open the message for ${row.accountName}, sent ${clock(row.zone, row.sentAt)}`}>Open</Button>}
    </li>
  );
}

/** Everything nobody has taken; opened only by those who work messages. */
export function NobodyHasTaken({ floor, open }: { readonly floor: Floor; readonly open?: (message: string) => void }) {
  const { now } = useTick();
  const rows = untakenIn(floor);
  const [all, more] = [untakenCount(floor), floor.moreWorking ?? 0];
  return (
    <section className="panel pad" aria-labelledby="not-taken">
      <div className="row"><h2 id="not-taken">Nobody has taken</h2><span className="t2 sm">{all} message{all === 1 ? "" : "s"}</span></div>
      {rows.length === 0 ? <EmptyState icon="circle-check" title="Every message was taken">What the desk sends stands here until a person has taken it.</EmptyState> : <ul>{rows.map((row) => <NotTaken key={row.message} row={row} now={now} open={open} />)}</ul>}
      {more > 0 && <p className="sm t2 beyond">And {more} more that nobody has taken, to come up as these are taken. The gravest stand here.</p>}
    </section>
  );
}

function TakenIn({ takenWithin }: Pick<Floor, "takenWithin">) {
  const most = Math.max(1, ...takenWithin.map(({ count }) => count));
  const all = takenWithin.reduce((sum, { count }) => sum + count, 0);
  return (
    <section className="panel pad" aria-labelledby="taken-in">
      <div className="row"><h2 id="taken-in">Urgent, taken in</h2><span className="t2 sm">{all} in the last 8 hours</span></div>
      <ul>{takenWithin.map(({ label, count }) => <li className="hb" key={label}><span className="sm t2">{label}</span><span aria-hidden="true"><i style={{ width: `${(count / most) * 100}%` }} /></span><b className="tn sm">{count}</b></li>)}</ul>
    </section>
  );
}

/** Work of the house itself, not of a person: it goes on being tried, and the log says which. */
export function Failing({ failing = 0 }: Pick<Floor, "failing">) {
  if (failing === 0) return null;
  return <div className="net" role="status"><Icon name="repeat" size={20} /><span><b>{failing === 1 ? "1 piece of work failed and is being tried again." : `${failing} pieces of work failed and are being tried again.`}</b> Nobody has to start it again; if it lasts, whoever runs the server looks at the log.</span></div>;
}

/** Callers left on hold: whoever is in the room goes to that desk. */
export function LongHolds({ longHolds = [] }: Pick<Floor, "longHolds">) {
  const { now } = useTick();
  if (longHolds.length === 0) return null;
  return <div className="net" role="group" aria-label="On hold too long"><Icon name="player-pause" size={20} /><ul className="grow">{longHolds.map((hold) => <li key={hold.call}><b>A caller of {hold.accountName} is on hold for <span className="tn">{since(hold.since, now)}</span>.</b> {hold.operator ? `${hold.operator} has the call; ask at that desk.` : "Ask at the desks."} The caller hears music and stays on the line.</li>)}</ul></div>;
}

/** The live floor: read from across the room. */
export function FloorPage({ floor }: { readonly floor: Floor }) {
  const me = useMe();
  const { zone } = me;
  const listening = useListening(floor.operators, me.person.id);
  const charts = useRef<HTMLDivElement>(null);
  // Where the charts are wider than the window, the newest hour is seen first.
  useEffect(() => { if (charts.current) charts.current.scrollLeft = charts.current.scrollWidth; }, []);
  const { now } = useTick();
  return (
    <div className="floor">
      <header className="floortop"><h1>Floor</h1><span className="t2">{day(zone, now)}, live</span><span className="now"><span className="clock tn">{clock(zone, now, { seconds: true })}</span> <span className="t2 zone">{zoneName(zone, now)}</span></span></header>
      <ListeningBar listening={listening} />
      <Failing failing={floor.failing} />
      {floor.emergencies && <HelpCalls rows={floor.emergencies} />}
      <LongHolds longHolds={floor.longHolds} />
      <Tiles floor={floor} />
      <div className="two">
        <section className="panel pad" aria-labelledby="answer-time"><div className="row"><h2 id="answer-time">Answer time</h2><span className="t2 sm">seconds, by quarter hour</span></div><div className="scroll-x charts" ref={charts} tabIndex={0} role="group" aria-label="Charts"><AnswerChart quarters={floor.answerTimes} zone={zone} promised={floor.answeredWithin.seconds} /><h2>Calls</h2><CallsChart quarters={floor.answerTimes} zone={zone} /></div><p className="sm t2">{sentenceOf(floor.answerTimes, zone, floor.answeredWithin.seconds)}</p></section>
        <Operators operators={floor.operators} listening={holds(me, "supervisor") ? listening : undefined} person={me.person.id} />
      </div>
      <div className="two"><NobodyHasTaken floor={floor} /><TakenIn takenWithin={floor.takenWithin} /></div>
    </div>
  );
}
