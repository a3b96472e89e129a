import type { CallCard, CallRow, DeskSnapshot } from "../../contract/index.ts";
import { Button, EmptyState, Icon, Lasting, ProblemNote, clock, dialled, instant, lasted, useTick } from "../ui/index.ts";
import { useBound } from "./keys.ts";
import { Level } from "./level.tsx";
import { nextState, waitingOf } from "./strip.tsx";
import type { SoundLine } from "./use-sound-line.ts";

const turns = (calls: number): string => (calls <= 1 ? "first call tonight" : calls === 2 ? "rang twice today" : `rang ${calls} times today`);
/** A number that nobody but the caller's telephone says is told apart: whoever shows it may be somebody else. */
export function callerSays({ callerNumber: number, numberProof, callsTodayFromNumber }: Pick<CallCard, "callerNumber" | "numberProof" | "callsTodayFromNumber">) {
  if (!number) return <>No caller number</>;
  const proof = numberProof === null ? <b>not confirmed</b> : numberProof === "verified" ? "verified" : undefined;
  return <span><span className="num">{dialled(number)}</span>{proof && <>, {proof}</>}, {turns(callsTodayFromNumber)}</span>;
}

/** The call that rings here: the greeting stands ready before the key is pressed. */
export function Offer({ call, card, acts }: { readonly call: CallRow; readonly card: CallCard | undefined; readonly acts: { readonly answer: () => void; readonly pass: () => void } }) {
  const keys = useBound();
  return (
    <section className="offer" aria-label="Call offered to you">
      <div className="row"><Icon name="phone-incoming" size={24} tone="lamp" /><h1 className="grow">{call.accountName}</h1><Lasting since={call.since} what="Waiting" /></div>
      <div className="facts">
        {card?.agreement === "in-force" && <span><Icon name="shield-check" tone="sage" />BAA in force</span>}
        <span><Icon name="phone" />{card ? callerSays(card) : " "}</span>
        {card?.onDuty && <span><Icon name="stethoscope" />{card.onDuty.name} on duty until {clock(card.account.zone, card.onDuty.until, { zone: true })}</span>}
      </div>
      <div><span className="label row"><Icon name="quote" />Say</span><p className="say">{card ? `“${card.account.greeting}”` : " "}</p></div>
      <div className="row">
        <Button tone="lamp" big icon="phone" keys={keys.answer} onClick={acts.answer}>Answer</Button>
        <Button tone="bare" big keys={keys.pass} onClick={acts.pass}>Pass to the next operator</Button>
      </div>
    </section>
  );
}

const NEXT_SHOWN_MAX = 3;

function NextCall({ call }: { readonly call: CallRow }) {
  return (
    <section className="queue" aria-label={`Next call, ${call.accountName}`}>
      <Lasting since={call.since} what="Waiting" />
      <div><h2>{call.accountName}</h2>{call.callerNumber && <div className="sm t2 num">{dialled(call.callerNumber)}</div>}</div>
      <span className="sm t2">{call.offeredTo ? `Offered to ${call.offeredTo}` : "Next"}</span>
    </section>
  );
}

function Shift({ shift, zone }: { readonly shift: NonNullable<DeskSnapshot["shift"]>; readonly zone: string }) {
  return (
    <section className="shift-figures" aria-label="Your shift">
      <h2 className="head">Your shift, since {clock(zone, shift.since, { zone: true })}</h2>
      <div className="done4">
        <div><b>{shift.answered}</b><span className="sm t2">calls answered</span></div>
        <div><b>{shift.medianAnswerSeconds === null ? "none" : lasted(shift.medianAnswerSeconds)}</b><span className="sm t2">answered in, median</span></div>
        <div><b>{shift.sent}</b><span className="sm t2">messages sent</span></div>
        <div><b>{shift.taken}</b><span className="sm t2">taken by a person</span></div>
      </div>
    </section>
  );
}

function Quiet({ desk, zone, ready }: { readonly desk: DeskSnapshot; readonly zone: string; readonly ready: () => void }) {
  const keys = useBound();
  const cue = desk.cues.toSorted((one, other) => instant(one.dueAt) - instant(other.dueAt))[0];
  const isReady = desk.me.state === "ready" || desk.me.state === "ringing";
  if (isReady) return <EmptyState icon="moon" title="No call is waiting">The next one rings here.{cue && ` Your cues are on the left; the first is at ${clock(zone, cue.dueAt, { zone: true })}.`}</EmptyState>;
  return <EmptyState icon="headset" title="No call rings here yet" act={<Button tone="strong" big icon="headset" keys={keys.state} onClick={ready}>{nextState(desk.me.state).say}</Button>}>Go ready: the browser asks for the microphone, and the next call rings here.</EmptyState>;
}

const noMicrophone = { kind: "refused", say: "This window has no microphone: it was opened anew, or the headset was unplugged." } as const;

/** Why no call rings here, when it is for the microphone. */
function Unheard({ microphone, deaf }: { readonly microphone: SoundLine["microphone"]; readonly deaf: boolean }) {
  if (microphone.trouble) return <ProblemNote what="You are not ready" trouble={microphone.trouble} safe="No call rings here." next="Allow the microphone for this address in the browser, then go ready again." />;
  return deaf ? <ProblemNote what="You are not ready any more" trouble={noMicrophone} safe="Calls ring at other desks meanwhile." next="Go ready: the browser asks for the microphone." /> : null;
}

interface IdleProps { readonly desk: DeskSnapshot; readonly zone: string; readonly offered: CallRow | undefined; readonly card: CallCard | undefined; readonly sound: SoundLine; readonly deaf: boolean; readonly acts: { readonly answer: () => void; readonly pass: () => void; readonly ready: () => void } }

/** The middle column between calls. */
export function IdleMiddle({ desk, zone, offered, card, sound, deaf, acts }: IdleProps) {
  useTick();
  const next = waitingOf(desk).filter((call) => call.id !== offered?.id).slice(0, NEXT_SHOWN_MAX);
  return (
    <>
      <Unheard microphone={sound.microphone} deaf={deaf} />
      {!offered && <h1 className="sr">Desk</h1>}
      {offered ? <Offer call={offered} card={card} acts={acts} /> : next.length === 0 && <Quiet desk={desk} zone={zone} ready={acts.ready} />}
      {next.map((call) => <NextCall key={call.id} call={call} />)}
      <Level stream={sound.stream} />
      {desk.shift && <Shift shift={desk.shift} zone={zone} />}
    </>
  );
}
