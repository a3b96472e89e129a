import type { Arrangement } from "../../../contract/index.ts";
import { Button, Check, Icon } from "../../ui/index.ts";
import { weekdays } from "../hours.tsx";
import { Input, Select, type Choice } from "../parts.tsx";
import { InTurn } from "./in-turn.tsx";
import { ShiftTable, nextShift, type Cover } from "./shifts.tsx";
import { bandWord, ranks } from "./plan-words.ts";

export type Layer = Arrangement["layers"][number];
type Rotation = Extract<Layer, { kind: "rotation" }>;
type Hours = Layer["only"][number];
type Turn = Rotation["cycle"]["handOvers"][number];

const LAYERS_MAX = 24;
const HOURS_MAX = 30;
const TURNS_MAX = 60;
const CYCLE_DAYS_MAX = 366;

interface Of<T> { readonly value: T; readonly nth: string; readonly people: readonly Cover[]; readonly change: (value: T) => void }

/** Hours of the week in which a layer applies; none: always. */
function Only({ value, nth, change }: Omit<Of<readonly Hours[]>, "people" | "change"> & { readonly change: (hours: Hours[]) => void }) {
  const put = (at: number, part: Partial<Hours>) => change(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="plainset">
      <legend className="label">{value.length === 0 ? "It applies always" : "It applies only"}</legend>
      {value.map((hours, at) => (
        <div className="row wrap" key={at}>
          <span className="row wrap" role="group" aria-label={`Days, hours ${at + 1} of ${nth}`}>{weekdays.map((day, index) => <Check key={day} on={hours.weekdays.includes(index + 1)} label={day} onChange={(on) => put(at, { weekdays: on ? [...hours.weekdays, index + 1].toSorted() : hours.weekdays.length === 1 ? hours.weekdays : hours.weekdays.filter((one) => one !== index + 1) })}>{day.slice(0, 3)}</Check>)}</span>
          <span className="row"><input className="input time" type="time" aria-label={`Start, hours ${at + 1} of ${nth}`} value={hours.start} onChange={(event) => put(at, { start: event.currentTarget.value })} /><span className="t2">to</span><input className="input time" type="time" aria-label={`End, hours ${at + 1} of ${nth}`} value={hours.end} onChange={(event) => put(at, { end: event.currentTarget.value })} />
            {hours.end <= hours.start && <span className="sm t2 nowrap">next day</span>}
            <Button tone="bare" icon="x" aria-label={`Remove hours ${at + 1} of ${nth}`} onClick={() => change(value.filter((_, index) => index !== at))} /></span>
        </div>
      ))}
      <div><Button icon="plus" inert={value.length >= HOURS_MAX} onClick={() => change([...value, { weekdays: [1, 2, 3, 4, 5], start: "17:00", end: "08:00" }])}>Only in some hours</Button></div>
    </fieldset>
  );
}

const lengths = [["1", "A day"], ["7", "A week"], ["14", "Two weeks"], ["28", "Four weeks"]] as const;

