import { useEffect, useRef, useState } from "react";
import type { CallRow, CheckInCard } from "../../contract/index.ts";
import { api, type Answer, type Trouble, type Value } from "../api/index.ts";
import { Button, Icon, ProblemNote } from "../ui/index.ts";
import { useBound, useKeys } from "./keys.ts";

type CardAnswer = Answer<{ readonly card: CheckInCard }>;
type Known = Value<"checkInCard">;
/** What the caller is told before they are put on hold, word for word. */
const ASK_FOR_PIN = "I will put you on hold. When you hear the music, key your PIN, and then the hash key. I do not hear it.";

/** So many wrong PINs close the card. */
const TRIES = 3;
const HOW = { pin: "by their PIN", number: "at the number on file" } as const;

/** What the card says of the caller, and what the operator may do. */
export function sayCard(card: CheckInCard, name: string): string {
  if (card.state === "verified") return `${name} is verified ${HOW[card.how ?? "pin"]}. You may tell them what is theirs.`;
  if (card.state === "failed") return `Not ${name}, as far as we know: three tries are over. Tell this caller nothing. They may ring the check-in line in a quarter of an hour.`;
  return `Says that they are ${name}. Not proved: tell nothing. Until it is, you open no message.`;
}

/** Why it is not proved, or that the question never arrived. Of a card that is closed the card itself says so. */
function NotProved({ trouble, card }: { readonly trouble: Trouble; readonly card: CheckInCard | undefined }) {
  if (trouble.kind !== "refused") return <ProblemNote what="Not verified" trouble={trouble} safe="Tell the caller nothing." />;
  if (card?.state === "failed") return null;
  const left = card && card.triesLeft < TRIES ? ` ${card.triesLeft === 1 ? "One try is left." : `${card.triesLeft} tries are left.`}` : "";
  return <p className="row sm" role="alert"><Icon name="alert-triangle" tone="lamp" /><span><b>{trouble.say}</b>{left}</span></p>;
}

