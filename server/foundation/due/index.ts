export { createDue, LostLease, NotYet, type Due, type DueHandler, type Finish } from "./due.ts";
export { inOrder } from "./order.ts";
export { createRunner, type Runner } from "./runner.ts";
export type { Job, NewJob } from "./store.ts";
export { createWake, type Wake } from "./wake.ts";
