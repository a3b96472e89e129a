import { useState } from "react";
import type { Arrangement } from "../../../contract/index.ts";
import { Button, Icon } from "../../ui/index.ts";
import { Input, Select, zoneWord } from "../parts.tsx";
import { InTurn } from "./in-turn.tsx";
import { Layers } from "./layers.tsx";
import { rankWord, ranks } from "./plan-words.ts";
import type { Cover } from "./shifts.tsx";
import { instantAt, wallAt } from "./wall.ts";
import { dayWord } from "./words.ts";
import { instant } from "../../ui/index.ts";

type Holiday = Arrangement["holidays"][number];
type Temporary = Arrangement["temporary"][number];
const SETS_MAX = 24;
const HOLIDAY_DAYS_MAX = 120;
const LAYERS_OF_TEMPORARY_MAX = 12;

interface Of<T> { readonly value: T; readonly people: readonly Cover[]; readonly zone: string; readonly change: (value: T) => void; readonly drop: () => void }

const dayShown = (day: string): string => dayWord("UTC", Date.parse(`${day}T12:00:00Z`)) + ` ${day.slice(0, 4)}`;

function HolidayBand({ value, people, change, drop }: Of<Holiday>) {
  const [day, setDay] = useState("");
  const add = () => { if (day !== "" && !value.days.includes(day)) { change({ ...value, days: [...value.days, day].toSorted() }); setDay(""); } };
  const says = `${rankWord(value.rank)}${value.role ? ` for ${value.role}` : ""}; ${value.days.length === 1 ? dayShown(value.days[0]!) : `${value.days.length} days`}`;
  return (
    <details className="band">
      <summary><b>{value.name}</b> <span className="sm t2">{says}</span></summary>
      <div className="stack gap4">
        <div className="pairf"><Input id={`name-${value.id}`} label="Name" value={value.name} maxLength={120} onText={(name) => change({ ...value, name })} /><Select id={`rank-${value.id}`} label="As" value={value.rank} choices={ranks} onPick={(rank) => change({ ...value, rank })} /></div>
        <div className="pairf"><Input id={`role-${value.id}`} label="For a role only" value={value.role ?? ""} maxLength={60} onText={(role) => change({ ...value, role: role.trim() === "" ? null : role.toLowerCase() })} /><Input id={`begins-${value.id}`} label="Each day begins at" type="time" value={value.begins} hint="And lasts until the same hour of the next day." onText={(begins) => change({ ...value, begins })} /></div>
        <fieldset className="plainset">
          <legend className="label">Days</legend>
          <ul className="row wrap">{value.days.map((one) => <li key={one} className="chip">{dayShown(one)}<Button tone="bare" icon="x" aria-label={`Remove ${dayShown(one)}`} inert={value.days.length === 1} onClick={() => change({ ...value, days: value.days.filter((other) => other !== one) })} /></li>)}</ul>
          <div className="row"><input className="input date" type="date" aria-label={`Another day of ${value.name}`} value={day} onChange={(event) => setDay(event.currentTarget.value)} /><Button inert={day === "" || value.days.length >= HOLIDAY_DAYS_MAX} onClick={add}>Add the day</Button></div>
        </fieldset>
        <InTurn label="In turn, a day each" ids={value.people} people={people} change={(ids) => change({ ...value, people: ids })} />
        <div><Button tone="bare" icon="x" onClick={drop}>Take {value.name} away</Button></div>
      </div>
    </details>
  );
}

