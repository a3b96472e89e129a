import fc from "fast-check";
import { expect, test } from "vitest";
import { flagHits, routes } from "../../../contract/index.ts";
import { readCookies } from "../../edge/http/cookies.ts";
import { networkOf } from "../../edge/http/rate.ts";
import { readAudio, withoutKeys, withoutNames } from "../../edge/media/sdp.ts";
import { tokens } from "../../edge/sip/guard/screen.ts";
import { readCaller } from "../../edge/sip/leg/caller.ts";
import { readTimer } from "../../edge/sip/leg/session-timer.ts";
import { Framer } from "../../edge/sip/wire/framing.ts";
import { readHead, readVia } from "../../edge/sip/wire/head.ts";
import { readNameAddr, splitAddresses, userOf } from "../../edge/sip/wire/name-addr.ts";
import { cpuMilliseconds } from "../processor-time.ts";
import { examine } from "../../edge/sip/wire/sanity.ts";
import { readPdf } from "../../gates/agreements/rules/pdf.ts";
import { normalise } from "../../care/directory/rules/number.ts";
import { whichDigitsDiffer } from "../../care/messages/rules/which-digits-differ.ts";
import { asksToJudge, isJudgement } from "../../care/scripts/rules/self-triage.ts";

/**
 * A stranger chooses the text. Where reading it takes the square of its length, forty short messages a second stop the calls, the
 * web and the pages of everybody, because all of it is read on one thread. At this length a square is a hundred times the limit.
 */
const CHARACTERS = 32_768;
const CPU_MS_MAX = 60;

const pieces = [
  ":", ";", ",", "<", ">", '"', '\\"', "@", "?", "&", "=", "(", ")", "[", "]", "/", ".", "-", "%", "%41", " ", "\t", "\u2028", "\r\n", "\r\n ", "a", "1", "é", "\u0301",
  "sip:", "tel:", ";tag=", ";a=b", ";branch=z9hG4bK", ";rport", ";received=", "Via: ", "l:", "a=candidate:", " x.local", "inline:", "a=rtpmap:0 ", "need ", "doctor ", "can it ", "emergency", "chest ", "..", "compline=",
];
const piece = fc.constantFrom(...pieces);
const beginnings = fc.constantFrom("", "sip:", "sips:a;", "tel:", '"', "<", "<sip:a@b>;tag=", "sip:a@b;", "SIP/2.0/UDP a", "SIP/2.0/UDP a;branch=z9hG4bKa", "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\r\n", "v=0\r\nm=audio 1000 RTP/AVP 0\r\na=candidate:", "+1");
const hostile = fc
  .record({ begin: beginnings, unit: fc.array(piece, { minLength: 1, maxLength: 3 }), end: fc.constantFrom("", ">", "@b", "x", "\r\n\r\n", "!") })
  .map(({ begin, unit, end }) => begin + unit.join("").repeat(CHARACTERS).slice(0, CHARACTERS) + end);

const WHOLE_MS_MAX = 1000;
const flags = [{ id: "chest", words: ["chest pain", "can't breathe", "a a a"], urgency: "emergency" as const, say: "Dial 911." }];
const fieldsOf = (name: string, value: string) => new Map([[name, [value]]]);

const readers: Record<string, (text: string) => unknown> = {
  "the user of a SIP address": userOf,
  "a SIP address": readNameAddr,
  "a list of SIP addresses": splitAddresses,
  "who calls": (text) => readCaller((name) => (name === "p-asserted-identity" || name === "privacy" ? [text] : [])),
  "the way of a SIP message": readVia,
  "the head of a SIP message": (text) => readHead(text, 128),
  "a SIP message": (text) => examine(Buffer.from(text)),
  "a stream of SIP messages": (text) => new Framer().push(Buffer.from(text)),
  "option tags": (text) => tokens(fieldsOf("supported", text), "supported"),
  "a session timer": (text) => readTimer(fieldsOf("session-expires", text)),
  "a caller's SDP": readAudio,
  "a browser's SDP": (text) => [withoutKeys(text), withoutNames(text)],
  "cookies": (text) => readCookies(text, false),
  "an address": networkOf,
  "a sign-in": (text) => [routes.signIn.body!.safeParse({ email: text, password: text, code: text }), routes.signIn.body!.safeParse({ email: `a@${text}`, password: "a", code: "1" })],
  "a typed number": (text) => [normalise(text), whichDigitsDiffer(text, text)],
  "a question of a script": (text) => [asksToJudge(text, true), asksToJudge(`${text}?`, false), isJudgement(text)],
  "a red-flag word in an answer": (text) => flagHits(flags, text),
  "a signed agreement": readPdf,
};

test.each(Object.keys(readers))("[F-TXT-1] reading %s takes time in proportion to its length, whatever it says", (name) => {
  fc.assert(fc.property(hostile, (text) => void expect(cpuMilliseconds(() => readers[name]!(text), CPU_MS_MAX)).toBeLessThan(CPU_MS_MAX)), { numRuns: 120, examples: [["sip:" + ":".repeat(CHARACTERS)], ["<".repeat(CHARACTERS)], ['"' + '\\"'.repeat(CHARACTERS / 2)]], endOnFailure: true });
}, 60_000);

test("[F-TXT-1] a message of 64 kB that comes byte by byte is put together once", () => {
  const whole = Buffer.from(`INVITE sip:a@b SIP/2.0\r\nContent-Length: 65000\r\nX: ${"a".repeat(8000)}\r\n\r\n${"b".repeat(65_000)}`);
  const framer = new Framer();
  const spent = cpuMilliseconds(() => {
    const frames = Array.from(whole, (byte) => framer.push(Buffer.of(byte))).flat();
    expect(frames).toHaveLength(1);
  }, WHOLE_MS_MAX);
  expect(spent).toBeLessThan(WHOLE_MS_MAX);
});
