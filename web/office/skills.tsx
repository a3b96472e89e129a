import { useState } from "react";
import { PLAIN_SKILLS, type Account, type Language, type Skills } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { Title } from "../practice/frame.tsx";
import { Outcome, Shown } from "../practice/parts.tsx";
import { Button, Check, EmptyState, Tag } from "../ui/index.ts";

type All = Value<"skills">;
type Person = Value<"people">["people"][number];

/** Whoever can be rung at the desk. */
export const operatorsOf = (people: readonly Person[]): readonly Person[] => people.filter(({ disabled, memberships }) => !disabled && memberships.some(({ role, client }) => client === null && (role === "operator" || role === "supervisor")));

export function skillWords({ languages, accounts, urgent, reserve }: Skills): readonly string[] {
  const knows = accounts === null ? "Knows every practice" : `Knows ${accounts.length} practice${accounts.length === 1 ? "" : "s"}`;
  return [languages.map((one) => (one === "es" ? "Spanish" : "English")).join(" and "), knows, ...(urgent ? ["Urgent calls first"] : []), ...(reserve ? ["Only when it is busy"] : [])];
}

interface FormProps { readonly person: Person; readonly skills: Skills; readonly accounts: readonly Account[]; readonly put: (all: All) => void; readonly close: () => void }

function Form({ person, skills, accounts, put, close }: FormProps) {
  const [own, setOwn] = useState(skills);
  const sending = useSending();
  const speak = (language: Language, on: boolean) => setOwn({ ...own, languages: on ? [...own.languages, language] : own.languages.filter((one) => one !== language) });
  const know = (account: string, on: boolean) => setOwn({ ...own, accounts: on ? [...(own.accounts ?? []), account] : (own.accounts ?? []).filter((one) => one !== account) });
  const save = () => sending.send(() => api.saveSkills({ params: { person: person.id }, body: own }), (all) => { put(all); close(); });
  return (
    <div className="stack" role="group" aria-label={`What ${person.name} can do`}>
      <fieldset className="plainset"><legend className="label">Speaks</legend><div className="row wrap gap4"><Check on={own.languages.includes("en")} onChange={(on) => speak("en", on)}>English</Check><Check on={own.languages.includes("es")} onChange={(on) => speak("es", on)}>Spanish</Check></div></fieldset>
      <fieldset className="plainset"><legend className="label">Calls</legend><Check on={own.urgent} onChange={(urgent) => setOwn({ ...own, urgent })}>Is asked first for callers who cannot wait</Check><Check on={own.reserve} onChange={(reserve) => setOwn({ ...own, reserve })}>Answers only when it is busy</Check></fieldset>
      <fieldset className="plainset"><legend className="label">Practices</legend><Check on={own.accounts === null} onChange={(all) => setOwn({ ...own, accounts: all ? null : [] })}>Knows every practice</Check>
        {own.accounts !== null && accounts.map(({ id, name }) => <Check key={id} on={own.accounts?.includes(id) ?? false} onChange={(on) => know(id, on)}>{name}</Check>)}</fieldset>
      <Outcome sending={sending} what="Nothing was changed" />
      <div className="row"><Button tone="strong" inert={own.languages.length === 0 || sending.busy} onClick={save}>Save</Button><Button tone="bare" onClick={close}>Leave it as it was</Button></div>
    </div>
  );
}

function Rows({ people, accounts, all, put }: { readonly people: readonly Person[]; readonly accounts: readonly Account[]; readonly all: All; readonly put: (all: All) => void }) {
  const [changing, setChanging] = useState<string | null>(null);
  const of = (person: string): Skills => { const named = all.operators.find((one) => one.person === person); return named ? { languages: named.languages, accounts: named.accounts, urgent: named.urgent, reserve: named.reserve } : PLAIN_SKILLS; };
  if (people.length === 0) return <EmptyState icon="headset" title="There are no operators yet">Invite them under People.</EmptyState>;
  return (
    <section className="panel pad" aria-label="Operators">
      <ul>{people.map((person) => (
        <li key={person.id} className={changing === person.id ? "item skillform" : "listrow"}>
          {changing === person.id
            ? <><b>{person.name}</b><Form person={person} skills={of(person.id)} accounts={accounts} put={put} close={() => setChanging(null)} /></>
            : <><span className="row wrap"><b>{person.name}</b>{skillWords(of(person.id)).map((word) => <Tag key={word} plain icon="check">{word}</Tag>)}</span><Button tone="bare" aria-label={`Change what ${person.name} can do`} onClick={() => setChanging(person.id)}>Change</Button></>}
        </li>
      ))}</ul>
    </section>
  );
}

/** Which operator is rung for which caller: languages, practices they know, urgent calls. */
export function SkillsPage() {
  const people = useAsked(() => api.people(), "people");
  const accounts = useAsked(() => api.accounts(), "accounts");
  const skills = useAsked<All>(() => api.skills(), "skills");
  return (
    <>
      <Title title="Skills" about="Which operator is rung for which caller, from the next call on" />
      <Shown asked={people} say="Fetching the operators" what="The operators are not here">{(who) => (
        <Shown asked={accounts} say="Fetching the practices" what="The practices are not here">{(practices) => (
          <Shown asked={skills} say="Fetching the skills" what="The skills are not here">{(all) => <Rows people={operatorsOf(who.people)} accounts={practices.accounts} all={all} put={skills.put} />}</Shown>)}</Shown>)}</Shown>
    </>
  );
}
