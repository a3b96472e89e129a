import { useState, type FormEvent } from "react";
import { officeRoutes } from "../../contract/office.ts";
import type { Role } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useKept } from "../app/kept.ts";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Tag } from "../ui/index.ts";
import { CutOff, mayCutOff } from "./cut-off.tsx";
import { roleWord, Title } from "./frame.tsx";
import { AskInPlace, Input, Outcome, Select, Shown, ZoneSelect } from "./parts.tsx";

type Person = Value<"people">["people"][number];
type Membership = Person["memberships"][number];
export interface ClientName { readonly id: string; readonly name: string }
const AT_A_CLIENT: readonly Role[] = ["clinician", "client-manager"];
const AT_THE_SERVICE: readonly Role[] = ["operator", "supervisor", "compliance-officer", "administrator"];

/** The roles this person may give: a manager those of the practice, a supervisor operators too, an administrator all. */
export function rolesToGive(held: readonly { readonly role: Role }[]): readonly Role[] {
  const holds = (role: Role) => held.some((one) => one.role === role);
  if (holds("administrator")) return [...AT_A_CLIENT, ...AT_THE_SERVICE];
  if (holds("supervisor")) return [...AT_A_CLIENT, "operator"];
  return holds("client-manager") ? AT_A_CLIENT : [];
}

interface PlaceProps { readonly id: string; readonly role: Role; readonly client: string; readonly clients: readonly ClientName[]; readonly pick: (client: string) => void; readonly wrong?: string | undefined }
function Place({ id, role, client, clients, pick, wrong }: PlaceProps) {
  if (!AT_A_CLIENT.includes(role)) return <p className="hint">Works for the service, for every client.</p>;
  return <Select id={id} label="At" value={client} wrong={wrong} choices={[["", "Choose a client"] as const, ...clients.map(({ id: one, name }) => [one, name] as const)]} onPick={pick} />;
}
const clientFor = (role: Role, client: string): string | null => (AT_A_CLIENT.includes(role) ? client : null);

/** Shown once: whoever holds this link becomes this person. */
function Invitation({ link, name, close }: { readonly link: string; readonly name: string; readonly close: () => void }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className="once" role="status">
      <b>The link for {name}, shown once</b>
      <span className="num" translate="no">{link}</span>
      <p className="sm">Give it to {name} and nobody else. It works once; this page cannot show it again.</p>
      <div className="row"><Button icon="copy" tone="strong" onClick={() => void navigator.clipboard.writeText(link).then(() => setCopied(true))}>{copied ? "Copied" : "Copy"}</Button><Button tone="bare" onClick={close}>I gave it to them</Button></div>
    </div>
  );
}

function Invite({ clients, roles, again }: { readonly clients: readonly ClientName[]; readonly roles: readonly Role[]; readonly again: () => void }) {
  const me = useMe();
  const fresh = { name: "", email: "", zone: me.zone, role: roles[0] ?? "clinician", client: clients.length === 1 ? (clients[0]?.id ?? "") : "" };
  const { value: form, put: setForm, drop } = useKept("invite", fresh);
  const [made, setMade] = useState<{ readonly link: string; readonly name: string }>();
  const sending = useSending();
  const put = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }));
  const body = { ...form, client: clientFor(form.role, form.client) };
  const ready = officeRoutes.addPerson.body?.safeParse(body).success === true && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.addPerson({ body }), ({ invitation }) => { setMade({ link: invitation, name: form.name }); drop(); again(); });
  };
  return (
    <form className="panel pad stack" onSubmit={submit} aria-labelledby="invite" noValidate>
      <h2 id="invite">Invite a person</h2>
      {made && <Invitation {...made} close={() => setMade(undefined)} />}
      <Input id="p-name" label="Name" value={form.name} maxLength={120} wrong={sending.wrong("name")} hint="As operators and patients know them: Dr Lee." onText={(name) => put({ name })} />
      <Input id="p-email" label="E-mail" type="email" value={form.email} wrong={sending.wrong("email")} onText={(email) => put({ email })} />
      <Select id="p-role" label="Role" value={form.role} wrong={sending.wrong("role")} choices={roles.map((role) => [role, roleWord(role)] as const)} onPick={(role) => put({ role })} />
      <Place id="p-client" role={form.role} client={form.client} clients={clients} wrong={sending.wrong("client")} pick={(client) => put({ client })} />
      <ZoneSelect id="p-zone" value={form.zone} wrong={sending.wrong("zone")} onPick={(zone) => put({ zone })} />
      <Outcome sending={sending} what="Nobody was invited" at={["name", "email", "role", "client", "zone"]} />
      <div><Button type="submit" tone="strong" inert={!ready}>Make the link</Button></div>
    </form>
  );
}

