import { useState, type FormEvent } from "react";
import type { OnCallPlace, Stretch } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { rankWord } from "../practice/oncall/plan-words.ts";
import { spanWord } from "../practice/oncall/words.ts";
import { Input, Outcome, Select, Shown } from "../practice/parts.tsx";
import { Button, instant, serverToday } from "../ui/index.ts";

interface Props { readonly account: OnCallPlace; readonly people: readonly { readonly id: string; readonly name: string }[]; readonly changed: () => void }

const DAYS_AHEAD = 60;
const keyOf = ({ rank, from, until }: Stretch): string => `${rank} ${from} ${until}`;

/** What can be traded: stretches that lie ahead, of somebody who is on duty by the plan. */
const tradable = (stretches: readonly Stretch[], now: number): Stretch[] => stretches.filter(({ person, from }) => person !== null && instant(from) > now);

function Form({ account, stretches, changed }: Omit<Props, "people"> & { readonly stretches: readonly Stretch[] }) {
  const me = useMe().person.id;
  const [form, setForm] = useState({ give: "", take: "", reason: "" });
  const sending = useSending();
  const all = tradable(stretches, serverToday());
  const mine = all.filter(({ person }) => person === me);
  const give = mine.find((one) => keyOf(one) === form.give);
  const theirs = all.filter(({ person, rank }) => person !== me && rank === (give?.rank ?? "first"));
  const take = theirs.find((one) => keyOf(one) === form.take);
  const word = (one: Stretch): string => spanWord(account.zone, { from: instant(one.from), until: instant(one.until) });
  const put = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!give || !take || form.reason.trim() === "" || sending.busy) return;
    const body = { rank: give.rank, asked: take.person!, reason: form.reason, give: { from: give.from, until: give.until }, take: { from: take.from, until: take.until } };
    sending.send(() => api.askSwap({ params: { account: account.id }, body }), () => { setForm({ give: "", take: "", reason: "" }); changed(); });
  };
  if (mine.length === 0) return <p className="sm t2">You have no duty here in the next {DAYS_AHEAD} days that you could give.</p>;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Select id={`give-${account.id}`} label="I give" value={form.give} wrong={sending.wrong("give")} choices={[["", "Choose one of yours"] as const, ...mine.map((one) => [keyOf(one), `${word(one)}${one.rank === "first" ? "" : `, ${rankWord(one.rank).toLowerCase()}`}`] as const)]} onPick={(picked) => put({ give: picked, take: "" })} />
      <Select id={`take-${account.id}`} label="I take" value={form.take} wrong={sending.wrong("take") ?? sending.wrong("asked")} choices={[["", "Choose one of a colleague’s"] as const, ...theirs.map((one) => [keyOf(one), `${one.name ?? "A colleague"}: ${word(one)}`] as const)]} onPick={(picked) => put({ take: picked })} />
      <Input id={`why-${account.id}`} label="Why" value={form.reason} maxLength={120} wrong={sending.wrong("reason")} hint="Your colleague and the practice read it. Never about a patient." onText={(reason) => put({ reason })} />
      <Outcome sending={sending} what="The swap was not asked for" done="Asked. Nothing changes until your colleague accepts." at={["give", "take", "asked", "reason"]} />
      <div><Button type="submit" inert={!give || !take || form.reason.trim() === "" || sending.busy}>Ask for the swap</Button></div>
    </form>
  );
}

/** Asked of one colleague about two stretches, as the plan has them now. */
export function AskSwap({ account, changed }: Props) {
  const [from] = useState(() => new Date(serverToday()).toISOString());
  const asked = useAsked(() => api.preview({ params: { account: account.id }, body: { from, days: DAYS_AHEAD } }), account.id);
  return <Shown asked={asked} say="Looking who is on duty" what="The days ahead are not here">{({ stretches }) => <Form account={account} stretches={stretches} changed={changed} />}</Shown>;
}
