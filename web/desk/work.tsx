import { useState } from "react";
import type { DeskSnapshot, WorkingRow } from "../../contract/index.ts";
import { api, type Answer, type Trouble } from "../api/index.ts";
import { AlarmCard, Button, EmptyState, Icon, ProblemNote, TakenRow, WorkingCard, clock, type AlarmActs } from "../ui/index.ts";
import { Beyond } from "./beyond.tsx";
import { RingTask, ringsToDo } from "./ring-task.tsx";
import { useBound, useKeys } from "./keys.ts";
import { alarmsOf } from "./strip.tsx";

const REASON = "nobody-took-it";

/** What can be done about one alarm: page again, give it to a free operator, quiet for a minute. */
function actsOf(row: WorkingRow, desk: DeskSnapshot, run: (what: Promise<Answer<unknown>>) => void): Omit<AlarmActs, "note" | "keys"> {
  const params = { message: row.message };
  const reach = row.reach?.at(-1);
  const free = desk.operators.find((operator) => operator.state === "ready" && operator.person !== desk.me.person);
  return {
    page: reach ? { name: reach.name, act: () => run(api.pageAgain({ params, body: { person: reach.person, reason: REASON } })) } : null,
    give: free ? { name: free.name, act: () => run(api.give({ params, body: {} })) } : null,
    quiet: () => run(api.quiet({ params, body: {} })),
  };
}

export function Alarms({ rows, desk }: { readonly rows: readonly WorkingRow[]; readonly desk: DeskSnapshot }) {
  const [trouble, setTrouble] = useState<{ readonly message: string; readonly trouble: Trouble }>();
  const run = (message: string) => (what: Promise<Answer<unknown>>) => void what.then((answer) => setTrouble(answer.ok ? undefined : { message, trouble: answer.trouble }));
  const { alarmPage: page, alarmGive: give, alarmQuiet: quiet } = useBound();
  const first = rows[0];
  const acts = first && actsOf(first, desk, run(first.message));
  useKeys({ ...(acts && { alarmQuiet: acts.quiet }), ...(acts?.page && { alarmPage: acts.page.act }), ...(acts?.give && { alarmGive: acts.give.act }) });
  return (
    <>
      {rows.map((row, at) => {
        const note = trouble?.message === row.message ? <ProblemNote what="That did not go through" trouble={trouble.trouble} safe="The alarm goes on." /> : undefined;
        return <AlarmCard key={row.message} row={row} acts={{ ...actsOf(row, desk, run(row.message)), keys: at === 0 ? { page, give, quiet } : null, note }} />;
      })}
    </>
  );
}

/** The right column: what nobody has taken, what was taken, what is held. */
export function Work({ desk, open }: { readonly desk: DeskSnapshot; readonly open: (message: string) => void }) {
  const alarms = alarmsOf(desk);
  const rows = desk.working.filter((row) => row.state !== "alarm");
  const held = desk.held ?? [];
  const toRing = ringsToDo(desk)[0];
  return (
    <>
      {alarms.length > 0 && <Alarms rows={alarms} desk={desk} />}
      <section className="stack" aria-label="Nobody has taken">
        <h2 className="head">Nobody has taken <span className="n">{rows.length + (desk.more?.working ?? 0)}</span></h2>
        {rows.map((row) => <WorkingCard key={row.message} row={row} ring={row.ring && <RingTask row={row} ring={row.ring} first={row === toRing} />} onOpen={() => open(row.message)} />)}
        {rows.length === 0 && alarms.length === 0 && <EmptyState icon="circle-check" title="Every message was taken">What you send stays here until a person has taken it.</EmptyState>}
        <Beyond count={desk.more?.working}>{" that nobody has taken, to come up as these are taken."}</Beyond>
      </section>
      {desk.taken.length > 0 && (
        <section className="stack tight" aria-label="Taken in the last hour">
          <h2 className="head">Taken <span className="n">last hour</span></h2>
          {desk.taken.map((row) => <TakenRow key={row.message} row={row} onOpen={() => open(row.message)} />)}
        </section>
      )}
      {held.length > 0 && (
        <section className="stack tight" aria-label="Held for office opening">
          <h2 className="head">Held for office opening <span className="n">{held.length}</span></h2>
          {held.map((row) => <article key={row.message} className="job slim"><div className="row"><span className="tag tag-plain"><Icon name="moon" />{clock(row.zone, row.until)}</span><span className="t2 sm cut">{row.accountName}</span></div><span className="sm t3">{row.say}</span><Button tone="bare" aria-label={`Open the held message for ${row.accountName}`} onClick={() => open(row.message)}>Open the message</Button></article>)}
        </section>
      )}
    </>
  );
}
