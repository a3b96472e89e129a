import { api, type Value } from "../../api/index.ts";
import { useAsked } from "../../api/asked.ts";
import type { Answer } from "../../api/client.ts";
import { Icon, instant, moment, serverToday } from "../../ui/index.ts";
import { Shown } from "../parts.tsx";

type Duty = Value<"who">;
type OnDuty = NonNullable<Duty["first"]>;
export type Stand = NonNullable<Parameters<typeof api.who>[0]["body"]["override"]>;

interface InSeat { readonly onDuty: readonly OnDuty[]; readonly why: string }

/** In the order in which they are asked: those of a role, or with null those of whoever is asked for nothing in particular. */
export function seatIn({ first, backups, roles, why }: Duty, role: string | null): InSeat {
  if (role === null) return { onDuty: [...(first ? [first] : []), ...backups], why };
  return roles.find((one) => one.role === role) ?? { onDuty: [], why: `The schedule names nobody for ${role}.` };
}

export const orderWord = ({ onDuty }: InSeat): string => onDuty.map(({ name }) => name).join(", then ") || "nobody";

interface Both { readonly before: Duty; readonly after: Duty }
interface Props extends Both { readonly zone: string; readonly stand: Stand; readonly name: string }

/** [W118] Who would be asked at the first minute of the stretch, by whom it is decided, and who is asked without it. */
export function WouldBe({ zone, stand, name, before, after }: Props) {
  const role = stand.role ?? null;
  const [then, now] = [seatIn(after, role), seatIn(before, role)];
  const own = then.onDuty.find(({ person }) => person === stand.person);
  return (
    <div className="why" role="group" aria-label="Who would be on duty">
      <Icon name={own ? "user-check" : "alert-triangle"} tone={own ? "sage" : "lamp"} />
      <span>{own ? <><b>{own.name}</b> until {moment(zone, own.until)}{own.next && <>, then {own.next.name}</>}</> : <><b>{name} would not be on duty then.</b></>}</span>
      <Icon name="arrow-right" tone="dim" /><span>Asked in this order: {orderWord(then)}</span>
      <Icon name="history" tone="dim" /><span>Without this: {orderWord(now)}</span>
      <Icon name="info-circle" tone="dim" /><span className="t2">{own?.why ?? then.why}</span>
    </div>
  );
}

/** At its first minute, or now where it has begun. Asked once the stretch is whole. */
const firstMinute = ({ from }: Stand) => (instant(from) > serverToday() ? { at: from } : {});

export function AskWouldBe({ account, zone, stand, name }: { readonly account: string; readonly zone: string; readonly stand: Stand; readonly name: string }) {
  const both = async (): Promise<Answer<Both>> => {
    const [before, after] = await Promise.all([api.who({ params: { account }, body: firstMinute(stand) }), api.who({ params: { account }, body: { ...firstMinute(stand), override: stand } })]);
    if (!before.ok) return before;
    return after.ok ? { ok: true, value: { before: before.value, after: after.value } } : after;
  };
  const asked = useAsked(both, JSON.stringify([account, stand]));
  return <Shown asked={asked} say="Asking who would be on duty" what="Who would be on duty is not known">{(duties) => <WouldBe zone={zone} stand={stand} name={name} {...duties} />}</Shown>;
}
