import { useState } from "react";
import { SPECIAL_DAYS_MAX, type SpecialDay } from "../../contract/index.ts";
import { Button, Check } from "../ui/index.ts";
import { weekdays } from "./hours.tsx";
import { Input, Select, type Choice } from "./parts.tsx";

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"] as const;
const monthChoices = months.map((name, at) => [`${at + 1}`, name] as const);
const weekdayChoices = weekdays.map((name, at) => [`${at + 1}`, name] as const);
const nths: readonly Choice<`${1 | 2 | 3 | 4 | -1}`>[] = [["1", "First"], ["2", "Second"], ["3", "Third"], ["4", "Fourth"], ["-1", "Last"]];
const kinds: readonly Choice<SpecialDay["kind"]>[] = [["date", "One date"], ["yearly", "The same day each year"], ["weekday", "A weekday of a month"], ["easter", "Before or after Easter"]];
const closed = { spans: [] };

/** What offices in the United States keep most often; each is taken in, changed and taken out like any other. */
export const usual: readonly SpecialDay[] = [
  { kind: "yearly", name: "New Year’s Day", month: 1, day: 1, observed: true, ...closed },
  { kind: "weekday", name: "Memorial Day", month: 5, weekday: 1, nth: -1, plusDays: 0, ...closed },
  { kind: "yearly", name: "Juneteenth", month: 6, day: 19, observed: true, ...closed },
  { kind: "yearly", name: "Independence Day", month: 7, day: 4, observed: true, ...closed },
  { kind: "weekday", name: "Labor Day", month: 9, weekday: 1, nth: 1, plusDays: 0, ...closed },
  { kind: "weekday", name: "Thanksgiving", month: 11, weekday: 4, nth: 4, plusDays: 0, ...closed },
  { kind: "yearly", name: "Christmas Day", month: 12, day: 25, observed: true, ...closed },
];

const shownDate = (date: string): string => new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(Date.parse(`${date}T12:00:00Z`)).replace(",", "");
const plus = (days: number): string => (days === 0 ? "" : days === 1 ? "the day after the " : `${days} days after the `);

/** When it is, as one says it. */
export function whenWords(day: SpecialDay): string {
  switch (day.kind) {
    case "date":
      return shownDate(day.date);
    case "yearly":
      return `${day.day} ${months[day.month - 1]} each year${day.observed ? ", on the nearest working day" : ""}`;
    case "weekday":
      return `${plus(day.plusDays)}${nths.find(([nth]) => nth === `${day.nth}`)?.[1].toLowerCase()} ${weekdays[day.weekday - 1]} of ${months[day.month - 1]}`;
    case "easter":
      return day.plusDays === 0 ? "Easter Sunday" : `${Math.abs(day.plusDays)} days ${day.plusDays < 0 ? "before" : "after"} Easter Sunday`;
  }
}
const spansWords = ({ spans }: SpecialDay): string => (spans.length === 0 ? "closed" : spans.map(({ open, close }) => `${open} to ${close}`).join(", "));

function fresh(kind: SpecialDay["kind"], name: string): SpecialDay {
  const named = { name, spans: [] };
  if (kind === "date") return { kind, date: "", ...named };
  if (kind === "yearly") return { kind, month: 12, day: 24, observed: false, ...named };
  return kind === "weekday" ? { kind, month: 11, weekday: 4, nth: 4, plusDays: 0, ...named } : { kind, plusDays: -2, ...named };
}

