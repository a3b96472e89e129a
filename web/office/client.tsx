import { useState, type FormEvent } from "react";
import type { Account, Agreement, Client } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending, type Asked } from "../api/asked.ts";
import { isKept, useKept } from "../app/kept.ts";
import { go, Link } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Icon, dialled } from "../ui/index.ts";
import { AccountFields, emptyBody, firstFault } from "../practice/account.tsx";
import { AgreementRecord } from "../practice/agreements.tsx";
import { Title } from "../practice/frame.tsx";
import { AskInPlace, Input, Outcome, Shown } from "../practice/parts.tsx";
import { Rings } from "./clients.tsx";
import { holds } from "./may.ts";
import { RecordAgreement } from "./record-agreement.tsx";

type Act = "suspend" | "resume" | "end";
const says: Record<Act, readonly [act: string, says: string, confirm: string]> = {
  suspend: ["Suspend", "Callers hear the closing announcement, or are sent to the fallback, from this second on. Messages already taken down are still delivered.", "Suspend it"],
  resume: ["Resume", "The numbers ring again from this second on.", "Resume it"],
  end: ["End", "This is final: the agreement is never resumed, and its numbers stop ringing at once. Messages already taken down are still delivered.", "End it for good"],
};
/** What may be done with a record in each state; expired and ended are final. */
export const actsFor = (state: Agreement["state"]): readonly Act[] => (state === "in-force" ? ["suspend", "end"] : state === "suspended" ? ["resume", "end"] : state === "not-yet" ? ["end"] : []);

function Change({ agreement, act, changed }: { readonly agreement: Agreement; readonly act: Act; readonly changed: () => void }) {
  const [reason, setReason] = useState("");
  const sending = useSending();
  const [word, say, confirm] = says[act];
  const run = () => sending.send(() => api.changeAgreement({ params: { client: agreement.client, agreement: agreement.id }, body: { act, reason: reason.trim() } }), changed);
  return (
    <AskInPlace act={word} says={say} confirm={confirm} busy={sending.busy || reason.trim() === ""} onYes={run}>
      <Input id={`reason-${act}-${agreement.id}`} label="Why" value={reason} maxLength={120} wrong={sending.wrong("reason")} hint="Kept with the record and in the audit log." onText={setReason} />
      <Outcome sending={sending} what="Nothing was changed" at={["reason"]} />
    </AskInPlace>
  );
}

function Agreements({ client, changed }: { readonly client: Client; readonly changed: () => void }) {
  const me = useMe();
  const asked = useAsked(() => api.agreements({ params: { client: client.id } }), client.id);
  const records = holds(me, "compliance-officer", "administrator");
  const again = () => { asked.again(); changed(); };
  return (
    <div className={records ? "sidecols" : ""}>
      <Shown asked={asked} say="Fetching the agreements" what="The agreements are not here">
        {({ agreements }) => (agreements.length === 0 ? <div className="panel"><EmptyState icon="certificate" title="No agreement is recorded">{records ? "Record the signed BAA beside this; the numbers ring from the minute it is in force." : "A compliance officer or an administrator records the signed BAA."}</EmptyState></div>
          : <ul className="stack gap4">{agreements.map((one) => <AgreementRecord key={one.id} agreement={one} zone={me.zone}>{records && actsFor(one.state).map((act) => <Change key={`${act}${one.state}`} agreement={one} act={act} changed={again} />)}</AgreementRecord>)}</ul>)}
      </Shown>
      {records && <RecordAgreement client={client.id} recorded={again} />}
    </div>
  );
}

function AddAccount({ client, added }: { readonly client: string; readonly added: (account: Account) => void }) {
  const { value: body, put: setBody, drop } = useKept(`new-account/${client}`, emptyBody);
  const [tried, setTried] = useState(false);
  const sending = useSending();
  const fault = tried ? firstFault(body) : undefined;
  const wrong = (field: string) => (fault?.field === field ? fault.say : sending.wrong(field));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!firstFault(body)) sending.send(() => api.addAccount({ params: { client }, body }), (account) => { drop(); added(account); });
  };
  return (
    <form className="panel pad stack form" onSubmit={submit} aria-labelledby="add-account" noValidate>
      <h2 id="add-account">Open a practice</h2>
      <AccountFields isNew body={body} change={(part) => setBody((old) => ({ ...old, ...part }))} wrong={wrong} />
      <Outcome sending={sending} what="The practice was not opened" at={["name", "slug", "zone", "greeting", "fallback", "hours", "holidays"]} />
      <div><Button type="submit" tone="strong" inert={sending.busy}>Open it</Button></div>
    </form>
  );
}

function Accounts({ client }: { readonly client: Client }) {
  const me = useMe();
  const [adding, setAdding] = useState(isKept(`new-account/${client.id}`));
  const asked = useAsked(() => api.accounts(), client.id);
  const adds = holds(me, "supervisor", "administrator");
  return (
    <section className="stack" aria-labelledby="practices">
      <div className="row"><h2 id="practices">Practices</h2>{adds && !adding && <Button className="right" icon="plus" onClick={() => setAdding(true)}>Open a practice</Button>}</div>
      <Shown asked={asked} say="Fetching the practices" what="The practices are not here">
        {({ accounts }) => {
          const own = accounts.filter((account) => account.client === client.id);
          return own.length === 0 ? <div className="panel"><EmptyState icon="building-hospital" title="No practice yet">A practice is what a caller reaches: numbers, greeting, script, on-call week.</EmptyState></div>
            : <ul className="panel pad">{own.map((account) => <li className="listrow" key={account.id}><span className="row"><Icon name="building-hospital" tone="dim" /><b>{account.name}</b><span className="sm t2">{account.zone.replaceAll("_", " ")}</span></span><span className="row wrap"><span className="num sm">{account.numbers.map(dialled).join(", ") || "no number"}</span><Link className="btn" to={`/office/accounts/${account.slug}/account`}>Open</Link></span></li>)}</ul>;
        }}
      </Shown>
      {adding && <AddAccount client={client.id} added={(account) => go(`/office/accounts/${account.slug}/account`)} />}
    </section>
  );
}

/** One client: what it signed, and the practices that ring for it. */
export function ClientPage({ id, asked }: { readonly id: string; readonly asked: Asked<{ readonly clients: readonly Client[] }> }) {
  return (
    <Shown asked={asked} say="Fetching the client" what="The client is not here">
      {({ clients }) => {
        const client = clients.find((one) => one.id === id);
        if (!client) return <EmptyState icon="building" title="There is no such client" act={<Link className="btn" to="/office/clients">All clients</Link>} />;
        return <><Title title={client.name} about={<Rings client={client} />}><Link className="btn" to="/office/clients"><Icon name="chevron-left" />All clients</Link></Title><div className="stack gap4"><Accounts client={client} /><section className="stack" aria-labelledby="agreements"><h2 id="agreements">Agreements</h2><Agreements client={client} changed={asked.again} /></section></div></>;
      }}
    </Shown>
  );
}
