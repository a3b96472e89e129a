import type { Floor } from "./use-floor.ts";
import { clock, instant, zoneName } from "../ui/index.ts";

type Quarter = Floor["answerTimes"][number];
interface Scale { readonly x: (at: number) => number; readonly y: (seconds: number) => number; readonly top: number }
const WIDE = { left: 34, right: 724, low: 186, high: 12 } as const;
const STEP_S = 10;

/** The next ten at or above the highest value, and the promise always within. */
export const topOf = (quarters: readonly Quarter[], promised: number): number => Math.max(promised + STEP_S, Math.ceil(Math.max(0, ...quarters.map((one) => one.nineInTenSeconds ?? 0)) / STEP_S) * STEP_S);

function scaleOf(quarters: readonly Quarter[], promised: number): Scale {
  const top = topOf(quarters, promised);
  const step = (WIDE.right - WIDE.left) / Math.max(1, quarters.length - 1);
  return { top, x: (at) => Math.round(WIDE.left + at * step), y: (seconds) => Math.round((WIDE.low - (seconds / top) * (WIDE.low - WIDE.high)) * 10) / 10 };
}

/** Stretches of quarters that have a value: a quarter without a call is a break in the line, not a zero. */
export function runsOf(values: readonly (number | null)[]): { readonly at: number; readonly value: number }[][] {
  const runs: { at: number; value: number }[][] = [];
  let run: { at: number; value: number }[] = [];
  for (const [at, value] of values.entries()) {
    if (value !== null) { run.push({ at, value }); continue; }
    if (run.length > 0) runs.push(run);
    run = [];
  }
  return run.length > 0 ? [...runs, run] : runs;
}
const pathOf = (run: readonly { at: number; value: number }[], { x, y }: Scale) => run.map(({ at, value }, index) => `${index === 0 ? "M" : "L"}${x(at)},${y(value)}`).join(" ");

interface Latest { readonly half: number; readonly nine: number }
const latestOf = (quarters: readonly Quarter[]): Latest | undefined => {
  const last = quarters.findLast((one) => one.halfSeconds !== null && one.nineInTenSeconds !== null);
  return last && { half: last.halfSeconds ?? 0, nine: last.nineInTenSeconds ?? 0 };
};
const highest = (quarters: readonly Quarter[]): Quarter | undefined => quarters.filter((one) => one.nineInTenSeconds !== null).toSorted((one, other) => (other.nineInTenSeconds ?? 0) - (one.nineInTenSeconds ?? 0))[0];

/** The same facts as the chart, in a sentence. */
export function sentenceOf(quarters: readonly Quarter[], zone: string, promised: number): string {
  const [first, latest, most] = [quarters[0], latestOf(quarters), highest(quarters)];
  if (!first || !latest || !most) return "No call was answered in these hours.";
  return `Answer time since ${clock(zone, first.from, { zone: true })}: half within ${Math.round(latest.half)} seconds, nine in ten within ${Math.round(latest.nine)}, in the latest quarter hour with calls. Highest at ${clock(zone, most.from)}: ${Math.round(most.nineInTenSeconds ?? 0)} seconds. Promised: ${promised}.`;
}

/** The quarter that took longest, named on the chart where it is not the latest anyhow. */
function Peak({ quarters, zone, scale }: { readonly quarters: readonly Quarter[]; readonly zone: string; readonly scale: Scale }) {
  const most = highest(quarters);
  const at = most ? quarters.indexOf(most) : -1;
  const seconds = Math.round(most?.nineInTenSeconds ?? 0);
  if (!most || seconds < 1 || at >= quarters.length - 2) return null;
  const [x, y] = [scale.x(at), scale.y(most.nineInTenSeconds ?? 0)];
  return <><circle cx={x} cy={y} r="3.5" fill="var(--surface)" stroke="var(--ice)" strokeWidth="2" /><text x={x < 560 ? x + 9 : x - 9} y={Math.max(WIDE.high + 10, y - 2)} className="on" textAnchor={x < 560 ? "start" : "end"}>{seconds} s at {clock(zone, most.from)}</text></>;
}

/** The stretch under the upper line, so that it is read as one height. */
const areaOf = (run: readonly { at: number; value: number }[], scale: Scale) => `${pathOf(run, scale)} L${scale.x(run.at(-1)?.at ?? 0)},${WIDE.low} L${scale.x(run[0]?.at ?? 0)},${WIDE.low} Z`;

