import { LIMITS } from "../settings.ts";
import { first, readHead, type Head } from "./head.ts";

/** What a message deserves before any state is made for it, in the manner of RFC 4475. */
export type Verdict =
  | { readonly kind: "pass"; readonly head: Head; readonly body: string }
  /** Readable enough to be told what is wrong. */
  | { readonly kind: "reply"; readonly status: 400 | 413 | 416 | 505; readonly because: string; readonly head: Head }
  | { readonly kind: "drop"; readonly because: string };

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for.
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n/;
const CSEQ = /^(\d{1,10})\s+([A-Za-z0-9.!%*_+`'~-]{1,32})$/;
const NEEDED = ["from", "to", "call-id", "cseq"] as const;
const ONCE = ["from", "to", "call-id", "cseq", "content-length", "max-forwards", "content-type"] as const;
/** What the library reads with its grammar as soon as a message comes. */
const BY_GRAMMAR = ["via", "from", "to", "contact", "record-route", "cseq", "content-type", "content-disposition"] as const;
const CSEQ_MAX = 2 ** 31 - 1;

/** Judges one framed message. It never throws, whatever the bytes. */
export function examine(message: Buffer): Verdict {
  const end = message.indexOf("\r\n\r\n");
  const head = readable(message, end);
  if (typeof head === "string") return { kind: "drop", because: head };
  const body = message.subarray(end + 4);
  const declared = declaredBytes(head, body.length);
  const fault = lengthFault(head, declared, body.length) ?? grammarFault(head) ?? cseqFault(head) ?? requestFault(head);
  if (!fault) return { kind: "pass", head, body: body.toString("utf8", 0, declared) };
  const answerable = head.line.kind === "request" && head.line.method !== "ACK";
  return answerable ? { kind: "reply", head, ...fault } : { kind: "drop", because: fault.because };
}

/** The head, or the fixed word that says why nobody can be answered. */
function readable(message: Buffer, end: number): Head | string {
  if (end < 0) return "no-end-of-head";
  if (end + 4 > LIMITS.headBytes) return "head-too-long";
  if (message.includes(0)) return "nul";
  const text = message.toString("utf8", 0, end);
  if (CONTROL.test(text)) return "control-character";
  const head = readHead(text, LIMITS.headerLines);
  const missing = typeof head === "string" ? undefined : NEEDED.find((name) => !head.fields.has(name));
  return missing === undefined ? head : `no-${missing}`;
}

/** Content-Length, or what a datagram carries when it has none (RFC 3261 18.3); NaN when it is no number. */
function declaredBytes(head: Head, present: number): number {
  const value = first(head.fields, "content-length");
  if (value === undefined) return present;
  return /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
}

type Fault = Pick<Extract<Verdict, { kind: "reply" }>, "status" | "because">;
const bad = (because: string): Fault => ({ status: 400, because });

function lengthFault(head: Head, declared: number, present: number): Fault | undefined {
  const twice = ONCE.find((name) => (head.fields.get(name)?.length ?? 0) > 1);
  if (twice) return bad(`two-${twice}`);
  if (Number.isNaN(declared)) return bad("content-length");
  if (declared > LIMITS.bodyBytes) return { status: 413, because: "body-too-long" };
  return declared > present ? bad("body-cut-short") : undefined;
}

function grammarFault(head: Head): Fault | undefined {
  const characters = BY_GRAMMAR.flatMap((name) => head.fields.get(name) ?? []).reduce((sum, value) => sum + value.length, 0);
  return characters > LIMITS.grammarCharacters ? bad("fields-too-long") : undefined;
}

function cseqFault(head: Head): Fault | undefined {
  const cseq = CSEQ.exec(first(head.fields, "cseq")!);
  if (!cseq || Number(cseq[1]) > CSEQ_MAX) return bad("cseq");
  return head.line.kind === "request" && head.line.method !== cseq[2] ? bad("cseq-method") : undefined;
}

function requestFault(head: Head): Fault | undefined {
  const { line } = head;
  if (line.kind === "response") return undefined;
  if (line.version !== "2.0") return { status: 505, because: "version" };
  if (!/^(?:sips?|tel):[^<>"]+$/i.test(line.uri)) return { status: 416, because: "uri-scheme" };
  if (!/^\S{1,256}$/.test(first(head.fields, "call-id")!)) return bad("call-id");
  const forwards = first(head.fields, "max-forwards") ?? "70";
  if (!/^\d{1,10}$/.test(forwards) || Number(forwards) > 255) return bad("max-forwards");
  return undefined;
}
