import { useState, type FormEvent } from "react";
import { DIAL_ENTRIES_MAX, DialKind, type DialEntry, type Role } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, Icon, dialled } from "../ui/index.ts";
import { AskInPlace, Input, Outcome, Select, Shown } from "./parts.tsx";

type Entries = Value<"dialEntries">;

const atTheService: readonly Role[] = ["supervisor", "administrator"];
const kinds: Record<DialKind, string> = { "clinician": "Clinician", "back-line": "Back line", "hospital": "Hospital", "pharmacy": "Pharmacy", "lab": "Laboratory", "interpreter": "Interpreter", "emergency-centre": "Emergency centre" };
const choices = DialKind.options.map((kind) => [kind, kinds[kind]] as const);
const typedMin = 7;
const nothing = (): Omit<DialEntry, "id"> & { id: string | null } => ({ id: null, kind: "clinician", label: "", number: "" });

interface FormProps { readonly account: string; readonly put: (entries: Entries) => void; readonly of: ReturnType<typeof nothing>; readonly close: () => void }

/** One form for a new entry and for one that is there. The id is made here, once: the same press twice is one entry. */
function EntryForm({ account, put, of, close }: FormProps) {
  const [entry, setEntry] = useState(of);
  const [id] = useState(() => of.id ?? crypto.randomUUID());
  const sending = useSending();
  const { kind, label, number } = entry;
  const ready = label.trim() !== "" && number.trim().length >= typedMin && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.saveDialEntry({ params: { account, entry: id }, body: { kind, label, number } }), (changed) => { put(changed); close(); });
  };
  return (
    <form className="stack" aria-label={of.id ? `Change ${of.label}` : "Somebody new to call"} onSubmit={submit} noValidate>
      <Select id="dial-kind" label="What it is" value={kind} choices={choices} onPick={(picked) => setEntry({ ...entry, kind: picked })} />
      <Input id="dial-label" label="Name, as the operator reads it" maxLength={80} value={label} hint="Dr Lee, mobile. No patient’s name." onText={(text) => setEntry({ ...entry, label: text })} />
      <Input id="dial-number" label="Number" className="num" inputMode="tel" value={number} wrong={sending.wrong("number")} hint={kind === "emergency-centre" ? "That place’s own line with ten digits. 911 is dialled without a directory." : "As it is dialled: 212 555 0171. Operators do not see it."} onText={(text) => setEntry({ ...entry, number: text })} />
      <Outcome sending={sending} what="Nothing was saved" at={["number"]} />
      <div className="row"><Button type="submit" inert={!ready}>{of.id ? "Save" : "Add"}</Button>{of.id && <Button tone="bare" onClick={close}>Leave it as it was</Button>}</div>
    </form>
  );
}

function List({ account, entries, put, may }: { readonly account: string; readonly entries: readonly DialEntry[]; readonly put: (entries: Entries) => void; readonly may: boolean }) {
  const [changing, setChanging] = useState<string | null>(null);
  const [added, setAdded] = useState(0);
  const sending = useSending();
  const remove = (entry: string) => sending.send(() => api.removeDialEntry({ params: { account, entry } }), put);
  return (
    <>
      {entries.length === 0 && <p className="t2 sm">Nobody yet: an operator can page your clinicians, and call nobody for a caller who waits.</p>}
      <ul className="stack">{entries.map((entry) => (
        <li key={entry.id} className={changing === entry.id ? undefined : "listrow"}>
          {changing === entry.id ? <EntryForm account={account} put={put} of={entry} close={() => setChanging(null)} /> : <>
            <span className="row wrap"><Icon name="phone-outgoing" tone="dim" /><b>{entry.label}</b><span className="sm t2">{kinds[entry.kind]}</span><span className="num">{dialled(entry.number)}</span></span>
            {may && <span className="row"><Button tone="bare" aria-label={`Change ${entry.label}`} onClick={() => setChanging(entry.id)}>Change</Button>
              <AskInPlace act="Take out" label={`Take out ${entry.label}`} tone="bare" says={`Operators can no longer call ${entry.label} from now on.`} confirm="Take it out" busy={sending.busy} onYes={() => remove(entry.id)} /></span>}
          </>}
        </li>
      ))}</ul>
      <Outcome sending={sending} what="It was not taken out" done="Taken out." />
      {may && changing === null && entries.length < DIAL_ENTRIES_MAX && <EntryForm key={added} account={account} put={put} of={nothing()} close={() => setAdded(added + 1)} />}
    </>
  );
}

/** Whom an operator may call while a caller of this practice waits. Kept by the practice; every change is in the audit log. */
export function WhomToCall({ account }: { readonly account: string }) {
  const me = useMe();
  const asked = useAsked<Entries>(() => api.dialEntries({ params: { account } }), `dial-entries ${account}`);
  const may = me.memberships.some(({ role, client }) => (role === "client-manager" && client !== null) || (atTheService.includes(role) && client === null));
  return (
    <section className="panel pad stack" aria-labelledby="whom">
      <h2 id="whom">Whom operators may call</h2>
      <p className="hint">While a caller waits, an operator calls one of these, talks to them first, and may join the two.</p>
      <Shown asked={asked} say="Fetching the directory" what="The directory is not here">{({ entries }) => <List account={account} entries={entries} put={asked.put} may={may} />}</Shown>
    </section>
  );
}
