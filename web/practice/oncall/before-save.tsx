import { useState } from "react";
import type { Arrangement, Proof, SeenHole, WeeklyShift } from "../../../contract/index.ts";
import { api, type Trouble } from "../../api/index.ts";
import { useAsked, type Sending } from "../../api/asked.ts";
import { Button, ProblemNote, Tag, Waiting } from "../../ui/index.ts";
import { ProofLine, seenIn, useProof } from "./coverage.tsx";
import { changesOf, DAY_MS, type Change, type Span } from "./calendar.ts";
import { hoursWord, pagedWord, spanWord } from "./words.ts";

const CHANGES_SHOWN_MAX = 14;
const DAYS = 14;

function Coverage({ change }: { readonly change: Change }) {
  if (change.coverage === null) return null;
  if (change.coverage === "closed") return <Tag tone="sage" icon="check">Gap closed, {hoursWord(change)}</Tag>;
  return <Tag tone="lamp" icon="alert-triangle">{change.coverage === "opened" ? "New gap" : "Gap remains"}, {hoursWord(change)}</Tag>;
}

function Effect({ zone, changes }: { readonly zone: string; readonly changes: readonly Change[] }) {
  const shown = changes.slice(0, CHANGES_SHOWN_MAX);
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label="Effect">
      <table className="table effect"><thead><tr><th scope="col">When</th><th scope="col">Paged first now</th><th scope="col">Paged first after saving</th><th scope="col">Coverage</th></tr></thead>
        <tbody>
          {shown.map((change) => <tr key={change.from}><td className="tn">{spanWord(zone, change)}</td><td className="t2">{pagedWord(change.now)}</td><td>{pagedWord(change.after)}</td><td><Coverage change={change} /></td></tr>)}
          {changes.length > shown.length && <tr><td colSpan={4} className="t2">And {changes.length - shown.length} more stretches like these.</td></tr>}
          <tr><td>All other times in these {DAYS} days</td><td className="t2">No change</td><td className="t2">No change</td><td /></tr>
        </tbody>
      </table>
    </div>
  );
}

interface Props { readonly account: string; readonly zone: string; readonly shifts: readonly WeeklyShift[]; readonly arrangement: Arrangement; readonly from: number; readonly sending: Sending; readonly save: (acknowledge: SeenHole | undefined) => void; readonly discard: () => void }

const whole = (shifts: readonly WeeklyShift[]): boolean => shifts.every(({ start, end, person }) => start !== "" && end !== "" && person !== "");

/** The same days, as they are and as they would be; undefined until both are known. */
function useEffectOf({ account, zone, shifts, arrangement, from }: Pick<Props, "account" | "zone" | "shifts" | "arrangement" | "from">) {
  const ask = { from: new Date(from).toISOString(), days: DAYS };
  const span: Span = { from, until: from + DAYS * DAY_MS };
  const now = useAsked(() => api.preview({ params: { account }, body: ask }), `${from}`);
  const after = useAsked(() => api.preview({ params: { account }, body: { ...ask, zone, shifts: [...shifts], arrangement } }), JSON.stringify([from, shifts, arrangement]));
  const changes = now.value && after.value ? changesOf(now.value.stretches, after.value.stretches, span) : undefined;
  return { changes, trouble: after.trouble ?? now.trouble };
}

function EffectOf({ zone, changes, trouble }: { readonly zone: string; readonly changes: readonly Change[] | undefined; readonly trouble: Trouble | undefined }) {
  if (changes) return <Effect zone={zone} changes={changes} />;
  return trouble ? <ProblemNote what={trouble.kind === "refused" ? "This week cannot be saved" : "The effect cannot be shown"} trouble={trouble} safe="The old schedule goes on." /> : <Waiting say="Working out who would be paged" />;
}

/** A week with a hole is saved by whoever has named it: the box says which. */
function ProofBefore({ zone, proof, named, name }: { readonly zone: string; readonly proof: Proof | undefined; readonly named: boolean; readonly name: (yes: boolean) => void }) {
  if (!proof) return <Waiting say="Going through every minute of 60 days" />;
  return (
    <div className="stack">
      <ProofLine zone={zone} proof={proof} />
      {proof.first && <label className="row nowraprow"><input type="checkbox" checked={named} onChange={(event) => name(event.currentTarget.checked)} /> <span>I have seen this and save it all the same. My name stands beside it.</span></label>}
    </div>
  );
}

/** Which hole of which week was acknowledged: a change of either asks anew. */
function useNamed(proof: Proof | undefined, proposed: unknown) {
  const [named, setNamed] = useState<string>();
  const key = JSON.stringify([proof?.first ?? null, proposed]);
  return { named: named === key, name: (yes: boolean) => setNamed(yes ? key : undefined), seen: proof && named === key ? seenIn(proof) : undefined, ready: proof !== undefined && (proof.first === null || named === key) };
}

/** The effect, seen before it is saved: who is paged first now, and after. Asked of the resolver that will decide it. */
export function BeforeYouSave({ sending, save, discard, ...of }: Props) {
  const { changes, trouble } = useEffectOf(of);
  const proof = useProof({ account: of.account, shifts: of.shifts, arrangement: of.arrangement }, JSON.stringify([of.account, of.shifts, of.arrangement])).value;
  const { named, name, seen, ready } = useNamed(proof, [of.shifts, of.arrangement]);
  return (
    <section className="panel pad stack gap4" aria-labelledby="before">
      <div className="row wrap"><h2 id="before">Before you save</h2><span className="t2">the next {DAYS} days</span></div>
      <EffectOf zone={of.zone} changes={changes} trouble={trouble} />
      {trouble?.kind !== "refused" && <ProofBefore zone={of.zone} proof={proof} named={named} name={name} />}
      {sending.trouble && <ProblemNote what="The schedule is not saved" trouble={sending.trouble} safe="Your changes are still here, and the old schedule goes on." />}
      <div className="row wrap"><Button tone="strong" inert={sending.busy || !ready || !whole(of.shifts) || trouble?.kind === "refused"} onClick={() => save(seen)}>{sending.busy ? "Saving" : "Save the schedule"}</Button><Button tone="bare" onClick={discard}>Discard</Button><span className="right sm t3">Messages already on their way are not sent twice; each step asks who is on duty when it falls due.</span></div>
    </section>
  );
}
