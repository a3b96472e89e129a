import { useState, type FormEvent } from "react";
import type { HoursReply } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Icon, moment, serverToday, Tag } from "../ui/index.ts";
import { wallAt } from "./oncall/wall.ts";
import { AskInPlace, Input, Outcome, zoneWord } from "./parts.tsx";

interface Props { readonly account: string; readonly hours: HoursReply; readonly put: (hours: HoursReply) => void }

/** What a caller would find at this minute. */
export function Now({ hours: { open, until, why, zone } }: { readonly hours: HoursReply }) {
  return (
    <p className="row wrap" role="status">
      <Tag icon={open ? "building-hospital" : "moon"} {...(open && { tone: "sage" as const })}>{open ? "Open" : "Closed"}</Tag>
      <span>{why}{until ? `, ${open ? "closes" : "opens"} ${moment(zone, until)}` : open ? ", and does not close" : ", and nothing says when it opens"}</span>
    </p>
  );
}

function Standing({ account, hours, put }: Props) {
  const sending = useSending();
  const reopen = (closing: string) => sending.send(() => api.reopen({ params: { account, closing } }), put);
  return (
    <>
      <ul>{hours.closings.map(({ id, from, until, how }) => (
        <li key={id} className="listrow">
          <span className="sm"><b>{moment(hours.zone, from)}</b> to {moment(hours.zone, until)}{how === "telephone" && <span className="t2"> <Icon name="phone" />by telephone</span>}</span>
          <AskInPlace act="Take back" label={`Take back the closing from ${moment(hours.zone, from)}`} tone="bare" says="From now on the office is open by its week again." confirm="Take it back" busy={sending.busy} onYes={() => reopen(id)} />
        </li>
      ))}</ul>
      <Outcome sending={sending} what="The closing still stands" done="Taken back." />
    </>
  );
}

/** Closing early, today or on a date. The id is made here, once: the same press twice is one closing. */
export function CloseEarly({ account, hours, put }: Props) {
  const today = wallAt(hours.zone, serverToday()).slice(0, 10);
  const begin = () => ({ id: crypto.randomUUID(), date: today, from: "", lastDate: "" });
  const [ask, setAsk] = useState(begin);
  const sending = useSending();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { id, date, from, lastDate } = ask;
    if (date && !sending.busy) sending.send(() => api.closeEarly({ params: { account }, body: { id, date, from: from || null, lastDate: lastDate || null } }), (changed) => { put(changed); setAsk(begin()); });
  };
  return (
    <section className="panel pad stack" aria-labelledby="early">
      <h2 id="early">Close early</h2>
      <Now hours={hours} />
      <Standing account={account} hours={hours} put={put} />
      <form className="stack" onSubmit={submit} noValidate aria-label="Close early">
        <Input id="early-date" label="On" type="date" value={ask.date} wrong={sending.wrong("date")} onText={(date) => setAsk({ ...ask, date })} />
        <Input id="early-from" label={`From, ${zoneWord(hours.zone)} time`} type="time" value={ask.from} hint="Empty: today from now, another day from its beginning." onText={(from) => setAsk({ ...ask, from })} />
        <Input id="early-last" label="Through the end of" type="date" value={ask.lastDate} wrong={sending.wrong("lastDate")} hint="Empty: that day alone." onText={(lastDate) => setAsk({ ...ask, lastDate })} />
        <Outcome sending={sending} what="The hours were not changed" done="The next caller finds it closed." at={["date", "lastDate"]} />
        <div className="row"><Button type="submit" inert={ask.date === "" || sending.busy}>Close early</Button></div>
      </form>
    </section>
  );
}
