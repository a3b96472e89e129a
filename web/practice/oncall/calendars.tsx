import { useState } from "react";
import type { Feed } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useAsked, useSending } from "../../api/asked.ts";
import { useMe } from "../../app/session.tsx";
import { Button, moment } from "../../ui/index.ts";
import { AskInPlace, Outcome, Shown } from "../parts.tsx";

const showsWord: Record<Feed["shows"], string> = { everyone: "Everybody's duty", mine: "My own duty" };

/** [W71] Shown this once: whoever has the address reads the calendar, so it is given like a key. */
export function Address({ url, close }: { readonly url: string; readonly close: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="stack asking" role="group" aria-label="The new calendar's address">
      <p className="sm">Subscribe to this address in your calendar program. It is shown this once, and whoever has it reads who is on duty.</p>
      <p className="sm mono" style={{ overflowWrap: "anywhere" }}>{url}</p>
      <div className="row wrap"><Button tone="strong" icon="copy" onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}>{copied ? "Copied" : "Copy the address"}</Button><Button tone="bare" onClick={close}>I have it</Button></div>
    </div>
  );
}

function FeedRow({ account, feed, changed }: { readonly account: string; readonly feed: Feed; readonly changed: () => void }) {
  const { zone } = useMe();
  const sending = useSending();
  return (
    <li className="listrow">
      <div><b>{showsWord[feed.shows]}</b><div className="sm t2">{feed.mine ? "yours" : feed.person}, since {moment(zone, feed.madeAt)}</div></div>
      <AskInPlace act="End it" label={`End the calendar of ${feed.person}`} says="The address answers nothing from now on." confirm="End this calendar" busy={sending.busy} onYes={() => sending.send(() => api.revokeCalendarFeed({ params: { account, feed: feed.id } }), changed)} />
      {sending.trouble && <Outcome sending={sending} what="It was not ended" />}
    </li>
  );
}

export function Feeds({ account }: { readonly account: string }) {
  const asked = useAsked(() => api.calendarFeeds({ params: { account } }), account);
  const sending = useSending();
  const [url, setUrl] = useState<string>();
  const make = () => sending.send(() => api.makeCalendarFeed({ params: { account }, body: { shows: "everyone" } }), (made) => { setUrl(made.url); asked.again(); });
  return (
    <section className="panel pad stack" aria-labelledby="feeds">
      <h2 id="feeds">In your own calendar</h2>
      <p className="sm t2">A read-only calendar of who is on duty. Nothing of a patient is in it.</p>
      <Shown asked={asked} say="Fetching the calendars" what="The calendars are not here">{({ feeds }) => (feeds.length === 0 ? null : <ul>{feeds.map((feed) => <FeedRow key={feed.id} account={account} feed={feed} changed={asked.again} />)}</ul>)}</Shown>
      {url === undefined ? <div><Button icon="plus" inert={sending.busy} onClick={make}>Make an address</Button></div> : <Address url={url} close={() => setUrl(undefined)} />}
      {sending.trouble && <Outcome sending={sending} what="No address was made" />}
    </section>
  );
}
