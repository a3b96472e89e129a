import type { Job } from "./store.ts";

/** Of what is due the gravest first, then what was due first; of one instant what was scheduled first. The claim in SQL says the same. */
export const inOrder = (one: Pick<Job, "priority" | "dueAt" | "id">, other: Pick<Job, "priority" | "dueAt" | "id">): number =>
  one.priority - other.priority || one.dueAt - other.dueAt || one.id - other.id;
