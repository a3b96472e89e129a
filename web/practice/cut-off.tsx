import { useState } from "react";
import type { Role } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { ProveAgain, wantsProof } from "../sign-in/prove-again.tsx";
import { Button, Icon } from "../ui/index.ts";
import { AskInPlace, Outcome } from "./parts.tsx";

type Person = Value<"people">["people"][number];
type Act = "sign-out" | "disable" | "enable" | "reset" | "forget";
interface Words { readonly act: string; readonly says: (name: string) => string; readonly confirm: string; readonly done: string }

const words: Record<Act, Words> = {
  "sign-out": { act: "Sign out everywhere", says: (name) => `Every window and phone of ${name} is signed out at once. They may sign in again.`, confirm: "Sign them out", done: "Signed out everywhere." },
  disable: { act: "Disable", says: (name) => `${name} is signed out at once and cannot sign in until somebody enables them. Pages that wait for them go on to the next step.`, confirm: "Disable them", done: "They cannot sign in any more." },
  enable: { act: "Enable", says: (name) => `${name} may sign in again, with the roles they hold.`, confirm: "Enable them", done: "They may sign in again." },
  forget: { act: "Forget phones and workstations", says: (name) => `Every passkey of ${name} ends, no phone is woken and no workstation knows them any more; they are signed out at once. Password and authenticator go on working. They read under “My sign-in” that you did this.`, confirm: "Forget them", done: "Forgotten; they have to sign in with password and code." },
  reset: { act: "New password and authenticator", says: (name) => `For a lost phone: the password, the authenticator and every passkey of ${name} end at once. You get a link to hand to them, shown once.`, confirm: "End them and make a link", done: "What they signed in with has ended." },
};

/** Whoever may give every role a person holds may cut that person off; nobody cuts off themselves. The server has the last word. */
export const mayCutOff = (me: string, person: Pick<Person, "id" | "memberships">, gives: readonly Role[]): boolean =>
  person.id !== me && person.memberships.length > 0 && person.memberships.every(({ role }) => gives.includes(role));

/** A lost phone comes first; a disabled person can only be let in again. */
export const cutOffActs = ({ disabled }: Pick<Person, "disabled">): readonly Act[] => (disabled ? ["enable"] : ["reset", "forget", "sign-out", "disable"]);

function One({ person, act, linked, again }: { readonly person: Person; readonly act: Act; readonly linked: (link: string) => void; readonly again: () => void }) {
  const sending = useSending();
  const said = words[act];
  const run = () => sending.send(() => api.cutOff({ params: { person: person.id }, body: { act } }), ({ invitation }) => { if (invitation) linked(invitation); again(); });
  if (sending.done) return <p className="sm row" role="status"><Icon name="check" tone="sage" />{said.done}</p>;
  return (
    <AskInPlace act={said.act} label={`${said.act}: ${person.name}`} says={said.says(person.name)} confirm={said.confirm} busy={sending.busy} onYes={run}>
      {wantsProof(sending) ? <ProveAgain then={run} /> : <Outcome sending={sending} what="Nothing was changed" />}
    </AskInPlace>
  );
}

/** What ends a person's ways in, behind one button: it is seldom needed, and then at once. */
export function CutOff({ person, linked, again }: { readonly person: Person; readonly linked: (link: string) => void; readonly again: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="bare" icon="key" aria-expanded={open} aria-label={`Access of ${person.name}`} onClick={() => setOpen(!open)}>Access</Button>
      {open && <div className="cutoff row wrap">{cutOffActs(person).map((act) => <One key={act} person={person} act={act} linked={linked} again={again} />)}</div>}
    </>
  );
}
