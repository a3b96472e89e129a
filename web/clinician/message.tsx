import { useState } from "react";
import type { MessageDetail } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Corrected, Countdown, Icon, ProblemNote, Tag, UrgencyTag, clock, dialled, instant, lasted, serverToday, urgencyWord, useTick } from "../ui/index.ts";
import { Recording } from "../practice/recording.tsx";
import { ageYears, isIsoDate, sayAge, sayBirthDate } from "../desk/birth-date.ts";
import { Act, ActPanel, type Panel } from "./acts.tsx";
import { wasRepeated } from "./pages.tsx";

/** `tel:` as RFC 3966 writes a global number. */
export const telOf = (number: string): string => `tel:${number.replace(/[^\d+]/g, "")}`;

const same = (one: string | null, other: string): boolean => one !== null && one.trim() === other.trim();
/** The lines that the screen does not say elsewhere: patient, reason and call-back stand larger. */
export function otherLines(message: MessageDetail): MessageDetail["lines"] {
  const digits = (text: string) => text.replace(/\D/g, "").slice(-10);
  const number = message.callback.number;
  return message.lines.filter(({ value }) => !same(message.reason, value) && !same(message.callback.name, value) && !same(message.patient, value) && (number === null || digits(value) !== digits(number)));
}
const spelling = (message: MessageDetail, name: string | null): string | undefined => message.lines.find((line) => same(name, line.value))?.spelled;

export const sayValue = (value: string): string => (isIsoDate(value) ? sayBirthDate(value) : value);

/** All of the message, the words of the caller first. */
export function Facts({ message }: { readonly message: MessageDetail }) {
  const { callback, zone } = message;
  const back = message.readBack ? "; names and number read back" : "; not read back";
  return (
    <dl className="kv" translate="no">
      <dt>Call back</dt>
      <dd>{callback.name ?? "Name not said"}{callback.number && <><br /><a className="num telnum" href={telOf(callback.number)}>{dialled(callback.number)}</a></>}{callback.differsFromCallerId && <div className="sm t2">Not the number the call came from</div>}</dd>
      {spelling(message, message.patient) && <><dt>Spelled</dt><dd className="num wraps">{spelling(message, message.patient)}</dd></>}
      {otherLines(message).map((line) => <div className="pairrow" key={line.label}><dt>{line.label}</dt><dd>{sayValue(line.value)}{line.spelled && <div className="num sm wraps">{line.spelled}</div>}</dd></div>)}
      {message.said.length > 0 && <><dt>Said</dt><dd>{message.said.join(" ")}</dd></>}
      <dt>Desk</dt><dd>{message.takenDownBy}, {clock(zone, message.sentAt, { zone: true })}{message.recording ? "" : back}</dd>
    </dl>
  );
}

/** Only a date of birth is written as a date of the calendar: it says how old the patient is. */
const ageOf = (message: MessageDetail): string => {
  const born = message.lines.find(({ value }) => isIsoDate(value));
  return message.patient && born ? `, ${sayAge(ageYears(born.value, serverToday()))}` : "";
};

const nameOf = (message: MessageDetail): string => (message.patient ? `${message.patient}${ageOf(message)}` : message.recording ? "A voicemail was left" : "Patient not named");

export function Patient({ message }: { readonly message: MessageDetail }) {
  return <div translate="no"><p className="t2">{message.accountName}</p><h1>{nameOf(message)}</h1></div>;
}

interface UntakenProps { readonly message: MessageDetail; readonly mine: boolean; readonly again: () => void }

function Head({ message }: { readonly message: MessageDetail }) {
  const { now } = useTick();
  return <div className="row wrap urgencyline"><UrgencyTag urgency={message.urgency} taken={false} />{wasRepeated(message) && <Tag icon="repeat">Repeat: sent again to be sure</Tag>}<span className="right t2 tn">sent {lasted((now - instant(message.sentAt)) / 1000)} ago</span></div>;
}

function Acknowledge({ message, again }: Omit<UntakenProps, "mine">) {
  const sending = useSending();
  // One tap; the revision that was read is the one that is taken.
  const take = () => sending.send(() => api.acknowledge({ params: { message: message.message }, body: { revision: message.revision } }), again);
  return (
    <>
      {sending.trouble && <ProblemNote what="This was not acknowledged by you" trouble={sending.trouble} safe="It is still being paged until somebody takes it." next={sending.trouble.kind === "unreachable" ? "Tap Acknowledge again; it cannot count twice." : "Look at what it says now."} acts={sending.trouble.kind === "refused" ? <Button onClick={again}>Show what it says now</Button> : undefined} />}
      <Button tone="lamp" className="ack" inert={sending.busy} onClick={take}><Icon name="check" size={24} />{sending.busy ? "Taking it" : "Acknowledge"}</Button>
    </>
  );
}

/** Whoever took the text before has not taken this one. */
const TAKE_ANEW = "Marked below is what is other than before. An acknowledgement of the earlier text does not count: acknowledge this one.";

const reasonOf = (message: MessageDetail): string => message.reason ?? (message.recording ? "The caller could not be answered and left a voicemail." : `No reason was taken down. ${urgencyWord(message.urgency)}.`);

function Next({ message, mine }: Omit<UntakenProps, "again">) {
  if (message.state === "alarm") return <p className="sm">Nobody took it. The desk has an alarm and pages people by hand.</p>;
  if (!message.next) return null;
  const say = mine ? `If nobody takes it: ${message.next.say}` : `${message.recipient ?? "Somebody else"} is paged now. Then ${message.next.say}`;
  return <Countdown say={say} at={message.next.at} zone={message.zone} />;
}

interface FourProps { readonly number: string | null; readonly mine: boolean; readonly panel: Panel | undefined; readonly turn: (panel: Panel) => void }
function Four({ number, mine, panel, turn }: FourProps) {
  return (
    <div className="four">
      {number && <a className="btn" href={telOf(number)}><Icon name="phone-outgoing" size={20} />Call back</a>}
      <Act icon="message" on={panel === "reply"} act={() => turn("reply")}>Reply</Act>
      {mine && <Act icon="arrow-forward-up" on={panel === "backup"} act={() => turn("backup")}>To backup</Act>}
      {mine && <Act icon="ban" on={panel === "not-me"} act={() => turn("not-me")}>Not me</Act>}
    </div>
  );
}

/** Not taken: what the caller said, then the acts under the thumb. */
export function Untaken({ message, mine, again }: UntakenProps) {
  const [panel, setPanel] = useState<Panel>();
  const turn = (to: Panel) => setPanel((now) => (now === to ? undefined : to));
  return (
    <>
      <main className="page">
        <Head message={message} />
        <Patient message={message} />
        <Corrected corrected={message.corrected} zone={message.zone} say={sayValue}>{TAKE_ANEW}</Corrected>
        <p className="msg" translate="no">{reasonOf(message)}</p>
        {message.recording && <Recording recording={message.recording} />}
        <Facts message={message} />
      </main>
      <footer className="thumb">
        <Next message={message} mine={mine} />
        {panel ? <ActPanel panel={panel} message={message.message} close={() => setPanel(undefined)} after={again} /> : <Acknowledge message={message} again={again} />}
        <Four number={message.callback.number} mine={mine} panel={panel} turn={turn} />
      </footer>
    </>
  );
}
