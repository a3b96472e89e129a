import "../practice/rooms.css";
import type { OnCallPlace } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { go } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { AbsenceRow, AddAbsence } from "../practice/oncall/absences.tsx";
import { SwapRow, type Swap } from "../practice/oncall/swaps.tsx";
import { Shown } from "../practice/parts.tsx";
import { Button, Icon, ProblemNote, instant, useTick, type Lamp } from "../ui/index.ts";
import { AskSwap } from "./ask-swap.tsx";
import { MyCalendar } from "./my-calendar.tsx";
import { Top } from "./top.tsx";

export const DUTY_PATH = "/clinician/duty";

interface Place { readonly account: OnCallPlace; readonly changed: () => void }

/** A swap that waits: whoever was asked answers it, whoever asked may take it back. */
function WaitingSwap({ account, swap, people, changed }: Place & { readonly swap: Swap; readonly people: Value<"plan">["people"] }) {
  const me = useMe().person.id;
  const sending = useSending();
  const answer = (accept: boolean) => sending.send(() => api.answerSwap({ params: { account: account.id, swap: swap.id }, body: { accept } }), changed);
  const withdraw = () => sending.send(() => api.withdrawSwap({ params: { account: account.id, swap: swap.id } }), changed);
  return (
    <li className="card stack">
      <SwapRow swap={swap} zone={account.zone} people={people} />
      {swap.state === "asked" && swap.asked === me && <div className="row wrap"><Button tone="strong" big inert={sending.busy} onClick={() => answer(true)}>Accept the swap</Button><Button big inert={sending.busy} onClick={() => answer(false)}>Decline</Button></div>}
      {swap.state === "asked" && swap.asker === me && <div><Button inert={sending.busy} onClick={withdraw}>Take it back</Button></div>}
      {sending.trouble && <ProblemNote what="The swap is as it was" trouble={sending.trouble} />}
    </li>
  );
}

const DAYS_SHOWN = 14;
const LASTED_MS = DAYS_SHOWN * 86_400_000;
const ofMine = (swaps: readonly Swap[], me: string, now: number): Swap[] =>
  swaps.filter((one) => (one.asker === me || one.asked === me) && (one.state === "asked" || instant(one.give.until) > now - LASTED_MS));

function Body({ account, plan, changed }: Place & { readonly plan: Value<"plan"> }) {
  const me = useMe().person.id;
  const { now } = useTick();
  const swaps = useAsked(() => api.swaps({ params: { account: account.id } }), account.id);
  const again = () => { swaps.again(); changed(); };
  const notes = plan.notes.filter((one) => one.person === me && instant(one.until) > now);
  const place = { account: account.id, zone: account.zone, people: plan.people, changed };
  return (
    <>
      <div className="card stack" role="group" aria-labelledby={`away-${account.id}`}>
        <h3 id={`away-${account.id}`}>I cannot be reached for a while</h3>
        {notes.length > 0 && <ul>{notes.map((note) => <AbsenceRow key={note.id} note={note} {...place} />)}</ul>}
        <AddAbsence {...place} about={me} />
      </div>
      <div className="card stack" role="group" aria-labelledby={`swaps-${account.id}`}>
        <h3 id={`swaps-${account.id}`}>Swaps</h3>
        <Shown asked={swaps} say="Fetching your swaps" what="Your swaps are not here">{(value) => {
          const mine = ofMine(value.swaps, me, now);
          return mine.length === 0 ? <p className="sm t2">You have asked for none, and nobody has asked you.</p> : <ul className="stack">{mine.map((swap) => <WaitingSwap key={swap.id} account={account} swap={swap} people={plan.people} changed={again} />)}</ul>;
        }}</Shown>
        <AskSwap account={account} people={plan.people} changed={again} />
      </div>
    </>
  );
}

function AtPractice({ account }: { readonly account: OnCallPlace }) {
  const asked = useAsked(() => api.plan({ params: { account: account.id } }), account.id);
  return (
    <section className="stack gap4" aria-labelledby={`at-${account.id}`}>
      <h2 id={`at-${account.id}`}>{account.name}</h2>
      <Shown asked={asked} say="Fetching the schedule" what="The schedule is not here">{(plan) => <Body account={account} plan={plan} changed={asked.again} />}</Shown>
    </section>
  );
}

/** [W115] What a clinician changes of their own duty: that they cannot be reached, and swaps with colleagues. */
export function MyDuty({ lamp }: { readonly lamp: Lamp }) {
  const asked = useAsked(() => api.places(), "my-duty");
  return (
    <>
      <Top lamp={lamp} title="My duty" back={<Button tone="bare" className="back" icon="chevron-left" aria-label="All pages" onClick={() => go("/clinician")} />} />
      <main className="page">
        <h1 className="sr">My duty</h1>
        <Shown asked={asked} say="Fetching your practices" what="Your practices are not here">{({ places }) => (places.length === 0
          ? <p className="row"><Icon name="info-circle" />No practice has you on its list yet.</p>
          : <>{places.map((account) => <AtPractice key={account.id} account={account} />)}<MyCalendar /></>)}</Shown>
      </main>
    </>
  );
}
