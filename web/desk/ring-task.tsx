import type { DeskSnapshot, WorkingRow } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Icon, ProblemNote, clock, dialled } from "../ui/index.ts";
import { useBound, useKeys } from "./keys.ts";

/** What the ladders wait for a hand at the desk to do, the one that ends first before the others. */
export const ringsToDo = ({ working }: Pick<DeskSnapshot, "working">): WorkingRow[] =>
  working.filter(({ ring, state }) => ring !== undefined && state === "working").toSorted((a, b) => a.ring!.until.localeCompare(b.ring!.until));

interface RingTaskProps {
  readonly row: WorkingRow;
  readonly ring: NonNullable<WorkingRow["ring"]>;
  /** The keys are for the first of them. */
  readonly first: boolean;
}

/** [W9] [W93] A step of the ladder that a person does: ring somebody, and say how it went. Said nothing, the ladder goes on when its patience ends. */
export function RingTask({ row, ring, first }: RingTaskProps) {
  const sending = useSending();
  const { ringReached, ringMissed } = useBound();
  const say = (result: "reached" | "not-reached") => () => { if (!sending.busy) sending.send(() => api.rang({ params: { message: row.message }, body: { number: ring.number, result } }), () => undefined); };
  useKeys(first ? { ringReached: say("reached"), ringMissed: say("not-reached") } : {});
  return (
    <div className="stack" role="group" aria-label={`${ring.say} about the message for ${row.accountName}`}>
      <div className="row" role="status"><Icon name="phone-outgoing" /><b>{ring.say}</b><span className="sm t2 right">by {clock(row.zone, ring.until)}</span></div>
      {ring.telephone && <div className="num">{dialled(ring.telephone)}</div>}
      <div className="row"><Button tone="strong" icon="check" keys={first ? ringReached : undefined} inert={sending.busy} onClick={say("reached")}>Reached: has it</Button><Button icon="x" keys={first ? ringMissed : undefined} inert={sending.busy} onClick={say("not-reached")}>Not reached</Button></div>
      {sending.trouble && <ProblemNote what="That was not kept" trouble={sending.trouble} safe="The ladder goes on by itself." />}
    </div>
  );
}
