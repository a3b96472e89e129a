import { useEffect, useRef, useState, type FormEvent } from "react";
import type { CallCard } from "../../contract/index.ts";
import { api, type Answer } from "../api/index.ts";
import { Button, Icon, ProblemNote, privateInput, serverToday } from "../ui/index.ts";
import { readBirthDate } from "./birth-date.ts";

type Status = { readonly told: boolean; readonly say: string };

/** Asked once for each call, when it is on the line; a newer call asks for itself. */
function useStatus(card: CallCard, on: boolean) {
  const [answer, setAnswer] = useState<Answer<Status>>();
  const [busy, setBusy] = useState(false);
  const { id: call } = card;
  const stop = useRef<AbortController>(undefined);
  const ask = (said?: { readonly name: string; readonly born: string }) => {
    stop.current?.abort();
    const own = (stop.current = new AbortController());
    setBusy(true);
    void api.callerStatus({ params: { call }, body: said ? { said } : {}, signal: own.signal }).then((got) => {
      if (own.signal.aborted) return;
      setBusy(false);
      setAnswer(got);
    });
  };
  // A first call of the day has nothing to ask for: its number is not looked up at all.
  useEffect(() => { if (on) ask(); return () => stop.current?.abort(); }, [call, on]);
  return { answer, busy, ask };
}

function ByName({ busy, ask }: { readonly busy: boolean; readonly ask: (said: { name: string; born: string }) => void }) {
  const [name, setName] = useState("");
  const [typed, setTyped] = useState("");
  const born = readBirthDate(typed, serverToday());
  const ready = name.trim() !== "" && born !== undefined && !busy;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready && born) ask({ name: name.trim(), born }); };
  return (
    <form className="row wrap again" onSubmit={submit}>
      <label className="stack tight sm">Patient’s or caller’s name<input className="input" maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} {...privateInput} /></label>
      <label className="stack tight sm">Birth date<input className="input" maxLength={40} placeholder="MM/DD/YYYY" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} {...privateInput} /></label>
      <Button type="submit" inert={!ready}>{busy ? "Asking" : "May I say?"}</Button>
    </form>
  );
}

const Unconfirmed = ({ on }: { readonly on: boolean }) => (on ? <p className="sm">The network does not confirm this number. Ask for name and birth date.</p> : null);

/** [W85] Somebody rings again: what may be said of their message, word for word, and nothing more. */
export function CallingAgain({ card, live }: { readonly card: CallCard; readonly live: boolean }) {
  const rangBefore = live && card.callsTodayFromNumber > 1;
  // A number that only the caller's own telephone says is not looked up: it may be somebody else's.
  const isAgain = rangBefore && card.numberProof !== null;
  const { answer, busy, ask } = useStatus(card, isAgain);
  const [byName, setByName] = useState(false);
  const told = answer?.ok ? answer.value : undefined;
  if (!live) return null;
  return (
    <section className="callagain stack tight" aria-label="Calling again?">
      <div className="row wrap"><Icon name="phone-incoming" tone={told?.told ? "sage" : "dim"} /><b className="sm">Calling again?</b>{told && <p className="sm" role="status">{told.told ? "You may say: " : "Say only: "}<span translate="no">“{told.say}”</span></p>}<Unconfirmed on={rangBefore && !isAgain && !told} /><Button tone="bare" className="right" aria-expanded={byName} onClick={() => setByName((on) => !on)}>By name and birth date</Button></div>
      {byName && <ByName busy={busy} ask={ask} />}
      {answer && !answer.ok && <ProblemNote what="There is no answer" trouble={answer.trouble} safe="Take a message as always." />}
    </section>
  );
}
