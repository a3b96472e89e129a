import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../settings.ts";
import { Framer, type Frame } from "./framing.ts";

const message = (body: string, extra = ""): string => `OPTIONS sip:a@b SIP/2.0\r\n${extra}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

function shown(frame: Frame): string {
  if (frame.kind === "message") return frame.bytes.toString();
  return frame.kind === "fault" ? frame.because : "ping";
}

function push(...parts: string[]): string[] {
  const framer = new Framer();
  return parts.flatMap((part) => framer.push(Buffer.from(part))).map(shown);
}

describe("a stream of SIP", () => {
  test("[S53] messages come out whole and in order, however the bytes are torn", () => {
    const bodies = fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(600), { maxLength: 8 }), (texts, tears) => {
        const bytes = Buffer.from(texts.map((body) => message(body)).join(""));
        const framer = new Framer();
        const cuts = [0, ...tears.map((tear) => tear % bytes.length).toSorted((a, b) => a - b), bytes.length];
        const out = cuts.slice(1).flatMap((to, index) => framer.push(bytes.subarray(cuts[index], to)));
        expect(out.map(shown)).toEqual(texts.map((body) => message(body)));
        expect(framer.partial).toBe(false);
      }),
    );
  });

  test("[S54] a double CRLF is a keep-alive, also between messages and torn in two", () => {
    expect(push("\r\n\r\n")).toEqual(["ping"]);
    expect(push("\r\n\r", `\n${message("x")}`, "\r\n\r\n")).toEqual(["ping", message("x"), "ping"]);
    expect(push("\r\n", message("x"))).toEqual([message("x")]);
  });

  test.each([
    ["no-content-length", "OPTIONS sip:a@b SIP/2.0\r\nVia: x\r\n\r\n"],
    ["two-content-length", message("", "l: 0\r\n")],
    ["content-length", "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: -1\r\n\r\n"],
    ["content-length", "OPTIONS sip:a@b SIP/2.0\r\nContent-Length:\r\nVia: 5\r\n\r\n"],
    ["body-too-long", `OPTIONS sip:a@b SIP/2.0\r\nContent-Length: ${LIMITS.bodyBytes + 1}\r\n\r\n`],
    ["head-too-long", `OPTIONS sip:a@b SIP/2.0\r\nX: ${"a".repeat(LIMITS.headBytes)}`],
  ])("[S53] a stream that cannot be cut is given up: %s", (because, text) => {
    expect(push(text, message("after"))).toEqual([because]);
  });

  test("[S52] the longest head and the longest body pass, one byte more does not", () => {
    const room = LIMITS.headBytes - Buffer.byteLength(message("", "X: \r\n"));
    expect(push(message("", `X: ${"a".repeat(room)}\r\n`))[0]).toHaveLength(LIMITS.headBytes);
    expect(push(message("", `X: ${"a".repeat(room + 1)}\r\n`))).toEqual(["head-too-long"]);
    const longest = message("b".repeat(LIMITS.bodyBytes));
    expect(push(longest)).toEqual([longest]);
  });
});
