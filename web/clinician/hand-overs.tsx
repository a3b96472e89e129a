import { useEffect } from "react";
import type { HandOver } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { Button, Icon, ProblemNote, clock, instant, useTick, weekday } from "../ui/index.ts";

const DAY_MS = 86_400_000;
const ranks: Readonly<Record<string, string>> = { first: "on duty", backup: "backup", third: "third", fourth: "fourth", fifth: "fifth" };

/** A rank, or the seat of a role: "for cardiology". */
const dutyWord = (rank: string): string => ranks[rank] ?? `on duty ${rank}`;

/** "07:00 EST"; with the weekday where it is not today's hours. */
const timeWord = (zone: string, at: string, now: number): string => (Math.abs(instant(at) - now) > DAY_MS / 2 ? `${weekday(zone, at)} ` : "") + clock(zone, at, { zone: true });

const openWord = ({ open }: HandOver): string => (open ? `, with ${open} ${open === 1 ? "message" : "messages"} that nobody has taken` : "");

function words(one: HandOver, now: number): string {
  const begun = instant(one.at) <= now;
  if (!one.mine) return `${one.to} has been ${dutyWord(one.rank)} since ${timeWord(one.zone, one.at, now)}${openWord(one)}`;
  return begun ? `You are ${dutyWord(one.rank)} since ${timeWord(one.zone, one.at, now)}${openWord(one)}` : `You are ${dutyWord(one.rank)} from ${timeWord(one.zone, one.at, now)}`;
}

export function HandOverRow({ one, again }: { readonly one: HandOver; readonly again: () => void }) {
  const { now } = useTick();
  const sending = useSending();
  const confirm = () => sending.send(() => api.confirmHandOver({ params: { handOver: one.id }, body: {} }), again);
  return (
    <li className="stack">
      <div className="row"><Icon name="arrow-forward-up" size={20} tone="dim" /><div className="grow"><b>{words(one, now)}</b><div className="sm t2">{one.accountName}{one.mine && one.before !== null ? `, after ${one.before}` : ""}</div></div></div>
      {one.mine && one.confirmedAt === null && <div><Button big inert={sending.busy} aria-label={`I have it: ${one.accountName}`} onClick={confirm}>I have it</Button></div>}
      {one.confirmedAt !== null && <p className="sm row"><Icon name="check" tone="sage" />{one.mine ? "You have it" : `${one.to} has said that they have it`}</p>}
      {sending.trouble && <ProblemNote what="It is not confirmed yet" trouble={sending.trouble} />}
    </li>
  );
}

/** [W73] Duty that comes to this clinician, and what has just gone from them. Asked again whenever the inbox moved. */
export function HandOvers({ changed }: { readonly changed: unknown }) {
  const asked = useAsked(() => api.handOvers(), "hand-overs");
  const { again } = asked;
  useEffect(() => again(), [changed, again]);
  const all = asked.value?.handOvers ?? [];
  if (all.length === 0) return null;
  return <section className="panel pad stack" aria-labelledby="hand-overs"><h2 id="hand-overs">Hand-over</h2><ul className="stack gap4">{all.map((one) => <HandOverRow key={one.id} one={one} again={asked.again} />)}</ul></section>;
}
