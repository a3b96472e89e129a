/** Reads the head of a SIP message (RFC 3261 section 7) far enough to judge it before the real parser sees it. Pure. */

export interface Via {
  readonly sentBy: string;
  readonly port: number | undefined;
  readonly branch: string;
  /** The sender asked for `rport` (RFC 3581): answers go to the port the request came from. */
  readonly rport: boolean;
}

export type Fields = ReadonlyMap<string, readonly string[]>;

export interface RequestLine {
  readonly kind: "request";
  readonly method: string;
  readonly uri: string;
  readonly version: string;
}

export interface StatusLine {
  readonly kind: "response";
  readonly status: number;
}

export interface Head {
  readonly start: string;
  readonly line: RequestLine | StatusLine;
  /** Long lower-case name → values in order, unfolded. */
  readonly fields: Fields;
  readonly via: Via;
}

/** RFC 3261 7.3.3, RFC 3515, RFC 3892, RFC 4028, RFC 6665. */
const COMPACT: Readonly<Record<string, string>> = {
  b: "referred-by", c: "content-type", e: "content-encoding", f: "from", i: "call-id", k: "supported", l: "content-length",
  m: "contact", o: "event", r: "refer-to", s: "subject", t: "to", u: "allow-events", v: "via", x: "session-expires",
};

const TOKEN = "[A-Za-z0-9.!%*_+`'~-]";
const REQUEST_LINE = new RegExp(`^(${TOKEN}{1,32}) (\\S{1,1024}) SIP/(\\d{1,3}\\.\\d{1,3})$`);
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d)(?: .*)?$/;
const FIELD_NAME = new RegExp(`^${TOKEN}{1,64}$`);
const VIA = /^SIP\s*\/\s*2\.0\s*\/\s*[A-Za-z]{2,4}\s+(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,255})(?:\s*:\s*(\d{1,5}))?\s*((?:;[^,]*)?)(?:,|$)/;
const BRANCH = /;\s*branch\s*=\s*(z9hG4bK[^;,\s"]{1,200})(?=[;\s]|$)/;

export const first = (fields: Fields, name: string): string | undefined => fields.get(name)?.[0];

function readStart(start: string): RequestLine | StatusLine | undefined {
  const status = STATUS_LINE.exec(start);
  if (status) return { kind: "response", status: Number(status[1]) };
  const request = REQUEST_LINE.exec(start);
  return request ? { kind: "request", method: request[1]!, uri: request[2]!, version: request[3]! } : undefined;
}

function readFields(lines: readonly string[]): Fields | undefined {
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const written = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase();
    if (!FIELD_NAME.test(written)) return undefined;
    const name = Object.hasOwn(COMPACT, written) ? COMPACT[written]! : written;
    const values = fields.get(name);
    const value = line.slice(colon + 1).trim();
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/** The system refuses to send to any other. */
export const isPort = (port: number | string): boolean => Number(port) >= 1 && Number(port) <= 65_535;

export function readVia(value: string | undefined): Via | undefined {
  const top = VIA.exec(value ?? "");
  if (!top) return undefined;
  const [, sentBy, port, parameters] = top as unknown as [string, string, string | undefined, string];
  const branch = BRANCH.exec(parameters)?.[1];
  if (branch === undefined || !isPort(port ?? 5060)) return undefined;
  const rport = /;\s*rport\s*(?=[;,=]|$)/i.test(parameters);
  return { sentBy: sentBy.toLowerCase(), port: port === undefined ? undefined : Number(port), branch, rport };
}

/** The head without its closing empty line. Returns why it cannot be read, in a fixed word, when it cannot. */
export function readHead(text: string, linesMax: number): Head | string {
  const lines = text.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  if (lines.length > linesMax) return "too-many-lines";
  const line = readStart(lines[0]!);
  if (!line) return "start-line";
  const fields = readFields(lines.slice(1));
  if (!fields) return "header-line";
  const via = readVia(first(fields, "via"));
  return via ? { start: lines[0]!, line, fields, via } : "via";
}

/**
 * The message as the parser is given it: long names, no folding, no tricks. The top Via gets `received` and `rport`
 * (RFC 3261 18.2.1, RFC 3581), because answers repeat it.
 */
export function rewrite(head: Head, body: string, from: { readonly address: string; readonly port: number }): string {
  const out = [head.start];
  for (const [name, values] of head.fields) {
    for (const [index, value] of values.entries()) out.push(`${name}: ${name === "via" && index === 0 ? stamp(value, from) : value}`);
  }
  return `${out.join("\r\n")}\r\n\r\n${body}`;
}

function stamp(via: string, from: { readonly address: string; readonly port: number }): string {
  const comma = via.indexOf(",");
  const top = comma < 0 ? via : via.slice(0, comma);
  const rest = comma < 0 ? "" : via.slice(comma);
  const clean = top.replace(/;\s*received\s*=[^;]*/gi, "").replace(/;\s*rport\s*(=[^;]*)?(?=;|$)/gi, (_, value: string | undefined) => (value ? "" : `;rport=${from.port}`));
  return `${clean.trimEnd()};received=${from.address}${rest}`;
}
