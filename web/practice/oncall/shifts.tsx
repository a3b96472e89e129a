import type { WeeklyShift } from "../../../contract/index.ts";
import { Button, EmptyState, Icon } from "../../ui/index.ts";
import { weekdays } from "../hours.tsx";
import { zoneWord } from "../parts.tsx";
import { ranks } from "./plan-words.ts";

export interface Cover { readonly id: string; readonly name: string }
const SHIFTS_MAX = 200;
const order = (shift: WeeklyShift): string => `${ranks.findIndex(([rank]) => rank === shift.rank)}${shift.weekday}${shift.start}`;

/** A schedule with no shift yet, or a new row beside the last one: nights of the next weekday. */
export function nextShift(shifts: readonly WeeklyShift[], people: readonly Cover[]): WeeklyShift {
  const last = shifts.at(-1);
  if (!last) return { weekday: 1, start: "17:00", end: "08:00", rank: "first", person: people[0]?.id ?? "" };
  const { start, end, rank, person } = last;
  return { weekday: (last.weekday % 7) + 1, start, end, rank, person };
}

interface RowProps { readonly shift: WeeklyShift; readonly nth: string; readonly people: readonly Cover[]; readonly put: (part: Partial<WeeklyShift>) => void; readonly drop: () => void }

function Row({ shift, nth, people, put, drop }: RowProps) {
  const gone = !people.some(({ id }) => id === shift.person);
  return (
    <tr role="row">
      <td role="cell"><select className="input short" aria-label={`Rank of ${nth}`} value={shift.rank} onChange={(event) => put({ rank: event.currentTarget.value as WeeklyShift["rank"] })}>{ranks.map(([rank, say]) => <option key={rank} value={rank}>{say}</option>)}</select></td>
      <td role="cell"><select className="input short" aria-label={`Clinician of ${nth}`} value={shift.person} onChange={(event) => put({ person: event.currentTarget.value })}>{gone && <option value={shift.person}>Covers no more</option>}{people.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select></td>
      <td role="cell"><select className="input short" aria-label={`Weekday of ${nth}`} value={shift.weekday} onChange={(event) => put({ weekday: Number(event.currentTarget.value) })}>{weekdays.map((day, index) => <option key={day} value={index + 1}>{day}</option>)}</select></td>
      <td role="cell"><input className="input time" type="time" required aria-label={`Start of ${nth}`} value={shift.start} onChange={(event) => put({ start: event.currentTarget.value })} /></td>
      <td role="cell"><input className="input time" type="time" required aria-label={`End of ${nth}`} value={shift.end} onChange={(event) => put({ end: event.currentTarget.value })} /></td>
      <td role="cell" className="t2 nowrap"><span className="onlycards">ends </span>{shift.end <= shift.start ? weekdays[shift.weekday % 7]?.slice(0, 3) : "same day"}</td>
      <td role="cell" className="acts"><Button tone="bare" icon="x" aria-label={`Remove ${nth}`} onClick={drop} /></td>
    </tr>
  );
}

/** One row a shift, in the order of the week. `of`: whose shifts they are, where a page has several tables. */
export function ShiftTable({ shifts, people, change, of = "" }: Pick<ShiftsProps, "shifts" | "people" | "change"> & { readonly of?: string }) {
  const rows = shifts.map((shift, at) => ({ shift, at })).toSorted((one, other) => order(one.shift).localeCompare(order(other.shift)));
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={`Shifts${of}`}>
      <table className="table cards shifts" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Rank</th><th role="columnheader" scope="col">Clinician</th><th role="columnheader" scope="col">Begins</th><th role="columnheader" scope="col">From</th><th role="columnheader" scope="col">Until</th><th role="columnheader" scope="col">Ends</th><th role="columnheader" scope="col"><span className="sr">Remove</span></th></tr></thead>
        <tbody role="rowgroup">{rows.map(({ shift, at }) => <Row key={at} shift={shift} nth={`shift ${at + 1}${of}`} people={people} put={(part) => change(shifts.map((one, index) => (index === at ? { ...one, ...part } : one)))} drop={() => change(shifts.filter((_, index) => index !== at))} />)}</tbody>
      </table>
    </div>
  );
}

interface ShiftsProps { readonly zone: string; readonly shifts: readonly WeeklyShift[]; readonly people: readonly Cover[]; readonly wrong: string | undefined; readonly change: (shifts: WeeklyShift[]) => void }

/** The week that repeats, by the wall clock. Everything here can be done by keyboard; nothing is saved until it is. */
export function Shifts({ zone, shifts, people, wrong, change }: ShiftsProps) {
  const add = <Button icon="plus" inert={people.length === 0 || shifts.length >= SHIFTS_MAX} onClick={() => change([...shifts, nextShift(shifts, people)])}>Add a shift</Button>;
  return (
    <section className="panel" aria-labelledby="shifts">
      <div className="row pad shifthead"><h2 id="shifts">The week that repeats</h2><span className="t2 sm">by the clock on the wall in {zoneWord(zone)}</span><span className="right">{shifts.length > 0 && add}</span></div>
      {shifts.length === 0 && <EmptyState icon="calendar" title="Nobody is on call yet" act={add}>{people.length === 0 ? "Invite a clinician under People first." : "Until there is a shift, pages go straight to the alarm at the desk."}</EmptyState>}
      {shifts.length > 0 && <ShiftTable shifts={shifts} people={people} change={change} />}
      {wrong && <p className="wrong pad" role="alert"><Icon name="alert-triangle" />{wrong}</p>}
    </section>
  );
}
