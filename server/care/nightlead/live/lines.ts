import type { Telephony } from "../../calls/index.ts";
import type { Nodes } from "../../../foundation/nodes/index.ts";

export interface Lines {
  /** The same telephone, with a memory of whom it speaks to. */
  readonly telephony: Telephony;
  /** Whether somebody at this number is on a call of the house's, or rung by it, at whichever node. A node that does not answer has nobody on the line. */
  isTalking(number: string): Promise<boolean>;
}

interface LinesNeeds {
  readonly telephony: Telephony;
  readonly nodes: Pick<Nodes, "hear" | "ask" | "others">;
  /** E.164, or undefined when it is no telephone number. */
  readonly normalise: (number: string) => string | undefined;
}

const WORD = "is-talking";
type Ended = { onEnd(tell: () => void): void };

/** [NL12] Every leg passes here, whichever part of the house placed or took it, so that no part has to say whom it has on the line. */
export function knownLines({ telephony, nodes, normalise }: LinesNeeds): Lines {
  const talking = new Map<string, number>();
  const note = (said: string | undefined, leg: Ended): void => {
    const number = said === undefined ? undefined : normalise(said);
    if (number === undefined) return;
    talking.set(number, (talking.get(number) ?? 0) + 1);
    leg.onEnd(() => {
      const left = talking.get(number)! - 1;
      if (left > 0) talking.set(number, left);
      else talking.delete(number);
    });
  };
  nodes.hear(WORD, (number) => talking.has(number as string));
  return {
    telephony: {
      onCall: (handler) =>
        telephony.onCall((leg) => {
          // A number that nobody vouches for is what the caller says: it holds up nobody's alarm.
          if (leg.callerProof !== undefined) note(leg.callerNumber, leg);
          handler(leg);
        }),
      dial: (ask) => {
        const leg = telephony.dial(ask);
        // Alarms are what the question is asked for: one call at a time, and one whose end was never heard is placed again.
        if (ask.purpose !== "alarm") note(ask.to, leg);
        return leg;
      },
      trunks: () => telephony.trunks(),
      onDialLimit: (handler) => telephony.onDialLimit(handler),
      drain: () => telephony.drain(),
      status: () => telephony.status(),
      close: () => telephony.close(),
    },
    isTalking: async (number) => {
      if (talking.has(number)) return true;
      const said = await Promise.all(nodes.others().map((node) => nodes.ask(node, WORD, number).catch(() => false)));
      return said.includes(true);
    },
  };
}
