import "../practice/rooms.css";
import { useState, type FormEvent } from "react";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending, type Sending } from "../api/asked.ts";
import { Link } from "../app/route.tsx";
import { useMe, useSession } from "../app/session.tsx";
import { enrolThisPhone } from "../clinician/unlock.ts";
import { AskInPlace, Input, Outcome, Shown } from "../practice/parts.tsx";
import { MyTelephone } from "./my-telephone.tsx";
import { News } from "./news.tsx";
import { ProveAgain, wantsProof } from "./prove-again.tsx";
import { Brand, Button, Icon, moment } from "../ui/index.ts";

const PASSWORD_CHARACTERS_MIN = 12;
const fresh = { current: "", next: "" };

/** The server says of a wrong password what it says at the door; here only one thing can be wrong. */
const wrongNow = (sending: Sending): string | undefined => (sending.trouble?.code === "identity.notRecognised" ? "This is not the password you have. Nothing was changed." : sending.wrong("current"));

/** Changing the password ends every other session of this person: whoever knew the old one is out. */
function Password() {
  const me = useMe();
  const { entered } = useSession();
  const [typed, setTyped] = useState(fresh);
  const sending = useSending();
  const ready = typed.current !== "" && typed.next.length >= PASSWORD_CHARACTERS_MIN && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.changePassword({ body: typed }), (now) => { setTyped(fresh); entered(now); });
  };
  return (
    <form className="panel pad stack" onSubmit={submit} aria-labelledby="password" noValidate>
      <h2 id="password">Password</h2>
      <input type="email" autoComplete="username" value={me.person.email} readOnly hidden />
      <Input id="current" label="The password you have" type="password" autoComplete="current-password" value={typed.current} wrong={wrongNow(sending)} onText={(current) => setTyped((old) => ({ ...old, current }))} />
      <Input id="next" label="A new password" type="password" autoComplete="new-password" value={typed.next} wrong={sending.wrong("next")} hint={`At least ${PASSWORD_CHARACTERS_MIN} characters; a sentence is good.`} onText={(next) => setTyped((old) => ({ ...old, next }))} />
      <Outcome sending={sending} what="The password is the old one still" done="Changed. Every other window and phone of yours has to sign in again." at={wrongNow(sending) ? [sending.trouble?.field ?? ""] : ["current", "next"]} />
      <div><Button type="submit" tone="strong" inert={!ready}>{sending.busy ? "Changing" : "Change it"}</Button></div>
    </form>
  );
}

function AddPasskey({ added }: { readonly added: () => void }) {
  const [name, setName] = useState("");
  const sending = useSending();
  const ready = name.trim() !== "" && !sending.busy;
  const make = () => sending.send(() => enrolThisPhone(name.trim()), () => { setName(""); added(); });
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) make(); };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Input id="passkey-name" label="Add a passkey of this device" value={name} maxLength={120} hint="What you call it: my phone, the desk at the window." onText={setName} />
      {wantsProof(sending) ? <ProveAgain then={make} /> : <Outcome sending={sending} what="No passkey was made" done="Made. The device keeps the key; we keep only its public half." />}
      <div><Button type="submit" icon="fingerprint" inert={!ready}>Make a passkey</Button></div>
    </form>
  );
}

type Passkey = Value<"passkeys">["passkeys"][number];

function OnePasskey({ passkey, removed }: { readonly passkey: Passkey; readonly removed: () => void }) {
  const { zone } = useMe();
  const sending = useSending();
  const remove = () => sending.send(() => api.removePasskey({ params: { passkey: passkey.id } }), removed);
  return (
    <li className="listrow">
      <div><b>{passkey.name}</b><div className="sm t2 tn">Made {moment(zone, passkey.createdAt)}{passkey.lastUsedAt ? `, last used ${moment(zone, passkey.lastUsedAt)}` : ", not used yet"}</div></div>
      <AskInPlace act="Remove" label={`Remove ${passkey.name}`} says={`“${passkey.name}” opens nothing any more, at once. Password and code go on working.`} confirm="Remove it" busy={sending.busy} onYes={remove}>
        {wantsProof(sending) ? <ProveAgain then={remove} /> : sending.trouble && <Outcome sending={sending} what="The passkey goes on working" />}
      </AskInPlace>
    </li>
  );
}

function Passkeys() {
  const { ask } = useSession();
  const asked = useAsked(() => api.passkeys(), "mine");
  const again = () => { asked.again(); ask(); };
  return (
    <section className="panel pad stack" aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p className="sm t2">A passkey signs you in with a touch or a look, and cannot be read out to anybody.</p>
      <Shown asked={asked} say="Fetching your passkeys" what="Your passkeys are not here">
        {({ passkeys }) => (passkeys.length === 0 ? <p className="sm t3">You have none yet.</p> : <ul>{passkeys.map((passkey) => <OnePasskey key={passkey.id} passkey={passkey} removed={again} />)}</ul>)}
      </Shown>
      <AddPasskey added={again} />
    </section>
  );
}

/** How one person comes in: their password, their passkeys, their authenticator. */
export function MySignIn() {
  const me = useMe();
  return (
    <div className="mine">
      <header className="row wrap"><Brand /><Link className="btn right" to={`/${me.room}`}><Icon name="chevron-left" />Back to my room</Link></header>
      <main>
        <header className="title"><h1>My sign-in</h1><span className="t2 sm">{me.person.name}, {me.person.email}</span></header>
        <div className="stack gap4"><News /><Passkeys /><Password /><MyTelephone /></div>
      </main>
    </div>
  );
}
