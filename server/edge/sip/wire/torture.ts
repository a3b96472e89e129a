/** Messages in the manner of RFC 4475, by what is wrong with them. For tests: datagrams here, a TLS stream in the peer test. */

type Fields = Readonly<Record<string, string | undefined>>;

interface Bent {
  readonly first?: string;
  readonly fields?: Fields;
  readonly extra?: string;
  readonly body?: string;
}

let count = 0;

export function bent({ first = "INVITE sip:5550100@127.0.0.1 SIP/2.0", fields = {}, extra = "", body = "" }: Bent = {}): string {
  count += 1;
  const all: Fields = {
    Via: `SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKt${count};rport`,
    "Max-Forwards": "70",
    From: `<sip:a@127.0.0.1>;tag=f${count}`,
    To: "<sip:5550100@127.0.0.1>",
    "Call-ID": `t${count}@x`,
    CSeq: "1 INVITE",
    Contact: "<sip:a@127.0.0.1:5999>",
    "Content-Length": String(Buffer.byteLength(body)),
    ...fields,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return `${first}\r\n${lines.join("")}${extra}\r\n${body}`;
}

const gone = (name: string): Bent => ({ fields: { [name]: undefined } });
const asks = (method: string): Bent => ({ first: `${method} sip:5550100@127.0.0.1 SIP/2.0`, fields: { CSeq: `1 ${method}` } });

/** What is wrong, the message, and what the check makes of it: "pass", a status, or "drop". */
export const TORTURE: readonly (readonly [string, string, "pass" | "drop" | 400 | 413 | 416 | 505])[] = [
  ["nothing", bent(), "pass"],
  ["short names, folding and odd spacing", `INVITE sip:a@127.0.0.1;unknownparam SIP/2.0\r\nTO :\r\n sip:a@127.0.0.1 ;   tag    = x\r\nv: SIP  / 2.0  / UDP\r\n 127.0.0.1;branch=z9hG4bKod\r\nf: "J \\\\\\"" <sip:a@127.0.0.1> ; tag = 98a\r\ni: wsinv.1\r\nCseq: 0009\r\n  INVITE\r\nMax-Forwards: 0068\r\nm: <sip:a@127.0.0.1>\r\nl: 0\r\n\r\n`, "pass"],
  ["a folded subject", bent({ fields: { Subject: "a\r\n b\r\n\tc" } }), "pass"],
  ["a display name that means to hurt", bent({ fields: { From: '"=?UTF-8?B?w6Q=?= \\"x\\" \\\\" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@127.0.0.1>;tag=i' } }), "pass"],
  ["an escaped NUL in a user", bent({ fields: { From: "<sip:%00a@127.0.0.1>;tag=n" } }), "pass"],
  ["a raw NUL in a header", bent({ fields: { Subject: "a\0b" } }), "drop"],
  ["a raw NUL in the body", bent({ body: "v=0\0" }), "drop"],
  ["a bare line feed that would split our answer", bent({ fields: { From: "<sip:a@127.0.0.1>\nX: y;tag=n" } }), "drop"],
  ["a bare carriage return", bent({ fields: { Subject: "a\rb" } }), "drop"],
  ["an escape character", bent({ fields: { Subject: "\u001B[2J" } }), "drop"],
  ["no Via", bent(gone("Via")), "drop"],
  ["no From", bent(gone("From")), "drop"],
  ["no To", bent(gone("To")), "drop"],
  ["no Call-ID", bent(gone("Call-ID")), "drop"],
  ["no CSeq", bent(gone("CSeq")), "drop"],
  ["no Contact", bent(gone("Contact")), "pass"],
  ["a CSeq beyond its range", bent({ fields: { CSeq: "36893488147419103232 INVITE" } }), 400],
  ["a CSeq of 2^31", bent({ fields: { CSeq: "2147483648 INVITE" } }), 400],
  ["another method in the CSeq", bent({ fields: { CSeq: "1 OPTIONS" } }), 400],
  ["a negative length", bent({ fields: { "Content-Length": "-999" } }), 400],
  ["a length beyond the message", bent({ fields: { "Content-Length": "9999" }, body: "v=0\r\n" }), 400],
  ["a length beyond all limits", bent({ fields: { "Content-Length": "70000" }, body: "v=0\r\n" }), 413],
  ["two lengths", bent({ extra: "Content-Length: 5\r\n", body: "abcde" }), 400],
  ["two lengths, one by its short name", bent({ extra: "l: 0\r\n" }), 400],
  ["two From", bent({ extra: "From: <sip:b@x>;tag=2\r\n" }), 400],
  ["two To", bent({ extra: "t: <sip:b@x>\r\n" }), 400],
  ["two Call-ID", bent({ extra: "i: other\r\n" }), 400],
  ["two CSeq", bent({ extra: "CSeq: 2 INVITE\r\n" }), 400],
  ["Max-Forwards of 300", bent({ fields: { "Max-Forwards": "300" } }), 400],
  ["Max-Forwards of 0", bent({ fields: { "Max-Forwards": "0" } }), "pass"],
  ["an unknown method", bent(asks("NEWMETHOD")), "pass"],
  ["a method in small letters", bent(asks("invite")), "pass"],
  ["SIP/7.0", bent({ first: "INVITE sip:a@127.0.0.1 SIP/7.0" }), 505],
  ["HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "drop"],
  ["angle brackets round the Request-URI", bent({ first: "INVITE <sip:a@127.0.0.1> SIP/2.0" }), 416],
  ["a space in the Request-URI", bent({ first: "INVITE sip:a@127.0.0.1; lr SIP/2.0" }), "drop"],
  ["a space after the version", bent({ first: "INVITE sip:a@127.0.0.1 SIP/2.0 " }), "drop"],
  ["an http Request-URI", bent({ first: "INVITE http://a/ SIP/2.0" }), 416],
  ["a tel Request-URI", bent({ first: "INVITE tel:+15550100 SIP/2.0" }), "pass"],
  ["bytes after the body", `${bent({ body: "v=0\r\n" })}INVITE sip:x SIP/2.0\r\nVia: z\r\n\r\n`, "pass"],
  ["a header without a colon", bent({ extra: "BadHeaderLine\r\n" }), "drop"],
  ["a header without a name", bent({ extra: ": x\r\n" }), "drop"],
  ["a header called __proto__", bent({ extra: "__proto__: x\r\n" }), "pass"],
  ["a header called constructor", bent({ extra: "constructor: x\r\n" }), "pass"],
  ["2000 headers", bent({ extra: "X-A: b\r\n".repeat(2000) }), "drop"],
  ["129 lines", bent({ extra: "A: b\r\n".repeat(120) }), "drop"],
  ["60 kB in one header", bent({ extra: `X-A: ${"b".repeat(60_000)}\r\n` }), "drop"],
  ["7 kB of nested quotes", bent({ fields: { From: `"${'\\"'.repeat(3500)}" <sip:a@127.0.0.1>;tag=q` } }), 400],
  ["2000 parameters in Via", bent({ fields: { Via: `SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKpp${";a=b".repeat(1900)}` } }), 400],
  ["300 contacts", bent({ fields: { Contact: Array.from({ length: 300 }, () => "<sip:a@127.0.0.1>").join(",") } }), 400],
  ["Contact: *", bent({ fields: { Contact: "*" } }), "pass"],
  ["a contact that is no address", bent({ fields: { Contact: "<<<sip:" } }), "pass"],
  ["a tel contact", bent({ fields: { Contact: "<tel:+1555>" } }), "pass"],
  ["a content type that is none", bent({ fields: { "Content-Type": ";;;" }, body: "abc" }), "pass"],
  ["no end of the head", bent().slice(0, -2), "drop"],
  ["line feeds alone", bent().replaceAll("\r\n", "\n"), "drop"],
  ["a response without CSeq", bent({ first: "SIP/2.0 200 OK", fields: { CSeq: undefined } }), "drop"],
  ["a response with a CSeq that is none", bent({ first: "SIP/2.0 200 OK", fields: { CSeq: "x" } }), "drop"],
  ["a response of 4294967301", bent({ first: "SIP/2.0 4294967301 better" }), "drop"],
  ["a response nobody waits for, with two Via", bent({ first: "SIP/2.0 200 OK", extra: "Via: SIP/2.0/UDP x;branch=z9hG4bKq\r\n" }), "pass"],
  ["a response without a reason", bent({ first: "SIP/2.0 100 " }), "pass"],
  ["a CANCEL of nothing", bent(asks("CANCEL")), "pass"],
  ["a BYE of nothing", bent(asks("BYE")), "pass"],
  ["an ACK of nothing, malformed", bent({ ...asks("ACK"), extra: "From: <sip:b@x>\r\n" }), "drop"],
  ["a NOTIFY with an event that is none", bent({ ...asks("NOTIFY"), extra: "Event: ;;\r\n" }), "pass"],
  ["a PRACK without RAck", bent(asks("PRACK")), "pass"],
  ["a sips Request-URI", bent({ first: "INVITE sips:a@127.0.0.1 SIP/2.0" }), "pass"],
  ["a From without a tag", bent({ fields: { From: "<sip:a@127.0.0.1>" } }), "pass"],
  ["IPv6 everywhere", bent({ first: "INVITE sip:a@[::1]:5060 SIP/2.0", fields: { Via: "SIP/2.0/UDP [::1]:5999;branch=z9hG4bKv6" } }), "pass"],
  ["a branch without its cookie", bent({ fields: { Via: "SIP/2.0/UDP 127.0.0.1;branch=1" } }), "drop"],
  ["a port beyond all ports", bent({ fields: { Via: "SIP/2.0/UDP 127.0.0.1:99999;branch=z9hG4bKport" } }), "drop"],
  ["a port of 0", bent({ fields: { Via: "SIP/2.0/UDP 127.0.0.1:0;branch=z9hG4bKport" } }), "drop"],
  ["no branch", bent({ fields: { Via: "SIP/2.0/UDP 127.0.0.1" } }), "drop"],
  ["a date that is none", bent({ extra: "Date: Fri, 01 Jan 2010 16:00:00 EST\r\nExpires: 9e99\r\n" }), "pass"],
  ["Refer-To that is none", bent({ extra: "Refer-To: :::\r\n" }), "pass"],
  ["Session-Expires of -1", bent({ extra: "Session-Expires: -1\r\n" }), "pass"],
  ["Record-Route that is none", bent({ extra: "Record-Route: <sip\r\n" }), "pass"],
];
