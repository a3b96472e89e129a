import { expect, test } from "vitest";
import { PLAIN_RECEPTION } from "../../../../contract/index.ts";
import { instant } from "../../../foundation/time.ts";
import { arriving, type CallState, type Other } from "./call-machine.ts";
import { inherited, soundOf } from "./inherited.ts";

const [began, died] = [instant(1_000), instant(61_000)];
const reception = { ...PLAIN_RECEPTION, whenOpen: { forwardTo: "+12125550177", ringSeconds: 20, keyToTake: true } };
const other = (stage: Other["stage"], kind: Other["target"]["kind"] = "office"): Other => ({ leg: 1, target: { entry: kind, kind, label: kind }, stage, since: began });
const forwarded = (stage: Other["stage"]): CallState => ({ ...arriving(false, began, { reception, rangBefore: false, hasNumber: true, forward: true }), others: [other(stage)], dialled: 1, sent: { office: "ringing" } });
const seen = ({ phase, others, sent }: CallState) => ({ phase, stages: others.map(({ stage }) => stage), sent });

test("[C115] an office that rang, or answered in the moment in which the node died, is rung anew; its caller goes on hearing that it rings", () => {
  const anew = { phase: "forwarding", stages: ["calling"], sent: { office: "ringing" } };
  for (const [stage, taken] of [["calling", []], ["ringing", []], ["ringing", [1]], ["asked", []]] as const) expect(seen(inherited(forwarded(stage), died, taken))).toEqual(anew);
  expect(soundOf(inherited(forwarded("ringing"), died), { notice: false })).toEqual({ sound: "ringing", loop: true });
});

test("[C115] somebody whom an operator rang, and whose answer came through as the node died, is with the operator apart and not rung again", () => {
  const held: CallState = { ...arriving(false, began), phase: "held", operator: "ana" as never, others: [other("ringing", "clinician")], dialled: 1 };
  expect([inherited(held, died, [1]), inherited(held, died, [])].map((state) => state.others[0]?.stage)).toEqual(["consulting", "calling"]);
});

test("[C155] a talk with the office that ended with the node counts as none that served the caller, who is first in line", () => {
  const talked: CallState = { ...forwarded("joined"), phase: "joined", sent: { office: "answered" } };
  expect(seen(inherited(talked, died))).toEqual({ phase: "waiting", stages: [], sent: { office: "lost" } });
  expect(seen(inherited(talked, died, [1]))).toEqual({ phase: "joined", stages: ["joined"], sent: { office: "answered" } });
});

test("[C116] who waited keeps the time since when they wait; who was still choosing begins to wait now", () => {
  const waiting = { ...arriving(false, began), passedBy: ["ana" as never] };
  expect(inherited(waiting, died)).toMatchObject({ phase: "waiting", since: began, returned: true, passedBy: [] });
  expect(inherited({ ...waiting, phase: "choosing" }, died)).toMatchObject({ phase: "waiting", since: died, returned: true });
});