/** A cycle of days and the hand-overs in it. */
function Cycle({ value, nth, change }: Omit<Of<Rotation["cycle"]>, "people">) {
  const usual = lengths.some(([days]) => days === String(value.days));
  const put = (at: number, part: Partial<Turn>) => change({ ...value, handOvers: value.handOvers.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  const days = (count: number) => change({ days: count, handOvers: value.handOvers.map((one) => ({ ...one, day: Math.min(one.day, count - 1) })) });
  const choices: readonly Choice<string>[] = [...lengths, ["other", "Another number of days"]];
  return (
    <fieldset className="plainset">
      <legend className="label">The turn goes round in</legend>
      <div className="row wrap">
        <select className="input short" aria-label={`Length of the cycle of ${nth}`} value={usual ? String(value.days) : "other"} onChange={(event) => days(event.currentTarget.value === "other" ? 10 : Number(event.currentTarget.value))}>{choices.map(([one, say]) => <option key={one} value={one}>{say}</option>)}</select>
        {!usual && <><input className="input time" type="number" min={1} max={CYCLE_DAYS_MAX} aria-label={`Days in the cycle of ${nth}`} value={value.days} onChange={(event) => days(Math.max(1, Math.min(CYCLE_DAYS_MAX, Number(event.currentTarget.value) || 1)))} /><span className="sm t2">days</span></>}
      </div>
      {value.handOvers.map((turn, at) => (
        <div className="row wrap" key={at}>
          <span className="sm t2">Hand-over on</span>
          <select className="input short" aria-label={`Day of hand-over ${at + 1} of ${nth}`} value={turn.day} onChange={(event) => put(at, { day: Number(event.currentTarget.value) })}>{Array.from({ length: value.days }, (_, day) => <option key={day} value={day}>day {day + 1}</option>)}</select>
          <span className="sm t2">at</span>
          <input className="input time" type="time" required aria-label={`Time of hand-over ${at + 1} of ${nth}`} value={turn.time} onChange={(event) => put(at, { time: event.currentTarget.value })} />
          <Button tone="bare" icon="x" aria-label={`Remove hand-over ${at + 1} of ${nth}`} inert={value.handOvers.length === 1} onClick={() => change({ ...value, handOvers: value.handOvers.filter((_, index) => index !== at) })} />
        </div>
      ))}
      <div><Button icon="plus" inert={value.handOvers.length >= TURNS_MAX} onClick={() => change({ ...value, handOvers: [...value.handOvers, { day: Math.min(value.days - 1, (value.handOvers.at(-1)?.day ?? -1) + 1), time: value.handOvers.at(-1)?.time ?? "08:00" }] })}>Another hand-over in the cycle</Button></div>
    </fieldset>
  );
}

function Turns({ value, nth, people, change }: Of<Rotation>) {
  return (
    <>
      <div className="pairf">
        <Select id={`rank-${value.id}`} label="As" value={value.rank} choices={ranks} onPick={(rank) => change({ ...value, rank })} />
        <Input id={`start-${value.id}`} label="Day 1 is" type="date" value={value.start} hint="Before its first hand-over it names nobody." onText={(start) => change({ ...value, start })} />
      </div>
      <Cycle value={value.cycle} nth={nth} change={(cycle) => change({ ...value, cycle })} />
      <InTurn label="In turn" ids={value.people} people={people} change={(ids) => change({ ...value, people: ids })} />
    </>
  );
}

function Band({ value, nth, people, change, drop }: Of<Layer> & { readonly drop: () => void }) {
  return (
    <details className="band">
      <summary><b>{value.name === "" ? nth : value.name}</b> <span className="sm t2">{bandWord(value, people)}</span></summary>
      <div className="stack gap4">
        <div className="pairf">
          <Input id={`name-${value.id}`} label="Name" value={value.name} maxLength={120} onText={(name) => change({ ...value, name })} />
          <Input id={`role-${value.id}`} label="For a role only" value={value.role ?? ""} maxLength={60} hint="Such as “cardiology”. Empty: for everybody who asks for nothing in particular." onText={(role) => change({ ...value, role: role.trim() === "" ? null : role.toLowerCase() })} />
        </div>
        {value.kind === "rotation"
          ? <Turns value={value} nth={nth} people={people} change={change} />
          : <div className="stack"><ShiftTable of={` of ${nth}`} shifts={value.shifts} people={people} change={(shifts) => change({ ...value, shifts })} /><div><Button icon="plus" inert={people.length === 0} onClick={() => change({ ...value, shifts: [...value.shifts, nextShift(value.shifts, people)] })}>Add a shift</Button></div></div>}
        <Only value={value.only} nth={nth} change={(only) => change({ ...value, only })} />
        <div><Button tone="bare" icon="x" onClick={drop}>Take {value.name === "" ? nth : value.name} away</Button></div>
      </div>
    </details>
  );
}

interface Props { readonly layers: readonly Layer[]; readonly people: readonly Cover[]; readonly today: string; readonly most?: number; readonly what: string; readonly change: (layers: Layer[]) => void }

/** The later one counts where both apply; where it names nobody, the earlier one does. */
export function Layers({ layers, people, today, most = LAYERS_MAX, what, change }: Props) {
  const add = (layer: Pick<Rotation, "kind" | "rank" | "start" | "cycle" | "people"> | Pick<Extract<Layer, { kind: "week" }>, "kind" | "shifts">) =>
    change([...layers, { id: crypto.randomUUID(), name: `${layer.kind === "rotation" ? "Rotation" : "Shifts"} ${layers.length + 1}`, role: null, only: [], ...layer }]);
  const inert = people.length === 0 || layers.length >= most;
  return (
    <div className="stack">
      {layers.map((layer, at) => <Band key={layer.id} value={layer} nth={`${what} ${at + 1}`} people={people} change={(next) => change(layers.map((one, index) => (index === at ? next : one)))} drop={() => change(layers.filter((_, index) => index !== at))} />)}
      <div className="row wrap">
        <Button icon="plus" inert={inert} onClick={() => add({ kind: "rotation", rank: "first", start: today, cycle: { days: 7, handOvers: [{ day: 0, time: "08:00" }] }, people: people.slice(0, 1).map(({ id }) => id) })}>Add a rotation</Button>
        <Button icon="plus" inert={inert} onClick={() => add({ kind: "week", shifts: [nextShift([], people)] })}>Add shifts</Button>
        {people.length === 0 && <span className="sm t2"><Icon name="info-circle" /> Invite a clinician under People first.</span>}
      </div>
    </div>
  );
}
