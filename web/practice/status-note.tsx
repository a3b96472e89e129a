import { useState, type FormEvent } from "react";
import type { Account } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { Button } from "../ui/index.ts";
import { instantAt } from "./oncall/wall.ts";
import { Area, Input, Outcome, zoneWord } from "./parts.tsx";

/** A time-bound note that stands on top of the call card: "in surgery until 15:00, use Dr Cho". */
export function StatusNote({ account }: { readonly account: Account }) {
  const { value: { text, until }, put, drop } = useKept(`note/${account.id}`, { text: "", until: "" });
  const [written, setWritten] = useState("");
  const sending = useSending();
  const write = (body: { text: string; until: string | null }) => sending.send(() => api.statusNotes({ params: { account: account.id }, body }), () => { setWritten(body.text); drop(); });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") write({ text, until: until ? instantAt(account.zone, until) : null });
  };
  return (
    <form className="panel pad stack" onSubmit={submit} aria-labelledby="note" noValidate>
      <h2 id="note">Status note</h2>
      <Area id="note-text" label="What every operator sees first" value={text} maxLength={300} wrong={sending.wrong("text")} hint="About the practice, never about a patient." onText={(next) => put((old) => ({ ...old, text: next }))} />
      <Input id="until" label={`Until, ${zoneWord(account.zone)} time`} type="datetime-local" value={until} wrong={sending.wrong("until")} hint="Empty: until you remove it." onText={(next) => put((old) => ({ ...old, until: next }))} />
      <Outcome sending={sending} what="The note was not changed" done={written === "" ? "The note is removed." : `The operators see it now: “${written}”`} at={["text", "until"]} />
      <div className="row"><Button type="submit" inert={text.trim() === "" || sending.busy}>Show it</Button><Button tone="bare" inert={sending.busy} onClick={() => write({ text: "", until: null })}>Remove the note</Button></div>
    </form>
  );
}
