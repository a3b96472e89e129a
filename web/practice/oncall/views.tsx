import type { Stretch } from "../../../contract/index.ts";
import { useMe } from "../../app/session.tsx";
import { Button, Icon, OnCallBars, Tag, clock, instant, parts, useTick } from "../../ui/index.ts";
import { midnights } from "../../ui/on-call-bars.tsx";
import { asBars, clockChanges, daysOn, gapsOf, type Span } from "./calendar.ts";
import { changeWord, dayWord, hoursWord, spanWord, yoursWord } from "./words.ts";

const HUES = 4;
export const RIBBON_DAYS = 60;
const dayNumber = (zone: string, at: number): string => parts(zone, { day: "numeric" }, at)["day"] ?? "";

/** Sixty days in a line: tall and amber is a day with a gap. */
export function Ribbon({ zone, from, stretches }: { readonly zone: string; readonly from: number; readonly stretches: readonly Stretch[] }) {
  const days = Array.from({ length: RIBBON_DAYS }, (_, day) => ({ from: daysOn(zone, from, day), until: daysOn(zone, from, day + 1) }));
  const gaps = gapsOf(stretches);
  const lacking = days.filter((day) => gaps.some((gap) => gap.from < day.until && gap.until > day.from));
  const changes = clockChanges(zone, { from, until: days.at(-1)?.until ?? from });
  const kind = (day: Span, at: number) => [lacking.includes(day) && "gap", at === 0 && "now", changes.some((one) => one.at > day.from && one.at <= day.until) && "dst"].filter(Boolean).join(" ");
  const say = lacking.length === 0 ? "No gap" : `Days with a gap: ${lacking.map((day) => dayWord(zone, day.from)).join(", ")}`;
  return (
    <section className="ribbonbox" aria-label="Next 60 days">
      <div className="row sm wrap"><b>Next {RIBBON_DAYS} days</b><span className="t2">{RIBBON_DAYS - lacking.length} covered</span>{gaps.length > 0 && <Tag tone="lamp" icon="alert-triangle">{gaps.length} gap{gaps.length === 1 ? "" : "s"}</Tag>}<span className="right t3 xs">a tall amber bar is a day with a gap</span></div>
      <div className="ribbon" role="img" aria-label={say}>{days.map((day, at) => <i key={day.from} className={kind(day, at)} />)}</div>
      <div className="row xs t3 tn ends"><span>{dayWord(zone, from)}</span><span>{dayWord(zone, days.at(-1)?.from ?? from)}</span></div>
    </section>
  );
}

/** A stretch by the practice's clock, and by the reader's where that shows another time. */
export function When({ zone, span }: { readonly zone: string; readonly span: Span }) {
  const { zone: mine } = useMe();
  const yours = yoursWord(zone, mine, span);
  return <div className="sm t2 tn">{spanWord(zone, span)}, {hoursWord(span)}{yours && <div className="t3">{yours}</div>}</div>;
}

export function Gaps({ zone, gaps, fill }: { readonly zone: string; readonly gaps: readonly Span[]; readonly fill: (gap: Span) => void }) {
  if (gaps.length === 0) return <section className="panel pad row sm"><Icon name="circle-check" tone="sage" />Somebody is paged first at every minute of the next {RIBBON_DAYS} days.</section>;
  return (
    <section className="panel gaps" aria-labelledby="gaps">
      <h2 className="head" id="gaps"><Icon name="alert-triangle" />{gaps.length} gap{gaps.length === 1 ? "" : "s"} to fill</h2>
      <ul>{gaps.slice(0, 8).map((gap) => <li key={gap.from} className="gapli"><div><b>{dayWord(zone, gap.from)}</b><When zone={zone} span={gap} /></div><Button onClick={() => fill(gap)} aria-label={`Fill the gap of ${dayWord(zone, gap.from)}`}>Fill</Button></li>)}</ul>
      {gaps.length > 8 && <p className="sm t2 pad">And {gaps.length - 8} more.</p>}
      <p className="sm t2 pad">In a gap, pages go to the backup, then to the alarm at the desk.</p>
    </section>
  );
}

export function Week({ zone, from, until, stretches }: { readonly zone: string; readonly from: number; readonly until: number; readonly stretches: readonly Stretch[] }) {
  return <><OnCallBars stretches={asBars(stretches)} zone={zone} from={new Date(from).toISOString()} until={new Date(until).toISOString()} /><p className="hint">Filled is first call, outline is backup; a dashed bar is a gap.</p></>;
}

