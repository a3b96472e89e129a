import fc from "fast-check";
import { expect, test } from "vitest";
import type { CallId } from "../../../foundation/ids.ts";
import { createMarks } from "./marks.ts";

const [ours, theirs] = [createMarks(Buffer.alloc(32, 1)), createMarks(Buffer.alloc(32, 2))];

test("[C161] every node of a house knows the call by its mark, and no other house does", () => {
  fc.assert(fc.property(fc.uuid(), (id) => {
    const mark = ours.of(id as CallId);
    expect([createMarks(Buffer.alloc(32, 1)).read(mark), theirs.read(mark)]).toEqual([id, undefined]);
    expect(mark).toMatch(/^[A-Za-z0-9_-]{43}$/);
  }));
});

test("[C161] a mark of which one bit was changed, or that is none, is nobody's", () => {
  const mark = Buffer.from(ours.of("00000000-0000-7000-8000-0000000000a1" as CallId), "base64url");
  fc.assert(fc.property(fc.nat(mark.length * 8 - 1), (bit) => {
    const bent = Buffer.from(mark);
    bent[bit >> 3]! ^= 1 << (bit & 7);
    expect(ours.read(bent.toString("base64url"))).toBeUndefined();
  }));
  fc.assert(fc.property(fc.option(fc.string(), { nil: undefined }), (text) => void expect(ours.read(text)).toBeUndefined()));
});