/** On which day: each kind asks for what belongs to it. */
function Which({ day, put }: { readonly day: SpecialDay; readonly put: (day: SpecialDay) => void }) {
  if (day.kind === "date") return <Input id="day-date" label="Date" type="date" value={day.date} onText={(date) => put({ ...day, date })} />;
  if (day.kind === "easter") return <Input id="day-plus" label="Days after Easter Sunday" type="number" min={-60} max={60} value={day.plusDays} hint="-2 is Good Friday, 1 is Easter Monday." onText={(text) => put({ ...day, plusDays: Math.trunc(Number(text)) || 0 })} />;
  const month = <Select id="day-month" label="Month" value={`${day.month}`} choices={monthChoices} onPick={(picked) => put({ ...day, month: Number(picked) })} />;
  if (day.kind === "yearly") return <>{month}<Input id="day-day" label="Day" type="number" min={1} max={31} value={day.day} onText={(text) => put({ ...day, day: Math.min(31, Math.max(1, Math.trunc(Number(text)) || 1)) })} /><Check on={day.observed} onChange={(observed) => put({ ...day, observed })}>On the nearest working day when it falls on a weekend</Check></>;
  return (
    <>
      <Select id="day-nth" label="Which" value={`${day.nth}` as `${typeof day.nth}`} choices={nths} onPick={(nth) => put({ ...day, nth: Number(nth) as typeof day.nth })} />
      <Select id="day-weekday" label="Weekday" value={`${day.weekday}`} choices={weekdayChoices} onPick={(picked) => put({ ...day, weekday: Number(picked) })} />{month}
      <Select id="day-after" label="Or a day after it" value={`${day.plusDays}`} choices={[["0", "That day"], ["1", "The day after"], ["2", "Two days after"]]} onPick={(picked) => put({ ...day, plusDays: Number(picked) })} />
    </>
  );
}

function NewDay({ add }: { readonly add: (day: SpecialDay) => void }) {
  const [day, setDay] = useState<SpecialDay>(() => fresh("date", ""));
  const [span] = day.spans;
  const ready = day.name.trim() !== "" && (day.kind !== "date" || day.date !== "");
  return (
    <div className="item" role="group" aria-label="A day with a name">
      <div className="pairf">
        <Input id="day-name" label="Name" maxLength={60} value={day.name} onText={(name) => setDay({ ...day, name })} />
        <Select id="day-kind" label="It is" value={day.kind} choices={kinds} onPick={(kind) => setDay(fresh(kind, day.name))} />
        <Which day={day} put={setDay} />
      </div>
      <div className="row wrap">
        <Check on={span !== undefined} onChange={(open) => setDay({ ...day, spans: open ? [{ open: "08:00", close: "12:00" }] : [] })}>Open for some hours</Check>
        {span && <span className="row"><input className="input time" type="time" aria-label="Opens" value={span.open} onChange={(event) => setDay({ ...day, spans: [{ ...span, open: event.currentTarget.value }] })} /><span className="t2">to</span><input className="input time" type="time" aria-label="Closes" value={span.close} onChange={(event) => setDay({ ...day, spans: [{ ...span, close: event.currentTarget.value }] })} /></span>}
        <Button inert={!ready} icon="plus" onClick={() => { add({ ...day, name: day.name.trim() }); setDay(fresh("date", "")); }}>Add the day</Button>
      </div>
    </div>
  );
}

/** Days that do not go by the week. */
export function SpecialDays({ days, change }: { readonly days: readonly SpecialDay[]; readonly change: (days: SpecialDay[]) => void }) {
  const add = (day: SpecialDay) => change([...days, day]);
  const left = usual.filter(({ name }) => !days.some((day) => day.name === name));
  const full = days.length >= SPECIAL_DAYS_MAX;
  return (
    <fieldset className="plainset">
      <legend className="label">Days with a name</legend>
      {days.length === 0 && <p className="sm t3">None: every day goes by the week.</p>}
      <ul>{days.map((day, at) => <li key={`${day.name}${at}`} className="listrow"><span className="row wrap"><b>{day.name}</b><span className="sm t2">{whenWords(day)}, {spansWords(day)}</span></span><Button tone="bare" icon="x" aria-label={`Take out ${day.name}`} onClick={() => change(days.filter((_, other) => other !== at))} /></li>)}</ul>
      {!full && left.length > 0 && <div className="row wrap">{left.map((day) => <Button key={day.name} tone="bare" icon="plus" onClick={() => add(day)}>{day.name}</Button>)}</div>}
      {!full && <NewDay add={add} />}
    </fieldset>
  );
}
