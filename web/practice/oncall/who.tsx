import { Fragment, useState } from "react";
import { api } from "../../api/index.ts";
import { useAsked } from "../../api/asked.ts";
import { useMe } from "../../app/session.tsx";
import { Icon, clock, moment, serverToday } from "../../ui/index.ts";
import { Input, Shown, zoneWord } from "../parts.tsx";
import { instantAt, wallAt } from "./wall.ts";

const yoursMoment = (zone: string, mine: string, at: string): string | null => (wallAt(zone, Date.parse(at)) === wallAt(mine, Date.parse(at)) ? null : `${moment(mine, at)} by your clock`);

/** "Who would be paged at…?", answered by the resolver that decides it, with its reason. */
export function Who({ account, zone, version }: { readonly account: string; readonly zone: string; readonly version: number }) {
  const [asOf, setAsOf] = useState<string>();
  // The minute that shows has begun already: taken at its word it would ask for what was known before the last change.
  const wall = asOf ?? wallAt(zone, serverToday());
  const at = asOf ? instantAt(zone, asOf) : undefined;
  const { zone: mine } = useMe();
  const yours = at ? yoursMoment(zone, mine, at) : null;
  const asked = useAsked(() => api.who({ params: { account }, body: at ? { at } : {} }), `${version}${at}`);
  return (
    <section className="panel pad stack" aria-labelledby="who">
      <h2 id="who">Who would be paged at…?</h2>
      <Input id="who-at" label={`Moment, ${zoneWord(zone)} time`} type="datetime-local" value={wall} hint={asOf === undefined ? "Now." : undefined} onText={(text) => setAsOf(text === "" ? undefined : text)} />
      {yours && <p className="sm t3 tn">{yours}</p>}
      <Shown asked={asked} say="Asking who is on duty" what="There is no answer yet">
        {({ first, backups, roles, why }) => (
          <div className="why" role="status">
            <Icon name={first ? "user-check" : "alert-triangle"} tone={first ? "sage" : "lamp"} /><span>{first ? <><b>{first.name}</b> until {moment(zone, first.until)}{first.next && <>, then {first.next.name}</>}</> : <b>Nobody is first.</b>}</span>
            {backups.length === 0 && <><Icon name="arrow-right" tone="dim" /><span>No backup</span></>}
            {backups.map((one) => <Fragment key={one.person}><Icon name="arrow-right" tone="dim" /><span>then {one.name}, until {clock(zone, one.until, { zone: true })}</span></Fragment>)}
            <Icon name="bell-ringing" tone="dim" /><span>Then the alarm at the desk</span>
            {roles.map(({ role, onDuty }) => <Fragment key={role}><Icon name="stethoscope" tone="dim" /><span>{role}: {onDuty.map(({ name }) => name).join(", then ") || "nobody"}</span></Fragment>)}
            <Icon name="history" tone="dim" /><span className="t2">{first?.why ?? why}</span>
          </div>
        )}
      </Shown>
    </section>
  );
}
