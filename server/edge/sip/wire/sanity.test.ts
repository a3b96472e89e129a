import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../settings.ts";
import { bent, TORTURE } from "./torture.ts";
import { examine } from "./sanity.ts";
import { replyTo } from "./reply.ts";
import { rewrite } from "./head.ts";

const way = { address: "127.0.0.1", port: 5999, secret: Buffer.alloc(32) };
const judge = (text: string): string | number => {
  const verdict = examine(Buffer.from(text));
  return verdict.kind === "reply" ? verdict.status : verdict.kind;
};

describe("the check before the parser", () => {
  test.each(TORTURE)("[S51] a message with %s gets what it deserves", (_what, text, deserves) => {
    expect(judge(text)).toBe(deserves);
  });

  test("[S52] a head of 8 kB passes and one byte more does not; so for a body of 64 kB", () => {
    const room = LIMITS.headBytes - Buffer.byteLength(bent({ extra: "X: \r\n" }));
    expect(judge(bent({ extra: `X: ${"a".repeat(room)}\r\n` }))).toBe("pass");
    expect(judge(bent({ extra: `X: ${"a".repeat(room + 3)}\r\n` }))).toBe("drop");
    expect(judge(bent({ body: "b".repeat(LIMITS.bodyBytes) }))).toBe("pass");
    expect(judge(bent({ body: "b".repeat(LIMITS.bodyBytes + 1) }))).toBe(413);
  });

  test("[S63] fields that are read by a grammar have 3 kB together; a long one that is not passes", () => {
    const contacts = (each: number): string => Array.from({ length: 3 }, () => `Contact: <sip:a@b;x=${"a".repeat(each)}>\r\n`).join("");
    expect(judge(bent({ extra: contacts(850) }))).toBe("pass");
    expect(judge(bent({ extra: contacts(1050) }))).toBe(400);
    for (const name of ["Record-Route", "Content-Type", "m"]) expect(judge(bent({ extra: `${name}: <sip:${":".repeat(LIMITS.grammarCharacters)}>\r\n` }))).toBe(400);
    expect(judge(bent({ extra: `P-Asserted-Identity: <sip:${":".repeat(6000)}>\r\n` }))).toBe("pass");
  });

  test("[S50] no bytes make it throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void examine(Buffer.from(bytes))));
  });

  test("[S50] no changed valid message makes it throw, and what it answers or passes on never holds a bare line end", () => {
    const edits = fc.array(fc.tuple(fc.nat(700), fc.nat(4), fc.string({ unit: "binary", maxLength: 6 })), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(edits, (changes) => {
        let text = bent({ body: "v=0\r\n" });
        for (const [at, removed, put] of changes) text = text.slice(0, at % text.length) + put + text.slice((at % text.length) + removed);
        const verdict = examine(Buffer.from(text));
        if (verdict.kind === "drop") return;
        const out = verdict.kind === "pass" ? rewrite(verdict.head, "", way) : replyTo(verdict.head, { status: verdict.status }, way);
        expect(out).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
        expect(out.indexOf("\r\n\r\n")).toBe(out.length - 4);
      }),
      { numRuns: 2000 },
    );
  });

  test("[S51] an answer without a transaction repeats what it must, with the same tag each time and the way it came", () => {
    const verdict = examine(Buffer.from(bent({ fields: { "Max-Forwards": "300" } })));
    if (verdict.kind !== "reply") throw new Error("it should be answered");
    const answer = replyTo(verdict.head, { status: 400 }, way);
    expect(answer).toBe(replyTo(verdict.head, { status: 400 }, way));
    expect(answer).toMatch(/^SIP\/2\.0 400 Bad Request\r\n/);
    expect(answer).toMatch(/\r\nvia: SIP\/2\.0\/UDP 127\.0\.0\.1:5999;branch=\w+;rport=5999;received=127\.0\.0\.1\r\n/);
    expect(answer).toMatch(/\r\nto: <sip:5550100@127\.0\.0\.1>;tag=[0-9a-f]{20}\r\n/);
    expect(answer).toMatch(/\r\nContent-Length: 0\r\n\r\n$/);
  });
});
