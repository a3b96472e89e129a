import { startAuthentication } from "@simplewebauthn/browser";
import { useState, type FormEvent } from "react";
import { api, type Answer, type Trouble } from "../api/index.ts";
import type { Me } from "../../contract/index.ts";
import { forgetKept } from "../app/kept.ts";
import { useSession } from "../app/session.tsx";
import { Button, Field, Icon, ProblemNote } from "../ui/index.ts";
import { CodeField } from "./code-field.tsx";
import { Entry } from "./entry.tsx";

const notPasskey: Trouble = { kind: "refused", status: 0, code: "passkey", say: "The browser did not hand over a passkey for this address." };

/** Asks the server for a challenge, the browser for the passkey, and the server again. */
async function withPasskey(): Promise<Answer<Me>> {
  const begun = await api.passkeyOptions({ body: {} });
  if (!begun.ok) return begun;
  try {
    const response = await startAuthentication({ optionsJSON: begun.value.options as never });
    return await api.passkeySignIn({ body: { challengeId: begun.value.challengeId, response: response as never } });
  } catch {
    return { ok: false, trouble: notPasskey };
  }
}

const greeting = (hour: number) => (hour < 5 ? "Good night" : hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening");
const hour = () => Number(new Intl.DateTimeFormat("en-US", { hour: "numeric", hourCycle: "h23" }).format());

interface Typed { readonly email: string; readonly password: string; readonly code: string }

function Who({ again, typed, change, next }: { readonly again: boolean; readonly typed: Typed; readonly change: (part: Partial<Typed>) => void; readonly next: () => void }) {
  const ready = typed.email.includes("@") && typed.password !== "";
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) next(); };
  return (
    <form className="stack form" onSubmit={submit}>
      <Field id="email" label="E-mail"><input id="email" className="input" type="email" autoComplete="username" required autoFocus={!again} value={typed.email} onChange={(event) => change({ email: event.currentTarget.value })} /></Field>
      <Field id="password" label="Password"><input id="password" className="input" type="password" autoComplete="current-password" required value={typed.password} onChange={(event) => change({ password: event.currentTarget.value })} /></Field>
      <Button type="submit" tone="strong" big inert={!ready} onClick={() => undefined}>Continue</Button>
    </form>
  );
}

function Code({ typed, change, act }: { readonly typed: Typed; readonly change: (part: Partial<Typed>) => void; readonly act: { readonly submit: () => void; readonly busy: boolean; readonly back?: (() => void) | undefined } }) {
  const ready = typed.code.length === 6 && !act.busy;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) act.submit(); };
  return (
    <form className="stack form" onSubmit={submit}>
      <div className="row sm"><Icon name="user" tone="dim" /><span>{typed.email}</span>{act.back && <button type="button" className="aslink right" onClick={act.back}>Not you?</button>}</div>
      <CodeField ref={(input) => input?.focus()} value={typed.code} onChange={(code) => change({ code })} />
      <Button type="submit" tone="strong" big inert={!ready} onClick={() => undefined}>{act.busy ? "Signing in" : "Sign in"}</Button>
    </form>
  );
}

const NO_ONE: Typed = { email: "", password: "", code: "" };

/** Sign-in. `again` is the person whose session lapsed on this page: the room waits beneath, nothing typed is lost. */
export function SignIn({ again }: { readonly again?: Me }) {
  const { entered } = useSession();
  const [typed, setTyped] = useState<Typed>({ ...NO_ONE, ...(again && { email: again.person.email }) });
  const [step, setStep] = useState<"who" | "code">("who");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const change = (part: Partial<Typed>) => setTyped((old) => ({ ...old, ...part }));
  const come = (me: Me) => {
    // Someone else must not come into the first person's room.
    if (again && again.person.id !== me.person.id) { forgetKept(); location.assign("/"); } else entered(me);
  };
  const run = (begin: () => Promise<Answer<Me>>) => {
    setBusy(true);
    setTrouble(undefined);
    void begin().then((answer) => {
      setBusy(false);
      if (answer.ok) return come(answer.value);
      setTrouble(answer.trouble);
      change({ code: "" });
    });
  };
  const back = () => { setStep("who"); setTrouble(undefined); change({ password: "", code: "" }); };
  return (
    <Entry>
      <Heading again={again} step={step} />
      {trouble && <ProblemNote what="You are not signed in yet" trouble={trouble} next={trouble.kind === "unreachable" ? undefined : "Enter it once more, or use a passkey."} />}
      {step === "who" ? <Who again={again !== undefined} typed={typed} change={change} next={() => setStep("code")} /> : <Code typed={typed} change={change} act={{ busy, back, submit: () => run(() => api.signIn({ body: typed })) }} />}
      <div className="or">or</div>
      <Button big icon="fingerprint" inert={busy} onClick={() => run(withPasskey)}>Use a passkey</Button>
      <p className="sm t3">Lost your phone? An administrator gives you a link that sets up a new one; that is written down.</p>
    </Entry>
  );
}

const kept = "Your session ended. What you typed is kept, and a call you are on goes on.";
const steps = { who: "Sign in to start your shift.", code: "Enter the code from your authenticator to start your shift." } as const;

/** Whoever was typing when the session ended types on for a moment: what they type goes into no field, or their e-mail would not be theirs any more. */
const focused = (heading: HTMLHeadingElement | null) => heading?.focus();

function Heading({ again, step }: { readonly again: Me | undefined; readonly step: "who" | "code" }) {
  return <div><h1 tabIndex={-1} ref={again && focused}>{again ? `Still you, ${again.person.name}?` : greeting(hour())}</h1><p className="t2">{again ? kept : steps[step]}</p></div>;
}
