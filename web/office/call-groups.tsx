import { useState, type FormEvent } from "react";
import type { Account, CallGroup, Client } from "../../contract/index.ts";
import { api, type Answer, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { Link } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { Button, Check, EmptyState, Icon, Tag } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { AskInPlace, Input, Outcome, Select, Shown } from "../practice/parts.tsx";
import { holds } from "./may.ts";

type Person = Value<"people">["people"][number];

/** What the page is told from: the groups hold ids, and names come from the lists beside. */
export interface Book {
  readonly groups: readonly CallGroup[];
  readonly people: readonly Person[];
  readonly accounts: readonly Account[];
  readonly clients: readonly Client[];
}

async function fetchBook(): Promise<Answer<Book>> {
  const [groups, people, accounts, clients] = await Promise.all([api.callGroups(), api.people(), api.accounts(), api.clients()]);
  if (!groups.ok) return groups;
  if (!people.ok) return people;
  if (!accounts.ok) return accounts;
  if (!clients.ok) return clients;
  return { ok: true, value: { groups: groups.value.groups, people: people.value.people, accounts: accounts.value.accounts, clients: clients.value.clients } };
}

/** Where a person is a clinician now or soon; nothing when the last such role has ended. */
export const clinicsOf = (person: Pick<Person, "memberships"> | undefined): string =>
  [...new Set((person?.memberships ?? []).filter(({ role }) => role === "clinician").map(({ clientName }) => clientName ?? "a client"))].join(", ");
export const clinicians = (people: readonly Person[]): readonly Person[] => people.filter((person) => clinicsOf(person) !== "").toSorted((a, b) => a.name.localeCompare(b.name));
const clientName = (book: Book, id: string): string => book.clients.find((client) => client.id === id)?.name ?? "a client";

/** Those who may be chosen, and those who are in it and could not be chosen again. */
export function choicesOf(book: Book, members: readonly string[]): readonly { readonly id: string; readonly name: string; readonly where: string }[] {
  const able = clinicians(book.people);
  const former = members.filter((id) => !able.some((person) => person.id === id));
  return [...able.map((person) => ({ id: person.id, name: person.name, where: clinicsOf(person) })), ...former.map((id) => ({ id, name: book.people.find((person) => person.id === id)?.name ?? "Somebody who left", where: "no clinician any more" }))];
}

interface ChosenProps { readonly book: Book; readonly group: CallGroup | undefined; readonly members: readonly string[]; readonly pick: (members: readonly string[]) => void }
function Chosen({ book, group, members, pick }: ChosenProps) {
  const choices = choicesOf(book, group?.members ?? []);
  const turn = (id: string, on: boolean) => pick(on ? [...members, id] : members.filter((one) => one !== id));
  return (
    <fieldset className="plainset">
      <legend>Who covers each other</legend>
      {choices.length === 0 && <p className="sm t3">No clinician has a role yet.</p>}
      {choices.map(({ id, name, where }) => <Check key={id} on={members.includes(id)} onChange={(on) => turn(id, on)}><span>{name}<span className="sm t2">, {where}</span></span></Check>)}
    </fieldset>
  );
}

interface FormProps { readonly book: Book; readonly group?: CallGroup; readonly done: () => void; readonly leave?: () => void }

/** One form for a new group and for a change: the name, and who covers each other. */
function GroupForm({ book, group, done, leave }: FormProps) {
  const at = group?.id ?? "new";
  const [name, setName] = useState(group?.name ?? "");
  const [members, setMembers] = useState<readonly string[]>(group?.members ?? []);
  const sending = useSending();
  const body = { name: name.trim(), members: [...members] };
  const inert = body.name === "" || sending.busy;
  const finished = () => { if (!group) { setName(""); setMembers([]); } done(); };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!inert) sending.send(() => (group ? api.saveCallGroup({ params: { group: group.id }, body }) : api.addCallGroup({ body })), finished);
  };
  return (
    <form className={group ? "asking stack" : "panel pad stack"} onSubmit={submit} aria-label={group ? `Change ${group.name}` : "Make a call group"} noValidate>
      {!group && <h2>Make a call group</h2>}
      <Input id={`group-name-${at}`} label="Name" value={name} maxLength={120} wrong={sending.wrong("name")} hint="As the office calls it: Lakeside weekend cover." onText={setName} />
      <Chosen book={book} group={group} members={members} pick={setMembers} />
      <Outcome sending={sending} what="Nothing was changed" done={group ? undefined : "It is made."} at={["name"]} />
      <div className="row wrap"><Button type="submit" tone="strong" inert={inert}>{group ? "Save the group" : "Make it"}</Button>{leave && <Button tone="bare" onClick={leave}>Leave it</Button>}</div>
    </form>
  );
}

