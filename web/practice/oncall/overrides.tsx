import { api, type Value } from "../../api/index.ts";
import { useSending } from "../../api/asked.ts";
import { instant, useTick } from "../../ui/index.ts";
import { AskInPlace, Outcome } from "../parts.tsx";
import { AddOverride } from "./add-override.tsx";
import type { Span } from "./calendar.ts";
import { rankWord } from "./plan-words.ts";
import { When } from "./views.tsx";
import { spanWord } from "./words.ts";

type Plan = Pick<Value<"plan">, "overrides" | "people">;
export type Override = Plan["overrides"][number];

interface Props { readonly account: string; readonly zone: string; readonly plan: Plan; readonly fill: Span | undefined; readonly changed: () => void }

function Row({ account, zone, override, name, changed }: { readonly account: string; readonly zone: string; readonly override: Override; readonly name: string; readonly changed: () => void }) {
  const sending = useSending();
  const span = { from: instant(override.from), until: instant(override.until) };
  const cancel = () => sending.send(() => api.cancelOverride({ params: { account, override: override.id } }), changed);
  const role = override.role ?? null;
  return (
    <li className="listrow">
      <div><b>{name}</b> <span className="sm t2">{role !== null && `${role}, `}{rankWord(override.rank).toLowerCase()}</span><When zone={zone} span={span} /><div className="sm t3">{override.reason}</div></div>
      <AskInPlace act="Cancel it" {...(role !== null && { label: `Cancel the override of ${role} by ${name}` })} says={`Whoever the ${role === null ? "week" : "schedule"} names ${role === null ? "" : `for ${role} `}is on duty again for ${spanWord(zone, span)}.`} confirm="Cancel the override" busy={sending.busy} onYes={cancel} />
      {sending.trouble && <Outcome sending={sending} what="It was not cancelled" />}
    </li>
  );
}

/** Those that are ahead, the next one first: of any role, or of none. */
export function Ahead({ account, zone, plan, of, changed }: Omit<Props, "fill"> & { readonly of: (role: string | null) => boolean }) {
  const { now } = useTick();
  const ahead = plan.overrides.filter((one) => !one.cancelled && instant(one.until) > now && of(one.role ?? null)).toSorted((one, other) => instant(one.from) - instant(other.from));
  if (ahead.length === 0) return <p className="sm t2">No override ahead: the {of(null) ? "week" : "schedule"} decides.</p>;
  return <ul>{ahead.map((override) => <Row key={override.id} account={account} zone={zone} override={override} name={plan.people.find(({ id }) => id === override.person)?.name ?? "A former colleague"} changed={changed} />)}</ul>;
}

/** Someone else takes a stretch: a swap, a holiday, a gap filled. */
export function Overrides({ plan, ...of }: Props) {
  return (
    <section className="panel pad stack" aria-labelledby="overrides">
      <h2 id="overrides">Someone else takes it</h2>
      <Ahead {...of} plan={plan} of={(role) => role === null} />
      <AddOverride {...of} people={plan.people} />
    </section>
  );
}
