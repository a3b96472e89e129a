import { ignored, into, moved, noOffer, refused, type On } from "./call-words.ts";

/** [C41] The caller is set aside with the tone, and the operator is free. A hold that lasts already goes on lasting: its clock is the caller's. */
const park: On<"park"> = (state, { operator }, at) => {
  if (state.phase === "parked" && state.lastOperator === operator) return ignored; // A second press.
  if (state.operator !== operator) return refused("notYours");
  if (state.others.length > 0) return refused("otherOnLine");
  const change = { operator: null, lastOperator: operator, otherFailed: null } as const;
  if (state.phase === "held") return moved({ ...state, ...change, phase: "parked" }, { do: "drop-browser" });
  if (state.phase !== "talking") return refused("callEnded");
  return moved(into("parked", at)(state, { ...change, holdSteps: 0 }), { do: "unbridge" }, { do: "drop-browser" }, { do: "play", sound: "hold-tone", loop: true });
};

/** [C42] Nobody took them: from now on they ring like a caller who lost their operator. */
const parkOver: On<"park-over"> = (state, _event, at) =>
  state.phase === "parked" ? moved(into("waiting", at)(state, { ...noOffer, returned: true, passedBy: [] }), { do: "play", sound: "hold-tone", loop: true }) : ignored;

export const parking = { park, "park-over": parkOver } as const;
