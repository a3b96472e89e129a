import { useEffect, useState, type FormEvent } from "react";
import type { Inbox, Me } from "../../contract/index.ts";
import { api, type Answer } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { useMe, useSession } from "../app/session.tsx";
import { CodeField } from "../sign-in/code-field.tsx";
import { Button, Field, Icon, Mark, ProblemNote, clock, parts, useTick, zoneName } from "../ui/index.ts";
import { DrillWaits } from "./drill.tsx";
import { unlockWithPasskey } from "./unlock.ts";

/** The whole of what a locked phone says: how many, never whose. */
export const countOfPages = (count: number): string => `${count} new page${count === 1 ? "" : "s"}`;

function Clock({ zone }: { readonly zone: string }) {
  const { now } = useTick();
  const said = parts(zone, { weekday: "long", day: "numeric", month: "long" }, now);
  return <div className="lockclock"><p>{said["weekday"]} {said["day"]} {said["month"]}</p><p className="time tn">{clock(zone, now)}</p><p className="sm">{zoneName(zone, now)}</p></div>;
}

function WithCode({ email, busy, unlock }: { readonly email: string; readonly busy: boolean; readonly unlock: (typed: { password: string; code: string }) => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const ready = password !== "" && code.length === 6 && !busy;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) unlock({ password, code }); };
  return (
    <form className="stack form" onSubmit={submit}>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Field id="password" label="Password"><input id="password" className="input" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.currentTarget.value)} /></Field>
      <CodeField value={code} onChange={setCode} />
      <Button type="submit" tone="strong" big inert={!ready}>{busy ? "Unlocking" : "Unlock"}</Button>
    </form>
  );
}

const toneOf = (typing: boolean, waits: boolean) => (typing ? "plain" : waits ? "lamp" : "strong");

function Count({ inbox }: { readonly inbox: Inbox | undefined }) {
  if (!inbox) return null;
  if (inbox.untaken === 0) return <p className="quiet" role="status">No page waits for you.</p>;
  return <section className="note" aria-label="Notification" role="status"><span className="app"><Mark lamp="amber" /></span><b>Compline</b><span>{countOfPages(inbox.untaken)}</span></section>;
}

/** Who is locked out here, and the other ways. */
function Under({ name, withCode, leave }: { readonly name: string; readonly withCode: (() => void) | undefined; readonly leave: () => void }) {
  return (
    <div className="row under">
      <Icon name="user" /><span className="cut grow">{name}</span>
      {withCode && <Button tone="bare" onClick={withCode}>Use password and code</Button>}
      <Button tone="bare" onClick={leave}>Sign out</Button>
    </div>
  );
}

/** Locked: a count and a way in. Nothing about a patient or a practice is in this page's memory any more. */
export function Locked({ inbox }: { readonly inbox: Inbox | undefined }) {
  const me = useMe();
  const { entered, signOut } = useSession();
  const [typing, setTyping] = useState(!me.hasPasskey);
  const sending = useSending();
  const waits = inbox !== undefined && inbox.untaken > 0;
  const open = (how: () => Promise<Answer<Me>>) => sending.send(how, entered);
  useEffect(() => { document.title = "Compline"; }, []);
  return (
    <div className="phone lockscreen">
      <main>
        <h1 className="sr">Compline, locked</h1>
        <Clock zone={me.zone} />
        <Count inbox={inbox} />
        <DrillWaits changed={inbox} />
      </main>
      <footer className="stack unlock">
        {sending.trouble && <ProblemNote what="Still locked" trouble={sending.trouble} safe="Nothing was changed; pages that nobody takes go on to the backup." next="Try once more, or use password and code." />}
        {typing && <WithCode email={me.person.email} busy={sending.busy} unlock={(typed) => open(() => api.unlockWithCode({ body: typed }))} />}
        {me.hasPasskey && <Button big tone={toneOf(typing, waits)} icon="fingerprint" inert={sending.busy} onClick={() => open(unlockWithPasskey)}>Unlock to read</Button>}
        <Under name={me.person.name} withCode={me.hasPasskey && !typing ? () => setTyping(true) : undefined} leave={signOut} />
      </footer>
    </div>
  );
}
