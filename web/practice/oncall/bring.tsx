import { useState, type FormEvent } from "react";
import { CALENDAR_BYTES_MAX, type ImportPreview, type Rank } from "../../../contract/index.ts";
import { api, type Value } from "../../api/index.ts";
import { useSending } from "../../api/asked.ts";
import { Button, Field, Icon, instant, moment } from "../../ui/index.ts";
import { Input, Outcome, Select } from "../parts.tsx";
import { ProofLine } from "./coverage.tsx";
import { spanWord } from "./words.ts";

type Reason = ImportPreview["leftOut"][number]["why"];
/** After "3 skipped:". */
const reasonWords: Readonly<Record<Reason, string>> = {
  "nobody-known": "names nobody who covers this practice", "two-people": "names two people", over: "is over", "too-far": "begins in more than 400 days", "too-long": "lasts more than 92 days",
  "no-times": "has no times that can be read", "unknown-zone": "has a time zone that is not known", "unknown-rule": "repeats in a way that is not read", "too-many": "is beyond the 200 overrides that a practice takes", overlaps: "overlaps another one", cancelled: "was cancelled in the calendar",
};
const SHOWN_MAX = 12;
const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** [W72] What was read, what it makes, and what it does not make: the same numbers before and after saving. */
export function Counts({ events, shifts, skipped, saved }: { readonly events: number; readonly shifts: number; readonly skipped: number; readonly saved: boolean }) {
  return <p className="sm tn">{many(events, "event")} read: {many(shifts, "shift")} {saved ? "added" : "to add"}, {skipped} skipped.</p>;
}

/** Each with its reason, and the people whom nobody knows before all others: a name that is written otherwise is put right in the calendar. */
export function Skips({ zone, preview: { skipped, more, unknown } }: { readonly zone: string; readonly preview: Pick<ImportPreview, "skipped" | "more" | "unknown"> }) {
  if (skipped.length === 0) return null;
  const shown = skipped.slice(0, SHOWN_MAX);
  const rest = skipped.length - shown.length + more;
  return (
    <div className="stack">
      {unknown.length > 0 && <div className="stack gap1"><h3 className="sm t2">Nobody of this name covers the practice</h3><ul>{unknown.map(({ title, count }) => <li key={title} className="sm">{title === "" ? "(no title)" : title}{count > 1 && <span className="t2"> · {count} times</span>}</li>)}</ul></div>}
      <div className="stack gap1"><h3 className="sm t2">Skipped</h3>
        <ul>{shown.map(({ title, at, why }, nth) => <li key={nth} className="sm"><b>{title === "" ? "(no title)" : title}</b>{at !== null && <span className="tn t2"> · {moment(zone, at)}</span>}<span className="t2"> · {reasonWords[why]}</span></li>)}</ul>
        {rest > 0 && <p className="sm t3">And {rest} more.</p>}
      </div>
    </div>
  );
}

/** Whom it would put where, and who stands there now. */
function Shifts({ preview: { zone, proposals } }: { readonly preview: ImportPreview }) {
  if (proposals.length === 0) return <p className="sm">Nothing in it can be put on this schedule.</p>;
  return (
    <>
      <ul>{proposals.slice(0, SHOWN_MAX).map((one) => <li key={one.from} className="listrow"><div><b>{one.name}</b><div className="sm tn">{spanWord(zone, { from: instant(one.from), until: instant(one.until) })}</div><div className="sm t2">{one.now === null ? "now: nobody" : one.now === one.name ? "no change" : `now: ${one.now}`}</div></div></li>)}</ul>
      {proposals.length > SHOWN_MAX && <p className="sm t2">And {proposals.length - SHOWN_MAX} more.</p>}
    </>
  );
}

interface PreviewProps { readonly account: string; readonly preview: ImportPreview; readonly drop: () => void; readonly saved: (counts: Value<"saveImport">) => void }

