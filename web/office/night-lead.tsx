import { useState, type FormEvent } from "react";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Title } from "../practice/frame.tsx";
import { Input, Outcome, Select, Shown } from "../practice/parts.tsx";
import { Button, EmptyState, Icon, Tag, moment } from "../ui/index.ts";
import { holds } from "./may.ts";

export type Standing = Value<"nightLeads">;
type Person = Standing["people"][number];

const PEOPLE_MAX = 10;
const DUTIES = [["night-lead", "Night lead"], ["owner", "Owner"]] as const;
const dutyWord = (duty: Person["duty"]): string => (duty === "owner" ? "Owner" : "Night lead");
const nobody: Person = { duty: "night-lead", name: "", number: "" };

/** Leads first, then owners, each in the order of the list: as they are rung. */
export const asRung = (people: readonly Person[]): readonly Person[] => [...people.filter(({ duty }) => duty === "night-lead"), ...people.filter(({ duty }) => duty === "owner")];

/** Whether an alarm can leave the house at all, in words that need no explanation at three in the morning. */
export function Way({ standing }: { readonly standing: Pick<Standing, "line" | "people"> }) {
  if (standing.line === "no-trunk") return <p className="row sm" role="status"><Icon name="alert-triangle" tone="lamp" /><span><b>Nobody can be rung.</b> No outbound trunk is set up, so an alarm that the desk leaves alone stays in this house.</span></p>;
  if (standing.people.length === 0) return <p className="row sm" role="status"><Icon name="alert-triangle" tone="lamp" /><span><b>Nobody is named.</b> An alarm that the desk leaves alone stays in this house.</span></p>;
  return <p className="row sm" role="status"><Icon name="circle-check" tone="sage" /><span>Two minutes after an alarm that nobody at the desk takes, or at once while no open desk is known to be heard, these people are rung, one after the other, until one presses 1.</span></p>;
}

export function Watchers({ watchers, zone }: { readonly watchers: Standing["watchers"]; readonly zone: string }) {
  if (watchers.length === 0) return <p className="row sm"><Icon name="alert-triangle" tone="lamp" /><span><b>Nobody watches from outside.</b> If this machine stands still, nobody is told.</span></p>;
  return (
    <ul className="stack tight">
      {watchers.map(({ name, seenAt, silentSince }) => (
        <li key={name} className="row wrap sm">
          <Icon name={silentSince ? "alert-triangle" : "circle-check"} tone={silentSince ? "lamp" : "sage"} /><b>{name}</b> <span className="tn">last heard {moment(zone, seenAt)}</span>
          {silentSince && <Tag tone="lamp" icon="eye-off">Silent since {moment(zone, silentSince)}</Tag>}
        </li>
      ))}
    </ul>
  );
}

interface RowProps { readonly person: Person; readonly place: number; readonly put: (person: Person) => void; readonly remove: () => void; readonly up: (() => void) | undefined }

function Row({ person, place, put, remove, up }: RowProps) {
  const who = person.name || `person ${place + 1}`;
  return (
    <li className="listrow row wrap">
      <Select id={`duty-${place}`} label="Who" value={person.duty} choices={DUTIES} onPick={(duty) => put({ ...person, duty })} />
      <Input id={`name-${place}`} label="Name" value={person.name} maxLength={120} required onText={(name) => put({ ...person, name })} />
      <Input id={`number-${place}`} label="Telephone" type="tel" className="num" value={person.number} maxLength={32} required onText={(number) => put({ ...person, number })} />
      {up && <Button tone="bare" icon="arrows-exchange" aria-label={`Ring ${who} earlier`} onClick={up}>Earlier</Button>}
      <Button tone="bare" icon="x" aria-label={`Ring ${who} no more`} onClick={remove}>Remove</Button>
    </li>
  );
}

const swapped = (people: readonly Person[], at: number): readonly Person[] => people.map((one, i) => (i === at - 1 ? people[at]! : i === at ? people[at - 1]! : one));

function PeopleForm({ people, saved }: { readonly people: readonly Person[]; readonly saved: (standing: Standing) => void }) {
  const [rows, setRows] = useState<readonly Person[]>(people);
  const sending = useSending();
  const inert = sending.busy || rows.some(({ name, number }) => name.trim() === "" || number.trim().length < 7);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!inert) sending.send(() => api.saveNightLeads({ body: { people: rows.map((row) => ({ ...row, name: row.name.trim() })) } }), saved);
  };
  const set = (next: readonly Person[]) => { sending.clear(); setRows(next); };
  return (
    <form className="stack" onSubmit={submit} aria-label="Who is rung" noValidate>
      <ol>{rows.map((person, at) => <Row key={at} person={person} place={at} put={(next) => set(rows.with(at, next))} remove={() => set(rows.toSpliced(at, 1))} up={at > 0 ? () => set(swapped(rows, at)) : undefined} />)}</ol>
      <Outcome sending={sending} what="Nothing was changed" done="It is saved: these people are rung from now on." />
      <div className="row wrap"><Button icon="plus" inert={rows.length >= PEOPLE_MAX} onClick={() => set([...rows, nobody])}>Add a person</Button><Button type="submit" tone="strong" inert={inert}>Save the list</Button></div>
    </form>
  );
}

function People({ people }: { readonly people: readonly Person[] }) {
  if (people.length === 0) return <EmptyState icon="phone-off" title="Nobody is named">A supervisor or an administrator says who is rung.</EmptyState>;
  return <ol className="stack tight">{asRung(people).map((person) => <li key={`${person.duty} ${person.number}`} className="row wrap sm"><Tag plain icon="phone">{dutyWord(person.duty)}</Tag><b>{person.name}</b><span className="num">{person.number}</span></li>)}</ol>;
}

/** Who is rung when the desk does not answer an alarm, and who looks at this house from outside. */
export function NightLeadPage() {
  const me = useMe();
  const asked = useAsked(() => api.nightLeads(), "night-leads");
  return (
    <>
      <Title title="Night lead" about="The end of every ladder" />
      <Shown asked={asked} say="Asking who is rung" what="Who is rung is not known now">
        {(standing) => (
          <div className="stack gap4">
            <section className="panel pad stack" aria-labelledby="who-is-rung"><h2 id="who-is-rung">Who is rung</h2><Way standing={standing} />{holds(me, "supervisor", "administrator") ? <PeopleForm people={standing.people} saved={asked.put} /> : <People people={standing.people} />}</section>
            <section className="panel pad stack" aria-labelledby="watchers"><h2 id="watchers">Who watches this house</h2><Watchers watchers={standing.watchers} zone={me.zone} /></section>
          </div>
        )}
      </Shown>
    </>
  );
}
