import type { Stretch } from "../../contract/index.ts";
import { Icon } from "./controls.tsx";
import { clock, instant, parts, weekday } from "./say-time.ts";

const HUES = 4;
const NARROW_PERCENT = 6;
const ranks = [["first", "Paged first"], ["backup", "Backup"]] as const;

interface BarsProps { readonly stretches: readonly Stretch[]; readonly zone: string; readonly from: string; readonly until: string }

/** Midnights of the zone between two instants: a day of a clock change is 23 or 25 hours wide. */
export function midnights(zone: string, from: number, until: number): number[] {
  const found: number[] = [];
  const HALF_HOUR_MS = 1_800_000;
  for (let at = Math.ceil(from / HALF_HOUR_MS) * HALF_HOUR_MS; at < until; at += HALF_HOUR_MS) if (clock(zone, at) === "00:00") found.push(at);
  return found;
}

const spoken = (stretch: Stretch, zone: string) => `${stretch.name ?? "Gap: nobody"}, ${weekday(zone, stretch.from)} ${clock(zone, stretch.from)} to ${weekday(zone, stretch.until)} ${clock(zone, stretch.until, { zone: true })}`;

function Bar({ stretch, hue, ...all }: BarsProps & { readonly stretch: Stretch; readonly hue: number }) {
  const span = instant(all.until) - instant(all.from);
  const start = Math.max(0, ((instant(stretch.from) - instant(all.from)) / span) * 100);
  const end = Math.min(100, ((instant(stretch.until) - instant(all.from)) / span) * 100);
  const kind = stretch.person === null ? "gapb" : stretch.rank === "backup" ? "line" : `w${(hue % HUES) + 1}`;
  return (
    <li className={`blk ${kind}`} style={{ left: `${start}%`, width: `calc(${end - start}% - 3px)` }} aria-label={spoken(stretch, all.zone)} title={spoken(stretch, all.zone)}>
      {stretch.person === null ? <><Icon name="alert-triangle" />{end - start > NARROW_PERCENT && "Gap"}</> : <span className="cut">{stretch.name}</span>}
    </li>
  );
}

/** First call filled, backup outlined, edges at the true hour, a gap dashed amber with its word. */
export function OnCallBars(props: BarsProps) {
  const { stretches, zone, from, until } = props;
  const people = [...new Set(stretches.flatMap((stretch) => stretch.person ?? []))];
  const span = instant(until) - instant(from);
  const days = midnights(zone, instant(from), instant(until));
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label="On call"><div className="oncall">
      <div className="hours" style={{ gridTemplateColumns: `repeat(${days.length}, 1fr)` }}>{days.map((at) => <span key={at}><b>{weekday(zone, at)}</b> {parts(zone, { day: "numeric" }, at)["day"]}</span>)}</div>
      <div className="lanes">
        {ranks.map(([rank, label]) => (
          <div className="lane" key={rank}>
            <span className="nm">{label}</span>
            <ul className="tl" aria-label={label}>
              {days.slice(1).map((at) => <li key={at} className="edge" aria-hidden="true" style={{ left: `${((at - instant(from)) / span) * 100}%` }} />)}
              {stretches.filter((stretch) => stretch.rank === rank).map((stretch) => <Bar key={stretch.from} {...props} stretch={stretch} hue={people.indexOf(stretch.person ?? "")} />)}
            </ul>
          </div>
        ))}
      </div>
    </div></div>
  );
}
