import { execFile } from "node:child_process";
import { createCipheriv, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SrtpSender } from "../../server/edge/media/srtp.ts";
import { writePacket } from "../../server/edge/media/rtp.ts";
import { openBook } from "./markers.ts";
import { judgeTraffic, packetsIn, type Packet } from "./packets.ts";
import { searchFolder, searchFor } from "./search.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "canary-test-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ENCODINGS: Record<string, (word: string) => Buffer> = {
  "plain": (word) => Buffer.from(word),
  "capitals": (word) => Buffer.from(word.toUpperCase()),
  "small letters": (word) => Buffer.from(word.toLowerCase()),
  "base64, first alignment": (word) => Buffer.from(Buffer.from(`${word}, and more`).toString("base64")),
  "base64, second alignment": (word) => Buffer.from(Buffer.from(`a${word}, and more`).toString("base64")),
  "base64, third alignment": (word) => Buffer.from(Buffer.from(`ab${word}, and more`).toString("base64url")),
  "hex": (word) => Buffer.from(Buffer.from(word).toString("hex")),
  "hex in capitals": (word) => Buffer.from(Buffer.from(word).toString("hex").toUpperCase()),
  "URL-encoded": (word) => Buffer.from([...Buffer.from(word)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join("")),
  "UTF-16LE": (word) => Buffer.from(word, "utf16le"),
  "UTF-16BE": (word) => Buffer.from(word, "utf16le").swap16(),
};
const among = (leak: Buffer): Buffer => Buffer.concat([randomBytes(5000), leak, randomBytes(5000)]);

describe("the search", () => {
  test.each(Object.keys(ENCODINGS))("[CAN-1] a patient's name that leaked as %s is found, and nothing else is", (encoding) => {
    const book = openBook();
    const leaked = book.word("patient's name");
    book.word("another name");
    const found = searchFor(book.planted())(among(ENCODINGS[encoding]!(leaked)));
    expect(new Set(found.map(({ label }) => label))).toEqual(new Set(["patient's name"]));
    expect(searchFor(book.planted())(among(Buffer.alloc(0)))).toEqual([]);
  });

  test("[CAN-1] a telephone number is found as typed, as stored and as shown", () => {
    const book = openBook();
    const number = book.number("call-back number", "617");
    const search = searchFor(book.planted());
    const shown = number.typed.replace(/^(\d{3}) (\d{3}) /, "($1) $2-");
    for (const look of [number.e164, number.typed, shown, encodeURIComponent(number.typed)]) expect(search(among(Buffer.from(look)))).not.toEqual([]);
  });

  test("[CAN-2] a leak in a file, or in the name of one, is told by label and place and never by its value", () => {
    const book = openBook();
    const [inFile, inName] = [book.word("reason"), book.word("search words")];
    mkdirSync(join(folder, "home", "log"), { recursive: true });
    writeFileSync(join(folder, "home", "log", "compline.log"), `{"event":"x","says":"${inFile}"}\n`);
    writeFileSync(join(folder, "home", `${inName}.tmp`), "nothing");
    const { finds, files } = searchFolder(folder, searchFor(book.planted()));
    expect(files).toBe(2);
    expect(finds).toContainEqual({ label: "reason", form: "plain", where: join("home", "log", "compline.log") });
    expect(finds).toContainEqual({ label: "search words", form: "plain", where: "the name of a file in home" });
    expect(JSON.stringify(finds)).not.toContain(inFile);
    expect(JSON.stringify(finds)).not.toContain(inName);
  });

  test("[CAN-3] sound is found wherever a frame is cut, and not in its sealed form", () => {
    const book = openBook();
    const frame = book.sound("caller's sound");
    const search = searchFor(book.planted());
    const speech = Buffer.concat([frame, frame]);
    expect(search(among(speech.subarray(70, 230)))).not.toEqual([]);
    const cipher = createCipheriv("aes-128-ctr", randomBytes(16), randomBytes(16));
    expect(search(among(cipher.update(speech)))).toEqual([]);
  });
});

describe("the captured lines", () => {
  const ports = { web: 8443, sip: 5060, rtp: { first: 20_000, last: 20_199 } };
  const udp = (to: number, payload: Buffer): Packet => ({ protocol: "udp", from: 40_000, to, payload });
  const tcp = (to: number, payload: string | Buffer): Packet => ({ protocol: "tcp", from: 40_001, to, payload: Buffer.from(payload) });
  const clear = (...packets: Packet[]) => judgeTraffic(packets, ports).clear;
  const rtp = writePacket({ payloadType: 0, marker: false, seq: 7, timestamp: 160, ssrc: 9, payload: randomBytes(160) });
  const digit = writePacket({ payloadType: 101, marker: true, seq: 8, timestamp: 160, ssrc: 9, payload: Buffer.from([4, 10, 0, 160]) });

  test("[CAN-4] clear sound, a clear digit, SIP over UDP or without TLS, and plain HTTP are each told", () => {
    expect(clear(udp(20_004, rtp))).toEqual(["RTP in the clear: 1"]);
    expect(clear(udp(20_004, digit))).toEqual(["RTP in the clear: 1"]);
    expect(clear(udp(5060, Buffer.from("INVITE sip:x SIP/2.0\r\n\r\n")))).toEqual(["SIP over UDP: 1"]);
    expect(clear(tcp(5060, "INVITE sip:x SIP/2.0\r\n\r\n"))).toEqual(["TCP without TLS on port 5060: 1"]);
    expect(clear(tcp(8443, "GET / HTTP/1.1\r\n\r\n"))).toEqual(["TCP without TLS on port 8443: 1"]);
  });

  test("[CAN-4] TLS and SRTP pass, and are counted as seen", () => {
    const sender = new SrtpSender({ suite: "AES_CM_128_HMAC_SHA1_80", master: randomBytes(30) });
    const sealed = sender.protect(rtp, { ssrc: 9, index: 7, headerBytes: 12 });
    const record = Buffer.from([22, 3, 1, 0, 1, 0]);
    const judged = judgeTraffic([udp(20_004, sealed), tcp(8443, record), tcp(5061, record)], ports);
    expect(judged).toMatchObject({ clear: [], seen: { web: 1, sip: 1, sound: 1 } });
  });

  test("[CAN-4] a marker cut in two by TCP is still one on the line, and what is no capture is refused", () => {
    const book = openBook();
    const word = book.word("reason");
    const { streams } = judgeTraffic([tcp(8443, word.slice(0, 6)), tcp(8443, word.slice(6))], ports);
    expect(streams.flatMap(searchFor(book.planted()))).not.toEqual([]);
    expect(() => [...packetsIn(Buffer.from("not a capture at all, but long enough"))]).toThrow("not a pcap");
  });
});

const RUN_MS_MAX = 300_000;

/** CAP_NET_RAW (capabilities(7)), without which nobody captures: an ordinary user's run searches the files, and says that it saw no line. */
const mayCapture = (): boolean => ((BigInt(`0x${/^CapEff:\s*(\w+)$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]}`) >> 13n) & 1n) === 1n;

test("[CAN-5] [CAN-6] a night over TLS and SRTP leaves no patient's word in any file or on any line, and the search finds what is not private", async () => {
  const cli = new URL("../cli/canary.ts", import.meta.url).pathname;
  const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(process.execPath, ["--disable-warning=ExperimentalWarning", cli], { timeout: RUN_MS_MAX }, (error, out, trouble) => resolve({ code: error ? (error.code ?? error.signal) : 0, said: out + trouble }));
  });
  expect(said).toMatch(/^planted (2\d|[3-9]\d), found 0$/m);
  expect(code, said).toBe(mayCapture() ? 0 : 2);
  expect(said.includes("capture: not run")).toBe(!mayCapture());
}, RUN_MS_MAX);
