import { useRef, type ReactNode } from "react";
import type { CallRow, Correction, Draft, ScriptItem } from "../../contract/index.ts";
import { Button, Changed, Icon, Lasting, ProblemNote, Waiting, clock, moment } from "../ui/index.ts";
import { isIsoDate, sayBirthDate } from "./birth-date.ts";
import { Left } from "./foot.tsx";
import { useHand, type Hand } from "./hand.ts";
import { HoldClock } from "./hold.tsx";
import { useBound, useKeys } from "./keys.ts";
import { placeOf, standing, type Standing } from "./left-to-do.ts";
import { hidden } from "./numbers.ts";
import { UrgencyCell } from "./pair.tsx";
import { ReadBack } from "./read-back.tsx";
import { ScriptPanel } from "./script.tsx";
import { changesTo, toReadBack } from "./talk.tsx";
import type { CorrectionActs, Correcting } from "./use-correction.ts";

/** The caller is still on the line: hold and end stay at hand while the message is corrected. */
export interface CallAtHand { readonly row: CallRow; readonly hold: () => void; readonly end: () => void }

interface FormProps { readonly acts: CorrectionActs; readonly call: CallAtHand | undefined; readonly above: ReactNode }
interface Begun extends Correcting { readonly begun: Correction; readonly draft: Draft }

function CallBar({ row, hold, end }: CallAtHand) {
  const keys = useBound();
  return (
    <section className="callbar" aria-label="Your call">
      <div className="row"><Icon name="phone-call" /><b className="grow">{row.accountName}</b><Lasting since={row.since} what="Call time" /><Button keys={keys.hold} onClick={hold}>{row.state === "held" ? "Back to the caller" : "Hold"}</Button><Button keys={keys.end} onClick={end}>End</Button></div>
      {row.state === "held" && <HoldClock row={row} />}
    </section>
  );
}

const shown = (item: ScriptItem, value: string, blind: boolean): string => {
  if (item.kind === "phone" && blind) return hidden(value);
  return isIsoDate(value) ? sayBirthDate(value) : value;
};
const valueOf = (draft: Draft, item: ScriptItem): string | null => draft.answers[item.id]?.value.trim() || null;

/** What the correction changes so far: the earlier words beside the new ones. A number that is read back blind stays hidden in both. */
function Changes({ it, whole }: { readonly it: Begun; readonly whole: Standing }) {
  const changed = it.begun.script.items.flatMap((item) => {
    const [was, now] = [valueOf(it.begun.draft, item), valueOf(it.draft, item)];
    const say = (value: string | null) => (value === null ? null : shown(item, value, whole.twice));
    return was === now ? [] : [{ label: item.label, was: say(was), now: say(now) }];
  });
  if (changed.length === 0) return <p className="sm t2" role="status">Nothing is changed yet.</p>;
  return <section className="corrected" aria-label="What you changed"><dl translate="no">{changed.map((one) => <Changed key={one.label} {...one} />)}</dl></section>;
}

const MOVED = "messages.revisionMoved";

/** Why it is not sent, what is safe, and what leads on. */
function Stuck({ it, lead, again }: { readonly it: Begun; readonly lead: (() => void) | undefined; readonly again: () => void }) {
  const { sending } = it;
  if (sending.state !== "stuck") return null;
  const moved = sending.trouble.code === MOVED;
  const next = moved ? "What you typed stands here until you begin again." : sending.unknown ? "Send again; it cannot count twice." : "Put it right, then send again.";
  return (
    <p className="sendstate" role="status"><Icon name="alert-triangle" tone="lamp" />
      <span><b>The correction is not sent yet.</b> {sending.trouble.say} {next} {lead && <button type="button" className="aslink" onClick={lead}>Go to it</button>}{moved && <button type="button" className="aslink" onClick={again}>Begin again from the newer text</button>}</span>
    </p>
  );
}

const leadTo = ({ sending }: Begun, whole: Standing, hand: Hand): (() => void) | undefined => {
  const place = sending.state === "stuck" && sending.trouble.field ? placeOf(sending.trouble.field, whole) : undefined;
  return place && (() => hand.goTo(place));
};

