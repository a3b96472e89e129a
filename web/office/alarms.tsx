import { useState } from "react";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { AlarmCard, EmptyState, ProblemNote } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { OpenMessage } from "../practice/messages.tsx";
import { NobodyHasTaken } from "./floor.tsx";
import { alarmsIn, type Floor } from "./use-floor.ts";

type Row = Floor["working"][number];
const REASON = "nobody-took-it";

/** One alarm: page again by hand, give it to a free operator, quiet for 60 seconds. Only an acknowledgement ends it. */
function Alarm({ row, floor }: { readonly row: Row; readonly floor: Floor }) {
  const sending = useSending();
  const params = { message: row.message };
  // Who can be paged by hand: whom the resolver names at this minute, the backup before the first, who had it already.
  const duty = useAsked(() => api.who({ params: { account: row.account }, body: {} }), row.message).value;
  const reach = row.reach?.at(-1) ?? duty?.backup ?? duty?.first;
  const free = floor.operators.find(({ state }) => state === "ready");
  const note = sending.trouble && <ProblemNote what="That did not go through" trouble={sending.trouble} safe="The alarm goes on." />;
  return (
    <AlarmCard row={row} acts={{
      keys: null, note,
      page: reach ? { name: reach.name, act: () => sending.send(() => api.pageAgain({ params, body: { person: reach.person, reason: REASON } })) } : null,
      give: free ? { name: free.name, act: () => sending.send(() => api.give({ params, body: {} })) } : null,
      quiet: () => sending.send(() => api.quiet({ params, body: {} })),
    }} />
  );
}

/** What no person has taken: alarms first. Who may not handle them sees them still. */
export function NotTakenPage({ floor, handles }: { readonly floor: Floor; readonly handles: boolean }) {
  const [opened, setOpened] = useState<string>();
  const alarms = alarmsIn(floor);
  return (
    <>
      <Title title="Not taken" about="Only a person's acknowledgement ends what stands here" />
      <div className={opened ? "master" : "master alone"}>
        <div className="stack gap4">
          {handles && alarms.length > 0 && <div className="alarms">{alarms.map((row) => <Alarm key={row.message} row={row} floor={floor} />)}</div>}
          {alarms.length === 0 && <div className="panel"><EmptyState icon="bell" title="No alarm">An alarm rings here when a ladder has ended and nobody took the message.</EmptyState></div>}
          <div className="floor"><NobodyHasTaken floor={floor} {...(handles && { open: setOpened })} /></div>
        </div>
        {opened && <OpenMessage key={opened} message={opened} close={() => setOpened(undefined)} />}
      </div>
    </>
  );
}
