import { useState, type KeyboardEvent } from "react";
import { api, type Answer } from "../api/index.ts";
import type { Me } from "../../contract/index.ts";
import { useSending, type Sending } from "../api/asked.ts";
import { useMe, useSession } from "../app/session.tsx";
import { unlockWithPasskey } from "../clinician/unlock.ts";
import { Button, Field, ProblemNote } from "../ui/index.ts";
import { CodeField } from "./code-field.tsx";

/** The server lets some acts through only shortly after somebody proved who they are. */
export const wantsProof = (sending: Sending): boolean => sending.trouble?.code.endsWith(".proveAgain") === true;

/** The proof that an act asked for, given in place; the act is then done by itself. Not a form: it stands inside of forms. */
export function ProveAgain({ then }: { readonly then: () => void }) {
  const me = useMe();
  const { entered } = useSession();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const sending = useSending();
  const prove = (how: () => Promise<Answer<Me>>) => sending.send(how, (now) => { entered(now); then(); });
  const ready = password !== "" && code.length === 6 && !sending.busy;
  const withCode = () => { if (ready) prove(() => api.unlockWithCode({ body: { password, code } })); };
  const onKey = (event: KeyboardEvent) => { if (event.key === "Enter") { event.preventDefault(); withCode(); } };
  return (
    <div className="asking stack" role="group" aria-label="Prove that it is you" onKeyDown={onKey}>
      <p><b>This needs a fresh proof that it is you.</b> Then it is done by itself.</p>
      {me.hasPasskey && <div><Button tone="strong" icon="fingerprint" inert={sending.busy} onClick={() => prove(unlockWithPasskey)}>Use a passkey</Button></div>}
      <Field id="proof-password" label="Your password"><input id="proof-password" className="input" type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} /></Field>
      <CodeField value={code} onChange={setCode} />
      {sending.trouble && <ProblemNote what="Not proved yet" trouble={sending.trouble} safe="Nothing was changed." next="Enter both once more; each code works once." />}
      <div><Button tone={me.hasPasskey ? "plain" : "strong"} inert={!ready} onClick={withCode}>{sending.busy ? "Looking" : "Prove it and go on"}</Button></div>
    </div>
  );
}
