import { useState, type FormEvent } from "react";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending, type Sending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Input, Outcome, Shown } from "../practice/parts.tsx";
import { Button, dialled, moment } from "../ui/index.ts";
import { ProveAgain, wantsProof } from "./prove-again.tsx";

export type Telephone = Value<"telephone">;
const PIN_DIGITS = { min: 6, max: 12 } as const;
const NUMBER_CHARACTERS_MIN = 7;

/** The code in groups, as it is keyed and read: 482 91 75. */
export const inGroups = (code: string): string => `${code.slice(0, 3)} ${code.slice(3, 5)} ${code.slice(5)}`;

const Sent = ({ sending, what, done, again }: { readonly sending: Sending; readonly what: string; readonly done: string; readonly again: () => void }) =>
  wantsProof(sending) ? <ProveAgain then={again} /> : <Outcome sending={sending} what={what} done={done} at={["number", "pin"]} />;

export function Pin({ telephone, put }: { readonly telephone: Telephone; readonly put: (now: Telephone) => void }) {
  const { zone } = useMe();
  const [pin, setPin] = useState("");
  const sending = useSending();
  const inert = sending.busy || pin.length < PIN_DIGITS.min;
  const save = () => sending.send(() => api.setPin({ body: { pin } }), (now) => { setPin(""); put(now); });
  const submit = (event: FormEvent) => { event.preventDefault(); if (!inert) save(); };
  return (
    <form className="stack" onSubmit={submit} noValidate aria-label="Telephone PIN">
      <Input id="telephone-pin" label={telephone.pinSetAt ? "A new PIN" : "A PIN"} type="password" inputMode="numeric" maxLength={PIN_DIGITS.max} value={pin} wrong={sending.wrong("pin")} hint={`${PIN_DIGITS.min} to ${PIN_DIGITS.max} digits. ${telephone.pinSetAt ? `You set yours ${moment(zone, telephone.pinSetAt)}.` : "You have none yet."}`} onText={(text) => setPin(text.replace(/\D/g, ""))} />
      <Sent sending={sending} what="The PIN was not changed" done="Your new PIN counts from now on." again={save} />
      <div><Button type="submit" tone="strong" inert={inert}>Set the PIN</Button></div>
    </form>
  );
}

const shownNumber = ({ number }: Telephone): string => (number === null ? "" : dialled(number));

export function NumberOnFile({ telephone, put }: { readonly telephone: Telephone; readonly put: (now: Telephone) => void }) {
  const { zone, serverTime } = useMe();
  const [number, setNumber] = useState(shownNumber(telephone));
  const sending = useSending();
  const inert = sending.busy || number.trim().length < NUMBER_CHARACTERS_MIN || number.trim() === shownNumber(telephone);
  const save = () => sending.send(() => api.setTelephoneNumber({ body: { number: number.trim() } }), (now) => { setNumber(shownNumber(now)); put(now); });
  const submit = (event: FormEvent) => { event.preventDefault(); if (!inert) save(); };
  const waits = telephone.settledAt !== null && telephone.settledAt > serverTime;
  return (
    <form className="stack" onSubmit={submit} noValidate aria-label="Number on file">
      <Input id="telephone-number" label="Number on file" type="tel" autoComplete="tel" className="num" maxLength={32} value={number} wrong={sending.wrong("number")} hint={waits ? `Whoever rings in as you is rung back here from ${moment(zone, telephone.settledAt!)} on: a new number waits a day.` : "You can be rung back here when you cannot say your PIN."} onText={setNumber} />
      <Sent sending={sending} what="The number was not changed" done="The new number is kept." again={save} />
      <div><Button type="submit" inert={inert}>Save the number</Button></div>
    </form>
  );
}

/** [W160] What somebody proves themselves with when they ring in. Only they can change it: no operator sees it, sets it or resets it. */
export function MyTelephone() {
  const me = useMe();
  const ringsIn = me.memberships.some(({ role }) => role === "clinician" || role === "client-manager");
  return ringsIn ? <OnTheTelephone /> : null;
}

function OnTheTelephone() {
  const asked = useAsked(() => api.telephone(), "telephone");
  return (
    <section className="panel pad stack" aria-labelledby="telephone">
      <h2 id="telephone">When you ring in</h2>
      <p className="sm t2">On the check-in line you key your person code and your PIN, to a machine. Never say your PIN to anybody: no operator asks for it, and none can change it.</p>
      <Shown asked={asked} say="Fetching your person code" what="Your person code is not here">
        {(telephone) => (
          <>
            <p>{telephone.code ? <>Your person code is <b className="num">{inGroups(telephone.code)}</b>.</> : "You get a person code when you first set a PIN or a number."}</p>
            <Pin telephone={telephone} put={asked.put} />
            <NumberOnFile telephone={telephone} put={asked.put} />
          </>
        )}
      </Shown>
    </section>
  );
}