function Claim({ people, busy, claim }: { readonly people: Known["people"]; readonly busy: boolean; readonly claim: (person: string) => void }) {
  const [person, setPerson] = useState("");
  return (
    <div className="row wrap again">
      <label className="stack tight sm">Who do they say they are?
        <select className="select" value={person} onChange={(event) => setPerson(event.currentTarget.value)}>
          <option value="">Choose</option>
          {people.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
        </select>
      </label>
      <Button tone="strong" inert={person === "" || busy} onClick={() => claim(person)}>Open the check-in</Button>
      <span className="sm t2">Not in the list: they are not of this practice. Take a message as from anybody.</span>
    </div>
  );
}

interface Proving { readonly busy: "pin" | "number" | undefined; readonly isHeld: boolean; readonly byPin: () => void; readonly byNumber: () => void }

function Prove({ busy, isHeld, byPin, byNumber }: Proving) {
  return (
    <>
      <p className="sm">Say: <span translate="no">“{ASK_FOR_PIN}”</span></p>
      <div className="row wrap">
        <Button tone="strong" icon="lock" inert={busy !== undefined} onClick={byPin}>{busy === "pin" ? (isHeld ? "The caller keys it now" : "Putting them on hold") : "Ask for the PIN"}</Button>
        <Button icon="phone-outgoing" inert={busy !== undefined} onClick={byNumber}>{busy === "number" ? "Ringing the number on file" : "Ring the number on file"}</Button>
      </div>
    </>
  );
}

/** Gives whether the caller is on hold now. */
type PutOnHold = () => Promise<boolean>;

/** Asked once for each call, when the operator opens it. */
function useCheckIn(call: string, { isHeld, hold }: { readonly isHeld: boolean; readonly hold: PutOnHold }) {
  const [known, setKnown] = useState<Known>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState<"claim" | "pin" | "number">();
  const wantsPin = useRef(false);
  const took = (answer: CardAnswer): void => {
    setBusy(undefined);
    setTrouble(answer.ok ? undefined : answer.trouble);
    if (answer.ok) setKnown((old) => ({ people: old?.people ?? [], card: answer.value.card }));
    // A third wrong one closes the card: it is read anew.
    else void api.checkInCard({ params: { call } }).then((now) => now.ok && setKnown(now.value));
  };
  const send = (what: "claim" | "pin" | "number", how: () => Promise<CardAnswer>): void => {
    setBusy(what);
    void how().then(took);
  };
  // The PIN is taken from a caller on hold alone, so the tones reach nobody's ear.
  useEffect(() => {
    if (!isHeld || !wantsPin.current) return;
    wantsPin.current = false;
    send("pin", () => api.checkInByPin({ params: { call }, body: {} }));
  }, [isHeld, call]);
  return {
    known, trouble, busy,
    open: () => void api.checkInCard({ params: { call } }).then((answer) => (answer.ok ? setKnown(answer.value) : setTrouble(answer.trouble))),
    claim: (person: string) => send("claim", () => api.openCheckIn({ params: { call }, body: { person } })),
    byPin: () => {
      if (isHeld) return send("pin", () => api.checkInByPin({ params: { call }, body: {} }));
      wantsPin.current = true;
      setBusy("pin");
      // Refused: the desk says why, and the PIN is not waited for.
      return void hold().then((held) => { if (!held) { wantsPin.current = false; setBusy(undefined); } });
    },
    byNumber: () => send("number", () => api.checkInByNumber({ params: { call }, body: {} })),
  };
}

interface HeadProps { readonly card: CheckInCard | undefined; readonly name: string; readonly on: boolean; readonly turn: () => void }

function Head({ card, name, on, turn }: HeadProps) {
  const keys = useBound();
  const [icon, tone] = card === undefined ? (["key", "dim"] as const) : card.state === "verified" ? (["shield-check", "sage"] as const) : (["alert-triangle", "lamp"] as const);
  return (
    <div className="row wrap">
      <Icon name={icon} tone={tone} /><b className="sm">Check-in</b>
      {card ? <p className="sm" role="status">{sayCard(card, name)}</p> : <Button tone="bare" className="right" keys={keys.checkIn} aria-expanded={on} onClick={turn}>Says that they are a clinician, or the office</Button>}
    </div>
  );
}

/** [W161] A caller says "I'm Dr Lee": whom, and then proof by a machine. The operator never sees a digit, and until then reads nothing. */
export function CheckIn({ call, row, hold }: { readonly call: string; readonly row: Pick<CallRow, "state">; readonly hold: PutOnHold }) {
  const [on, setOn] = useState(false);
  const isHeld = row.state === "held";
  const { known, trouble, busy, ...acts } = useCheckIn(call, { isHeld, hold });
  const { card: claimed, people } = known ?? { card: null, people: [] };
  const card = claimed ?? undefined;
  const name = people.find(({ id }) => id === card?.person)?.name ?? "one of ours";
  useEffect(acts.open, [call]);
  // The hand goes on to what comes next, here and nowhere else, because it pressed something here: never by itself.
  const section = useRef<HTMLElement>(null);
  const [pressed, setPressed] = useState(0);
  const goOn = (): void => setPressed((times) => times + 1);
  useEffect(() => { if (pressed > 0) section.current?.querySelector<HTMLElement>("select, .btn-strong")?.focus(); }, [pressed, card?.state]);
  useKeys({ checkIn: () => { setOn(true); goOn(); } });
  return (
    <section ref={section} className={card ? "callagain told stack" : on ? "callagain stack" : "quiet"} aria-label="Check-in">
      <Head card={card} name={name} on={on} turn={() => setOn((open) => !open)} />
      {!card && on && <Claim people={people} busy={busy !== undefined} claim={(person) => { goOn(); acts.claim(person); }} />}
      {card?.state === "claimed" && <Prove busy={busy === "claim" ? undefined : busy} isHeld={isHeld} byPin={acts.byPin} byNumber={acts.byNumber} />}
      {trouble && <NotProved trouble={trouble} card={card} />}
    </section>
  );
}
