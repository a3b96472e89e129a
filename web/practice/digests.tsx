import "./digests.css";
import { useState } from "react";
import type { Account, Digest } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { Button, EmptyState, ProblemNote, Tag, UrgencyTag, Waiting, clock, instant, moment } from "../ui/index.ts";
import { Title } from "./frame.tsx";
import { OpenMessage } from "./messages.tsx";
import { dayWord } from "./oncall/words.ts";
import { Input, Outcome, Shown } from "./parts.tsx";

type Line = Value<"openDigest">["messages"][number];
const some = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** "12 calls, 2 of them not answered; 3 messages: 1 acknowledged, 1 held, 2 that nobody had acknowledged". */
export function sayNight({ calls, unanswered, messages, taken, held, untaken }: Pick<Digest, "calls" | "unanswered" | "messages" | "taken" | "held" | "untaken">): string {
  const rang = `${some(calls, "call")}${unanswered > 0 ? `, ${unanswered} of them not answered` : ""}`;
  if (messages === 0) return `${rang}; no message`;
  return `${rang}; ${some(messages, "message")}: ${[`${taken} acknowledged`, held > 0 && `${held} held`, untaken > 0 && `${untaken} that nobody had acknowledged`].filter(Boolean).join(", ")}`;
}

function PickUp({ digest, zone }: { readonly digest: Digest; readonly zone: string }) {
  if (digest.pickedUpAt) return <Tag plain tone="sage" icon="circle-check">Picked up {moment(zone, digest.pickedUpAt)}{digest.pickedUpBy && ` by ${digest.pickedUpBy}`}</Tag>;
  if (digest.dueAt === null) return <Tag plain icon="check">Nothing to pick up</Tag>;
  return <Tag icon="clock">Not opened yet; the desk rings the office at {clock(zone, digest.dueAt, { zone: true })}, {dayWord(zone, instant(digest.dueAt))}</Tag>;
}

function MessageRow({ line: { row, held, openedBy, openedAt }, on, open }: { readonly line: Line; readonly on: boolean; readonly open: () => void }) {
  const stands = row.state === "taken" ? `Acknowledged by ${row.takenBy ?? "a person"}` : row.heldUntil ? "Held for the office" : "Nobody has acknowledged it";
  return (
    <li className="nightrow">
      <div>
        <div className="row wrap"><UrgencyTag urgency={row.urgency} taken={row.state === "taken"} /><b className="tn">{dayWord(row.zone, instant(row.sentAt))}, {clock(row.zone, row.sentAt, { zone: true })}</b></div>
        <div className="sm t2">{stands}{row.takenAt && ` ${moment(row.zone, row.takenAt)}`}{held && !row.heldUntil && "; it had been held"}</div>
        <div className="sm t3 tn">{openedAt ? `Opened by the office ${moment(row.zone, openedAt)}${openedBy ? `, ${openedBy}` : ""}` : "Not opened by the office yet"}</div>
      </div>
      <Button onClick={open} aria-expanded={on} aria-label={`Open the message sent ${clock(row.zone, row.sentAt)}`}>Open</Button>
    </li>
  );
}

