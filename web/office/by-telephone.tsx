import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Title } from "../practice/frame.tsx";
import { Outcome, Shown } from "../practice/parts.tsx";
import { Button, EmptyState, Icon, Tag } from "../ui/index.ts";
import { holds } from "./may.ts";

type Person = Value<"voicePeople">["people"][number];

const WORDS: Readonly<Record<Person["standing"], string>> = {
  ready: "Is rung to have messages read", "not-allowed": "Is not rung", "not-proved": "Has proved no number by a test call", "no-pin": "Has set no PIN", closed: "Closed for a quarter of an hour: wrong PINs",
};

/** One clinician, and the one thing the office decides: whether they are rung. */
export function PersonRow({ person, change }: { readonly person: Person; readonly change: (() => void) | undefined }) {
  const sending = useSending();
  const press = () => sending.send(() => api.voiceAllow({ params: { people: person.person }, body: { allowed: !person.allowed } }), change);
  const isReady = person.standing === "ready";
  return (
    <li className="listrow row wrap">
      <b className="grow">{person.name}</b>
      <Tag plain={!isReady} icon={isReady ? "phone" : "phone-off"}>{WORDS[person.standing]}</Tag>
      {change && <Button inert={sending.busy} aria-label={`${person.allowed ? "Ring no more" : "Allow"}: ${person.name}`} onClick={press}>{person.allowed ? "Ring no more" : "Allow"}</Button>}
      {sending.trouble && <Outcome sending={sending} what="Nothing was changed" />}
    </li>
  );
}

/** Whom the service may ring to read messages. Number and PIN are each clinician's own: nobody here sees them. */
export function ByTelephonePage() {
  const me = useMe();
  const asked = useAsked(() => api.voicePeople(), "voice-people");
  return (
    <>
      <Title title="By telephone" about="Messages read to clinicians after their PIN" />
      <Shown asked={asked} say="Asking who is rung" what="Who is rung is not known now">
        {({ people }) => (people.length === 0 ? <EmptyState icon="phone-off" title="There are no clinicians yet">Invite them under People.</EmptyState> : (
          <section className="panel pad stack" aria-labelledby="who-hears">
            <h2 id="who-hears">Who is rung</h2>
            <p className="row nowraprow sm"><Icon name="info-circle" /><span>Allowed here, a clinician enters a number, sets a PIN and types the code of a test call, on their own page. Then a step of a ladder may ring them.</span></p>
            <ul>{people.map((person) => <PersonRow key={person.person} person={person} change={holds(me, "supervisor", "administrator") ? asked.again : undefined} />)}</ul>
          </section>
        ))}
      </Shown>
    </>
  );
}
