import { LIMITS } from "../settings.ts";
import { first, type Fields } from "../wire/head.ts";
import type { Reply } from "../wire/reply.ts";

/** What the door of the house knows when a request that starts no dialog yet, or lives in one, comes to it. */
export interface Facts {
  /** An INVITE that matches no transaction and no dialog. */
  readonly newCall: boolean;
  /** The To tag names a dialog of ours, or none of ours; or there is no To tag. */
  readonly dialog: "ours" | "unknown" | "none";
  readonly draining: boolean;
  readonly full: boolean;
  readonly withinRate: () => boolean;
  readonly sessionSecondsMin: number;
}

export interface Asked {
  readonly method: string;
  readonly fields: Fields;
  /** It has a body. */
  readonly body?: boolean;
}

export const SERVED = ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE"] as const;
export const ALLOW = `Allow: ${SERVED.join(", ")}`;
const RETRY_AFTER = `Retry-After: ${LIMITS.retryAfterSeconds}`;
const busy: Reply = { status: 503, extra: [RETRY_AFTER] };

/** The answer a request gets without reaching the transaction core; undefined lets it through. ACK is never answered. */
export function screen(asked: Asked, facts: Facts): Reply | undefined {
  if (asked.method === "ACK" || asked.method === "CANCEL") return undefined;
  // RFC 3515 would have us place a call a stranger names: toll fraud.
  if (asked.method === "REFER") return { status: 403 };
  if (!(SERVED as readonly string[]).includes(asked.method)) return { status: 405, extra: [ALLOW] };
  if (asked.method === "OPTIONS") return ping(facts);
  return misunderstanding(asked) ?? (facts.newCall ? admission(asked.fields, facts) : undefined);
}

/** RFC 3261 8.2.2.3 and 8.2.3: what the request needs us to know, and we do not. */
function misunderstanding({ fields, body }: Asked): Reply | undefined {
  const unknown = tokens(fields, "require").filter((tag) => tag !== "timer");
  if (unknown.length > 0) return { status: 420, extra: [`Unsupported: ${unknown.join(", ")}`] };
  return body && !readable(fields) ? { status: 415, extra: ["Accept: application/sdp", "Accept-Encoding: identity"] } : undefined;
}

/** We read SDP as it is, and nothing else. */
function readable(fields: Fields): boolean {
  const type = (first(fields, "content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  return type === "application/sdp" && ["", "identity"].includes((first(fields, "content-encoding") ?? "").toLowerCase());
}

/** Trunks probe with OPTIONS (RFC 3261 11): a draining node says 503 so that they turn to another. Inside a call it must not. */
function ping(facts: Facts): Reply {
  if (facts.dialog === "unknown") return { status: 481 };
  if (facts.draining && facts.dialog === "none") return busy;
  return { status: 200, extra: [ALLOW, "Accept: application/sdp", "Supported: timer"] };
}

function admission(fields: Fields, facts: Facts): Reply | undefined {
  if (facts.draining || facts.full || !facts.withinRate()) return busy;
  const asked = Number.parseInt(first(fields, "session-expires") ?? "", 10);
  if (asked < facts.sessionSecondsMin && tokens(fields, "supported").includes("timer")) {
    return { status: 422, extra: [`Min-SE: ${facts.sessionSecondsMin}`] };
  }
  return undefined;
}

/** Option tags over all lines of a field, lower case. Anything that is no token is told as "invalid": we do not echo it. */
export const tokens = (fields: Fields, name: string): string[] =>
  (fields.get(name) ?? [])
    .flatMap((value) => value.split(","))
    .map((tag) => tag.trim().toLowerCase())
    .filter((tag) => tag !== "")
    .map((tag) => (/^[a-z0-9.!%*_+`'~-]{1,64}$/.test(tag) ? tag : "invalid"));
