import { useEffect, useState } from "react";
import { api, type Value } from "../../api/index.ts";
import { useAsked } from "../../api/asked.ts";
import { isKept } from "../../app/kept.ts";
import { Button, Tag, moment } from "../../ui/index.ts";
import { Shown } from "../parts.tsx";
import { AddOverride, draftOf } from "./add-override.tsx";
import { Ahead } from "./overrides.tsx";

type Duty = Value<"who">;
type Ladder = Value<"ladders">["ladders"][number];

/** Every role that a step asks for by its name, as the schedule keeps it: in small letters. */
export const askedFor = (ladders: readonly Ladder[]): ReadonlySet<string> => new Set(ladders.flatMap(({ steps }) => steps.flatMap(({ role }) => (role ? [role.trim().toLowerCase()] : []))));

/** Those that the schedule knows and those that a ladder asks for, by name. */
export const everyRole = (duty: Pick<Duty, "roles">, asked: ReadonlySet<string>): string[] => [...new Set([...duty.roles.map(({ role }) => role), ...asked])].toSorted((one, other) => one.localeCompare(other));

/** [W118] Who is on duty in a role now, until when and why; a role that no ladder asks for pages nobody, which is said. */
export function RoleNow({ zone, role, duty, asked }: { readonly zone: string; readonly role: string; readonly duty: Pick<Duty, "roles">; readonly asked: ReadonlySet<string> }) {
  const seat = duty.roles.find((one) => one.role === role);
  const [first, ...others] = seat?.onDuty ?? [];
  return (
    <li className="listrow">
      <div>
        <span className="row wrap"><b>{role}</b>{!asked.has(role) && <Tag icon="info-circle">no ladder asks for it</Tag>}{!first && asked.has(role) && <Tag tone="lamp" icon="alert-triangle">nobody now</Tag>}</span>
        {first && <div className="sm tn">{first.name} until {moment(zone, first.until)}{first.next && `, then ${first.next.name}`}</div>}
        {others.length > 0 && <div className="sm t2">asked after them: {others.map(({ name }) => name).join(", then ")}</div>}
        <div className="sm t3">{first?.why ?? seat?.why ?? "The schedule names nobody for it."}</div>
      </div>
    </li>
  );
}

interface InRolesProps extends Omit<Props, "turn"> { readonly asked: ReadonlySet<string>; readonly duty: Duty }

/** The form is there once it is asked for, or holds something that was typed: most practices have no roles. */
function InRoles({ account, zone, plan, changed, asked, duty }: InRolesProps) {
  const roles = everyRole(duty, asked);
  const [isOpen, setOpen] = useState(() => isKept(draftOf(account, true)));
  const [pressed, setPressed] = useState(false);
  useEffect(() => { if (pressed) document.querySelector<HTMLElement>("#r-role")?.focus(); }, [pressed]);
  return (
    <>
      {roles.length === 0 ? <p className="sm t2">No ladder asks for a role, and nobody stands in one.</p> : <ul aria-label="Roles now">{roles.map((role) => <RoleNow key={role} zone={zone} role={role} duty={duty} asked={asked} />)}</ul>}
      {roles.length > 0 && <Ahead account={account} zone={zone} plan={plan} of={(role) => role !== null} changed={changed} />}
      {isOpen
        ? <AddOverride account={account} zone={zone} people={plan.people} roles={roles} unasked={(role) => !asked.has(role)} changed={changed} />
        : <div><Button icon="plus" onClick={() => { setOpen(true); setPressed(true); }}>Somebody else in a role</Button></div>}
    </>
  );
}

interface Props { readonly account: string; readonly zone: string; readonly plan: Pick<Value<"plan">, "overrides" | "people">; readonly turn: string; readonly changed: () => void }

/** [W118] "Tonight's surgeon on call is Dr Cho": who stands in the roles that ladders ask for by name, and somebody else for a while. */
export function Roles({ account, zone, plan, turn, changed }: Props) {
  const ladders = useAsked(() => api.ladders({ params: { account } }), account);
  const duty = useAsked(() => api.who({ params: { account }, body: {} }), `${account}${turn}`);
  return (
    <section className="panel pad stack" aria-labelledby="roles">
      <h2 id="roles">In a role</h2>
      <p className="sm t2">A step of a ladder can ask for a role by its name, such as “surgeon on call”. What is added here moves nobody else.</p>
      <Shown asked={ladders} say="Fetching the ladders" what="The ladders are not here">
        {(of) => (
          <Shown asked={duty} say="Asking who is on duty" what="Who is on duty is not here">
            {(now) => <InRoles account={account} zone={zone} plan={plan} changed={changed} asked={askedFor(of.ladders)} duty={now} />}
          </Shown>
        )}
      </Shown>
    </section>
  );
}