/** [W72] What it would change, hour by hour, and whether everything is covered before and after. */
function Preview({ account, preview, drop, saved }: PreviewProps) {
  const sending = useSending();
  const [reason, setReason] = useState("Calendar of the group");
  const shifts = preview.proposals.length;
  const save = () => sending.send(() => api.saveImport({ params: { account, import: preview.id }, body: { reason } }), saved);
  return (
    <div className="stack gap4" role="group" aria-label="What this calendar would change">
      <Counts events={preview.events} shifts={shifts} skipped={preview.skipped.length + preview.more} saved={false} />
      <Shifts preview={preview} />
      <Skips zone={preview.zone} preview={preview} />
      <div className="stack"><h3 className="sm t2">Coverage after saving</h3><ProofLine zone={preview.zone} proof={preview.after} /></div>
      <Input id="i-reason" label="Why" value={reason} maxLength={120} onText={setReason} />
      {sending.trouble && <Outcome sending={sending} what="None of it was saved" />}
      <div className="row wrap"><Button tone="strong" inert={sending.busy || shifts === 0 || reason.trim() === ""} onClick={save}>{sending.busy ? "Saving" : `Add ${many(shifts, "override")}`}</Button><Button tone="bare" onClick={drop}>Discard</Button></div>
    </div>
  );
}

function Choose({ account, shown }: { readonly account: string; readonly shown: (preview: ImportPreview) => void }) {
  const [rank, setRank] = useState<Rank>("first");
  const [file, setFile] = useState<File>();
  const sending = useSending();
  const tooLarge = file !== undefined && file.size > CALENDAR_BYTES_MAX ? "This file is larger than 256 KiB. Nothing was read." : undefined;
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (!file || tooLarge) return;
    sending.send(async () => api.previewImport({ params: { account }, body: { rank, calendar: await file.text() } }), shown);
  };
  const wrong = tooLarge ?? sending.wrong("calendar");
  return (
    <form className="stack" onSubmit={look} noValidate>
      <p className="sm t2">An .ics file whose titles name the clinician: at most 256 KiB, 1,000 events, 400 days ahead, and 200 overrides at the practice. You see what it would change before anything is saved.</p>
      <Field id="i-file" label="Calendar file" wrong={wrong}><input id="i-file" className="input file" type="file" accept=".ics,text/calendar" aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? "i-file-wrong" : undefined} onChange={(event) => { setFile(event.currentTarget.files?.[0]); sending.clear(); }} /></Field>
      <Select id="i-rank" label="As" value={rank} choices={[["first", "Paged first"], ["backup", "Backup"]] as const} onPick={setRank} />
      {sending.trouble && <Outcome sending={sending} what="It was not read" at={["calendar"]} />}
      <div><Button type="submit" inert={!file || tooLarge !== undefined || sending.busy}>{sending.busy ? "Reading" : "Show what it would change"}</Button></div>
    </form>
  );
}

export function Bring({ account, changed }: { readonly account: string; readonly changed: () => void }) {
  const [preview, setPreview] = useState<ImportPreview>();
  const [saved, setSaved] = useState<{ readonly counts: Value<"saveImport">; readonly of: ImportPreview }>();
  return (
    <section className="panel pad stack" aria-labelledby="bring">
      <h2 id="bring">Bring a calendar</h2>
      {saved && <div className="stack" role="status"><p className="row"><Icon name="check" tone="sage" />Saved.</p><Counts events={saved.counts.events} shifts={saved.counts.added} skipped={saved.counts.skipped} saved /><Skips zone={saved.of.zone} preview={saved.of} /></div>}
      {preview
        ? <Preview account={account} preview={preview} drop={() => setPreview(undefined)} saved={(counts) => { setSaved({ counts, of: preview }); setPreview(undefined); changed(); }} />
        : <Choose account={account} shown={(shown) => { setSaved(undefined); setPreview(shown); }} />}
    </section>
  );
}
