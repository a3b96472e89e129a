import { useState, type FormEvent } from "react";
import type { Account, Role } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, Icon, dialled } from "../ui/index.ts";
import { AskInPlace, Input, Outcome } from "./parts.tsx";

const givers: readonly Role[] = ["supervisor", "administrator"];
const typedMin = 7;

function AddNumber({ account, put }: { readonly account: Account; readonly put: (account: Account) => void }) {
  const [number, setNumber] = useState("");
  const sending = useSending();
  const ready = number.trim().length >= typedMin && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.addNumber({ params: { account: account.id }, body: { number } }), (changed) => { setNumber(""); put(changed); });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Input id="number" label="Add a number" className="num" inputMode="tel" value={number} wrong={sending.wrong("number")} hint="As it is dialled: 212 555 0100." onText={setNumber} />
      <Outcome sending={sending} what="The number was not added" done="Added. It rings here while the agreement is in force." at={["number"]} />
      <div><Button type="submit" inert={!ready}>Add</Button></div>
    </form>
  );
}

/** What callers dial. Only the service gives and takes numbers; the practice sees them. */
export function Numbers({ account, put }: { readonly account: Account; readonly put: (account: Account) => void }) {
  const me = useMe();
  const sending = useSending();
  const gives = me.memberships.some(({ role, client }) => givers.includes(role) && client === null);
  const release = (number: string) => sending.send(() => api.releaseNumber({ params: { account: account.id, number }, body: undefined } as never), put);
  return (
    <section className="panel pad stack" aria-labelledby="numbers">
      <h2 id="numbers">Numbers</h2>
      {account.numbers.length === 0 && <p className="t2 sm">No number rings for this practice yet.{gives ? " Add the first one." : " Ask your answering service for one."}</p>}
      <ul className="stack">
        {account.numbers.map((number) => (
          <li className="listrow" key={number}>
            <span className="row"><Icon name="phone" tone="dim" /><span className="num">{dialled(number)}</span></span>
            {gives && <AskInPlace act="Release" says={`${dialled(number)} stops ringing here at once and rests for 12 months.`} confirm="Release it" busy={sending.busy} onYes={() => release(number)} />}
          </li>
        ))}
      </ul>
      {gives ? <><Outcome sending={sending} what="The number was not released" done="Released." /><AddNumber account={account} put={put} /></> : <p className="hint">Your answering service adds and releases numbers.</p>}
    </section>
  );
}
