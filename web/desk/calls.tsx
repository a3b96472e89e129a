import type { ReactNode } from "react";
import type { CallRow as Row, Cue, DeskSnapshot } from "../../contract/index.ts";
import { Button, Icon, Kbd, Lasting, clock, dialled, instant, useTick } from "../ui/index.ts";
import { Beyond } from "./beyond.tsx";
import { CueWords } from "./remind.tsx";
import { useBound } from "./keys.ts";
import { isLit, waitingOf } from "./strip.tsx";
import { WantsTags } from "./wants.tsx";

const icons: Record<Row["state"], string> = { greeting: "phone-incoming", queued: "phone-incoming", offered: "phone-incoming", talking: "phone-call", held: "player-pause", parked: "player-pause", joined: "users", "wrap-up": "pencil", voicemail: "record-mail" };

const outsideWord = { office: ["Rings the office", "With the office"], partner: ["In line; a partner service rings", "With the partner service"] } as const;

const outside = (call: Row): string | undefined => (call.outside && call.state !== "offered" ? outsideWord[call.outside.kind][call.outside.talks ? 1 : 0] : undefined);

function sub(call: Row): string | null {
  if (call.state === "offered") return call.mine ? "Offered to you" : `Offered to ${call.offeredTo ?? "an operator"}`;
  if (call.state === "greeting") return "Hears the greeting";
  if (call.state === "wrap-up") return "Caller gone; being finished";
  if (call.state === "held" && call.hold?.operator) return `On hold with ${call.hold.operator}`;
  if (call.state === "parked") return call.hold?.operator ? `Parked by ${call.hold.operator}` : "Parked";
  if (call.state === "joined") return call.others ? `With ${call.others.flatMap(({ stage, label }) => (stage === "joined" ? [label] : [])).join(" and ")}` : "Talks with somebody we rang";
  if (call.state === "voicemail") return "Leaves a voicemail";
  return null;
}

function Sub({ call, here }: { readonly call: Row; readonly here: boolean }) {
  if (here && call.callerNumber) return <span className="sub num">{dialled(call.callerNumber)}</span>;
  const said = outside(call) ?? sub(call);
  return said ? <span className="sub">{said}</span> : null;
}

/** Time first, the practice, what next. */
export function CallRow({ call, here = false, act }: { readonly call: Row; readonly here?: boolean; readonly act?: ReactNode }) {
  const { now } = useTick();
  const lit = isLit(call, now);
  const dim = !here && !lit;
  return (
    <li className={["line", here && "here", lit && "lit"].filter(Boolean).join(" ")} aria-current={here ? true : undefined}>
      <Lasting since={call.since} what="Since" />
      <span className="who cut">{call.accountName}</span>
      <Icon name={icons[call.state]} {...(dim && { tone: "dim" as const })} />
      <Sub call={call} here={here} />
      {call.wants && !here && <span className="sub row wrap"><WantsTags wants={call.wants} /></span>}
      {act && <span className="sub row">{act}</span>}
    </li>
  );
}

function Group({ title, count, act, children }: { readonly title: string; readonly count?: number; readonly act?: ReactNode; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="head">{title} {count !== undefined && <span className="n">{count}</span>}{act && <span className="right">{act}</span>}</h2>
      <ul>{children}</ul>
    </section>
  );
}

const MINUTE_MS = 60_000;

function CueRow({ cue, zone, acts }: { readonly cue: Cue; readonly zone: string; readonly acts: CallsProps["acts"] }) {
  const { now } = useTick();
  const minutes = Math.ceil((instant(cue.dueAt) - now) / MINUTE_MS);
  const { message } = cue;
  return (
    <li className={minutes <= 0 ? "line lit" : "line"}>
      <span className="for">{clock(zone, cue.dueAt)}</span>
      <span className="who">{cue.say}</span>
      <span className="sm t3">{minutes > 0 ? `${minutes} min` : <b className="i-tone-lamp">now</b>}</span>
      <span className="sub">{cue.accountName}{cue.number && <>, <span className="num">{dialled(cue.number)}</span></>}</span>
      <span className="sub row wrap">{cue.words && <CueWords cue={cue} />}{cue.takeOver && cue.call && <Button onClick={() => acts.takeOver(cue.call!)} aria-label={`Take over the call of ${cue.accountName}`}>Take over</Button>}{message && <Button tone="bare" onClick={() => acts.open(message)}>Open</Button>}<Button tone="bare" onClick={() => acts.cueDone(cue.id)} aria-label={`Done: ${cue.say}`}>Done</Button></span>
    </li>
  );
}

interface CallsProps {
  readonly desk: DeskSnapshot;
  readonly mine: Row | undefined;
  readonly zone: string;
  readonly acts: { readonly cueDone: (cue: string) => void; readonly take: (call: string) => void; readonly takeOver: (call: string) => void; readonly open: (message: string) => void };
}

const groups = [["held", "Holding"], ["parked", "Parked"], ["joined", "Patched"], ["voicemail", "Voicemail"]] as const;

/** Calls that ring nowhere and are not one's own. A parked one is for whoever has nobody on the line. */
function Elsewhere({ desk, mine, take }: { readonly desk: DeskSnapshot; readonly mine: Row | undefined; readonly take: (call: string) => void }) {
  const keys = useBound();
  const free = !mine || mine.state === "wrap-up";
  return groups.map(([state, title]) => {
    const calls = desk.calls.filter((call) => call.state === state && call.id !== mine?.id);
    const takes = free && state === "parked";
    if (calls.length === 0) return null;
    return (
      <Group key={state} title={title} count={calls.length} act={takes && <Kbd>{keys.park}</Kbd>}>
        {calls.map((call) => <CallRow key={call.id} call={call} act={takes && <Button onClick={() => take(call.id)} aria-label={`Take the parked caller of ${call.accountName}`}>Take</Button>} />)}
      </Group>
    );
  });
}

/** The left column: on the line, waiting, holding, cues. */
export function Calls({ desk, mine, zone, acts }: CallsProps) {
  const keys = useBound();
  const waiting = waitingOf(desk);
  return (
    <>
      {mine && <Group title="On the line"><CallRow call={mine} here /></Group>}
      {waiting.length > 0
        ? <Group title="Waiting" count={waiting.length} act={waiting.some((call) => call.mine) && <Kbd>{keys.answer}</Kbd>}>{waiting.map((call) => <CallRow key={call.id} call={call} />)}</Group>
        : <Group title="Waiting" count={0}><li className="line none sm t3">No call is waiting.</li></Group>}
      <Elsewhere desk={desk} mine={mine} take={acts.take} />
      <Beyond count={desk.more?.calls}>{desk.more?.calls === 1 ? " call." : " calls."}</Beyond>
      {desk.cues.length > 0 && <Group title="Cues" count={desk.cues.length + (desk.more?.cues ?? 0)}>{desk.cues.map((cue) => <CueRow key={cue.id} cue={cue} zone={zone} acts={acts} />)}</Group>}
      <Beyond count={desk.more?.cues}>, to come up as these are done.</Beyond>
    </>
  );
}