interface Band { readonly zone: string; readonly stretches: readonly Stretch[]; readonly hue: (person: string) => number; readonly now: number }

const barClass = (one: Stretch, hue: Band["hue"]): string => (one.person === null ? "gapbar" : one.rank === "backup" ? "shift backup" : `shift first w${hue(one.person) + 1}`);
/** Without a backup, nothing is drawn: only a missing first call is a gap. */
const isDrawn = (one: Stretch): boolean => one.person !== null || one.rank === "first";
const WIDE_PERCENT = 6;

function BandBar({ one, zone, place, hue }: { readonly one: Stretch; readonly zone: string; readonly place: readonly [start: number, end: number]; readonly hue: Band["hue"] }) {
  const [start, end] = place;
  const label = `${one.rank === "backup" ? "Backup" : "First"}: ${one.name ?? "gap, nobody"}, ${spanWord(zone, { from: instant(one.from), until: instant(one.until) })}`;
  // A bar too narrow for a word is told apart by its colour and read by its label.
  const word = end - start > WIDE_PERCENT ? (one.name ?? "Gap") : "";
  return (
    <li className={barClass(one, hue)} title={label} style={{ left: `calc(${start}% + 2px)`, width: `calc(${end - start}% - 4px)` }}>
      {one.person === null && <Icon name="alert-triangle" />}{one.because === "override" && <Icon name="arrows-exchange" />}
      <span aria-hidden="true" className="cut">{word}</span><span className="sr">{label}</span>
    </li>
  );
}

function DayLabel({ zone, day, now, left }: { readonly zone: string; readonly day: number; readonly now: number; readonly left: number }) {
  const today = now >= day && now < daysOn(zone, day, 1);
  return <span className={today ? "d today" : day < now ? "d past" : "d"} style={{ left: `${left}%` }}>{dayNumber(zone, day)}{today && " today"}</span>;
}

function BandRow({ from, until, zone, stretches, hue, now }: Band & Span) {
  const left = (at: number) => ((Math.min(until, Math.max(from, at)) - from) / (until - from)) * 100;
  const within = stretches.filter((one) => instant(one.until) > from && instant(one.from) < until && isDrawn(one));
  return (
    <li className="week" aria-label={`Week of ${dayWord(zone, from)}`}>
      {midnights(zone, from, until).map((day) => <DayLabel key={day} zone={zone} day={day} now={now} left={left(day)} />)}
      <ul>{within.map((one) => <BandBar key={`${one.rank}${one.from}`} one={one} zone={zone} place={[left(instant(one.from)), left(instant(one.until))]} hue={hue} />)}</ul>
      {now >= from && now < until && <span className="nowline" style={{ left: `${left(now)}%` }} aria-hidden="true" />}
    </li>
  );
}

/** Five weeks as bands; people as bars that start and end at their true hour. */
export function Month({ zone, weeks, stretches }: { readonly zone: string; readonly weeks: readonly Span[]; readonly stretches: readonly Stretch[] }) {
  const { now } = useTick();
  const people = [...new Set(stretches.flatMap(({ person }) => person ?? []))];
  const hue = (person: string) => people.indexOf(person) % HUES;
  const first = weeks[0]?.from ?? now;
  const bars = asBars(stretches);
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label="Month"><div className="monthbox">
      <div className="days" aria-hidden="true">{midnights(zone, first, weeks[0]?.until ?? first).map((day) => <span key={day}>{dayWord(zone, day).slice(0, 3)}</span>)}</div>
      <ul className="weeks">{weeks.map((week) => <BandRow key={week.from} {...week} zone={zone} stretches={bars} hue={hue} now={now} />)}</ul>
    </div></div>
  );
}

/** What the clocks do in these days. */
export function Clocks({ zone, span }: { readonly zone: string; readonly span: Span }) {
  const [change] = clockChanges(zone, span);
  if (!change) return null;
  return <section className="panel pad stack"><h2>Clocks</h2><p className="sm t2">{dayWord(zone, change.at)}: {zone.split("/").at(-1)?.replaceAll("_", " ")} goes from {change.before} to {change.after}: {changeWord(zone, change.at)} is {clock(zone, change.at, { zone: true })}. That night is an hour {clock(zone, change.at) > changeWord(zone, change.at) ? "shorter" : "longer"}; shifts still begin and end by the clock on the wall.</p></section>;
}
