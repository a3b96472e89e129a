import type { Instant } from "../../foundation/time.ts";
import { NETWORKS_REMEMBERED_MAX } from "./settings.ts";

export interface Rate {
  readonly burst: number;
  readonly perMinute: number;
}

/**
 * A bucket for each key, refilled as time goes. It guards processor time, not passwords: identity's throttle, which is in the
 * database and common to all nodes, does that. The oldest key is forgotten when too many are remembered.
 */
export function createRateLimit(rate: Rate, now: () => Instant): { take(key: string): boolean } {
  const buckets = new Map<string, { tokens: number; at: Instant }>();
  return {
    take: (key) => {
      const at = now();
      const known = buckets.get(key) ?? { tokens: rate.burst, at };
      buckets.delete(key);
      const passed = Math.max(0, at - known.at) / 60_000;
      const tokens = Math.min(rate.burst, known.tokens + passed * rate.perMinute);
      if (buckets.size >= NETWORKS_REMEMBERED_MAX) buckets.delete(buckets.keys().next().value!);
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
      return tokens >= 1;
    },
  };
}

/** Who is counted together: an IPv4 address, or the /64 that one subscriber of IPv6 has (RFC 6177). */
export function networkOf(address: string | undefined): string {
  const bare = (address ?? "").replace(/^::ffff:(?=\d+\.)/, "").replace(/%[^]*$/, "");
  if (!bare.includes(":")) return bare || "unknown";
  const [head = "", tail] = bare.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const middle = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return `${[...left, ...middle, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
