import { useEffect, type FormEvent } from "react";
import type { Rank } from "../../../contract/index.ts";
import { api } from "../../api/index.ts";
import { useSending, type Sending } from "../../api/asked.ts";
import { useKept } from "../../app/kept.ts";
import { Button, instant } from "../../ui/index.ts";
import { Input, Outcome, Select, zoneWord } from "../parts.tsx";
import type { Span } from "./calendar.ts";
import { Opens, useOpens } from "./coverage.tsx";
import { ranks } from "./plan-words.ts";
import type { Cover } from "./shifts.tsx";
import { When } from "./views.tsx";
import { instantAt, wallAt } from "./wall.ts";
import { AskWouldBe, type Stand } from "./would-be.tsx";

/** A role that is not in the list yet. */
const ANOTHER = "another role";

interface Typed { readonly role: string; readonly named: string; readonly rank: Rank; readonly from: string; readonly until: string; readonly person: string; readonly reason: string }
const EMPTY: Typed = { role: "", named: "", rank: "first", from: "", until: "", person: "", reason: "" };

/** The stretch that was typed, once both ends are there and in order. */
function spanIn(zone: string, form: Pick<Typed, "from" | "until">): { readonly span?: Span; readonly backwards?: string } {
  if (form.from === "" || form.until === "") return {};
  const span = { from: instant(instantAt(zone, form.from)), until: instant(instantAt(zone, form.until)) };
  return span.until > span.from ? { span } : { backwards: "This is not after the beginning." };
}

/** As the schedule keeps it, in small letters. */
const roleIn = ({ role, named }: Typed): string => (role === ANOTHER ? named.trim().toLowerCase() : role);

/** Whoever would stand, once all of it was typed. `isOfRole`: nobody stands before the role has a name. */
export function standIn(zone: string, form: Typed, isOfRole: boolean): Stand | undefined {
  const { span } = spanIn(zone, form);
  const role = isOfRole ? roleIn(form) : null;
  return span && form.person !== "" && role !== "" ? { rank: form.rank, role, person: form.person, from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() } : undefined;
}

interface Place { readonly account: string; readonly zone: string; readonly people: readonly Cover[]; readonly changed: () => void }
interface RoleProps { readonly id: string; readonly form: Typed; readonly roles: readonly string[]; readonly unasked: (role: string) => boolean; readonly put: (part: Partial<Typed>) => void }

function Role({ id, form, roles, unasked, put }: RoleProps) {
  const choices = [["", "Choose"] as const, ...roles.map((role) => [role, role] as const), [ANOTHER, "Another role"] as const];
  const role = roleIn(form);
  return (
    <>
      <Select id={`${id}-role`} label="In the role" value={form.role} choices={choices} onPick={(picked) => put({ role: picked })} />
      {form.role === ANOTHER && <Input id={`${id}-named`} label="Its name" value={form.named} maxLength={60} hint="As a step of a ladder names it." onText={(named) => put({ named })} />}
      {role !== "" && unasked(role) && <p className="sm">No step of a ladder asks for “{role}”: nobody is paged by it until one does.</p>}
    </>
  );
}

interface FieldsProps { readonly id: string; readonly zone: string; readonly people: readonly Cover[]; readonly form: Typed; readonly sending: Sending; readonly put: (part: Partial<Typed>) => void }

function Fields({ id, zone, people, form, sending, put }: FieldsProps) {
  const { span, backwards } = spanIn(zone, form);
  return (
    <>
      <Select id={`${id}-person`} label="Who takes it" value={form.person} wrong={sending.wrong("person")} choices={[["", "Choose"] as const, ...people.map((one) => [one.id, one.name] as const)]} onPick={(person) => put({ person })} />
      <Select id={`${id}-rank`} label="As" value={form.rank} choices={ranks} onPick={(rank) => put({ rank })} />
      <Input id={`${id}-from`} label={`From, ${zoneWord(zone)} time`} type="datetime-local" value={form.from} wrong={sending.wrong("from")} onText={(from) => put({ from })} />
      <Input id={`${id}-until`} label={`Until, ${zoneWord(zone)} time`} type="datetime-local" value={form.until} wrong={backwards ?? sending.wrong("until")} onText={(until) => put({ until })} />
      {span && <When zone={zone} span={span} />}
    </>
  );
}

/** Where what was typed is kept. */
export const draftOf = (account: string, isOfRole: boolean): string => `override/${account}${isOfRole ? "/role" : ""}`;

/** `roles`: of one of these; without it, of whoever is asked for nothing in particular. */
export interface AddProps extends Place { readonly fill?: Span | undefined; readonly roles?: readonly string[]; readonly unasked?: (role: string) => boolean }

/** [W116] [W118] Somebody else takes a stretch, and what that does is shown before it is added: who is asked then and why, and what it leaves open. */
export function AddOverride({ account, zone, people, fill, changed, roles, unasked = () => false }: AddProps) {
  const id = roles ? "r" : "o";
  const { value: form, put: setForm, drop } = useKept(draftOf(account, roles !== undefined), EMPTY);
  const sending = useSending();
  const put = (part: Partial<Typed>) => setForm((old) => ({ ...old, ...part }));
  useEffect(() => { if (fill) setForm((old) => ({ ...old, rank: "first", from: wallAt(zone, fill.from), until: wallAt(zone, fill.until), reason: old.reason || "Fills a gap" })); }, [fill, zone, setForm]);
  const stand = standIn(zone, form, roles !== undefined);
  const opens = useOpens(account, stand);
  const ready = stand !== undefined && opens.clear && form.reason.trim() !== "" && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) sending.send(() => api.addOverride({ params: { account }, body: { ...stand, reason: form.reason } }), () => { drop(); changed(); });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate aria-label={roles ? "Somebody else in a role" : "Somebody else"}>
      {roles && <Role id={id} form={form} roles={roles} unasked={unasked} put={put} />}
      <Fields id={id} zone={zone} people={people} form={form} sending={sending} put={put} />
      {stand && <AskWouldBe account={account} zone={zone} stand={stand} name={people.find((one) => one.id === stand.person)?.name ?? "This person"} />}
      <Opens zone={zone} of={opens} />
      <Input id={`${id}-reason`} label="Why" value={form.reason} maxLength={120} wrong={sending.wrong("reason")} hint="Shown to whoever asks why this person was paged." onText={(reason) => put({ reason })} />
      <Outcome sending={sending} what="The override was not added" done="Added. It counts from its first minute." at={["person", "from", "until", "reason"]} />
      <div><Button type="submit" inert={!ready}>Add the override</Button></div>
    </form>
  );
}