function TemporaryBand({ value, people, zone, change, drop }: Of<Temporary>) {
  const at = (iso: string) => wallAt(zone, instant(iso));
  const span = `${dayWord(zone, instant(value.from))} to ${dayWord(zone, instant(value.until))}`;
  return (
    <details className="band">
      <summary><b>{value.name}</b> <span className="sm t2">{span}; {value.layers.length === 0 ? "nobody is on duty" : `${value.layers.length} ${value.layers.length === 1 ? "layer" : "layers"}`}</span></summary>
      <div className="stack gap4">
        <Input id={`name-${value.id}`} label="Name" value={value.name} maxLength={120} onText={(name) => change({ ...value, name })} />
        <div className="pairf">
          <Input id={`from-${value.id}`} label={`From, ${zoneWord(zone)} time`} type="datetime-local" value={at(value.from)} onText={(wall) => wall !== "" && change({ ...value, from: instantAt(zone, wall) })} />
          <Input id={`until-${value.id}`} label={`Until, ${zoneWord(zone)} time`} type="datetime-local" value={at(value.until)} onText={(wall) => wall !== "" && change({ ...value, until: instantAt(zone, wall) })} />
        </div>
        <p className="sm t2"><Icon name="info-circle" /> Between these two instants it replaces the week, the layers and the holidays of the duties that it speaks of.</p>
        <Layers layers={value.layers} people={people} today={at(value.from).slice(0, 10)} most={LAYERS_OF_TEMPORARY_MAX} what={`${value.name}, layer`} change={(layers) => change({ ...value, layers })} />
        <div><Button tone="bare" icon="x" onClick={drop}>Take {value.name} away</Button></div>
      </div>
    </details>
  );
}

interface Props { readonly zone: string; readonly today: number; readonly value: Arrangement; readonly people: readonly Cover[]; readonly wrong: string | undefined; readonly change: (value: Arrangement) => void }

const DAY_MS = 86_400_000;
const put = <T,>(list: readonly T[], at: number, value: T): T[] => list.map((one, index) => (index === at ? value : one));
const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_, index) => index !== at);

/** [W114] Rotations and shifts over the week, holidays with people of their own, and schedules for a while. What lies higher counts. */
export function OverWeek({ zone, today, value, people, wrong, change }: Props) {
  const day = wallAt(zone, today).slice(0, 10);
  const one = people.slice(0, 1).map(({ id }) => id);
  const { layers, holidays, temporary } = value;
  const holiday = (): Holiday => ({ id: crypto.randomUUID(), name: `Holidays ${holidays.length + 1}`, rank: "first", role: null, begins: "08:00", days: [day], people: one });
  const aWhile = (): Temporary => ({ id: crypto.randomUUID(), name: `Schedule for a while ${temporary.length + 1}`, from: new Date(today + DAY_MS).toISOString(), until: new Date(today + 8 * DAY_MS).toISOString(), layers: [] });
  return (
    <section className="panel pad stack gap4" aria-labelledby="over-week">
      <div className="row wrap"><h2 id="over-week">What lies over the week</h2><span className="t2 sm">of two that both say something, the lower one here counts</span></div>
      <h3 className="sm t2">Layers</h3>
      <Layers layers={layers} people={people} today={day} what="Layer" change={(next) => change({ ...value, layers: next })} />
      <h3 className="sm t2">Holidays</h3>
      {holidays.map((each, at) => <HolidayBand key={each.id} value={each} people={people} zone={zone} change={(next) => change({ ...value, holidays: put(holidays, at, next) })} drop={() => change({ ...value, holidays: without(holidays, at) })} />)}
      <div><Button icon="plus" inert={people.length === 0 || holidays.length >= SETS_MAX} onClick={() => change({ ...value, holidays: [...holidays, holiday()] })}>Add holidays</Button></div>
      <h3 className="sm t2">For a while</h3>
      {temporary.map((each, at) => <TemporaryBand key={each.id} value={each} people={people} zone={zone} change={(next) => change({ ...value, temporary: put(temporary, at, next) })} drop={() => change({ ...value, temporary: without(temporary, at) })} />)}
      <div><Button icon="plus" inert={temporary.length >= SETS_MAX} onClick={() => change({ ...value, temporary: [...temporary, aWhile()] })}>Add a schedule for a while</Button></div>
      {wrong && <p className="wrong" role="alert"><Icon name="alert-triangle" />{wrong}</p>}
    </section>
  );
}
