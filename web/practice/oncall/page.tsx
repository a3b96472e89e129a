import "./oncall.css";
import { useState } from "react";
import type { Account, Arrangement, SeenHole, WeeklyShift } from "../../../contract/index.ts";
import { api, type Value } from "../../api/index.ts";
import { useAsked, useSending } from "../../api/asked.ts";
import { useKept } from "../../app/kept.ts";
import { useMe } from "../../app/session.tsx";
import { Button, serverToday, zoneName } from "../../ui/index.ts";
import { Title } from "../frame.tsx";
import { Shown, zoneWord } from "../parts.tsx";
import { Absences } from "./absences.tsx";
import { BeforeYouSave } from "./before-save.tsx";
import { Bring } from "./bring.tsx";
import { Feeds } from "./calendars.tsx";
import { Coverage } from "./coverage.tsx";
import { dayStart, daysOn, gapsOf, weekStart, type Span } from "./calendar.ts";
import { Overrides } from "./overrides.tsx";
import { Roles } from "./roles.tsx";
import { OverWeek } from "./over-week.tsx";
import { Shifts } from "./shifts.tsx";
import { Swaps } from "./swaps.tsx";
import { Clocks, Gaps, Month, RIBBON_DAYS, Ribbon, Week } from "./views.tsx";
import { Who } from "./who.tsx";
import { dayWord } from "./words.ts";

type View = "month" | "week";
const WEEKS_OF_MONTH = 5;

function weeksFrom(zone: string, from: number, view: View): Span[] {
  return Array.from({ length: view === "month" ? WEEKS_OF_MONTH : 1 }, (_, week) => ({ from: daysOn(zone, from, week * 7), until: daysOn(zone, from, week * 7 + 7) }));
}

interface HeadProps { readonly zone: string; readonly span: Span; readonly view: View; readonly turn: (view: View) => void; readonly move: (weeks: number) => void }

function Head({ zone, span, view, turn, move }: HeadProps) {
  const mine = zoneName(useMe().zone, span.from);
  const step = view === "month" ? WEEKS_OF_MONTH : 1;
  return (
    <Title title="On call" about={`Times in ${zoneWord(zone)}, ${zoneName(zone, span.from)}${mine === zoneName(zone, span.from) ? "" : `; your clock shows ${mine}`}`}>
      <span className="row"><Button tone="bare" icon="chevron-left" aria-label="Earlier" onClick={() => move(-step)} /><b className="tn">{dayWord(zone, span.from)} to {dayWord(zone, span.until - 3_600_000)}</b><Button tone="bare" icon="chevron-right" aria-label="Later" onClick={() => move(step)} /></span>
      <span className="seg" role="group" aria-label="View">{(["month", "week"] as const).map((one) => <button key={one} type="button" aria-pressed={view === one} onClick={() => turn(one)}>{one === "month" ? "Month" : "Week"}</button>)}</span>
    </Title>
  );
}

type Plan = Value<"plan">;
interface Proposed { readonly shifts: readonly WeeklyShift[]; readonly arrangement: Arrangement }
interface BodyProps { readonly account: Account; readonly plan: Plan; readonly again: () => void }

/** What is shown of the time ahead; asked again when the schedule or an override was saved. */
function useAhead(account: Account, zone: string, key: string) {
  const [today] = useState(() => dayStart(zone, serverToday()));
  const [view, setView] = useState<View>(() => (matchMedia("(max-width: 700px)").matches ? "week" : "month"));
  const [start, setStart] = useState(() => weekStart(zone, today));
  const weeks = weeksFrom(zone, start, view);
  const ahead = useAsked(() => api.preview({ params: { account: account.id }, body: { from: new Date(today).toISOString(), days: RIBBON_DAYS } }), `ahead${key}`);
  const shown = useAsked(() => api.preview({ params: { account: account.id }, body: { from: new Date(start).toISOString(), days: weeks.length * 7 } }), `${view}${start}${key}`);
  const move = (count: number) => setStart(daysOn(zone, start, count * 7));
  return { today, view, setView, weeks, span: { from: start, until: weeks.at(-1)?.until ?? start }, ahead, shown, move };
}

