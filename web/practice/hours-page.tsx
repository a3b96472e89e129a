import { useState, type FormEvent } from "react";
import { HoursBody, type Account, type HoursReply } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { Button, clock, weekday } from "../ui/index.ts";
import { CloseEarly } from "./closing.tsx";
import { Title } from "./frame.tsx";
import { Holidays, Hours } from "./hours.tsx";
import { Outcome, Shown, zoneWord } from "./parts.tsx";
import { SpecialDays } from "./special-days.tsx";

const bodyOf = ({ hours, holidays, days }: HoursReply): HoursBody => ({ hours, holidays, days });
const dayWords = (date: string): string => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(`${date}T12:00:00Z`));
const noon = (date: string): string => `${date}T12:00:00Z`;

/** The weeks ahead, as callers will find them: what is typed shows its effect as soon as it is saved. */
function Ahead({ hours }: { readonly hours: HoursReply }) {
  return (
    <section className="panel pad stack" aria-labelledby="ahead">
      <h2 id="ahead">The days ahead</h2>
      <ol className="ahead">{hours.ahead.map(({ date, name, spans }) => (
        <li key={date} className={spans.length === 0 ? "sm t2" : "sm"}>
          <span className="tn">{weekday("UTC", noon(date))} {dayWords(date)}</span>
          <span>{spans.length === 0 ? "Closed" : spans.map(({ from, until }) => `${clock(hours.zone, from)} to ${clock(hours.zone, until)}`).join(", ")}{name && <b>{spans.length === 0 ? `, ${name}` : ` (${name})`}</b>}</span>
        </li>
      ))}</ol>
    </section>
  );
}

function Week({ account, hours, put }: { readonly account: Account; readonly hours: HoursReply; readonly put: (hours: HoursReply) => void }) {
  const { value: body, changed: dirty, put: setBody, drop } = useKept<HoursBody>(`hours/${account.id}/${hours.version}`, bodyOf(hours));
  const [turn, setTurn] = useState(0);
  const sending = useSending();
  const change = (part: Partial<HoursBody>) => { sending.clear(); setBody((old) => ({ ...old, ...part })); };
  const ready = dirty && !sending.busy && HoursBody.safeParse(body).success;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.saveHours({ params: { account: account.id }, body }), (saved) => { drop(bodyOf(saved)); put(saved); });
  };
  return (
    <form className="panel pad stack form" onSubmit={submit} aria-labelledby="week" noValidate>
      <h2 id="week">When the office is open</h2>
      <Hours key={`week ${turn}`} zone={hours.zone} hours={body.hours} wrong={sending.wrong("hours")} change={(next) => change({ hours: next })} />
      <SpecialDays days={body.days} change={(days) => change({ days })} />
      <Holidays days={body.holidays} wrong={sending.wrong("holidays")} change={(holidays) => change({ holidays })} />
      <Outcome sending={sending} what="Nothing was saved yet" done={dirty ? undefined : "Saved. The next call goes by it; what was before is kept."} at={["hours", "holidays"]} />
      <div className="row"><Button type="submit" tone="strong" inert={!ready}>{sending.busy ? "Saving" : "Save"}</Button>{dirty ? <Button tone="bare" onClick={() => { drop(); sending.clear(); setTurn(turn + 1); }}>Discard</Button> : <span className="sm t3">Nothing to save.</span>}</div>
    </form>
  );
}

/** When a practice is open, and what is different today. */
export function HoursPage({ account, put }: { readonly account: Account; readonly put: (account: Account) => void }) {
  const asked = useAsked<HoursReply>(() => api.hours({ params: { account: account.id } }), `hours ${account.id}`);
  const changed = (hours: HoursReply) => { asked.put(hours); put({ ...account, hours: hours.hours, holidays: hours.holidays }); };
  return (
    <>
      <Title title="Hours" about={`${account.name}, ${zoneWord(account.zone)} time`} />
      <Shown asked={asked} say="Fetching the hours" what="The hours are not here">
        {(hours) => <div className="sidecols"><Week account={account} hours={hours} put={changed} /><div className="stack gap4"><CloseEarly account={account.id} hours={hours} put={changed} /><Ahead hours={hours} /></div></div>}
      </Shown>
    </>
  );
}
