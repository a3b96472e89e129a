import { useState } from "react";
import type { DrillPlan, DrillState } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Icon, moment, Tag } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { Input, Outcome, Select, Shown } from "./parts.tsx";

type Drills = Value<"drills">;
type Person = Drills["people"][number];
type Plan = Drills["plans"][number];

const marks: Record<DrillState, readonly [icon: string, say: string]> = {
  acknowledged: ["circle-check", "in time"], missed: ["x", "missed"], excused: ["minus", "not counted"], placed: ["hourglass", "open"], waiting: ["clock", "waits"],
};

/** "4 of 6", or that nothing is known yet. */
export const scoreWords = ({ counted, reached }: Pick<Person, "counted" | "reached">): string => (counted === 0 ? "Not known yet" : `${reached} of ${counted}`);
/** Who would worry whoever reads this: the last that counted was missed. */
export const isDoubtful = ({ last }: Pick<Person, "last">): boolean => last.find(({ state }) => state === "acknowledged" || state === "missed")?.state === "missed";

const monthWord = (month: string): string => new Date(`${month}-15T12:00:00Z`).toLocaleDateString("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
const afterWords = (seconds: number | null): string => (seconds === null ? "" : seconds < 60 ? `, after ${seconds} s` : `, after ${Math.round(seconds / 60)} min`);

function Row({ person, manyClients }: { readonly person: Person; readonly manyClients: boolean }) {
  return (
    <tr role="row">
      <td role="cell"><b>{person.name}</b>{manyClients && <div className="sm t2">{person.clientName}</div>}</td>
      <td role="cell" className="tn">{isDoubtful(person) ? <Tag tone="lamp" icon="alert-triangle">{scoreWords(person)}</Tag> : scoreWords(person)}</td>
      <td role="cell" className="wide">
        <ul className="drillmarks">{person.last.map(({ month, state, seconds }) => <li key={month}><Tag plain icon={marks[state][0]}>{monthWord(month)}: {marks[state][1]}{afterWords(seconds)}</Tag></li>)}</ul>
        {person.last.length === 0 && <span className="sm t3">No test page yet</span>}
      </td>
    </tr>
  );
}

function People({ people, minutesMax }: { readonly people: readonly Person[]; readonly minutesMax: number }) {
  const manyClients = new Set(people.map(({ client }) => client)).size > 1;
  if (people.length === 0) return <div className="panel"><EmptyState icon="alarm" title="Nobody is drilled yet">Choose a day and an hour for a practice: from then on each of its clinicians gets one test page a month.</EmptyState></div>;
  return (
    <div className="panel scroll-x" tabIndex={0} role="group" aria-label="Who is reached">
      <table className="table cards" role="table">
        <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Clinician</th><th role="columnheader" scope="col">Within {minutesMax} min</th><th role="columnheader" scope="col">Test pages, newest first</th></tr></thead>
        <tbody role="rowgroup">{people.map((person) => <Row key={`${person.client}${person.person}`} person={person} manyClients={manyClients} />)}</tbody>
      </table>
    </div>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => [String(hour), `${String(hour).padStart(2, "0")}:00`] as const);
const USUAL: DrillPlan = { day: 10, hour: 11 };
const DAYS_MAX = 28;

/** One practice's day and hour. A drill by day says who would be reached by night, and wakes nobody at night. */
function PlanRow({ plan: { account, accountName, zone, plan, nextAt }, again }: { readonly plan: Plan; readonly again: () => void }) {
  const [day, setDay] = useState(String((plan ?? USUAL).day));
  const [hour, setHour] = useState(String((plan ?? USUAL).hour));
  const sending = useSending();
  const wanted = { day: Number(day), hour: Number(hour) };
  const isDay = Number.isInteger(wanted.day) && wanted.day >= 1 && wanted.day <= DAYS_MAX;
  const send = (to: DrillPlan | null) => sending.send(() => api.planDrill({ params: { account }, body: { plan: to } }), again);
  return (
    <li className="drillplan">
      <div><b>{accountName}</b><div className="sm t2">{nextAt ? `Next ${moment(zone, nextAt)}` : "No test pages"}</div></div>
      <form className="row wrap" aria-label={`Test pages of ${accountName}`} onSubmit={(event) => { event.preventDefault(); if (isDay && !sending.busy) send(wanted); }} noValidate>
        <Input id={`drill-day-${account}`} label="Day of the month" inputMode="numeric" maxLength={2} value={day} wrong={isDay ? undefined : `1 to ${DAYS_MAX}`} onText={setDay} />
        <Select id={`drill-hour-${account}`} label="At" value={hour} choices={hours} onPick={setHour} />
        <Button type="submit" inert={!isDay || sending.busy}>{plan ? "Change" : "Begin"}</Button>
        {plan && <Button tone="bare" inert={sending.busy} aria-label={`No more test pages for ${accountName}`} onClick={() => send(null)}>Stop</Button>}
      </form>
      <Outcome sending={sending} what="Nothing was changed" done="Kept." />
    </li>
  );
}

/** The monthly fire drill: who would be reached tonight, as far as anybody can know by day. `client`: a practice sees its own. */
export function DrillsPage({ client }: { readonly client?: string }) {
  const me = useMe();
  const asked = useAsked(() => api.drills(), client ?? "all");
  const plans = me.memberships.some(({ role }) => role === "supervisor" || role === "administrator" || role === "client-manager");
  const own = <T extends { readonly client: string }>(rows: readonly T[]): readonly T[] => (client === undefined ? rows : rows.filter((row) => row.client === client));
  return (
    <>
      <Title title="Fire drills" about="Once a month each clinician gets a page that says it is a test. It never comes while a real page waits for them." />
      <Shown asked={asked} say="Fetching the drills" what="The drills are not here">
        {(value) => (
          <div className="stack gap4">
            <People people={own(value.people)} minutesMax={value.minutesMax} />
            {plans && <section className="panel pad stack" aria-labelledby="drill-plans"><h2 id="drill-plans">When</h2><p className="sm t2 row"><Icon name="clock" />On the practice’s own clock.</p><ul>{own(value.plans).map((plan) => <PlanRow key={plan.account} plan={plan} again={asked.again} />)}</ul></section>}
          </div>
        )}
      </Shown>
    </>
  );
}
