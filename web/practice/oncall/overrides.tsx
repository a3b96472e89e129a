import { useEffect, type FormEvent } from "react";
import { api, type Value } from "../../api/index.ts";
import { useSending } from "../../api/asked.ts";
import { useKept } from "../../app/kept.ts";
import { Button, instant, useTick } from "../../ui/index.ts";
import { AskInPlace, Input, Outcome, Select, zoneWord } from "../parts.tsx";
import type { Span } from "./calendar.ts";
import { Opens, useOpens } from "./coverage.tsx";
import { rankWord, ranks } from "./plan-words.ts";
import type { Cover } from "./shifts.tsx";
import { instantAt, wallAt } from "./wall.ts";
import { When } from "./views.tsx";
import { spanWord } from "./words.ts";

type Plan = Pick<Value<"plan">, "overrides" | "people">;
type Override = Plan["overrides"][number];

interface Props { readonly account: string; readonly zone: string; readonly plan: Plan; readonly fill: Span | undefined; readonly changed: () => void }

/** The stretch that was typed, once both ends are there and in order. */
function spanIn(zone: string, form: { readonly from: string; readonly until: string }): { readonly span?: Span; readonly backwards?: string } {
  if (form.from === "" || form.until === "") return {};
  const span = { from: instant(instantAt(zone, form.from)), until: instant(instantAt(zone, form.until)) };
  return span.until > span.from ? { span } : { backwards: "This is not after the beginning." };
}

function Add({ account, zone, people, fill, changed }: Omit<Props, "plan"> & { readonly people: readonly Cover[] }) {
  const { value: form, put: setForm, drop } = useKept(`override/${account}`, { rank: "first" as Override["rank"], from: "", until: "", person: "", reason: "" });
  const sending = useSending();
  const put = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }));
  useEffect(() => { if (fill) setForm((old) => ({ ...old, rank: "first", from: wallAt(zone, fill.from), until: wallAt(zone, fill.until), reason: old.reason || "Fills a gap" })); }, [fill, zone]);
  const { span, backwards } = spanIn(zone, form);
  const whole = span !== undefined && form.person !== "";
  const opens = useOpens(account, whole ? { rank: form.rank, person: form.person, from: instantAt(zone, form.from), until: instantAt(zone, form.until) } : undefined);
  const ready = whole && opens.clear && form.reason.trim() !== "" && !sending.busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...form, from: instantAt(zone, form.from), until: instantAt(zone, form.until) };
    if (ready) sending.send(() => api.addOverride({ params: { account }, body }), () => { drop(); changed(); });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Select id="o-person" label="Who takes it" value={form.person} wrong={sending.wrong("person")} choices={[["", "Choose"] as const, ...people.map(({ id, name }) => [id, name] as const)]} onPick={(person) => put({ person })} />
      <Select id="o-rank" label="As" value={form.rank} choices={ranks} onPick={(rank) => put({ rank })} />
      <Input id="o-from" label={`From, ${zoneWord(zone)} time`} type="datetime-local" value={form.from} wrong={sending.wrong("from")} onText={(from) => put({ from })} />
      <Input id="o-until" label={`Until, ${zoneWord(zone)} time`} type="datetime-local" value={form.until} wrong={backwards ?? sending.wrong("until")} onText={(until) => put({ until })} />
      {span && <When zone={zone} span={span} />}
      <Opens zone={zone} of={opens} />
      <Input id="o-reason" label="Why" value={form.reason} maxLength={120} wrong={sending.wrong("reason")} hint="Shown to whoever asks why this person was paged." onText={(reason) => put({ reason })} />
      <Outcome sending={sending} what="The override was not added" done="Added. It counts from its first minute." at={["person", "from", "until", "reason"]} />
      <div><Button type="submit" inert={!ready}>Add the override</Button></div>
    </form>
  );
}

function Row({ account, zone, override, name, changed }: { readonly account: string; readonly zone: string; readonly override: Override; readonly name: string; readonly changed: () => void }) {
  const sending = useSending();
  const span = { from: instant(override.from), until: instant(override.until) };
  const cancel = () => sending.send(() => api.cancelOverride({ params: { account, override: override.id } }), changed);
  return (
    <li className="listrow">
      <div><b>{name}</b> <span className="sm t2">{rankWord(override.rank).toLowerCase()}</span><When zone={zone} span={span} /><div className="sm t3">{override.reason}</div></div>
      <AskInPlace act="Cancel it" says={`Whoever the week names is on duty again for ${spanWord(zone, span)}.`} confirm="Cancel the override" busy={sending.busy} onYes={cancel} />
      {sending.trouble && <Outcome sending={sending} what="It was not cancelled" />}
    </li>
  );
}

/** Someone else takes a stretch: a swap, a holiday, a gap filled. */
export function Overrides({ plan, ...of }: Props) {
  const { now } = useTick();
  const ahead = plan.overrides.filter((one) => !one.cancelled && instant(one.until) > now).toSorted((one, other) => instant(one.from) - instant(other.from));
  return (
    <section className="panel pad stack" aria-labelledby="overrides">
      <h2 id="overrides">Someone else takes it</h2>
      {ahead.length === 0 && <p className="sm t2">No override ahead: the week decides.</p>}
      <ul>{ahead.map((override) => <Row key={override.id} account={of.account} zone={of.zone} override={override} name={plan.people.find(({ id }) => id === override.person)?.name ?? "A former colleague"} changed={of.changed} />)}</ul>
      <Add {...of} people={plan.people} />
    </section>
  );
}
