import type { RedFlag, ScriptItem } from "../../../contract/index.ts";
import { Button, Check } from "../../ui/index.ts";
import { Area, Input, Select } from "../parts.tsx";
import { kindWords, meaningWords, withKind, wordsOf } from "./draft.ts";
import { useState } from "react";

type Meaning = NonNullable<ScriptItem["meaning"]> | "none";
const kinds = Object.entries(kindWords) as [ScriptItem["kind"], string][];
const meanings = [["none", "Nothing in particular"], ...Object.entries(meaningWords)] as [Meaning, string][];
const CHOICES_MAX = 12;

export interface Place { readonly at: number; readonly of: number; readonly move: (to: number) => void; readonly drop: () => void; readonly wrong: (field: string) => string | undefined }

function Moves({ what, place }: { readonly what: string; readonly place: Place }) {
  const { at, of, move, drop } = place;
  return (
    <span className="row right">
      <Button tone="bare" aria-label={`${what} ${at + 1} earlier`} inert={at === 0} onClick={() => move(at - 1)}>Earlier</Button>
      <Button tone="bare" aria-label={`${what} ${at + 1} later`} inert={at === of - 1} onClick={() => move(at + 1)}>Later</Button>
      <Button tone="bare" icon="x" aria-label={`Remove ${what.toLowerCase()} ${at + 1}`} onClick={drop} />
    </span>
  );
}

/** One thing the operator asks or says. */
export function Item({ item, place, put }: { readonly item: ScriptItem; readonly place: Place; readonly put: (item: ScriptItem) => void }) {
  const id = `item-${place.at}`;
  const wrong = (part: string) => place.wrong(`items.${place.at}.${part}`);
  const mean = (meaning: Meaning) => { const { meaning: _, ...rest } = item; put(meaning === "none" ? rest : { ...rest, meaning }); };
  return (
    <li className="item">
      <div className="row"><b>{place.at + 1}. {item.label || "New question"}</b><Moves what="Question" place={place} /></div>
      <Area id={`${id}-ask`} label="The operator says" value={item.ask} maxLength={300} wrong={wrong("ask")} onText={(ask) => put({ ...item, ask })} />
      <div className="pairf">
        <Input id={`${id}-label`} label="Short label" value={item.label} maxLength={120} wrong={wrong("label") ?? wrong("id")} onText={(label) => put({ ...item, label })} />
        <Select id={`${id}-kind`} label="Answer" value={item.kind} choices={kinds} wrong={wrong("kind")} onPick={(kind) => put(withKind(item, kind))} />
        {item.kind === "say" ? <span /> : <Select id={`${id}-meaning`} label="Used for" value={item.meaning ?? "none"} choices={meanings} wrong={wrong("meaning")} onPick={mean} />}
      </div>
      {item.kind === "choice" && <Area id={`${id}-choices`} label="Choices, one a line" rows={3} value={(item.choices ?? []).join("\n")} wrong={wrong("choices")} onText={(text) => put({ ...item, choices: text.split("\n").slice(0, CHOICES_MAX) })} />}
      {item.kind !== "say" && <Check on={item.required} onChange={(required) => put({ ...item, required })}>Must be answered before the message is sent</Check>}
    </li>
  );
}

/** Words that force the urgency, and the sentence that is then said. */
export function Flag({ flag, place, put }: { readonly flag: RedFlag; readonly place: Place; readonly put: (flag: RedFlag) => void }) {
  const id = `flag-${place.at}`;
  const [typed, setTyped] = useState(flag.words.join(", "));
  const wrong = (part: string) => place.wrong(`redFlags.${place.at}.${part}`);
  return (
    <li className="item">
      <div className="row"><b>Red flag {place.at + 1}</b><Moves what="Red flag" place={place} /></div>
      <Input id={`${id}-words`} label="Words, with commas between" value={typed} wrong={wrong("words") ?? wrong("id")} hint="Whole words or phrases, in any case: chest pain, can't breathe" onText={(text) => { setTyped(text); put({ ...flag, words: wordsOf(text) }); }} />
      <Select id={`${id}-urgency`} label="Forces at least" value={flag.urgency} choices={[["emergency", "Emergency"], ["urgent", "Urgent"]] as const} onPick={(urgency) => put({ ...flag, urgency })} />
      <Area id={`${id}-say`} label="The operator then says" value={flag.say} maxLength={300} wrong={wrong("say")} hint="For example: If it gets worse, hang up and call 911." onText={(say) => put({ ...flag, say })} />
    </li>
  );
}
