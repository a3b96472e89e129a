import type { DeskSnapshot, OperatorRow } from "../../contract/index.ts";
import { useMe } from "../app/session.tsx";
import { Brand, Button, Icon, Tag, clock, instant, lasted, useTick, zoneName, type Lamp } from "../ui/index.ts";
import type { Kept } from "./draft-keeper.ts";
import { isHeldLong } from "./hold.tsx";
import { useBound } from "./keys.ts";

type State = OperatorRow["state"];
const states: Record<State, readonly [icon: string, word: string]> = {
  ready: ["headset", "Ready"], ringing: ["phone-incoming", "Ringing"], "on-a-call": ["phone-call", "On a call"], "wrap-up": ["pencil", "Finishing the call"],
  break: ["moon", "On a break"], finishing: ["moon", "Break after this call"], away: ["player-pause", "Not ready"],
};

/** What F2 does now: the state it leads to, in words. */
export function nextState(state: State): { readonly to: "ready" | "break" | "finishing"; readonly say: string } {
  if (state === "ready" || state === "ringing") return { to: "break", say: "Take a break" };
  if (state === "on-a-call" || state === "wrap-up") return { to: "finishing", say: "Break after this call" };
  return { to: "ready", say: "Go ready" };
}

const waits = new Set(["queued", "offered", "greeting"]);
export const waitingOf = (desk: DeskSnapshot) => desk.calls.filter((call) => waits.has(call.state));
export const untakenOf = (desk: DeskSnapshot) => desk.working.filter((row) => row.urgency !== "routine");
export const alarmsOf = (desk: DeskSnapshot) => desk.working.filter((row) => row.state === "alarm");
/** A row is lit when it rings here, was offered and still waits, or is on hold for too long. */
const LIT_AFTER_S = 10;
export const isLit = (call: DeskSnapshot["calls"][number], now: number): boolean => isHeldLong(call) || (call.state === "offered" && (call.mine || now - instant(call.since) > LIT_AFTER_S * 1000));

export function lampOf(desk: DeskSnapshot | undefined, now: number): Lamp {
  if (!desk) return "off";
  if (untakenOf(desk).length > 0 || alarmsOf(desk).length > 0) return "red";
  return desk.calls.some((call) => isLit(call, now)) || desk.trouble ? "amber" : "off";
}

function Waiting({ desk }: { readonly desk: DeskSnapshot }) {
  const { now } = useTick();
  const waiting = waitingOf(desk);
  if (waiting.length === 0) return null;
  const longest = Math.max(...waiting.map((call) => (now - instant(call.since)) / 1000));
  return <Tag icon="phone-incoming" {...(waiting.some((call) => isLit(call, now)) && { tone: "lamp" as const })}>{waiting.length} waiting, longest {lasted(longest)}</Tag>;
}

function Untaken({ desk }: { readonly desk: DeskSnapshot }) {
  const alarms = alarmsOf(desk).length;
  const urgent = untakenOf(desk).length;
  const lead = () => document.querySelector(".col-r")?.scrollIntoView();
  if (alarms > 0) return <button type="button" className="tag tag-red" onClick={lead}><Icon name="bell-ringing" />{alarms === 1 ? "Alarm: nobody took an urgent message" : `${alarms} alarms: nobody took these messages`}</button>;
  return urgent > 0 ? <Tag icon="urgent" tone="red">{urgent} urgent not taken</Tag> : null;
}

/** True, always: "Saved" is said only of what the server has. */
function SavedAt({ kept, zone }: { readonly kept: Kept | undefined; readonly zone: string }) {
  if (!kept) return null;
  if (kept.state === "not-saved") return <span className="row t2" role="status"><Icon name="cloud-off" tone="lamp" />{kept.savedAt ? `Not saved since ${clock(zone, kept.savedAt, { seconds: true })}` : "Not saved yet"}</span>;
  if (!kept.savedAt) return null;
  return <span className="row t3 saved"><Icon name="cloud-check" />Saved {clock(zone, kept.savedAt, { seconds: true })}</span>;
}

interface StripProps { readonly desk: DeskSnapshot | undefined; readonly kept: Kept | undefined; readonly toState: (to: "ready" | "break" | "finishing") => void; readonly lamp: Lamp }

function Operator({ row, toState }: { readonly row: OperatorRow; readonly toState: StripProps["toState"] }) {
  const [icon, word] = states[row.state];
  const next = nextState(row.state);
  const keys = useBound();
  return <><Tag icon={icon}>{word}</Tag><Button tone="bare" keys={keys.state} onClick={() => toState(next.to)}>{next.say}</Button></>;
}

export function Strip({ desk, kept, toState, lamp }: StripProps) {
  const me = useMe();
  const { now } = useTick();
  const alarmed = desk !== undefined && alarmsOf(desk).length > 0;
  return (
    <header className={alarmed ? "strip alarmed" : "strip"}>
      <Brand lamp={lamp} />
      <span className="sep" />
      <span className="row"><b>{me.person.name}</b>{desk && <Operator row={desk.me} toState={toState} />}</span>
      <span className="row right">{desk && <><Waiting desk={desk} /><Untaken desk={desk} /></>}</span>
      <span className="sep" />
      <SavedAt kept={kept} zone={me.zone} />
      <span className="row"><span className="clock">{clock(me.zone, now, { seconds: true })}</span><span className="zone">{zoneName(me.zone, now)}</span></span>
    </header>
  );
}
