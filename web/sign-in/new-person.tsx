import { Suspense, lazy, useState, type FormEvent, type ReactNode } from "react";
import { api, type Answer, type Trouble } from "../api/index.ts";
import { Button, Field, Icon, ProblemNote } from "../ui/index.ts";
import { Entry } from "./entry.tsx";

const PASSWORD_CHARACTERS_MIN = 12;
/** The secret of the link stands in the fragment, which browsers send to nobody. */
const token = () => location.hash.slice(1);

interface Made { readonly email: string; readonly totpUri: string }
const secretOf = (uri: string): string => new URL(uri).searchParams.get("secret") ?? "";
const grouped = (secret: string): string => secret.match(/.{1,4}/g)?.join(" ") ?? secret;

/** Fetched when it is needed: the desk does without it. */
const Qr = lazy(() => import("./qr.tsx"));

/** The secret of one-time codes, to scan or to type: shown once. */
export function Authenticator({ made, children }: { readonly made: Made; readonly children?: ReactNode }) {
  const secret = secretOf(made.totpUri);
  const [copied, setCopied] = useState(false);
  return (
    <>
      <div><h1>Now your authenticator</h1><p className="t2">It makes the six digits you sign in with. This is shown once; add it before you leave this page.</p></div>
      <ol className="stack steps">
        <li>Open your authenticator, choose to add an account, and scan this:<div className="qrbox"><Suspense fallback={null}><Qr text={made.totpUri} label="QR code with the setup key; the same key stands beneath" /></Suspense></div></li>
        <li>No camera? Type the setup key, for <b>{made.email}</b>, time-based:<div className="panel secret"><span className="num" translate="no">{grouped(secret)}</span></div></li>
      </ol>
      <div className="row wrap">
        <Button icon="copy" onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>{copied ? "Copied" : "Copy the key"}</Button>
        <a className="btn" href={made.totpUri}><Icon name="device-mobile" />Open in an authenticator here</a>
      </div>
      {children ?? <a className="btn btn-strong btn-big" href="/">I added it: sign in</a>}
    </>
  );
}

interface Asked { readonly name: string; readonly email: string; readonly password: string }
interface NewPerson { readonly title: string; readonly say: string; readonly asksName: boolean; readonly act: string; readonly send: (asked: Asked) => Promise<Answer<Made>> }

function ready(asked: Asked, asksName: boolean): boolean {
  const named = !asksName || (asked.name.trim() !== "" && asked.email.includes("@"));
  return named && asked.password.length >= PASSWORD_CHARACTERS_MIN;
}

function NewPersonForm({ of }: { readonly of: NewPerson }) {
  const [asked, setAsked] = useState<Asked>({ name: "", email: "", password: "" });
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<Made>>();
  if (answer?.ok) return <Entry><Authenticator made={answer.value} /></Entry>;
  const can = ready(asked, of.asksName) && !busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!can) return;
    setBusy(true);
    void of.send(asked).then((got) => { setAnswer(got); setBusy(false); });
  };
  const input = (part: keyof Asked, type: string, autoComplete: string) => <input id={part} className="input" type={type} autoComplete={autoComplete} required value={asked[part]} onChange={(event) => { const { value } = event.currentTarget; setAsked((old) => ({ ...old, [part]: value })); }} />;
  return (
    <Entry>
      <div><h1>{of.title}</h1><p className="t2">{of.say}</p></div>
      {answer && <ProblemNote what="Nothing was set up yet" trouble={answer.trouble as Trouble} next="Ask for a new link if this one was used or is too old." />}
      <form className="stack form" onSubmit={submit}>
        {of.asksName && <><Field id="name" label="Your name">{input("name", "text", "name")}</Field><Field id="email" label="E-mail">{input("email", "email", "username")}</Field></>}
        <Field id="password" label="A new password" hint={`At least ${PASSWORD_CHARACTERS_MIN} characters; a sentence is good.`}>{input("password", "password", "new-password")}</Field>
        <Button type="submit" tone="strong" big inert={!can} onClick={() => undefined}>{busy ? "One moment" : of.act}</Button>
      </form>
    </Entry>
  );
}

export function FirstAdministrator() {
  const send = async (asked: Asked): Promise<Answer<Made>> => {
    const answer = await api.firstAdministrator({ body: { token: token(), ...asked } });
    return answer.ok ? { ok: true, value: { email: asked.email, totpUri: answer.value.totpUri } } : answer;
  };
  return <NewPersonForm of={{ title: "The first administrator", say: "This link works once. Whoever uses it runs this installation.", asksName: true, act: "Become the administrator", send }} />;
}

export function AcceptInvitation() {
  const send = (asked: Asked) => api.acceptInvitation({ body: { token: token(), password: asked.password } });
  return <NewPersonForm of={{ title: "You are invited", say: "Choose a password; then your authenticator.", asksName: false, act: "Accept", send }} />;
}
