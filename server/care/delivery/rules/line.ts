import type { Instant } from "../../../foundation/time.ts";
import { mayGoAt, type Bucket, type Limits } from "./limits.ts";
import { PUSH } from "./waking.ts";

/** A page that waits for its turn on a way. */
export interface Waiter {
  readonly id: string;
  readonly person: string;
  /** 1 first. */
  readonly priority: number;
  readonly since: Instant;
}
export interface Road {
  readonly limits: Limits;
  readonly channel: Bucket;
  /** Of each person in the line. */
  readonly people: ReadonlyMap<string, Bucket>;
}
export type Turn = { readonly kind: "go" } | { readonly kind: "waits"; readonly until: Instant; readonly because: "channel" | "person" };

/** [R12] Urgent first; among equals whoever came first, and of one instant the lower id, so that every worker sees one order. */
export const isAhead = (one: Waiter, other: Waiter): boolean =>
  one.priority - other.priority < 0 || (one.priority === other.priority && (one.since < other.since || (one.since === other.since && one.id < other.id)));

/**
 * [R11] [R12] Whether this page goes now, and else when it looks again. Whoever is ahead and could go now takes a place of the channel's
 * first; whoever is held up by their own person's limit holds up nobody else.
 */
export function turnOf(me: Waiter, line: readonly Waiter[], { road, at }: { readonly road: Road; readonly at: Instant }): Turn {
  const { limits } = road;
  const bucketOf = (person: string): Bucket => road.people.get(person) ?? null;
  const ahead = line.filter((one) => one.id !== me.id && isAhead(one, me));
  const ready = ahead.filter((one) => mayGoAt(bucketOf(one.person), limits.person, { at }) <= at);
  const person = mayGoAt(bucketOf(me.person), limits.person, { others: ahead.filter((one) => one.person === me.person).length, at });
  const channel = mayGoAt(road.channel, limits.channel, { others: ready.length, at });
  if (person <= at && channel <= at) return { kind: "go" };
  return channel >= person ? { kind: "waits", until: channel, because: "channel" } : { kind: "waits", until: person, because: "person" };
}

/** What the timeline says. Fixed words and a number of ours. Of a page that is in the inbox it is the phone that waits. */
export const sayWaits = (because: "channel" | "person", { channel, person }: Limits, way: string): string =>
  `${way === PUSH ? "Waking the phone waits" : "Waits"}: the channel allows ${because === "channel" ? `${channel.perMinute} a minute` : `${person.perMinute} a minute to one person`}.`;
