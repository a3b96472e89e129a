import type { FormEvent } from "react";
import { api, type Value } from "../../api/index.ts";
import { useSending } from "../../api/asked.ts";
import { useKept } from "../../app/kept.ts";
import { Button, instant, useTick } from "../../ui/index.ts";
import { AskInPlace, Input, Outcome, Select, zoneWord } from "../parts.tsx";
import type { Cover } from "./shifts.tsx";
import { When } from "./views.tsx";
import { instantAt } from "./wall.ts";
import { spanWord } from "./words.ts";

type Note = Value<"plan">["notes"][number];

interface Place {
  readonly account: string;
  readonly zone: string;
  readonly people: readonly Cover[];
  readonly changed: () => void;
}

const nameIn = (people: readonly Cover[], id: string): string => people.find((one) => one.id === id)?.name ?? "a former colleague";

/** [W113] One note that stands, and what it does to a page meanwhile. */
export function AbsenceRow({ note, account, zone, people, changed }: Place & { readonly note: Note }) {
  const sending = useSending();
  const span = { from: instant(note.from), until: instant(note.until) };
  const instead = note.standIn === null ? "Whoever is asked next is paged." : `${nameIn(people, note.standIn)} is paged.`;
  const cancel = () => sending.send(() => api.cancelNote({ params: { account, note: note.id } }), changed);
  return (
    <li className="listrow">
      <div><b>{nameIn(people, note.person)}</b> <span className="sm t2">{note.words}</span><When zone={zone} span={span} /><div className="sm t3">{instead}</div></div>
      <AskInPlace act="End it" label={`End the note about ${nameIn(people, note.person)}`} says={`${nameIn(people, note.person)} is paged again at once, not only after ${spanWord(zone, { from: span.until, until: span.until }).split(" to ")[0]}.`} confirm="End the note" busy={sending.busy} onYes={cancel} />
      {sending.trouble && <Outcome sending={sending} what="The note still stands" />}
    </li>
  );
}

const EMPTY = { person: "", standIn: "", words: "", from: "", until: "" };

/** `about`: whom the note is about, where it can be about nobody else. */
export function AddAbsence({ account, zone, people, changed, about }: Place & { readonly about?: string }) {
  const { value: form, put: setForm, drop } = useKept(`absence/${account}`, EMPTY);
  const sending = useSending();
  const put = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }));
  const person = about ?? form.person;
  const ready = person !== "" && form.words.trim() !== "" && form.until !== "" && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { person, standIn: form.standIn === "" ? null : form.standIn, words: form.words, ...(form.from !== "" && { from: instantAt(zone, form.from) }), until: instantAt(zone, form.until) };
    if (ready) sending.send(() => api.addNote({ params: { account }, body }), () => { drop(); changed(); });
  };
  const choices = (first: string, leaveOut = "") => [["", first] as const, ...people.filter(({ id }) => id !== leaveOut).map(({ id, name }) => [id, name] as const)];
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {about === undefined && <Select id={`n-person-${account}`} label="Who cannot be reached" value={form.person} wrong={sending.wrong("person")} choices={choices("Choose")} onPick={(picked) => put({ person: picked })} />}
      <Input id={`n-words-${account}`} label={about === undefined ? "What keeps them" : "What keeps you"} value={form.words} maxLength={120} wrong={sending.wrong("words")} hint="Such as “in surgery”. Never about a patient." onText={(words) => put({ words })} />
      <Select id={`n-stand-in-${account}`} label="Page instead" value={form.standIn} wrong={sending.wrong("standIn")} choices={choices("Whoever is asked next", person)} onPick={(standIn) => put({ standIn })} />
      <Input id={`n-from-${account}`} label={`Away from, ${zoneWord(zone)} time`} type="datetime-local" value={form.from} wrong={sending.wrong("from")} hint="Empty: from now on." onText={(from) => put({ from })} />
      <Input id={`n-until-${account}`} label={`Back at, ${zoneWord(zone)} time`} type="datetime-local" value={form.until} wrong={sending.wrong("until")} hint="It ends by itself, within 14 days." onText={(until) => put({ until })} />
      <Outcome sending={sending} what="The note was not added" done="Added. It counts from its first minute and ends by itself." at={["person", "words", "standIn", "from", "until"]} />
      <div><Button type="submit" inert={!ready}>Add the note</Button></div>
    </form>
  );
}

/** "In surgery until 15:00, use Dr Cho": moves the page of one clinician for hours, and ends by itself. */
export function Absences({ notes, ...place }: Place & { readonly notes: readonly Note[] }) {
  const { now } = useTick();
  const standing = notes.filter(({ until }) => instant(until) > now);
  return (
    <section className="panel pad stack" aria-labelledby="absences">
      <h2 id="absences">Not to be reached for a while</h2>
      {standing.length === 0 && <p className="sm t2">Everybody on the schedule can be reached.</p>}
      <ul>{standing.map((note) => <AbsenceRow key={note.id} note={note} {...place} />)}</ul>
      <AddAbsence {...place} />
    </section>
  );
}