function Line({ values, scale, tone }: { readonly values: readonly (number | null)[]; readonly scale: Scale; readonly tone: "ice" | "text-2" }) {
  return <>{tone === "ice" && runsOf(values).map((run) => run.length > 1 && <path key={`area${run[0]?.at}`} d={areaOf(run, scale)} fill="var(--ice)" opacity=".12" />)}{runsOf(values).map((run) => (run.length === 1 && run[0] ? <circle key={run[0].at} cx={scale.x(run[0].at)} cy={scale.y(run[0].value)} r="3" fill={`var(--${tone})`} /> : <path key={run[0]?.at} d={pathOf(run, scale)} fill="none" stroke={`var(--${tone})`} strokeWidth="2" strokeLinejoin="round" />))}</>;
}

const LABEL_APART = 18;
/** Where the labels of both lines stand: beside their ends, never on top of one another, never beneath the chart. */
export function labelsOf(nine: number, half: number, low: number): { readonly nine: number; readonly half: number } {
  const halfAt = Math.min(low, Math.max(half + 4, nine + 4 + LABEL_APART));
  return { half: halfAt, nine: Math.min(nine + 4, halfAt - LABEL_APART) };
}

function Ends({ latest, scale }: { readonly latest: Latest; readonly scale: Scale }) {
  const { nine, half } = labelsOf(scale.y(latest.nine), scale.y(latest.half), WIDE.low);
  return <><text x="734" y={nine} className="on ice">9 in 10: {Math.round(latest.nine)} s</text><text x="734" y={half} className="on">half: {Math.round(latest.half)} s</text></>;
}

interface ChartProps { readonly quarters: readonly Quarter[]; readonly zone: string; readonly promised: number }

export function AnswerChart({ quarters, zone, promised }: ChartProps) {
  const scale = scaleOf(quarters, promised);
  const latest = latestOf(quarters);
  const lines = Array.from({ length: scale.top / STEP_S + 1 }, (_, n) => n * STEP_S).filter((seconds) => seconds !== promised && (scale.top <= 60 || seconds % 30 === 0));
  return (
      <svg viewBox="0 0 830 210" role="img" aria-label={sentenceOf(quarters, zone, promised)}>
        {lines.map((seconds) => <g key={seconds}><line x1={WIDE.left} x2={WIDE.right} y1={scale.y(seconds)} y2={scale.y(seconds)} stroke="var(--line)" /><text x="26" y={scale.y(seconds) + 4} textAnchor="end">{seconds}</text></g>)}
        <line x1={WIDE.left} x2={WIDE.right} y1={scale.y(promised)} y2={scale.y(promised)} stroke="var(--text-3)" strokeDasharray="3 4" /><text x="26" y={scale.y(promised) + 4} textAnchor="end">{promised}</text><text x="734" y={scale.y(promised) + 4}>target {promised} s</text>
        <Line values={quarters.map((one) => one.nineInTenSeconds)} scale={scale} tone="ice" />
        <Line values={quarters.map((one) => one.halfSeconds)} scale={scale} tone="text-2" />
        <Peak quarters={quarters} zone={zone} scale={scale} />
        {latest && <Ends latest={latest} scale={scale} />}
        {quarters.map((one, at) => (clock(zone, one.from).endsWith(":00") ? <text key={one.from} x={scale.x(at)} y="205" textAnchor="middle">{clock(zone, one.from)}</text> : null))}
      </svg>
  );
}

const BARS = { low: 88, high: 6 } as const;

export function CallsChart({ quarters, zone }: Pick<ChartProps, "quarters" | "zone">) {
  const most = Math.max(1, ...quarters.map(({ calls }) => calls));
  const { x } = scaleOf(quarters, STEP_S);
  const now = quarters.at(-1)?.calls ?? 0;
  return (
    <svg viewBox="0 0 830 92" role="img" aria-label={`Calls in each quarter hour, ${most} at most, ${now} in the latest. Times in ${zoneName(zone, instant(quarters[0]?.from ?? 0))}.`}>
      {quarters.map((one, at) => { const height = Math.round((one.calls / most) * (BARS.low - BARS.high)); return <rect key={one.from} x={x(at) - 7} y={BARS.low - height} width="14" height={height} rx="2" fill="var(--text-3)" opacity=".5" />; })}
      <text x="738" y="74" className="on">{now} call{now === 1 ? "" : "s"}</text><text x="738" y="88">in 15 min</text>
    </svg>
  );
}