interface GroupProps { readonly book: Book; readonly group: CallGroup; readonly may: boolean; readonly again: () => void }

function Members({ book, group }: Pick<GroupProps, "book" | "group">) {
  if (group.members.length === 0) return <p className="sm t3">Nobody yet: its practices are covered by their own clinicians alone.</p>;
  return (
    <ul aria-label={`Who covers each other in ${group.name}`}>
      {group.members.map((id) => {
        const person = book.people.find((one) => one.id === id);
        const where = clinicsOf(person);
        return <li key={id} className="row wrap memberrow"><Icon name="stethoscope" tone="dim" /><span>{person?.name ?? "Somebody who left"}</span>{where ? <span className="sm t2">{where}</span> : <Tag plain icon="ban">no clinician any more</Tag>}</li>;
      })}
    </ul>
  );
}

function Practice({ account, group, ...of }: GroupProps & { readonly account: Account }) {
  const sending = useSending();
  const takeOut = () => sending.send(() => api.putInCallGroup({ params: { account: account.id }, body: { group: null } }), of.again);
  return (
    <li className="listrow">
      <span className="row wrap"><Icon name="building-hospital" tone="dim" /><Link to={`/office/accounts/${account.slug}/account`}>{account.name}</Link><span className="sm t2">{clientName(of.book, account.client)}</span></span>
      {of.may && <AskInPlace act="Take out" tone="bare" label={`Take ${account.name} out of ${group.name}`} says={`From this second on ${account.name} is covered by its own clinicians alone.`} confirm="Take it out" busy={sending.busy} onYes={takeOut} />}
      {sending.trouble && <Outcome sending={sending} what="It is in the group still" />}
    </li>
  );
}

/** A practice has one group: one that is in another moves. */
function PutIn({ book, group, again }: GroupProps) {
  const [account, setAccount] = useState("");
  const sending = useSending();
  const others = book.accounts.filter((one) => one.callGroup !== group.id);
  const elsewhere = (one: Account): string => (one.callGroup ? ", moves from another group" : "");
  const put = () => sending.send(() => api.putInCallGroup({ params: { account }, body: { group: group.id } }), () => { setAccount(""); again(); });
  if (others.length === 0) return null;
  return (
    <div className="stack">
      <div className="row wrap putin"><Select id={`put-in-${group.id}`} label={`Put a practice into ${group.name}`} value={account} wrong={sending.wrong("group")} choices={[["", "Choose a practice"] as const, ...others.map((one) => [one.id, `${one.name} (${clientName(book, one.client)})${elsewhere(one)}`] as const)]} onPick={setAccount} /><Button icon="plus" inert={account === "" || sending.busy} onClick={put}>Put it in</Button></div>
      <Outcome sending={sending} what="The practice was not put in" at={["group"]} />
    </div>
  );
}

function Group(of: GroupProps) {
  const { book, group, may, again } = of;
  const [changing, setChanging] = useState(false);
  const accounts = book.accounts.filter((account) => account.callGroup === group.id);
  return (
    <section className="panel pad stack" aria-labelledby={`group-${group.id}`}>
      <div className="row wrap"><h2 id={`group-${group.id}`}>{group.name}</h2>{may && !changing && <Button className="right" icon="pencil" aria-label={`Change ${group.name}`} onClick={() => setChanging(true)}>Change</Button>}</div>
      {changing ? <GroupForm book={book} group={group} leave={() => setChanging(false)} done={() => { setChanging(false); again(); }} /> : <Members book={book} group={group} />}
      <h3>Practices they cover</h3>
      {accounts.length === 0 ? <p className="sm t3">None yet.</p> : <ul>{accounts.map((account) => <Practice key={account.id} {...of} account={account} />)}</ul>}
      {may && <PutIn {...of} />}
    </section>
  );
}

/** Clinicians who cover each other, over clients, and the practices they cover. */
export function CallGroupsPage() {
  const me = useMe();
  const may = holds(me, "supervisor", "administrator");
  const asked = useAsked(fetchBook, "call-groups");
  return (
    <>
      <Title title="Call groups" about="Clinicians who cover each other, also between clients. A covering clinician sees the messages they are paged about and nothing else." />
      <Shown asked={asked} say="Fetching the call groups" what="The call groups are not here">
        {(book) => (
          <div className={may ? "sidecols" : ""}>
            {book.groups.length === 0 ? <div className="panel"><EmptyState icon="users" title="No call group yet">Each practice is covered by its own clinicians. Make a group when they cover each other.</EmptyState></div> : <div className="stack gap4">{book.groups.map((group) => <Group key={group.id} book={book} group={group} may={may} again={asked.again} />)}</div>}
            {may && <GroupForm book={book} done={asked.again} />}
          </div>
        )}
      </Shown>
    </>
  );
}
