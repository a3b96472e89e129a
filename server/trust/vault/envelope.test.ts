import { createSecretKey } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClientId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { realWorld } from "../../foundation/world.ts";
import { ENVELOPE_OVERHEAD_BYTES, keyIdOf, open, PLAINTEXT_BYTES_MAX, seal, SealBroken } from "./envelope.ts";
import { decodeKeyId, encodeKeyId, EVERY_MONTH, KEY_KINDS, type DataKey, type KeySlot, type Month } from "./keys.ts";
import type { Place } from "./place.ts";

const world = realWorld();
const CLIENT = world.id() as ClientId;
const keyOf = (slot: KeySlot): DataKey => ({ ...slot, id: encodeKeyId(slot), secret: createSecretKey(world.bytes(32)) });
const KEY = keyOf({ client: CLIENT, month: "2026-11" as Month, kind: "message", generation: 1 });
const PLACE: Place = { client: CLIENT, table: 240, column: 1, row: world.id(), revision: 3 };

const uint32 = fc.nat({ max: 0xffffffff });
const place = fc.record({ table: uint32, column: uint32, row: fc.uuid(), revision: uint32 }).map((p): Place => ({ ...p, client: CLIENT }));
const text = fc.string({ unit: "binary", maxLength: 600 });

describe("a sealed value", () => {
  test("[V1] opens again unchanged at its place", () => {
    fc.assert(
      fc.property(place, text, (at, clear) => {
        const opened = open(KEY, at, seal(world, { key: KEY, place: at }, phi(clear)));
        expect(dangerouslyReveal(opened).toString("utf8")).toBe(Buffer.from(clear).toString("utf8"));
      }),
    );
  });

  test("[V1] of bytes that are no text comes back byte for byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (clear) => {
        const opened = open(KEY, PLACE, seal(world, { key: KEY, place: PLACE }, phi(Buffer.from(clear))));
        expect(dangerouslyReveal(opened).equals(clear)).toBe(true);
      }),
    );
  });

  test("[V2] does not open in another row, column, table or revision", () => {
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there));
        const sealed = seal(world, { key: KEY, place: here }, phi("left ear pain"));
        expect(() => open(KEY, there, sealed)).toThrow(SealBroken);
      }),
    );
  });

  test.each([["table"], ["column"], ["revision"]] as const)("[V2] does not open when only the %s differs by one", (field) => {
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("left ear pain"));
    expect(() => open(KEY, { ...PLACE, [field]: PLACE[field] + 1 }, sealed)).toThrow(SealBroken);
  });

  test("[V2] does not open for another client, and is never sealed with another client's key", () => {
    const other = { ...PLACE, client: world.id() as ClientId };
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("left ear pain"));
    expect(() => open(KEY, other, sealed)).toThrow("another client");
    expect(() => seal(world, { key: KEY, place: other }, phi("left ear pain"))).toThrow(TypeError);
  });

  test("[V3] is refused after any single bit was flipped", () => {
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("BP 190/110"));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => open(KEY, PLACE, flipped), `bit ${bit}`).toThrow(SealBroken);
    }
  });

  test("[V3] is refused when cut anywhere or lengthened", () => {
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("BP 190/110"));
    for (let length = 0; length < sealed.length; length++) expect(() => open(KEY, PLACE, sealed.subarray(0, length))).toThrow(SealBroken);
    expect(() => open(KEY, PLACE, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(SealBroken);
    expect(() => open(KEY, PLACE, Buffer.concat([sealed, Buffer.alloc(PLAINTEXT_BYTES_MAX)]))).toThrow("too long");
  });

  test("[V4] does not open with another key of the same id, nor when its header names another key", () => {
    const impostor: DataKey = { ...KEY, secret: createSecretKey(world.bytes(32)) };
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("BP 190/110"));
    expect(() => open(impostor, PLACE, sealed)).toThrow("commitment");
    const next = keyOf({ ...KEY, month: "2026-12" as Month });
    expect(() => open(next, PLACE, sealed)).toThrow("another key");
    expect(keyIdOf(sealed).equals(KEY.id)).toBe(true);
  });

  test("[V5] looks different each time and holds nothing readable", () => {
    const clear = "Jane Roe, 617-555-0123";
    const [one, two] = [seal(world, { key: KEY, place: PLACE }, phi(clear)), seal(world, { key: KEY, place: PLACE }, phi(clear))];
    expect(one.equals(two)).toBe(false);
    expect(one.subarray(21).equals(two.subarray(21))).toBe(false);
    expect(one.includes("Jane")).toBe(false);
    expect(one.length).toBe(clear.length + ENVELOPE_OVERHEAD_BYTES);
  });

  test("[V6] holds 256 KiB and not one byte more", () => {
    const full = Buffer.alloc(PLAINTEXT_BYTES_MAX, 7);
    expect(dangerouslyReveal(open(KEY, PLACE, seal(world, { key: KEY, place: PLACE }, phi(full)))).equals(full)).toBe(true);
    expect(() => seal(world, { key: KEY, place: PLACE }, phi(Buffer.alloc(PLAINTEXT_BYTES_MAX + 1)))).toThrow(RangeError);
  });

  test("[V13] that is refused says nothing of its text, and a key prints nothing of itself", () => {
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("chlamydia"));
    sealed[sealed.length - 1]! ^= 1;
    let said = "";
    try {
      open(KEY, PLACE, sealed);
    } catch (error) {
      said = inspect(error, { depth: 9 });
    }
    expect(said).toMatch(/sealed bytes refused: tag/);
    expect(said).not.toMatch(/chlamydia/);
    const secret = KEY.secret.export();
    for (const form of ["hex", "base64", "latin1"] as const) expect(inspect(KEY, { depth: 9 }) + JSON.stringify(KEY)).not.toContain(secret.toString(form));
  });
});

describe("a key id", () => {
  const slot = fc.record({
    client: fc.uuid().map((id) => id as ClientId),
    month: fc.oneof(
      fc.constant(EVERY_MONTH),
      fc.tuple(fc.integer({ min: 1, max: 5460 }), fc.integer({ min: 1, max: 12 })).map(([y, m]) => `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}` as Month),
    ),
    kind: fc.constantFrom(...KEY_KINDS),
    generation: fc.integer({ min: 1, max: 255 }),
  });

  test("[V9] says client, month, kind and generation, and no two slots share one", () => {
    fc.assert(fc.property(slot, (s) => void expect(decodeKeyId(encodeKeyId(s))).toEqual(s)));
    fc.assert(
      fc.property(slot, slot, (a, b) => {
        expect(encodeKeyId(a).equals(encodeKeyId(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test("[V9] of a month or client that cannot be is refused", () => {
    for (const month of ["2026-13", "2026-00", "26-1", "5461-01", ""]) expect(() => encodeKeyId({ ...KEY, month: month as Month })).toThrow(RangeError);
    expect(() => encodeKeyId({ ...KEY, client: "../../etc" as ClientId })).toThrow(TypeError);
    expect(decodeKeyId(Buffer.alloc(20))).toBeUndefined();
    expect(decodeKeyId(Buffer.alloc(19))).toBeUndefined();
  });
});
