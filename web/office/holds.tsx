import { useState } from "react";
import type { Hold, HoldFinding } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { holdWords } from "../desk/hold-choice.tsx";
import { Button, EmptyState, Icon, Tag, moment } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { OpenMessage } from "../practice/messages.tsx";
import { Outcome, Shown } from "../practice/parts.tsx";

const outcomes: Readonly<Record<Hold["outcome"], readonly [icon: string, say: string]>> = {
  waiting: ["moon", "Nobody has it yet"], alarm: ["bell-ringing", "Nobody took it: the desk has an alarm"], office: ["circle-check", "The office took it"],
  clinician: ["circle-check", "A clinician took it"], corrected: ["pencil", "A newer text took its place"],
};
const findings: Readonly<Record<HoldFinding, string>> = { right: "It was right to wait", "should-have-gone-out": "It should have gone out" };
const isOver = ({ outcome }: Hold): boolean => outcome !== "waiting" && outcome !== "alarm";

export const heldBy = ({ heldBy: who, reason }: Pick<Hold, "heldBy" | "reason">): string => (who === null ? "Held by the practice’s own ladder" : `Held by ${who}${reason ? `: ${holdWords[reason]}` : ""}`);

function Review({ hold, again }: { readonly hold: Hold; readonly again: () => void }) {
  const sending = useSending();
  const review = (finding: HoldFinding) => () => sending.send(() => api.reviewHold({ params: { hold: hold.id }, body: { finding } }), again);
  if (!isOver(hold)) return <span className="sm t2">It is reviewed when somebody has it.</span>;
  if (hold.own) return <span className="sm t2">You held it: somebody else reviews it.</span>;
  return (
    <>
      <Button icon="check" inert={sending.busy} onClick={review("right")} aria-label={`${findings.right}: ${hold.accountName}, ${moment(hold.zone, hold.heldAt)}`}>{findings.right}</Button>
      <Button icon="alert-triangle" inert={sending.busy} onClick={review("should-have-gone-out")} aria-label={`${findings["should-have-gone-out"]}: ${hold.accountName}, ${moment(hold.zone, hold.heldAt)}`}>{findings["should-have-gone-out"]}</Button>
      {sending.trouble && <Outcome sending={sending} what="The review was not kept" />}
    </>
  );
}

function Row({ hold, on, does }: { readonly hold: Hold; readonly on: boolean; readonly does: { readonly open: () => void; readonly again: () => void } }) {
  const [icon, say] = outcomes[hold.outcome];
  return (
    <li className="noticerow">
      <Icon name={icon} size={20} tone="dim" />
      <div>
        <b>{hold.accountName}</b> <span className="t2">held {moment(hold.zone, hold.heldAt)}, the office opens {moment(hold.zone, hold.until)}</span>
        <div className="sm t2">{heldBy(hold)}</div>
        <Tag plain tone={hold.outcome === "office" || hold.outcome === "clinician" ? "sage" : undefined} icon={icon}>{say}{hold.takenAt && ` ${moment(hold.zone, hold.takenAt)}`}{hold.takenBy && `: ${hold.takenBy}`}</Tag>
        {hold.finding && <div className="sm t3 tn">{findings[hold.finding]}, says {hold.reviewedBy ?? "a former colleague"}{hold.reviewedAt && `, ${moment(hold.zone, hold.reviewedAt)}`}</div>}
        <div className="row wrap"><Button onClick={does.open} aria-expanded={on} aria-label={`Open the held message for ${hold.accountName}, ${moment(hold.zone, hold.heldAt)}`}>Open</Button>{!hold.finding && <Review hold={hold} again={does.again} />}</div>
      </div>
    </li>
  );
}

function Lists({ value: { holds, more }, again }: { readonly value: Value<"holds">; readonly again: () => void }) {
  const [opened, setOpened] = useState<string>();
  const [open, seen] = [holds.filter(({ finding }) => !finding), holds.filter(({ finding }) => finding)];
  const rows = (list: readonly Hold[]) => <ul>{list.map((hold) => <Row key={hold.id} hold={hold} on={opened === hold.message} does={{ open: () => setOpened((old) => (old === hold.message ? undefined : hold.message)), again }} />)}</ul>;
  return (
    <div className={opened ? "master" : "master alone"}>
      <div className="stack gap4">
        <section className="panel" aria-labelledby="open-holds">
          <h2 id="open-holds" className="pad">Not reviewed yet</h2>
          {open.length === 0 ? <EmptyState icon="circle-check" title="Nothing waits for a review">A message that waited for an office stands here until somebody else than who held it has said whether that was right.</EmptyState> : rows(open)}
          {more && <p className="sm t2 pad">There are more: they come up as these are reviewed.</p>}
        </section>
        {seen.length > 0 && <section className="panel" aria-labelledby="seen-holds"><h2 id="seen-holds" className="pad">Reviewed in the last seven days</h2>{rows(seen)}</section>}
      </div>
      {opened && <OpenMessage key={opened} message={opened} close={() => setOpened(undefined)} />}
    </div>
  );
}

/** [W91] Every message that waited for an office, and what somebody else thinks of that. */
export function HoldsPage() {
  const asked = useAsked(() => api.holds(), "holds");
  return (
    <>
      <Title title="Held messages" about="Who let a message wait for the office, why, and whether that was right"><Button icon="refresh" onClick={asked.again}>Look again</Button></Title>
      <Shown asked={asked} say="Fetching the held messages" what="The held messages are not here">{(value) => <Lists value={value} again={asked.again} />}</Shown>
    </>
  );
}
