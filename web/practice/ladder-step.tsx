import type { z } from "zod";
import type { LadderStep } from "../../contract/office.ts";
import { Button } from "../ui/index.ts";
import { Input, Select, type Choice } from "./parts.tsx";

export type Step = z.infer<typeof LadderStep>;
type Who = Exclude<Step["who"], "desk-alarm">;
export type People = readonly { readonly id: string; readonly name: string }[];

const BACKUPS_MAX = 5;
const whoChoices: readonly Choice<Who>[] = [
  ["on-duty", "Whoever is on duty"], ["backup", "A backup"], ["role", "On duty in a role"], ["person", "One person by name"],
  ["operator-calls", "The operator rings"], ["nurse-triage", "The nurses' line is rung"],
  ["hold", "Held until the office opens"], ["office-phone", "The office is rung"],
];
const ringsChoices: readonly Choice<NonNullable<Step["rings"]>>[] = [["on-duty", "Whoever is on duty"], ["backup", "A backup"], ["role", "On duty in a role"], ["person", "One person by name"]];
type By = NonNullable<Step["by"]>[number];
const byChoices: readonly Choice<By>[] = [["inbox", "Secure inbox"], ["voice", "Telephone (reads the message after PIN)"]];
const paged: ReadonlySet<Step["who"]> = new Set(["on-duty", "backup", "role", "person"]);
const nthChoices: readonly Choice<string>[] = Array.from({ length: BACKUPS_MAX }, (_, at) => [`${at + 1}`, at === 0 ? "The first" : `Number ${at + 1}`] as const);

/** What a step needs beside who: only what belongs to it is kept. */
export function stepOf(step: Step, part: Partial<Step>): Step {
  const { who, patienceMinutes, repeats, rings = "on-duty", nth, role, person, by } = { ...step, ...part };
  const target = who === "operator-calls" ? rings : who;
  return {
    who, patienceMinutes, repeats: who === "hold" ? 0 : repeats, ...(who === "operator-calls" && { rings }),
    ...(target === "backup" && nth && nth > 1 && { nth }), ...(target === "role" && { role: role ?? "" }), ...(target === "person" && person && { person }),
    ...(paged.has(who) && by?.[0] === "voice" && { by }),
  };
}

interface RowProps {
  readonly step: Step;
  readonly at: number;
  readonly people: People;
  readonly of: { readonly id: string; readonly alone: boolean; readonly wrong: (field: string) => string | undefined; readonly put: (step: Step) => void; readonly drop: () => void };
}

/** Which backup, which role, which person: what the choice of who asks for. */
function Which({ id, step, people, put }: { readonly id: string; readonly step: Step; readonly people: People; readonly put: (part: Partial<Step>) => void }) {
  const target = step.who === "operator-calls" ? (step.rings ?? "on-duty") : step.who;
  return (
    <>
      {step.who === "operator-calls" && <Select id={`${id}-rings`} label="Whom the operator rings" value={step.rings ?? "on-duty"} choices={ringsChoices} onPick={(rings) => put({ rings })} />}
      {target === "backup" && <Select id={`${id}-nth`} label="Which backup" value={`${step.nth ?? 1}`} choices={nthChoices} onPick={(nth) => put({ nth: Number(nth) })} />}
      {target === "role" && <Input id={`${id}-role`} label="Role or specialty" maxLength={80} value={step.role ?? ""} onText={(role) => put({ role })} />}
      {paged.has(step.who) && <Select id={`${id}-by`} label="By" value={step.by?.[0] ?? "inbox"} choices={byChoices} onPick={(by) => put({ by: [by] })} />}
      {target === "person" && <Select id={`${id}-person`} label="Person" value={step.person ?? ""} choices={[["", "Choose a person"], ...people.map(({ id: person, name }) => [person, name] as const)]} onPick={(person) => put({ person })} />}
    </>
  );
}

export function StepRow({ step, at, people, of }: RowProps) {
  const id = `${of.id}-${at}`;
  const put = (part: Partial<Step>) => of.put(stepOf(step, part));
  const number = (text: string, least: number): number => Math.max(least, Number(text) || 0);
  const wrong = of.wrong(`steps.${at}`);
  const isRung = step.who === "operator-calls" || step.who === "nurse-triage" || step.who === "office-phone";
  const isHold = step.who === "hold";
  return (
    <li className="steprow">
      <span className="n tn">{at + 1}</span>
      <div className="whowhich">
        <Select id={`${id}-who`} label="Who" wrong={wrong} value={step.who as Who} choices={whoChoices} onPick={(who) => put({ who })} />
        <Which id={id} step={step} people={people} put={put} />
      </div>
      <Input id={`${id}-wait`} label={isHold ? "Minutes after opening" : "Wait, minutes"} type="number" min={0.05} max={120} step={0.5} value={step.patienceMinutes} onText={(text) => put({ patienceMinutes: number(text, 0.05) })} />
      {!isHold && <Input id={`${id}-again`} label={isRung ? "Ring again, times" : "Page again, times"} type="number" min={0} max={5} value={step.repeats} onText={(text) => put({ repeats: Math.min(5, Math.floor(number(text, 0))) })} />}
      <Button tone="bare" icon="x" aria-label={`Remove step ${at + 1}`} inert={of.alone} onClick={of.drop} />
    </li>
  );
}