function Foot({ it, acts, whole, hand }: { readonly it: Begun; readonly acts: CorrectionActs; readonly whole: Standing; readonly hand: Hand }) {
  const keys = useBound();
  const going = it.sending.state === "going";
  const stuck = it.sending.state === "stuck";
  return (
    <footer className="foot">
      <Stuck it={it} lead={leadTo(it, whole, hand)} again={() => acts.begin({ ...it.of })} />
      <Button id="send" tone={stuck ? "lamp" : "strong"} icon="send" keys={keys.send} inert={going || whole.todo.length > 0} aria-describedby="left" onClick={acts.send}>{going ? "Sending" : stuck ? "Send again" : "Send the correction"}</Button>
      <Left todo={whole.todo} goTo={hand.goTo} />
      <span className="row right"><Button tone="bare" inert={going} onClick={acts.leave}>Leave it as it was</Button></span>
    </footer>
  );
}

function Form({ it, acts, call, above }: FormProps & { readonly it: Begun }) {
  const { begun, draft, of } = it;
  const { script } = begun;
  const whole = standing(script, draft);
  const change = changesTo({ edit: acts.edit, flush: () => undefined, draft });
  const hand = useHand({ script, whole, depart: change.leave });
  const urgency = useRef<HTMLInputElement>(null);
  const unsaid = whole.todo.find(({ place }) => place.startsWith("said:"))?.place.slice(5);
  useKeys({
    send: () => { if (whole.todo.length === 0) acts.send(); },
    urgency: () => urgency.current?.focus(), readBack: () => toReadBack(hand, whole),
    ...(unsaid && { said: () => change.said(unsaid, true) }), ...(call && { hold: call.hold, end: call.end }),
  });
  return (
    <main className="mid" aria-label="Correction" tabIndex={-1}>
      {above}
      {call && <CallBar {...call} />}
      <header className="callhead">
        <h1 className="wide">Correct the message for {of.accountName}</h1>
        <div className="facts wide"><span><Icon name="history" />Revision {begun.revision} was sent {moment(of.zone, of.sentAt)}; it stays in the record</span><span><Icon name="bell-ringing" />Whoever is on duty is paged anew and has to take this text</span></div>
      </header>
      <Changes it={it} whole={whole} />
      <ScriptPanel script={script} draft={draft} standing={whole} now={hand.now} sent={false} does={{ open: hand.open, change: change.answer, leave: change.leave, move: hand.move, said: change.said }} />
      <UrgencyCell standing={whole} sent={false} hold={draft.hold} does={{ urgency: (chosen) => change.part({ urgency: chosen }), hold: (hold) => change.part({ hold }) }} urgencyRef={urgency} />
      <ReadBack callerNumber={begun.callerNumber} draft={draft} standing={whole} change={change.readBack} leave={() => undefined} openNumber={() => { if (whole.callback) hand.open(whole.callback.id); }} />
      <Foot it={it} acts={acts} whole={whole} hand={hand} />
    </main>
  );
}

/** A sent message, corrected in the middle of the desk with the same script, the same read-back and the same keys as a new one. */
export function Correct({ acts, call, above }: FormProps) {
  const it = acts.now;
  if (!it) return null;
  const { begun, draft } = it;
  if (begun && draft) return <Form key={begun.revision} acts={acts} call={call} above={above} it={{ ...it, begun, draft }} />;
  return (
    <main className="mid mid-idle" aria-label="Correction" tabIndex={-1}>
      {above}
      {call && <CallBar {...call} />}
      {it.trouble ? <ProblemNote what="The message cannot be corrected now" trouble={it.trouble} safe="It stands as it was sent, and goes on being worked." acts={<><Button onClick={() => acts.begin({ ...it.of })}>Try again</Button><Button tone="bare" onClick={acts.leave}>Leave it as it was</Button></>} /> : <Waiting say="Fetching what was sent" />}
    </main>
  );
}

/** While the call's own message is not sent yet, the call has the middle. */
export const CorrectionWaits = ({ of }: Pick<Correcting, "of">) => (
  <p className="net" role="status"><Icon name="pencil" size={20} /><span>Your correction of the message for {of.accountName}, sent {clock(of.zone, of.sentAt, { zone: true })}, waits here until this call’s message is sent.</span></p>
);
