import { useState, type FormEvent } from "react";
import { Uuid } from "../../contract/common.ts";
import { api } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, clock, day } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { Input, Shown } from "../practice/parts.tsx";
import { WitnessPanel } from "./witnesses.tsx";

/** "message 0199c3f2-…": pressing it shows everything about that one. */
function SubjectLink({ subject, follow }: { readonly subject: string; readonly follow: (id: string) => void }) {
  const id = subject.split(" ").at(-1) ?? "";
  return Uuid.safeParse(id).success ? <button type="button" className="aslink num" onClick={() => follow(id)}>{subject}</button> : <>{subject}</>;
}

/** Who touched what. The words of a message never stand here; ids do. */
export function AuditPage() {
  const { zone } = useMe();
  const [typed, setTyped] = useState("");
  const [subject, setSubject] = useState<string>();
  const [before, setBefore] = useState<readonly number[]>([]);
  const at = before.at(-1);
  const body = { ...(subject && { subject }), ...(at !== undefined && { before: at }) };
  const asked = useAsked(() => api.auditSearch({ body }), JSON.stringify(body));
  const wrong = typed.trim() !== "" && !Uuid.safeParse(typed.trim()).success ? "An id has 36 characters, such as 0199c3f2-7b1a-7c44-9d1e-2f6a8b3c4d5e." : undefined;
  const follow = (id: string) => { setTyped(id); setSubject(id); setBefore([]); };
  const submit = (event: FormEvent) => { event.preventDefault(); if (!wrong) { setSubject(typed.trim() || undefined); setBefore([]); } };
  return (
    <>
      <Title title="Audit" about="Every touch of private data, newest first"><Button icon="refresh" onClick={asked.again}>Look again</Button></Title>
      <WitnessPanel turn={JSON.stringify(body)} />
      <form className="row wrap auditform" onSubmit={submit} noValidate><Input id="subject" label="About one subject, by its id" className="num" value={typed} wrong={wrong} onText={setTyped} /><Button type="submit" icon="search">Search</Button></form>
      <Shown asked={asked} say="Fetching the entries" what="The entries are not here">
        {({ entries, next }) => (entries.length === 0 ? <EmptyState icon="report-search" title="No entry like this">{subject ? "Nobody touched this subject, or the id is another one. Empty the box to see all." : "The first act of anybody stands here."}</EmptyState> : (
          <div className="stack">
            <div className="panel scroll-x" tabIndex={0} role="group" aria-label="Entries"><table className="table"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">Did</th><th scope="col">Allowed</th><th scope="col">To</th><th scope="col">Number</th></tr></thead>
              <tbody>{entries.map((entry, index) => <tr key={entry.number ?? `new${index}`}><td className="tn nowrap">{day(zone, entry.at)}, {clock(zone, entry.at, { seconds: true, zone: true })}</td><td>{entry.actor}</td><td className="num sm">{entry.action}</td><td>{entry.verdict ?? ""}</td><td className="num xs">{entry.subject && <SubjectLink subject={entry.subject} follow={follow} />}</td><td className="tn t2">{entry.number ?? "not sequenced yet"}</td></tr>)}</tbody></table></div>
            <div className="row">{before.length > 0 && <Button icon="chevron-left" onClick={() => setBefore(before.slice(0, -1))}>Newer</Button>}{next !== null && <Button onClick={() => setBefore([...before, next])}>Older</Button>}</div>
          </div>))}
      </Shown>
    </>
  );
}
