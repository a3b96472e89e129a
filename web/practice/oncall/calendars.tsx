import { useState, type FormEvent } from "react";
import { CALENDAR_BYTES_MAX, type Feed, type ImportPreview, type Rank } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useAsked, useSending } from "../../api/asked.ts";
import { useMe } from "../../app/session.tsx";
import { Button, Field, instant, moment } from "../../ui/index.ts";
import { AskInPlace, Input, Outcome, Select, Shown } from "../parts.tsx";
import { ProofLine } from "./coverage.tsx";
import { spanWord } from "./words.ts";

const showsWord: Record<Feed["shows"], string> = { everyone: "Everybody's duty", mine: "My own duty" };

/** [W71] Shown this once: whoever has the address reads the calendar, so it is given like a key. */
function Address({ url, close }: { readonly url: string; readonly close: () => void }) {
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

const leftOutWords: Record<ImportPreview["leftOut"][number]["why"], string> = {
  "nobody-known": "name nobody who covers this practice", "two-people": "name two people", over: "are over", "too-far": "begin in more than 400 days", "too-long": "last more than 92 days",
  "no-times": "have no times that can be read", "unknown-rule": "repeat in a way that is not read", "too-many": "are beyond the first 200", overlaps: "overlap another one",
};

const SHOWN_MAX = 12;

/** [W72] What it would change, hour by hour, and whether everything is covered before and after. */
function Preview({ account, preview, drop, changed }: { readonly account: string; readonly preview: ImportPreview; readonly drop: () => void; readonly changed: () => void }) {
  const sending = useSending();
  const [reason, setReason] = useState("Calendar of the group");
  const { zone, proposals, leftOut } = preview;
  const save = () => sending.send(() => api.saveImport({ params: { account, import: preview.id }, body: { reason } }), () => { changed(); drop(); });
  return (
    <div className="stack gap4" role="group" aria-label="What this calendar would change">
      {proposals.length === 0 ? <p className="sm">Nothing in it can be put on this schedule.</p> : (
        <ul>{proposals.slice(0, SHOWN_MAX).map((one) => <li key={one.from} className="listrow"><div><b>{one.name}</b><div className="sm tn">{spanWord(zone, { from: instant(one.from), until: instant(one.until) })}</div><div className="sm t2">{one.now === null ? "now: nobody" : one.now === one.name ? "no change" : `now: ${one.now}`}</div></div></li>)}</ul>
      )}
      {proposals.length > SHOWN_MAX && <p className="sm t2">And {proposals.length - SHOWN_MAX} more.</p>}
      {leftOut.length > 0 && <div className="stack gap1"><h3 className="sm t2">Left out</h3><ul>{leftOut.map(({ why, count }) => <li key={why} className="sm">{count} {count === 1 ? "event" : "events"}: {leftOutWords[why]}</li>)}</ul></div>}
      <div className="stack"><h3 className="sm t2">Coverage after saving</h3><ProofLine zone={zone} proof={preview.after} /></div>
      <Input id="i-reason" label="Why" value={reason} maxLength={120} onText={setReason} />
      {sending.trouble && <Outcome sending={sending} what="It was not saved" />}
      <div className="row wrap"><Button tone="strong" inert={sending.busy || proposals.length === 0 || reason.trim() === ""} onClick={save}>{sending.busy ? "Saving" : `Add ${proposals.length} ${proposals.length === 1 ? "override" : "overrides"}`}</Button><Button tone="bare" onClick={drop}>Discard</Button></div>
    </div>
  );
}

export function Bring({ account, changed }: { readonly account: string; readonly changed: () => void }) {
  const [rank, setRank] = useState<Rank>("first");
  const [file, setFile] = useState<File>();
  const [preview, setPreview] = useState<ImportPreview>();
  const sending = useSending();
  const tooLarge = file !== undefined && file.size > CALENDAR_BYTES_MAX ? "This file is larger than 256 KiB." : undefined;
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (!file || tooLarge) return;
    sending.send(async () => api.previewImport({ params: { account }, body: { rank, calendar: await file.text() } }), setPreview);
  };
  const wrong = tooLarge ?? sending.wrong("calendar");
  return (
    <section className="panel pad stack" aria-labelledby="bring">
      <h2 id="bring">Bring a calendar</h2>
      {preview ? <Preview account={account} preview={preview} drop={() => { setPreview(undefined); sending.clear(); }} changed={changed} /> : (
        <form className="stack" onSubmit={look} noValidate>
          <p className="sm t2">An .ics file whose titles name the clinician. You see what it would change before anything is saved.</p>
          <Field id="i-file" label="Calendar file" wrong={wrong}><input id="i-file" className="input" type="file" accept=".ics,text/calendar" aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? "i-file-wrong" : undefined} onChange={(event) => { setFile(event.currentTarget.files?.[0]); sending.clear(); }} /></Field>
          <Select id="i-rank" label="As" value={rank} choices={[["first", "Paged first"], ["backup", "Backup"]] as const} onPick={setRank} />
          {sending.trouble && <Outcome sending={sending} what="It was not read" at={["calendar"]} />}
          <div><Button type="submit" inert={!file || tooLarge !== undefined || sending.busy}>{sending.busy ? "Reading" : "Show what it would change"}</Button></div>
        </form>
      )}
    </section>
  );
}
