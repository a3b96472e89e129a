import { useState, type FormEvent } from "react";
import type { Account } from "../../contract/index.ts";
import { AccountBody } from "../../contract/office.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { Button, Check } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { Hours } from "./hours.tsx";
import { Numbers } from "./numbers.tsx";
import { WhomToCall } from "./whom-to-call.tsx";
import { Area, Input, Outcome, ZoneSelect } from "./parts.tsx";
import { StatusNote } from "./status-note.tsx";

type Body = Pick<Account, "name" | "slug" | "zone" | "greeting" | "hours" | "holidays" | "fallback" | "recording">;
const bodyOf = ({ name, slug, zone, greeting, hours, holidays, fallback, recording }: Body): Body => ({ name, slug, zone, greeting, hours, holidays, fallback, recording });
export const emptyBody: Body = { name: "", slug: "", zone: "America/New_York", greeting: "", hours: [], holidays: [], fallback: null, recording: false };

/** A short name from a name: letters, digits and hyphens, as addresses want it. */
export const slugOf = (name: string): string => name.toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 40);

/** The first thing that the contract would refuse, at its field; the server has the last word. */
export function firstFault(body: Body): { readonly field: string; readonly say: string } | undefined {
  const read = AccountBody.safeParse(body);
  const field = read.success ? undefined : String(read.error.issues[0]?.path[0]);
  if (!field) return undefined;
  const says: Record<string, string> = { name: "Give the practice a name.", greeting: "Write what the operator says first.", slug: "Two to 40 letters, digits and hyphens, beginning with a letter.", fallback: "Write the number with its country: +1 212 555 0100." };
  return { field, say: says[field] ?? "Look at this field again." };
}
const e164 = (typed: string): string | null => {
  const digits = typed.replace(/\D/g, "");
  if (digits === "") return null;
  return typed.trim().startsWith("+") || digits.length > 10 ? `+${digits}` : `+1${digits}`;
};

interface FieldsProps { readonly body: Body; readonly change: (part: Partial<Body>) => void; readonly wrong: (field: string) => string | undefined; readonly isNew?: boolean }

export function AccountFields({ body, change, wrong, isNew = false }: FieldsProps) {
  const [fallback, setFallback] = useState(body.fallback ?? "");
  return (
    <>
      <div className="pairf">
        <Input id="name" label="Name" value={body.name} wrong={wrong("name")} maxLength={120} onText={(name) => change(isNew ? { name, slug: slugOf(name) } : { name })} />
        <ZoneSelect id="zone" value={body.zone} wrong={wrong("zone")} onPick={(zone) => change({ zone })} />
      </div>
      {isNew && <Input id="slug" label="Short name" value={body.slug} wrong={wrong("slug")} hint="Part of the account's SIP address; it never changes." onText={(slug) => change({ slug })} />}
      <Area id="greeting" label="Greeting" value={body.greeting} wrong={wrong("greeting")} maxLength={300} hint="What the operator reads aloud first, in the practice's name." onText={(greeting) => change({ greeting })} />
      <Input id="fallback" label="Fallback number" inputMode="tel" className="num" value={fallback} wrong={wrong("fallback")} hint="Where callers go while no agreement is in force. Empty: they hear the closing announcement." onText={(typed) => { setFallback(typed); change({ fallback: e164(typed) }); }} />
      <div className="field">
        <Check on={body.recording} onChange={(recording) => change({ recording })}>Record calls</Check>
        <span className="hint">Each caller hears a recording notice before anything is recorded; recordings are sealed as they are written. Off: nothing is recorded but a voicemail that a caller leaves after its own notice.</span>
      </div>
      {isNew && <Hours zone={body.zone} hours={body.hours} wrong={wrong("hours")} change={(hours) => change({ hours })} />}
    </>
  );
}

function Settings({ account, put }: { readonly account: Account; readonly put: (account: Account) => void }) {
  const { value: body, changed: dirty, put: setBody, drop } = useKept<Body>(`account/${account.id}`, bodyOf(account));
  const [tried, setTried] = useState(false);
  const [turn, setTurn] = useState(0);
  const sending = useSending();
  const fault = tried ? firstFault(body) : undefined;
  const wrong = (field: string) => (fault?.field === field ? fault.say : sending.wrong(field));
  const discard = () => { drop(); sending.clear(); setTried(false); setTurn(turn + 1); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    // The hours have a page of their own, and may have been changed there since this form was begun.
    const { hours, holidays } = account;
    if (!firstFault(body)) sending.send(() => api.saveAccount({ params: { account: account.id }, body: { ...body, hours, holidays } }), (saved) => { setTried(false); drop(bodyOf(saved)); put(saved); });
  };
  return (
    <form className="panel pad stack form" onSubmit={submit} aria-labelledby="settings" noValidate>
      <h2 id="settings">How the practice is answered</h2>
      <AccountFields key={turn} body={body} change={(part) => setBody((old) => ({ ...old, ...part }))} wrong={wrong} />
      <Outcome sending={sending} what="Nothing was saved yet" done={dirty ? undefined : "Saved. The next call uses it."} at={["name", "zone", "greeting", "fallback", "hours", "holidays"]} />
      <div className="row"><Button type="submit" tone="strong" inert={!dirty || sending.busy}>{sending.busy ? "Saving" : "Save"}</Button>{dirty && <Button tone="bare" onClick={discard}>Discard</Button>}{!dirty && <span className="sm t3">Nothing to save.</span>}</div>
    </form>
  );
}

export function AccountPage({ account, put }: { readonly account: Account; readonly put: (account: Account) => void }) {
  return (
    <>
      <Title title="Practice" about={`${account.name}, times in ${account.zone.replaceAll("_", " ")}`} />
      <div className="sidecols"><Settings account={account} put={put} /><div className="stack gap4"><StatusNote account={account} /><Numbers account={account} put={put} /><WhomToCall account={account.id} /></div></div>
    </>
  );
}
