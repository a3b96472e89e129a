import type { WorkingRow } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useSending } from "../api/asked.ts";
import { Button, Icon, ProblemNote, clock } from "../ui/index.ts";

/** [W9] A step of the ladder that a person does: ring somebody, and say how it went. Said nothing, the ladder goes on when its patience ends. */
export function RingTask({ row, ring }: { readonly row: WorkingRow; readonly ring: NonNullable<WorkingRow["ring"]> }) {
  const sending = useSending();
  const say = (result: "reached" | "not-reached") => () => sending.send(() => api.rang({ params: { message: row.message }, body: { number: ring.number, result } }), () => undefined);
  return (
    <div className="stack" role="group" aria-label={`${ring.say} about the message for ${row.accountName}`}>
      <div className="row"><Icon name="phone-outgoing" /><b>{ring.say}</b><span className="sm t2 right">by {clock(row.zone, ring.until)}</span></div>
      <div className="row"><Button tone="strong" icon="check" inert={sending.busy} onClick={say("reached")}>Reached: has it</Button><Button icon="x" inert={sending.busy} onClick={say("not-reached")}>Not reached</Button></div>
      {sending.trouble && <ProblemNote what="That was not kept" trouble={sending.trouble} safe="The ladder goes on by itself." />}
    </div>
  );
}
