import type { DialEnd, OutboundLeg } from "../../../care/calls/ports.ts";

/** A call that ends before anything is sent. `onEnd` is told after this turn, as with any other. */
export const endedLeg = (id: string, end: DialEnd): OutboundLeg => ({
  id,
  state: "ended",
  trunk: undefined,
  answered: Promise.resolve(undefined),
  onProgress: () => undefined,
  reoffer: () => Promise.reject(new Error("the leg has ended")),
  probe: () => undefined,
  hangup: () => undefined,
  onReoffer: () => undefined,
  onEnd: (handler) => queueMicrotask(() => handler(end)),
});