function RoleRow({ person, membership, again }: { readonly person: Person; readonly membership: Membership; readonly again: () => void }) {
  const sending = useSending();
  const where = membership.clientName ?? (membership.client === null ? "the service" : "a client");
  const role = roleWord(membership.role);
  const end = () => sending.send(() => api.endMembership({ params: { person: person.id, membership: membership.id } }), again);
  return (
    <li className="rolerow">
      <span className="sm">{role}<span className="t2">, {where}</span></span>
      <AskInPlace act="End" tone="bare" label={`End: ${role}, ${where}, ${person.name}`} says={`${person.name} is no longer ${role.toLowerCase()} at ${where}, at once and in every open window.`} confirm="End the role" busy={sending.busy} onYes={end} />
      {sending.trouble && <Outcome sending={sending} what="The role goes on" />}
    </li>
  );
}

function GiveRole({ person, clients, roles, again }: { readonly person: Person; readonly clients: readonly ClientName[]; readonly roles: readonly Role[]; readonly again: () => void }) {
  const [role, setRole] = useState<Role>(roles[0] ?? "clinician");
  const [client, setClient] = useState(clients.length === 1 ? (clients[0]?.id ?? "") : "");
  const sending = useSending();
  const give = () => sending.send(() => api.addMembership({ params: { person: person.id }, body: { client: clientFor(role, client), role, until: null } }), again);
  return (
    <AskInPlace act="Give a role" icon="plus" tone="bare" label={`Give ${person.name} a role`} says={`What ${person.name} may do besides:`} confirm="Give it" busy={sending.busy} onYes={give}>
      <Select id={`g-role-${person.id}`} label="Role" value={role} choices={roles.map((one) => [one, roleWord(one)] as const)} onPick={setRole} />
      <Place id={`g-client-${person.id}`} role={role} client={client} clients={clients} pick={setClient} wrong={sending.wrong("client")} />
      <Outcome sending={sending} what="No role was given" done="Given." at={["client"]} />
    </AskInPlace>
  );
}

const standing = (person: Person) => (person.disabled ? "Cannot sign in" : person.signedIn ? "Signed in now" : "Not signed in");

interface RowProps { readonly person: Person; readonly clients: readonly ClientName[]; readonly roles: readonly Role[]; readonly again: () => void }

function PersonRow({ person, ...of }: RowProps) {
  const me = useMe();
  const [link, setLink] = useState<string>();
  return (
    <li className="person">
      <div><b>{person.name}</b><div className="sm t2">{person.email}</div><Tag plain icon={person.disabled ? "ban" : person.signedIn ? "circle-dot" : "circle"}>{standing(person)}</Tag></div>
      <ul>{person.memberships.map((membership) => <RoleRow key={membership.id} person={person} membership={membership} again={of.again} />)}{person.memberships.length === 0 && <li className="sm t3">No role: sees nothing.</li>}</ul>
      {of.roles.length > 0 && <div className="personacts"><GiveRole person={person} {...of} />{mayCutOff(me.person.id, person, of.roles) && <CutOff person={person} linked={setLink} again={of.again} />}</div>}
      {link && <Invitation link={link} name={person.name} close={() => setLink(undefined)} />}
    </li>
  );
}

/** Those whose name, address, role or place has the words. */
export function found(people: readonly Person[], words: string): readonly Person[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const textOf = ({ name, email, memberships }: Person) => [name, email, ...memberships.flatMap((one) => [roleWord(one.role), one.clientName ?? "service"])].join(" ").toLowerCase();
  return people.filter((person) => wanted.every((word) => textOf(person).includes(word)));
}

/** From so many on, a list is easier searched than read. */
const SEARCHED_FROM = 6;

function List({ people, ...of }: Omit<RowProps, "person"> & { readonly people: readonly Person[] }) {
  const [words, setWords] = useState("");
  const shown = found(people, words);
  return (
    <section className="panel" aria-label="People">
      {people.length >= SEARCHED_FROM && <div className="row wrap peoplehead"><Input id="find-person" label="Find a person" type="search" value={words} onText={setWords} /><span className="sm t2 right" role="status">{shown.length} of {people.length}</span></div>}
      {shown.length === 0 ? <EmptyState icon="search" title="Nobody like this">Look for a name, an e-mail, a role or a client.</EmptyState> : <ul>{shown.map((person) => <PersonRow key={person.id} person={person} {...of} />)}</ul>}
    </section>
  );
}

/** The people one may see, what they may do, and how others come in. */
export function PeoplePage({ clients }: { readonly clients: readonly ClientName[] }) {
  const me = useMe();
  const asked = useAsked(() => api.people(), "people");
  const roles = rolesToGive(me.memberships);
  return (
    <>
      <Title title="People" about="Who may do what, and where" />
      <div className="sidecols">
        <Shown asked={asked} say="Fetching the people" what="The people are not here">
          {({ people }) => (people.length === 0 ? <div className="panel"><EmptyState icon="users" title="Nobody yet">Invite the first person: a clinician who can be paged.</EmptyState></div> : <List people={people} clients={clients} roles={roles} again={asked.again} />)}
        </Shown>
        {roles.length > 0 && <Invite clients={clients} roles={roles} again={asked.again} />}
      </div>
    </>
  );
}
