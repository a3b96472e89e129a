import type { Account, SeenHole, Urgency } from "../../contract/index.ts";
import { Ladder } from "../../contract/office.ts";
import type { z } from "zod";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { Button, Icon, urgencies, urgencyWord } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { LadderOpens, useLadderProof } from "./ladder-proof.tsx";
import { LadderPreview } from "./ladder-preview.tsx";
import { StepRow, type People, type Step } from "./ladder-step.tsx";
import { hoursWord, specialHours, type Hours } from "./ladder-words.ts";
import { AskInPlace, Input, Outcome, Shown } from "./parts.tsx";

type Rungs = z.infer<typeof Ladder>;
const STEPS_MAX = 10;
const NIGHT = { from: "22:00", until: "07:00" };
/** The last rung is not a choice: a message nobody takes rings at the desk. */
const alarm: Step = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 };
const withAlarm = (steps: readonly Step[]): Step[] => [...steps.filter((step) => step.who !== "desk-alarm"), alarm];

/** "7 min 30 s" after sending, at the latest, the desk has the alarm. */
export function minutesToAlarm(steps: readonly Step[]): number {
  return steps.filter((step) => step.who !== "desk-alarm").reduce((sum, step) => sum + step.patienceMinutes * (step.repeats + 1), 0);
}
export const minutesWord = (minutes: number): string => `${Math.floor(minutes)} min${minutes % 1 ? ` ${Math.round((minutes % 1) * 60)} s` : ""}`;

interface Place { readonly account: Account; readonly people: People; readonly saved: (ladders: Rungs[]) => void }
type Shape = Pick<Rungs, "steps" | "quiet">;

function QuietHours({ id, quiet, put }: { readonly id: string; readonly quiet: Rungs["quiet"]; readonly put: (quiet: Rungs["quiet"]) => void }) {
  return (
    <div className="stack tight">
      <label className="row nowraprow"><input type="checkbox" checked={quiet !== null} onChange={(event) => put(event.currentTarget.checked ? NIGHT : null)} /> <span>At quiet hours, pages wait in the inbox without waking the phone. Nothing is delayed.</span></label>
      {quiet && <div className="row wrap"><Input id={`${id}-from`} label="From" type="time" value={quiet.from} onText={(from) => put({ ...quiet, from })} /><Input id={`${id}-until`} label="Until" type="time" value={quiet.until} onText={(until) => put({ ...quiet, until })} /></div>}
    </div>
  );
}

function Steps({ id, shape, people, wrong, put }: { readonly id: string; readonly shape: Shape; readonly people: People; readonly wrong: (field: string) => string | undefined; readonly put: (steps: Step[]) => void }) {
  const { steps } = shape;
  return (
    <ol>
      {steps.map((step, at) => <StepRow key={at} step={step} at={at} people={people} of={{ id, alone: steps.length === 1, wrong, put: (next) => put(steps.map((one, index) => (index === at ? next : one))), drop: () => put(steps.filter((_, index) => index !== at)) }} />)}
      <li className="steprow fixed"><span className="n tn">{steps.length + 1}</span><span className="row"><Icon name="bell-ringing" tone="dim" /><span><b>The alarm at the desk</b> <span className="sm t2">{minutesWord(minutesToAlarm(steps))} after it was sent, if nobody took it. This step always stays.</span></span></span></li>
    </ol>
  );
}

