import { api, type Value } from "../../api/index.ts";
import { useAsked } from "../../api/asked.ts";
import { Tag, instant } from "../../ui/index.ts";
import { Shown } from "../parts.tsx";
import type { Cover } from "./shifts.tsx";
import { spanWord } from "./words.ts";

export type Swap = Value<"swaps">["swaps"][number];

const states = {
  asked: { tone: "ice", icon: "hourglass", say: "Waits for an answer" },
  accepted: { tone: "sage", icon: "check", say: "Accepted" },
  declined: { tone: undefined, icon: "ban", say: "Declined" },
  withdrawn: { tone: undefined, icon: "x", say: "Taken back" },
} as const;

export function SwapState({ state }: Pick<Swap, "state">) {
  const { tone, icon, say } = states[state];
  return <Tag {...(tone && { tone })} icon={icon}>{say}</Tag>;
}

const windowOf = ({ from, until }: Swap["give"]) => ({ from: instant(from), until: instant(until) });

export function SwapRow({ swap, zone, people }: { readonly swap: Swap; readonly zone: string; readonly people: readonly Cover[] }) {
  const name = (id: string) => people.find((one) => one.id === id)?.name ?? "A former colleague";
  return (
    <div className="stack gap1">
      <div className="row wrap"><b>{name(swap.asker)} and {name(swap.asked)}</b><SwapState state={swap.state} /></div>
      <div className="sm tn">{name(swap.asked)} takes {spanWord(zone, windowOf(swap.give))}</div>
      <div className="sm tn">{name(swap.asker)} takes {spanWord(zone, windowOf(swap.take))}</div>
      <div className="sm t3">{swap.reason}</div>
    </div>
  );
}

const SHOWN_MAX = 8;

/** What clinicians have asked of one another. Only the two of them decide; the practice reads. */
export function Swaps({ account, zone, people, turn }: { readonly account: string; readonly zone: string; readonly people: readonly Cover[]; readonly turn: number }) {
  const asked = useAsked(() => api.swaps({ params: { account } }), `${account}/${turn}`);
  return (
    <section className="panel pad stack" aria-labelledby="swaps">
      <h2 id="swaps">Swaps</h2>
      <Shown asked={asked} say="Fetching the swaps" what="The swaps are not here">
        {({ swaps }) => (swaps.length === 0
          ? <p className="sm t2">Nobody has asked for one in two months. Clinicians ask one another on their phones.</p>
          : <><ul>{swaps.slice(0, SHOWN_MAX).map((swap) => <li key={swap.id} className="listrow"><SwapRow swap={swap} zone={zone} people={people} /></li>)}</ul>{swaps.length > SHOWN_MAX && <p className="sm t3">And {swaps.length - SHOWN_MAX} more.</p>}</>)}
      </Shown>
    </section>
  );
}
