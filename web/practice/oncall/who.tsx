import { useState } from "react";
import { api } from "../../api/index.ts";
import { useAsked } from "../../api/asked.ts";
import { useMe } from "../../app/session.tsx";
import { Icon, clock, moment, serverToday } from "../../ui/index.ts";
import { Input, Shown, zoneWord } from "../parts.tsx";
import { instantAt, wallAt } from "./wall.ts";

const yoursMoment = (zone: string, mine: string, at: string): string | null => (wallAt(zone, Date.parse(at)) === wallAt(mine, Date.parse(at)) ? null : `${moment(mine, at)} by your clock`);

/** "Who would be paged at…?", answered by the resolver that decides it, with its reason. */
export function Who({ account, zone, version }: { readonly account: string; readonly zone: string; readonly version: number }) {
  const [wall, setWall] = useState(() => wallAt(zone, serverToday()));
  const at = wall === "" ? undefined : instantAt(zone, wall);
  const { zone: mine } = useMe();
  const yours = at ? yoursMoment(zone, mine, at) : null;
  const asked = useAsked(() => api.who({ params: { account }, body: at ? { at } : {} }), `${version}${at}`);
  return (
    <section className="panel pad stack" aria-labelledby="who">
      <h2 id="who">Who would be paged at…?</h2>
      <Input id="who-at" label={`Moment, ${zoneWord(zone)} time`} type="datetime-local" value={wall} onText={setWall} />
      {yours && <p className="sm t3 tn">{yours}</p>}
      <Shown asked={asked} say="Asking who is on duty" what="There is no answer yet">
        {({ first, backup, why }) => (
          <div className="why" role="status">
            <Icon name={first ? "user-check" : "alert-triangle"} tone={first ? "sage" : "lamp"} /><span>{first ? <><b>{first.name}</b> until {moment(zone, first.until)}{first.next && <>, then {first.next.name}</>}</> : <b>Nobody is first.</b>}</span>
            <Icon name="arrow-right" tone="dim" /><span>{backup ? <>{backup.name}, as backup, until {clock(zone, backup.until, { zone: true })}</> : "No backup"}</span>
            <Icon name="bell-ringing" tone="dim" /><span>Then the alarm at the desk</span>
            <Icon name="history" tone="dim" /><span className="t2">{first?.why ?? why}</span>
          </div>
        )}
      </Shown>
    </section>
  );
}
