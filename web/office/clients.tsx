import { useState, type FormEvent } from "react";
import type { Client } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { Link } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Tag, dialled, moment } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { Input, Outcome, Shown } from "../practice/parts.tsx";
import { holds } from "./may.ts";

const agreementWords = { "in-force": "In force", ended: "Not in force", none: "Never had one" } as const;

/** Whether callers are answered: only an agreement in force rings. */
export function Rings({ client }: { readonly client: Client }) {
  return client.agreement === "in-force" ? <Tag plain tone="sage" icon="phone">Rings</Tag> : <Tag plain icon="phone-off">Does not ring</Tag>;
}

function AddClient({ added }: { readonly added: () => void }) {
  const [name, setName] = useState("");
  const sending = useSending();
  const ready = name.trim() !== "" && !sending.busy;
  const submit = (event: FormEvent) => { event.preventDefault(); if (ready) sending.send(() => api.addClient({ body: { name: name.trim() } }), () => { setName(""); added(); }); };
  return (
    <form className="panel pad stack" onSubmit={submit} aria-labelledby="add-client" noValidate>
      <h2 id="add-client">New client</h2>
      <Input id="client-name" label="Name of the covered entity" value={name} maxLength={120} wrong={sending.wrong("name")} hint="Who signs the agreement. Practices are opened beneath it." onText={setName} />
      <Outcome sending={sending} what="No client was recorded" done="Recorded. Next: its signed agreement, then its practices." at={["name"]} />
      <div><Button type="submit" tone="strong" inert={!ready}>Record the client</Button></div>
    </form>
  );
}

function Row({ client, zone }: { readonly client: Client; readonly zone: string }) {
  const numbers = client.accounts.flatMap((account) => account.numbers);
  return (
    <tr role="row">
      <td role="cell"><b>{client.name}</b><div className="sm t2">{client.accounts.map(({ name }) => name).join(", ") || "No practice yet"}</div></td>
      <td role="cell"><span className="onlycards t2">Agreement: </span>{agreementWords[client.agreement]}</td>
      <td role="cell" className="tn">{client.agreementUntil ? `until ${moment(zone, client.agreementUntil)}` : client.agreement === "in-force" ? "until it is ended" : ""}</td>
      <td role="cell" className="num">{numbers.slice(0, 2).map(dialled).join(", ")}{numbers.length > 2 && ` and ${numbers.length - 2} more`}</td>
      <td role="cell"><Rings client={client} /></td>
      <td role="cell" className="acts"><Link className="btn" to={`/office/clients/${client.id}`} aria-label={`Open ${client.name}`}>Open</Link></td>
    </tr>
  );
}

/** Everyone the service answers for, with what makes their numbers ring. */
export function ClientsPage() {
  const me = useMe();
  const asked = useAsked(() => api.clients(), "clients");
  const adds = holds(me, "compliance-officer", "administrator");
  return (
    <>
      <Title title="Clients" about="No agreement, no ring: a number answers only while one is in force." />
      <div className={adds ? "sidecols" : ""}>
        <Shown asked={asked} say="Fetching the clients" what="The clients are not here">
          {({ clients }) => (clients.length === 0 ? <div className="panel"><EmptyState icon="building" title="No client yet">{adds ? "Record the first one here; then its signed agreement; then its practices and numbers." : "An administrator or the compliance officer records the first one."}</EmptyState></div>
            : <div className="panel scroll-x" tabIndex={0} role="group" aria-label="Clients"><table className="table cards" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Client</th><th role="columnheader" scope="col">Agreement</th><th role="columnheader" scope="col">Until</th><th role="columnheader" scope="col">Numbers</th><th role="columnheader" scope="col">Callers</th><th role="columnheader" scope="col"><span className="sr">Open</span></th></tr></thead><tbody role="rowgroup">{clients.map((client) => <Row key={client.id} client={client} zone={me.zone} />)}</tbody></table></div>)}
        </Shown>
        {adds && <AddClient added={asked.again} />}
      </div>
    </>
  );
}
