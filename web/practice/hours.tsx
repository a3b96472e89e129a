import { useState } from "react";
import type { Account } from "../../contract/index.ts";
import { Button, Icon } from "../ui/index.ts";
import { zoneWord } from "./parts.tsx";

type Span = Account["hours"][number];
export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const SPANS_MAX = 28;
const HOLIDAYS_MAX = 60;

function Wrong({ say, id }: { readonly say: string | undefined; readonly id: string }) {
  return say ? <span className="wrong" id={id} role="alert"><Icon name="alert-triangle" />{say}</span> : null;
}

/** When the office itself is open, by the wall clock of its zone. A day may have several spans, or none. */
export function Hours({ zone, hours, wrong, change }: { readonly zone: string; readonly hours: readonly Span[]; readonly wrong: string | undefined; readonly change: (hours: Span[]) => void }) {
  const put = (at: number, part: Partial<Span>) => change(hours.map((span, index) => (index === at ? { ...span, ...part } : span)));
  return (
    <fieldset className="plainset">
      <legend className="label">Office hours, {zoneWord(zone)} time</legend>
      {weekdays.map((day, index) => {
        const spans = hours.map((span, at) => ({ span, at })).filter(({ span }) => span.weekday === index + 1);
        return (
          <div className="dayrow" key={day}>
            <span>{day}</span>
            <span className="row wrap">
              {spans.length === 0 && <span className="sm t3">Closed</span>}
              {spans.map(({ span, at }) => (
                <span className="row" key={at}>
                  <input className="input time" type="time" aria-label={`${day} opens`} value={span.open} onChange={(event) => put(at, { open: event.currentTarget.value })} />
                  <span className="t2">to</span>
                  <input className="input time" type="time" aria-label={`${day} closes`} value={span.close} onChange={(event) => put(at, { close: event.currentTarget.value })} />
                  {span.close !== "" && span.close <= span.open && <span className="sm t2 nowrap">next day</span>}
                  <Button tone="bare" icon="x" aria-label={`Remove ${day} ${span.open} to ${span.close}`} onClick={() => change(hours.filter((_, other) => other !== at))} />
                </span>
              ))}
            </span>
            <Button tone="bare" icon="plus" aria-label={`Add hours on ${day}`} inert={hours.length >= SPANS_MAX} onClick={() => change([...hours, { weekday: index + 1, open: "09:00", close: "17:00" }])} />
          </div>
        );
      })}
      <Wrong say={wrong} id="hours-wrong" />
    </fieldset>
  );
}

const shown = (date: string): string => new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(Date.parse(`${date}T12:00:00Z`)).replace(",", "");

export function Holidays({ days, wrong, change }: { readonly days: readonly string[]; readonly wrong: string | undefined; readonly change: (days: string[]) => void }) {
  const [day, setDay] = useState("");
  const add = () => { if (day && !days.includes(day)) { change([...days, day].toSorted()); setDay(""); } };
  return (
    <fieldset className="plainset">
      <legend className="label">Holidays: closed all day</legend>
      {days.length > 0 && <ul className="row wrap">{days.map((one) => <li key={one} className="chip">{shown(one)}<Button tone="bare" icon="x" aria-label={`Remove ${shown(one)}`} onClick={() => change(days.filter((other) => other !== one))} /></li>)}</ul>}
      <div className="row"><input className="input date" type="date" aria-label="A holiday" value={day} onChange={(event) => setDay(event.currentTarget.value)} /><Button inert={!day || days.length >= HOLIDAYS_MAX} onClick={add}>Add</Button></div>
      <Wrong say={wrong} id="holidays-wrong" />
    </fieldset>
  );
}
