import { createHmac } from "node:crypto";
import { first, rewrite, type Head } from "./head.ts";

export interface Reply {
  readonly status: keyof typeof REASONS;
  /** Whole header lines. */
  readonly extra?: readonly string[];
}

/** The final answers we give without making a transaction. There is no 6xx: a caller's other routes stay open. */
const REASONS = {
  200: "OK", 400: "Bad Request", 403: "Forbidden", 405: "Method Not Allowed", 413: "Request Entity Too Large", 415: "Unsupported Media Type", 416: "Unsupported URI Scheme",
  420: "Bad Extension", 422: "Session Interval Too Small", 481: "Call/Transaction Does Not Exist", 482: "Loop Detected",
  488: "Not Acceptable Here", 500: "Server Internal Error", 503: "Service Unavailable", 505: "Version Not Supported",
} as const;

const TAGGED = /;\s*tag\s*=/i;

/** 80 bits that are the same for each repetition of one request (RFC 3261 8.2.7) and that nobody else can foretell. */
export const steadyTag = (secret: Buffer, callId: string, branch: string): string =>
  createHmac("sha256", secret).update(`${callId} ${branch}`).digest("hex").slice(0, 20);

/** A stateless answer (RFC 3261 8.2.7): echoes the request, keeps nothing. */
export function replyTo(head: Head, reply: Reply, sender: { address: string; port: number; secret: Buffer }): string {
  const to = first(head.fields, "to")!;
  const tag = TAGGED.test(to) ? "" : `;tag=${steadyTag(sender.secret, first(head.fields, "call-id")!, head.via.branch)}`;
  const fields = new Map<string, readonly string[]>([
    ["via", head.fields.get("via")!],
    ["from", [first(head.fields, "from")!]],
    ["to", [`${to}${tag}`]],
    ["call-id", [first(head.fields, "call-id")!]],
    ["cseq", [first(head.fields, "cseq")!]],
  ]);
  const echo = { ...head, start: `SIP/2.0 ${reply.status} ${REASONS[reply.status]}`, fields };
  const lines = [...(reply.extra ?? []), "Content-Length: 0"].map((line) => `${line}\r\n`).join("");
  return rewrite(echo, "", sender).replace(/\r\n\r\n$/, `\r\n${lines}\r\n`);
}
