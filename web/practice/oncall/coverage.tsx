import { useState } from "react";
import type { Arrangement, Finding, Proof, SeenHole, WeeklyShift } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useAsked } from "../../api/asked.ts";
import { Icon, Tag, instant } from "../../ui/index.ts";
import { Shown } from "../parts.tsx";
import type { Span } from "./calendar.ts";
import { dayWord, hoursWord, spanWord } from "./words.ts";

const spanOf = ({ from, until }: { readonly from: string; readonly until: string }): Span => ({ from: instant(from), until: instant(until) });

/** What a planner names when they save it all the same: the first hole, as it is shown. */
export function seenIn({ first, holes }: Proof): SeenHole | undefined {
  if (!first) return undefined;
  const { account, from, until, rank, why } = first;
  return { hole: { account, from, until, rank, why }, holes };
}

/** [W70] The answer of the proof: covered to its last day, or the first stretch that is not, by name and hour. */
export function ProofLine({ zone, proof }: { readonly zone: string; readonly proof: Proof }) {
  const { first, holes } = proof;
  if (!first) return <p className="row"><Tag tone="sage" icon="check">Covered</Tag><span className="sm">Every minute until {dayWord(zone, instant(proof.until) - 1)} reaches a clinician by a device or a telephone that was proved, for every role that a ladder asks for as well, and the desk's alarm stands behind them.</span></p>;
  const span = spanOf(first);
  return (
    <div className="stack">
      <p className="row wrap"><Tag tone="lamp" icon="alert-triangle">{holes === 1 ? "1 stretch not covered" : `${holes} stretches not covered`}</Tag><b className="tn">{spanWord(zone, span)}</b><span className="sm t2 tn">{hoursWord(span)}</span></p>
      <p className="sm">{first.say} {first.rank.startsWith("for ") ? "The step that asks for it would be passed over." : "A message would go to the alarm at the desk."}</p>
    </div>
  );
}

export interface ProofAsk { readonly account: string; readonly shifts?: readonly WeeklyShift[]; readonly arrangement?: Arrangement | undefined }

/** Asked anew when what is proposed, or what is saved, changes. */
export const useProof = ({ account, shifts, arrangement }: ProofAsk, key: string) =>
  useAsked(() => api.proveSchedule({ params: { account }, body: { ...(shifts && { shifts: [...shifts] }), ...(arrangement && { arrangement }) } }), key);

type Stand = NonNullable<Parameters<typeof api.proveSchedule>[0]["body"]["override"]>;

/** [W116] Whoever would open a hole by adding this sees it first. Asked only once the stretch is whole. */
export function useOpens(account: string, stand: Stand | undefined) {
  const [seen, setSeen] = useState<string>();
  const key = JSON.stringify([account, stand ?? null]);
  const asked = useAsked(() => (stand ? api.proveSchedule({ params: { account }, body: { override: stand } }) : Promise.resolve({ ok: true as const, value: undefined })), key);
  const opens = asked.value?.opens ?? null;
  const known = stand === undefined || asked.value !== undefined || asked.trouble !== undefined;
  return { opens, named: seen === key, /** Nothing is opened, or it was seen. */ clear: known && (opens === null || seen === key), name: (yes: boolean) => setSeen(yes ? key : undefined) };
}

/** The gap that something would open, and the tick of whoever does it all the same. */
export function Opens({ zone, of, act = "add it" }: { readonly zone: string; readonly of: Pick<ReturnType<typeof useOpens>, "opens" | "named" | "name">; readonly act?: string }) {
  if (!of.opens) return null;
  return (
    <div className="stack">
      <p className="row wrap"><Tag tone="lamp" icon="alert-triangle">Opens a gap</Tag><b className="sm tn">{spanWord(zone, spanOf(of.opens))}</b></p>
      <p className="sm">{of.opens.say}</p>
      <label className="row nowraprow sm"><input type="checkbox" checked={of.named} onChange={(event) => of.name(event.currentTarget.checked)} /> <span>I have seen this and {act} all the same.</span></label>
    </div>
  );
}

function Line({ zone, finding }: { readonly zone: string; readonly finding: Finding }) {
  return <li className="stack gap1">{finding.from !== null && finding.until !== null && <b className="sm tn">{spanWord(zone, spanOf({ from: finding.from, until: finding.until }))}</b>}<span className="sm">{finding.say}</span></li>;
}

const LINES_MAX = 5;
/** The first few of what one look found, and how many there are besides. */
export function Findings({ zone, findings, more }: { readonly zone: string; readonly findings: readonly Finding[]; readonly more: number }) {
  const shown = findings.slice(0, LINES_MAX);
  const rest = findings.length - shown.length + more;
  if (shown.length === 0) return <p className="sm row"><Icon name="check" tone="sage" />Nothing to look at.</p>;
  return <><ul className="stack">{shown.map((finding, at) => <Line key={`${finding.kind}${finding.from ?? at}`} zone={zone} finding={finding} />)}</ul>{rest > 0 && <p className="sm t3">And {rest} more like these.</p>}</>;
}

function Report({ account, zone }: { readonly account: string; readonly zone: string }) {
  const asked = useAsked(() => api.coverageReport({ params: { account } }), account);
  return (
    <Shown asked={asked} say="Fetching this morning's report" what="The report is not here">
      {({ report }) => {
        if (!report) return <p className="sm t2">The daily report has not been made yet.</p>;
        return <div className="stack"><h3 className="sm t2">Report of {dayWord(zone, instant(report.madeAt))}</h3><Findings zone={zone} findings={report.findings} more={report.more} /></div>;
      }}
    </Shown>
  );
}

/** The next 60 days as they are saved, and what the daily look found. */
export function Coverage({ account, zone, turn }: { readonly account: string; readonly zone: string; readonly turn: string }) {
  const proof = useProof({ account }, turn);
  return (
    <section className="panel pad stack gap4" aria-labelledby="coverage">
      <h2 id="coverage">Coverage, 60 days</h2>
      <Shown asked={proof} say="Going through every minute" what="The proof is not here">{(value) => <ProofLine zone={zone} proof={value} />}</Shown>
      <Report account={account} zone={zone} />
    </section>
  );
}
