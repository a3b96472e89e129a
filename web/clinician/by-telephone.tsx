import { useState, type FormEvent } from "react";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { go } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { Input, Outcome, Shown } from "../practice/parts.tsx";
import { NumberOnFile, Pin, type Telephone } from "../sign-in/my-telephone.tsx";
import { Button, Icon, clock, dialled, type Lamp } from "../ui/index.ts";
import { Top } from "./top.tsx";

export const TELEPHONE_PATH = "/clinician/telephone";
export type Standing = Value<"voiceTelephone">;

const CODE_DIGITS = 6;

/** What stands in the way, the first thing first; undefined: messages are read here. */
export function missing(standing: Standing, zone: string): string | undefined {
  if (!standing.allowed) return "Your office has not allowed messages by telephone for you. Ask a supervisor.";
  if (standing.number === null) return "Enter the number of your telephone.";
  if (!standing.hasPin) return "Set a PIN. Without it nothing is read to anybody.";
  if (!standing.proved) return "Have a test call say a code to this number, and type it here.";
  if (standing.closedUntil !== null) return `Wrong PINs were keyed. Your telephone is not rung before ${clock(zone, standing.closedUntil, { zone: true })}.`;
  return standing.line === "ready" ? undefined : "This service cannot ring anybody to read a message now. Tell your office.";
}

function StandingLine({ standing }: { readonly standing: Standing }) {
  const { zone } = useMe();
  const what = missing(standing, zone);
  return (
    <p className="row" role="status">
      <Icon name={what === undefined ? "circle-check" : "alert-triangle"} tone={what === undefined ? "sage" : "lamp"} />
      <span className="grow">{what ?? <><b>Messages are read to you by telephone</b>, after your PIN, when a practice's ladder says so.</>}</span>
    </p>
  );
}

/** Number and PIN are those of "My sign-in": one of each, wherever they are keyed. */
function Own({ changed }: { readonly changed: () => void }) {
  const asked = useAsked(() => api.telephone(), "telephone");
  const put = (now: Telephone) => { asked.put(now); changed(); };
  return (
    <Shown asked={asked} say="Fetching your number" what="Your number is not here">
      {(telephone) => (
        <>
          <section className="card stack" aria-labelledby="my-number"><h2 id="my-number">My number</h2><NumberOnFile telephone={telephone} put={put} /></section>
          <section className="card stack" aria-labelledby="my-pin"><h2 id="my-pin">My PIN</h2><Pin telephone={telephone} put={put} /></section>
        </>
      )}
    </Shown>
  );
}

/** A number is ours to ring when a code that was said to it is typed here. */
export function TestCall({ standing, put }: { readonly standing: Standing; readonly put: (standing: Standing) => void }) {
  const [code, setCode] = useState("");
  const calling = useSending();
  const proving = useSending();
  const ring = () => { proving.clear(); setCode(""); calling.send(() => api.voiceTestCall({ body: {} })); };
  const submit = (event: FormEvent) => { event.preventDefault(); if (code.length === CODE_DIGITS) proving.send(() => api.voiceProve({ body: { code } }), put); };
  if (standing.number === null || !standing.allowed) return null;
  if (standing.proved) return <p className="row sm"><Icon name="check" tone="sage" /><span>A test call proved <span className="num">{dialled(standing.number)}</span>.</span></p>;
  return (
    <section className="card stack" aria-labelledby="test-call">
      <h2 id="test-call">Prove the number</h2>
      <p className="sm t2">We ring <span className="num">{dialled(standing.number)}</span> and say six digits, twice. They count for ten minutes.</p>
      <div><Button big tone="strong" icon="phone" inert={calling.busy} onClick={ring}>Ring me now</Button></div>
      <Outcome sending={calling} what="You were not rung" done="Your telephone rings now. Type what it says." />
      <form className="stack" onSubmit={submit} noValidate aria-label="The code that was said">
        <Input id="voice-code" label="Code, 6 digits" inputMode="numeric" autoComplete="off" maxLength={CODE_DIGITS} value={code} wrong={proving.wrong("code")} onText={(text) => setCode(text.replace(/\D/g, ""))} />
        <Outcome sending={proving} what="The number is not proved" at={["code"]} />
        <div><Button big type="submit" inert={proving.busy || code.length < CODE_DIGITS}>Prove it</Button></div>
      </form>
    </section>
  );
}

/** Number, PIN and proof of the telephone by which messages are read. */
export function ByTelephone({ lamp }: { readonly lamp: Lamp }) {
  const asked = useAsked(() => api.voiceTelephone(), "voice");
  return (
    <>
      <Top lamp={lamp} title="My telephone" back={<Button tone="bare" className="back" icon="chevron-left" aria-label="All pages" onClick={() => go("/clinician")} />} />
      <main className="page">
        <h1 className="sr">My telephone</h1>
        <Shown asked={asked} say="Asking how your telephone stands" what="How your telephone stands is not known now">
          {(standing) => (
            <>
              <StandingLine standing={standing} />
              <TestCall standing={standing} put={asked.put} />
              <Own changed={asked.again} />
            </>
          )}
        </Shown>
      </main>
    </>
  );
}
