import type { Account, Urgency } from "../../contract/index.ts";
import { Ladder } from "../../contract/office.ts";
import type { z } from "zod";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { Button, Icon, urgencies, urgencyWord } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { Input, Outcome, Select, Shown } from "./parts.tsx";

type Rungs = z.infer<typeof Ladder>;
type Step = Rungs["steps"][number];
const STEPS_MAX = 10;
/** The last rung is not a choice: a message nobody takes rings at the desk. */
const alarm: Step = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 };
const whoChoices = [["on-duty", "Whoever is on duty"], ["backup", "The backup"]] as const;
const withAlarm = (steps: readonly Step[]): Step[] => [...steps.filter((step) => step.who !== "desk-alarm"), alarm];

/** "7 min 30 s" after sending, at the latest, the desk has the alarm. */
export function minutesToAlarm(steps: readonly Step[]): number {
  return steps.filter((step) => step.who !== "desk-alarm").reduce((sum, step) => sum + step.patienceMinutes * (step.repeats + 1), 0);
}
export const minutesWord = (minutes: number): string => `${Math.floor(minutes)} min${minutes % 1 ? ` ${Math.round((minutes % 1) * 60)} s` : ""}`;

function StepRow({ step, at, of }: { readonly step: Step; readonly at: number; readonly of: { readonly id: string; readonly alone: boolean; readonly put: (part: Partial<Step>) => void; readonly drop: () => void } }) {
  const id = `${of.id}-${at}`;
  const number = (text: string, least: number): number => Math.max(least, Number(text) || 0);
  return (
    <li className="steprow">
      <span className="n tn">{at + 1}</span>
      <Select id={`${id}-who`} label="Page" value={step.who === "desk-alarm" ? "backup" : step.who} choices={whoChoices} onPick={(who) => of.put({ who })} />
      <Input id={`${id}-wait`} label="Wait, minutes" type="number" min={0.05} max={120} step={0.5} value={step.patienceMinutes} onText={(text) => of.put({ patienceMinutes: number(text, 0.05) })} />
      <Input id={`${id}-again`} label="Page again, times" type="number" min={0} max={5} value={step.repeats} onText={(text) => of.put({ repeats: Math.min(5, Math.floor(number(text, 0))) })} />
      <Button tone="bare" icon="x" aria-label={`Remove step ${at + 1}`} inert={of.alone} onClick={of.drop} />
    </li>
  );
}

function OneLadder({ account, ladder, saved }: { readonly account: string; readonly ladder: Rungs; readonly saved: (ladders: Rungs[]) => void }) {
  const { value: steps, changed: dirty, put: setSteps, drop } = useKept<readonly Step[]>(`ladder/${account}/${ladder.urgency}`, ladder.steps.filter((step) => step.who !== "desk-alarm"));
  const sending = useSending();
  const save = () => sending.send(() => api.saveLadder({ params: { account }, body: { urgency: ladder.urgency, steps: withAlarm(steps) } }), ({ ladders }) => { drop(steps); saved(ladders); });
  return (
    <section className="panel pad stack" aria-labelledby={`ladder-${ladder.urgency}`}>
      <h2 className="row" id={`ladder-${ladder.urgency}`}><Icon name={ladder.urgency} />{urgencyWord(ladder.urgency)}</h2>
      <ol>
        {steps.map((step, at) => <StepRow key={at} step={step} at={at} of={{ id: ladder.urgency, alone: steps.length === 1, put: (part) => setSteps(steps.map((one, index) => (index === at ? { ...one, ...part } : one))), drop: () => setSteps(steps.filter((_, index) => index !== at)) }} />)}
        <li className="steprow fixed"><span className="n tn">{steps.length + 1}</span><span className="row"><Icon name="bell-ringing" tone="dim" /><span><b>The alarm at the desk</b> <span className="sm t2">{minutesWord(minutesToAlarm(steps))} after it was sent, if nobody took it. This step always stays.</span></span></span></li>
      </ol>
      <Outcome sending={sending} what="The ladder was not changed" done={dirty ? undefined : "Saved. Messages already on their way keep the ladder they began with."} />
      <div className="row"><Button icon="plus" inert={steps.length >= STEPS_MAX - 1} onClick={() => setSteps([...steps, { who: "backup", patienceMinutes: 5, repeats: 1 }])}>Add a step</Button><Button tone="strong" inert={!dirty || sending.busy} onClick={save}>Save</Button>{dirty && <Button tone="bare" onClick={() => drop()}>Discard</Button>}</div>
    </section>
  );
}

const rank = (urgency: Urgency): number => urgencies.indexOf(urgency);

export function LaddersPage({ account }: { readonly account: Account }) {
  const asked = useAsked(() => api.ladders({ params: { account: account.id } }), account.id);
  return (
    <>
      <Title title="Who is paged" about="Steps go on until a person acknowledges." />
      <Shown asked={asked} say="Fetching the ladders" what="The ladders are not here">
        {({ ladders }) => <div className="stack gap4">{ladders.toSorted((one, other) => rank(one.urgency) - rank(other.urgency)).map((ladder) => <OneLadder key={ladder.urgency} account={account.id} ladder={ladder} saved={(all) => asked.put({ ladders: all })} />)}</div>}
      </Shown>
    </>
  );
}
