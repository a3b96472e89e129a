import { useState } from "react";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Address } from "../practice/oncall/calendars.tsx";
import { AskInPlace, Outcome, Shown } from "../practice/parts.tsx";
import { Button, moment } from "../ui/index.ts";

type Feed = Value<"ownCalendarFeed">["feed"];
interface Acts { readonly busy: boolean; readonly make: () => void; readonly end: () => void }

/** Whether there is an address, since when, and what can be done about it. */
export function Standing({ feed, zone, busy, make, end }: { readonly feed: Feed; readonly zone: string } & Acts) {
  if (feed === null) return <div><Button big icon="plus" inert={busy} onClick={make}>Make an address</Button></div>;
  return (
    <div className="stack">
      <p className="sm tn">There is an address since {moment(zone, feed.madeAt)}. It was shown once; another one ends it.</p>
      <div className="row wrap"><Button big inert={busy} onClick={make}>Make another address</Button><AskInPlace act="End it" label="End my calendar" says="The address answers nothing from now on." confirm="End this calendar" busy={busy} onYes={end} /></div>
    </div>
  );
}

/** [W240] One address for all of a clinician's duty, at the practices of every client; read by their own calendar program. */
export function MyCalendar() {
  const { zone } = useMe();
  const asked = useAsked(() => api.ownCalendarFeed(), "my-calendar");
  const sending = useSending();
  const [url, setUrl] = useState<string>();
  const make = () => sending.send(() => api.makeOwnCalendarFeed({ body: {} }), (made) => { setUrl(made.url); asked.again(); });
  const end = () => sending.send(() => api.revokeOwnCalendarFeed(), () => { setUrl(undefined); asked.again(); });
  return (
    <section className="card stack" aria-labelledby="my-calendar">
      <h2 id="my-calendar">In my own calendar</h2>
      <p className="sm t2">Your duty at every practice you cover, in one read-only calendar. Nothing of a patient and nobody else's duty is in it.</p>
      {url === undefined
        ? <Shown asked={asked} say="Looking for your calendar" what="Your calendar is not here">{({ feed }) => <Standing feed={feed} zone={zone} busy={sending.busy} make={make} end={end} />}</Shown>
        : <Address url={url} close={() => setUrl(undefined)} />}
      {sending.trouble && <Outcome sending={sending} what="The calendar is as it was" />}
    </section>
  );
}