/** [W94] Opening it is the proof that the office has it, so it is opened by a press and never by itself. */
function OpenedDigest({ digest, zone, moved }: { readonly digest: string; readonly zone: string; readonly moved: () => void }) {
  const asked = useAsked(async () => { const answer = await api.openDigest({ params: { digest }, body: {} }); if (answer.ok) moved(); return answer; }, digest);
  const [opened, setOpened] = useState<string>();
  if (asked.trouble) return <ProblemNote what="The digest did not open" trouble={asked.trouble} safe="It is not picked up." />;
  if (!asked.value) return <Waiting say="Opening the digest" />;
  const { digest: night, messages, more } = asked.value;
  return (
    <div className={opened ? "master" : "master alone"}>
      <section className="panel" aria-label="The night">
        <div className="pad stack tight"><h2>{moment(zone, night.from)} to {moment(zone, night.until)}</h2><p>{sayNight(night)}.</p><span><PickUp digest={night} zone={zone} /></span></div>
        {messages.length === 0 ? <EmptyState icon="mail" title="No message in this night">Who rang stands in the count above.</EmptyState> : <ul>{messages.map((line) => <MessageRow key={line.row.message} line={line} on={opened === line.row.message} open={() => setOpened((old) => (old === line.row.message ? undefined : line.row.message))} />)}</ul>}
        {more && <p className="sm t2 pad">There are more: see Messages.</p>}
      </section>
      {opened && <OpenMessage key={opened} message={opened} close={() => { setOpened(undefined); asked.again(); }} moved={asked.again} />}
    </div>
  );
}

function Hour({ account, plan, saved }: { readonly account: string; readonly plan: Value<"digests">["plan"]; readonly saved: () => void }) {
  const [at, setAt] = useState(plan.at);
  const [minutes, setMinutes] = useState(`${plan.pickUpMinutes}`);
  const sending = useSending();
  const isChanged = at !== plan.at || Number(minutes) !== plan.pickUpMinutes;
  const save = () => sending.send(() => api.saveDigestPlan({ params: { account }, body: { at, pickUpMinutes: Math.round(Number(minutes)) } }), saved);
  return (
    <section className="panel pad stack" aria-labelledby="digest-hour">
      <h2 id="digest-hour">When it is made</h2>
      <div className="row wrap nighthour">
        <Input id="digest-at" label="At, by the practice’s clock" type="time" value={at} onText={setAt} />
        <Input id="digest-minutes" label="Minutes after opening until you are rung" type="number" min={15} max={600} value={minutes} wrong={sending.wrong("pickUpMinutes")} onText={setMinutes} />
        <Button tone="strong" inert={!isChanged || sending.busy} onClick={save}>Save</Button>
      </div>
      <Outcome sending={sending} what="The hour was not changed" at={["pickUpMinutes"]} done={isChanged ? undefined : "Saved. It counts from the next digest on."} />
    </section>
  );
}

/** [W94] Each night of one practice: what happened, and the proof that the office has it. */
export function DigestsPage({ account }: { readonly account: Pick<Account, "id" | "zone"> }) {
  const asked = useAsked(() => api.digests({ params: { account: account.id } }), account.id);
  const [opened, setOpened] = useState<string>();
  return (
    <>
      <Title title="Nights" about="Each morning: calls, messages, and who has what. Opening one is written down"><Button icon="refresh" onClick={asked.again}>Look again</Button></Title>
      <Shown asked={asked} say="Fetching the nights" what="The nights are not here">
        {({ digests, plan }) => (
          <div className="stack gap4">
            {opened && <OpenedDigest key={opened} digest={opened} zone={account.zone} moved={asked.again} />}
            <section className="panel" aria-label="The last nights">
              {digests.length === 0 ? <EmptyState icon="moon" title="No night yet">The first one stands here at {plan.at} by the practice’s clock.</EmptyState> : <ul className="nights">{digests.map((digest) => (
                <li key={digest.id} className="nightrow">
                  <div><b>Until {moment(account.zone, digest.until)}</b><div className="sm t2">{sayNight(digest)}</div><PickUp digest={digest} zone={account.zone} /></div>
                  <Button tone={digest.dueAt && !digest.pickedUpAt ? "strong" : "plain"} aria-expanded={opened === digest.id} aria-label={`Open the night until ${moment(account.zone, digest.until)}`} onClick={() => setOpened((old) => (old === digest.id ? undefined : digest.id))}>Open</Button>
                </li>))}</ul>}
            </section>
            <Hour key={`${plan.at} ${plan.pickUpMinutes}`} account={account.id} plan={plan} saved={asked.again} />
          </div>)}
      </Shown>
    </>
  );
}
