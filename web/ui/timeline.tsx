import type { TimelineEvent } from "../../contract/index.ts";
import { Icon } from "./controls.tsx";
import { clock, instant, moment } from "./say-time.ts";

type Event = TimelineEvent;
const icons: Record<Event["kind"], string> = {
  saved: "send", attempt: "device-mobile", receipt: "check", acknowledged: "check", "too-late": "users", escalated: "hourglass", alarm: "bell-ringing", "alarm-quiet": "volume-off",
  "not-me": "arrow-forward-up", passed: "arrow-forward-up", reply: "message", repeat: "repeat", "opened-by-staff": "eye", "handed-over": "arrow-forward-up", "checked-in": "phone-call",
  corrected: "pencil", "called-back": "phone-outgoing", "call-back-asked": "hourglass", "call-back-missing": "phone-outgoing",
  rang: "phone-outgoing", "called-again": "phone-incoming", held: "moon",
};
const classes: Partial<Record<Event["kind"], string>> = { receipt: "ev sub", acknowledged: "ev took", escalated: "ev gap" };

/** Oldest first, grouped by attempt: a receipt stands under its attempt, wherever it fell in time. */
export function grouped(events: readonly Event[]): Event[] {
  const began = new Map<number, number>();
  for (const event of events) {
    if (event.attempt === null) continue;
    began.set(event.attempt, Math.min(began.get(event.attempt) ?? Infinity, instant(event.at)));
  }
  const belongs = (event: Event) => event.attempt !== null && (event.kind === "attempt" || event.kind === "receipt");
  // A step that begins in the same instant as its first attempt stands before it; whatever else happened then, after.
  const rankOf = ({ kind }: Event) => (kind === "saved" || kind === "escalated" ? -1 : Infinity);
  const place = (event: Event): readonly [number, number, number] => (belongs(event) ? [began.get(event.attempt ?? -1) ?? 0, event.attempt ?? 0, instant(event.at)] : [instant(event.at), rankOf(event), instant(event.at)]);
  return events.toSorted((one, other) => {
    const [a, b] = [place(one), place(other)];
    return a[0] - b[0] || (a[1] === b[1] ? a[2] - b[2] : a[1] - b[1]);
  });
}

interface Said { readonly head: string; readonly why: string; readonly who: string | null }

/** What happened in bold, its reason beneath, and who did it where that is not said already. */
export function saidOf({ kind, say, who }: Event): Said {
  if (kind === "acknowledged" && who !== null) return { head: `Acknowledged by ${who}`, why: say, who: null };
  const cut = kind === "attempt" ? say.indexOf(". ") : -1;
  const [head, why] = cut < 0 ? [say, ""] : [say.slice(0, cut), say.slice(cut + 2)];
  return { head: head.replace(/\.$/, ""), why, who: who === null || kind === "receipt" || head.includes(who) ? null : who };
}

/** The long form: one line a receipt; nothing is inferred from a later or an earlier one. */
export function Timeline({ events, zone }: { readonly events: readonly Event[]; readonly zone: string }) {
  const first = events[0];
  return (
    <>
      <ol className="events" aria-label="Timeline">
        {grouped(events).map((event) => ({ ...event, said: saidOf(event) })).map(({ said, ...event }) => (
          <li key={`${event.at}${event.kind}${event.say}`} className={classes[event.kind] ?? "ev"}>
            <time className="at tn" dateTime={event.at}>{clock(zone, event.at, { seconds: true })}</time>
            <span className="nd"><Icon name={icons[event.kind]} /></span>
            <div><b>{said.head}</b>{said.who && <div className="sm t2">{said.who}</div>}{said.why && <div className="sm t2">{said.why}</div>}</div>
          </li>
        ))}
      </ol>
      {first && <p className="hint">Times in {zone.split("/").at(-1)?.replaceAll("_", " ")}. The first is {moment(zone, first.at)}. Grouped by attempt, oldest first.</p>}
    </>
  );
}
