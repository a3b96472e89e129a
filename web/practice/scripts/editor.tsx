import { useState } from "react";
import { ScriptBody as Body } from "../../../contract/scripts.ts";
import type { Account, Script, ScriptBody } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useSending } from "../../api/asked.ts";
import { useKept } from "../../app/kept.ts";
import { Button, urgencies, urgencyWord } from "../../ui/index.ts";
import { Input, Outcome, Select } from "../parts.tsx";
import { callerWords, hoursWords, moved, newFlag, newItem } from "./draft.ts";
import { Flag, Item, type Place } from "./item.tsx";
import { Preview } from "./preview.tsx";

type Fault = { readonly field: string; readonly say: string } | undefined;
const says: Record<string, string> = { name: "Give the script a name.", ask: "Write what the operator says.", label: "Write a short label.", words: "Write at least one word.", say: "Write what the operator then says.", choices: "Each choice needs a word." };

/** The first thing that the contract would refuse. Questions that judge are the server's to refuse: it knows the sentences. */
export function faultIn(script: ScriptBody): Fault {
  const read = Body.safeParse(script);
  const path = read.success ? undefined : read.error.issues[0]?.path.map(String);
  if (!path) return undefined;
  const field = path[2] === "choices" || path[2] === "words" ? path.slice(0, 3) : path;
  return { field: field.join("."), say: says[field.at(-1) ?? ""] ?? "Look at this again." };
}
/** Choices left empty while typing are no choices. */
const tidied = (script: ScriptBody): ScriptBody => ({ ...script, items: script.items.map((item) => (item.choices ? { ...item, choices: item.choices.map((one) => one.trim()).filter(Boolean) } : item)) });

interface ListProps { readonly script: ScriptBody; readonly change: (part: Partial<ScriptBody>) => void; readonly wrong: (field: string) => string | undefined }
const placeIn = <T,>(list: readonly T[], at: number, { wrong, put }: { readonly wrong: Place["wrong"]; readonly put: (list: T[]) => void }): Place => ({ at, of: list.length, wrong, move: (to) => put(moved(list, at, to)), drop: () => put(list.filter((_, index) => index !== at)) });

function Items({ script, change, wrong }: ListProps) {
  const { items } = script;
  const put = (next: ScriptBody["items"]) => change({ items: next });
  return (
    <section className="stack" aria-labelledby="questions">
      <h2 id="questions">What is asked, in order</h2>
      {wrong("items") && <p className="wrong" role="alert">{wrong("items")}</p>}
      <ol className="stack">{items.map((item, at) => <Item key={item.id} item={item} place={placeIn(items, at, { wrong, put })} put={(next) => put(items.map((one, index) => (index === at ? next : one)))} />)}</ol>
      <div><Button icon="plus" onClick={() => put([...items, newItem(items)])}>Add a question</Button></div>
    </section>
  );
}

function Flags({ script, change, wrong }: ListProps) {
  const { redFlags } = script;
  const put = (next: ScriptBody["redFlags"]) => change({ redFlags: next });
  return (
    <section className="stack" aria-labelledby="flags">
      <h2 id="flags">Red flags</h2>
      <p className="sm t2">Words in an answer that force the urgency, whatever the operator chose. The caller is never asked to judge.</p>
      <ol className="stack">{redFlags.map((flag, at) => <Flag key={flag.id} flag={flag} place={placeIn(redFlags, at, { wrong, put })} put={(next) => put(redFlags.map((one, index) => (index === at ? next : one)))} />)}</ol>
      <div><Button icon="plus" onClick={() => put([...redFlags, newFlag(redFlags)])}>Add a red flag</Button></div>
    </section>
  );
}

function Head({ script, change, wrong }: ListProps) {
  return (
    <section className="panel pad stack form">
      <Input id="s-name" label="Name of the script" value={script.name} maxLength={120} wrong={wrong("name")} onText={(name) => change({ name })} />
      <div className="pairf">
        <Select id="s-caller" label="For" value={script.callerType} wrong={wrong("callerType")} choices={Object.entries(callerWords) as [Script["callerType"], string][]} onPick={(callerType) => change({ callerType })} />
        <Select id="s-hours" label="When" value={script.hours} choices={Object.entries(hoursWords) as [Script["hours"], string][]} onPick={(hours) => change({ hours })} />
      </div>
      <Select id="s-urgency" label="Urgency without a red flag" value={script.defaultUrgency} choices={urgencies.map((one) => [one, urgencyWord(one)] as const)} hint="The operator may choose another." onPick={(defaultUrgency) => change({ defaultUrgency })} />
    </section>
  );
}

/** Said at its field already, where the field has a place. */
const shownAt = (field = ""): readonly string[] => (/^(name|callerType|items|redFlags)\b/.test(field) ? [field] : []);

/** What was begun on a script is kept under its version: a newer one is edited from its own words. */
export const draftKey = (account: Account, known: Script | undefined): string => `script/${account.id}/${known ? `${known.id}/${known.version}` : "new"}`;

interface Props { readonly account: Account; readonly from: ScriptBody; readonly known?: Script | undefined; readonly done: () => void }

export function Editor({ account, from, known, done }: Props) {
  const { value: script, changed, put: setScript, drop } = useKept<ScriptBody>(draftKey(account, known), from);
  const [tried, setTried] = useState(false);
  const sending = useSending();
  const fault = tried ? faultIn(tidied(script)) : undefined;
  const wrong = (field: string) => (fault?.field === field ? fault.say : sending.wrong(field));
  const change = (part: Partial<ScriptBody>) => setScript((old) => ({ ...old, ...part }));
  const leave = () => { drop(); done(); };
  const save = () => {
    setTried(true);
    const body = tidied(script);
    if (!faultIn(body)) sending.send(() => api.saveScript({ params: { account: account.id }, body: { ...body, ...(known && { id: known.id, basedOn: known.version }) } }), leave);
  };
  const list = { script, change, wrong };
  return (
    <div className="sidecols">
      <div className="stack gap4">
        <Head {...list} /><Items {...list} /><Flags {...list} />
        {fault && <p className="wrong" role="alert">{fault.say}</p>}
        <Outcome sending={sending} what="The script is not published" at={shownAt(sending.trouble?.field)} />
        <div className="row wrap savebar">
          <Button tone="strong" inert={!changed || sending.busy} onClick={save}>{sending.busy ? "Publishing" : `Publish version ${known ? known.version + 1 : 1}`}</Button>
          <Button tone={changed ? "plain" : "bare"} onClick={done}>{changed ? "Leave it for later" : "Back"}</Button>
          {changed && <Button tone="bare" onClick={leave}>Discard</Button>}
          <span className="right sm t3">{changed ? "The next call uses it; one under way keeps the version it began with." : "Nothing is changed yet."}</span>
        </div>
      </div>
      <Preview greeting={account.greeting} script={script} />
    </div>
  );
}