function OneLadder({ place: { account, people, saved }, ladder }: { readonly place: Place; readonly ladder: Rungs }) {
  const id = `${ladder.urgency}-${ladder.hours}`;
  const kept = useKept<Shape>(`ladder/${account.id}/${id}`, { steps: ladder.steps.filter((step) => step.who !== "desk-alarm"), quiet: ladder.quiet });
  const { value: shape, changed: dirty, put, drop } = kept;
  const sending = useSending();
  const keep = (draft: Rungs, acknowledge?: SeenHole) => sending.send(() => api.saveLadder({ params: { account: account.id }, body: { ...draft, acknowledge } }), ({ ladders }) => { drop(shape); saved(ladders); });
  const draft: Rungs = { urgency: ladder.urgency, hours: ladder.hours, quiet: shape.quiet, steps: withAlarm(shape.steps) };
  const proof = useLadderProof(account.id, dirty ? draft : undefined);
  const fields = ["quiet", ...shape.steps.map((_, at) => `steps.${at}`)];
  return (
    <div className="stack" role="group" aria-label={`${urgencyWord(ladder.urgency)}, ${hoursWord[ladder.hours]}`}>
      <h3 className="sm t2">{hoursWord[ladder.hours][0]!.toUpperCase() + hoursWord[ladder.hours].slice(1)}</h3>
      <Steps id={id} shape={shape} people={people} wrong={(field) => sending.wrong(field) ?? proof.wrong(field)} put={(steps) => put({ ...shape, steps })} />
      {ladder.urgency === "routine" && <QuietHours id={id} quiet={shape.quiet} put={(quiet) => put({ ...shape, quiet })} />}
      {dirty && <LadderOpens zone={account.zone} of={proof} act="save it" />}
      <Outcome sending={sending} what="The ladder was not changed" at={fields} done={dirty ? undefined : "Saved. Messages already on their way keep the ladder they began with."} />
      <div className="row wrap">
        <Button icon="plus" inert={shape.steps.length >= STEPS_MAX - 1} onClick={() => put({ ...shape, steps: [...shape.steps, { who: "backup", patienceMinutes: 5, repeats: 1 }] })}>Add a step</Button>
        <Button tone="strong" inert={!dirty || sending.busy || !proof.clear} onClick={() => keep(draft, proof.seen)}>Save</Button>
        {dirty && <Button tone="bare" onClick={() => drop()}>Discard</Button>}
        {ladder.hours !== "always" && <TakeAway account={account} ladder={ladder} busy={sending.busy} keep={keep} />}
      </div>
      <LadderPreview account={account.id} zone={account.zone} draft={draft} />
    </div>
  );
}

/** The proof is asked when the page is opened, so that the question says at once what taking it away would open. */
function TakeAway({ account, ladder, busy, keep }: { readonly account: Account; readonly ladder: Rungs; readonly busy: boolean; readonly keep: (draft: Rungs, acknowledge?: SeenHole) => void }) {
  const without: Rungs = { ...ladder, quiet: null, steps: [] };
  const proof = useLadderProof(account.id, without);
  return (
    <AskInPlace act="Take it away" tone="bare" label={`Take away the ladder of ${hoursWord[ladder.hours]}`} says="Messages of these hours then begin on the ladder of all hours." confirm="Take it away" busy={busy || !proof.clear} onYes={() => keep(without, proof.seen)}>
      {proof.opens && <LadderOpens zone={account.zone} of={proof} act="take it away" />}
    </AskInPlace>
  );
}

/** The ladder of all hours, those of special hours, and what may be added. */
function OfUrgency({ place, urgency, ladders }: { readonly place: Place; readonly urgency: Urgency; readonly ladders: readonly Rungs[] }) {
  const sending = useSending();
  const always = ladders.find(({ hours }) => hours === "always");
  const missing = specialHours.filter((hours) => !ladders.some((one) => one.hours === hours));
  const add = (hours: Hours) => always && sending.send(() => api.saveLadder({ params: { account: place.account.id }, body: { ...always, hours } }), ({ ladders: all }) => place.saved(all));
  return (
    <section className="panel pad stack" aria-labelledby={`ladder-${urgency}`}>
      <h2 className="row" id={`ladder-${urgency}`}><Icon name={urgency} />{urgencyWord(urgency)}</h2>
      {ladders.map((ladder) => <OneLadder key={ladder.hours} place={place} ladder={ladder} />)}
      {missing.length > 0 && <div className="row wrap"><span className="sm t2">A ladder of its own, begun as a copy, for</span>{missing.map((hours) => <Button key={hours} tone="bare" icon="plus" inert={sending.busy} onClick={() => add(hours)}>{hoursWord[hours]}</Button>)}</div>}
      <Outcome sending={sending} what="The ladder was not added" />
    </section>
  );
}

export function LaddersPage({ account }: { readonly account: Account }) {
  const asked = useAsked(() => api.ladders({ params: { account: account.id } }), account.id);
  const plan = useAsked(() => api.schedule({ params: { account: account.id } }), account.id);
  const place: Place = { account, people: plan.value?.people ?? [], saved: (ladders) => asked.put({ ladders }) };
  return (
    <>
      <Title title="Who is paged" about="Steps go on until a person acknowledges." />
      <Shown asked={asked} say="Fetching the ladders" what="The ladders are not here">
        {({ ladders }) => <div className="stack gap4">{urgencies.map((urgency) => <OfUrgency key={urgency} place={place} urgency={urgency} ladders={ladders.filter((one) => one.urgency === urgency)} />)}</div>}
      </Shown>
    </>
  );
}
