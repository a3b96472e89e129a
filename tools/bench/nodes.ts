import { startPair } from "../nodes/pair.ts";
import { ringMany } from "../nodes/rings.ts";
import { atMost, type Figure } from "./figure.ts";

const CALLS = 300;
const CALLS_PER_SECOND = 10;
const TALK_SECONDS = 5;
const LOST_PERCENT_MAX = 1;

/** Rings through Kamailio to two nodes, one of which is killed in the middle. */
export async function benchNodeKilled(): Promise<Figure[]> {
  const pair = await startPair();
  try {
    const { number } = pair.demo.accounts.find(({ slug }) => slug === "lakeside")!;
    const ringing = ringMany({ sipPort: pair.sipPort, number, calls: CALLS, perSecond: CALLS_PER_SECOND, talkSeconds: TALK_SECONDS });
    await new Promise((resolve) => setTimeout(resolve, (CALLS / CALLS_PER_SECOND) * 500));
    pair.node("b").kill();
    const { placed, answered, whole } = await ringing;
    const percent = (lost: number): number => (lost * 100) / placed;
    return [
      atMost({ name: `of ${placed} rings through Kamailio, not answered although a node was killed`, value: percent(placed - answered), unit: "%", target: LOST_PERCENT_MAX }),
      atMost({ name: "of those answered, not gone on with and ended as RFC 3261 has it", value: percent(answered - whole), unit: "%", target: LOST_PERCENT_MAX }),
    ];
  } finally {
    await pair.close();
  }
}