function Body({ account, plan, again }: BodyProps) {
  const { schedule } = plan;
  const week = useKept<Proposed>(`week/${account.id}/${schedule.version}`, { shifts: schedule.shifts, arrangement: plan.arrangement });
  const [fill, setFill] = useState<Span>();
  const [turn, setTurn] = useState(0);
  const sending = useSending();
  const zone = schedule.zone;
  const see = useAhead(account, zone, `${schedule.version}/${turn}`);
  const changed = () => { setTurn((old) => old + 1); again(); };
  const { shifts, arrangement } = week.value;
  const save = (acknowledge: SeenHole | undefined) => sending.send(() => api.savePlan({ params: { account: account.id }, body: { basedOn: schedule.version, zone, shifts: [...shifts], arrangement, acknowledge } }), () => { week.drop(); changed(); });
  const fillGap = (gap: Span) => { setFill(gap); document.querySelector<HTMLElement>("#o-person")?.focus(); };
  return (
    <>
      <Head zone={zone} span={see.span} view={see.view} turn={see.setView} move={see.move} />
      <div className="cal">
        <div className="stack gap4">
          <Shown asked={see.ahead} say="Looking 60 days ahead" what="The days ahead are not here">{({ stretches }) => <Ribbon zone={zone} from={see.today} stretches={stretches} />}</Shown>
          <Shown asked={see.shown} say="Fetching who is on call" what="The calendar is not here">
            {({ stretches }) => (see.view === "month" ? <Month zone={zone} weeks={see.weeks} stretches={stretches} /> : <Week zone={zone} from={see.span.from} until={see.span.until} stretches={stretches} />)}
          </Shown>
          <Shifts zone={zone} shifts={shifts} people={plan.people} wrong={sending.wrong("shifts")} change={(next) => week.put((old) => ({ ...old, shifts: next }))} />
          <OverWeek zone={zone} today={see.today} value={arrangement} people={plan.people} wrong={sending.wrong("layers") ?? sending.wrong("temporary")} change={(next) => week.put((old) => ({ ...old, arrangement: next }))} />
          {week.changed && <BeforeYouSave account={account.id} zone={zone} shifts={shifts} arrangement={arrangement} from={see.today} sending={sending} save={save} discard={() => { week.drop(); sending.clear(); }} />}
          {!week.changed && sending.done && <p className="sm" role="status">Saved as version {schedule.version}.</p>}
        </div>
        <aside className="stack gap4" aria-label="Gaps and questions">
          <Shown asked={see.ahead} say="Looking for gaps" what="The gaps are not here">{({ stretches }) => <Gaps zone={zone} gaps={gapsOf(stretches)} fill={fillGap} />}</Shown>
          <Coverage account={account.id} zone={zone} turn={`${schedule.version}/${turn}`} />
          <Who account={account.id} zone={zone} version={schedule.version + turn} />
          <Absences account={account.id} zone={zone} people={plan.people} notes={plan.notes} changed={changed} />
          <Overrides account={account.id} zone={zone} plan={plan} fill={fill} changed={changed} />
          <Roles account={account.id} zone={zone} plan={plan} turn={`${schedule.version}/${turn}`} changed={changed} />
        </aside>
        <div className="seldom">
          <Swaps account={account.id} zone={zone} people={plan.people} turn={turn} />
          <Clocks zone={zone} span={{ from: see.today, until: daysOn(zone, see.today, RIBBON_DAYS) }} />
          <Feeds account={account.id} />
          <Bring account={account.id} changed={changed} />
        </div>
      </div>
    </>
  );
}

export function OnCallPage({ account }: { readonly account: Account }) {
  const asked = useAsked(() => api.plan({ params: { account: account.id } }), account.id);
  return <Shown asked={asked} say="Fetching the schedule" what="The schedule is not here">{(plan) => <Body account={account} plan={plan} again={asked.again} />}</Shown>;
}
