import { setTimeout as wait } from "node:timers/promises";
import { until } from "../crash/until.ts";
import { startPair, type Pair } from "../nodes/pair.ts";
import { ringMany } from "../nodes/rings.ts";
import { allowDoctor, answer, demoPerson, frame, gapSince, hears, patchThrough, talkAt } from "../nodes/talk.ts";
import { atMost, type Figure } from "./figure.ts";

const CALLS = 300;
const CALLS_PER_SECOND = 10;
const TALK_SECONDS = 5;
const LOST_PERCENT_MAX = 1;
const [KILLED, HEIR] = ["b", "a"];

/** Rings through Kamailio to two nodes, one of which is killed in the middle, while it carries two that talk. */
export async function benchNodeKilled(): Promise<Figure[]> {
  const pair = await startPair();
  try {
    const talking = await talks(pair);
    const { number } = pair.demo.accounts.find(({ slug }) => slug === "lakeside")!;
    const ringing = ringMany({ sipPort: pair.sipPort, number, calls: CALLS, perSecond: CALLS_PER_SECOND, talkSeconds: TALK_SECONDS });
    await wait((CALLS / CALLS_PER_SECOND) * 500);
    const gaps = await talking.throughDeath();
    const { placed, answered, whole } = await ringing;
    const percent = (lost: number): number => (lost * 100) / placed;
    return [
      atMost({ name: `of ${placed} rings through Kamailio, not answered although a node was killed`, value: percent(placed - answered), unit: "%", target: LOST_PERCENT_MAX }),
      atMost({ name: "of those answered, not gone on with and ended as RFC 3261 has it", value: percent(answered - whole), unit: "%", target: LOST_PERCENT_MAX }),
      ...gaps,
    ];
  } finally {
    await pair.close();
  }
}

/** Caller and operator at the node that will be killed, and caller and doctor whom the operator left. */
async function talks(pair: Pair): Promise<{ throughDeath(): Promise<Figure[]> }> {
  await allowDoctor(pair, pair.node(HEIR!));
  const operator = await demoPerson(pair, pair.node(HEIR!), "ana");
  await operator.open("desk");
  await operator.must("ready", { body: { state: "ready" } });
  const patched = await talkAt(pair, KILLED!, operator);
  await patchThrough(pair, operator, patched.id);
  const talk = await talkAt(pair, KILLED!, operator);
  await until("all hear each other", () => hears(patched.caller) && hears(talk.caller));
  return {
    throughDeath: async () => {
      const killedAt = performance.now();
      pair.node(KILLED!).kill();
      await until("the operator is asked for her sound anew", () => frame(operator, "call-media-lost").length > 0);
      const again = await answer(operator, talk.id);
      const before = [patched, talk].map(({ caller }) => caller.heardAt.length);
      await until("all hear each other again", () => [patched, talk].every(({ caller }, at) => hears(caller, before[at])));
      const gaps = [["caller and doctor", patched], ["caller and operator", talk]] as const;
      const figures = gaps.map(([who, { caller }]) => atMost({ name: `${who}: the longest that the caller heard nothing`, value: gapSince(caller, killedAt), unit: "ms" }));
      for (const each of [patched.browser, talk.browser, again]) await each.close();
      for (const { caller } of [patched, talk]) caller.speech.close();
      operator.leave();
      return figures;
    },
  };
}
