import { createSecretKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ClientId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { realWorld } from "../../foundation/world.ts";
import { askSecondOpener } from "../../testing/second-opener.ts";
import { open, seal } from "./envelope.ts";
import { encodeKeyId, type DataKey, type Month } from "./keys.ts";
import type { Place } from "./place.ts";
import { createSealedWriter } from "./sealed-file.ts";
import { vectors } from "./vectors.ts";

interface Vector {
  readonly title: string;
  readonly type: "envelope" | "stream" | "blind-index";
  readonly secret: string;
  readonly place: Place;
  readonly clear?: string;
  readonly sealed?: string;
  readonly index?: string;
}
const stored = JSON.parse(readFileSync(new URL("./vectors.json", import.meta.url), "utf8")) as { open: Vector[] };

const world = realWorld();
const SLOT = { client: world.id() as ClientId, month: "2027-01" as Month, kind: "message", generation: 1 } as const;
const KEY: DataKey = { ...SLOT, id: encodeKeyId(SLOT), secret: createSecretKey(world.bytes(32)) };
const PLACE: Place = { client: SLOT.client, table: 240, column: 1, row: world.id(), revision: 1 };
const secret = KEY.secret.export().toString("hex");
const flip = (sealed: Buffer, bit: number): Buffer => {
  const flipped = Buffer.from(sealed);
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  return flipped;
};

describe("the format", () => {
  test("[V12] is still the one of the stored vectors, byte for byte", () => {
    expect(vectors()).toEqual(stored);
  });

  test("[V12] lets this version open what the stored vectors sealed", () => {
    for (const vector of stored.open.filter((v) => v.type === "envelope")) {
      const sealed = Buffer.from(vector.sealed!, "hex");
      const slot = { client: vector.place.client, month: "2026-11" as Month, kind: "message", generation: 1 } as const;
      const key: DataKey = { ...slot, id: encodeKeyId(slot), secret: createSecretKey(Buffer.from(vector.secret, "hex")) };
      expect(dangerouslyReveal(open(key, vector.place, sealed)).toString("hex"), vector.title).toBe(vector.clear);
    }
  });

  test("[V12] is read from the page alone by another language, for every vector", () => {
    const answers = askSecondOpener(stored.open);
    expect(answers).toEqual(stored.open.map((vector) => ({ opened: vector.clear ?? vector.index })));
  });

  test("[V12] lets another language open an envelope of this minute, and refuse it at another row or with any of 200 bits flipped", () => {
    const sealed = seal(world, { key: KEY, place: PLACE }, phi("Dr Cho, please ring back"));
    const ask = (bytes: Buffer, place = PLACE): object => ({ type: "envelope", secret, place, sealed: bytes.toString("hex") });
    const step = Math.floor((sealed.length * 8) / 200);
    const flipped = Array.from({ length: 200 }, (_, i) => ask(flip(sealed, i * step)));
    const [whole, moved, ...refused] = askSecondOpener([ask(sealed), ask(sealed, { ...PLACE, row: world.id() }), ...flipped]);
    expect(whole).toEqual({ opened: Buffer.from("Dr Cho, please ring back").toString("hex") });
    expect(moved).toEqual({ refused: "commitment" });
    for (const answer of refused) expect(answer.refused).toBeTypeOf("string");
  });

  test("[V12] lets another language open a sealed file, and name it as truncated when it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "compline-second-"));
    try {
      const clear = world.bytes(150_000);
      const writer = await createSealedWriter(world, join(folder, "whole"), { key: KEY, place: PLACE });
      await writer.write(phi(clear));
      await writer.close();
      const sealed = readFileSync(join(folder, "whole"));
      const ask = (bytes: Buffer): object => ({ type: "stream", secret, place: PLACE, sealed: bytes.toString("hex") });
      const answers = askSecondOpener([ask(sealed), ask(sealed.subarray(0, 140_000)), ask(flip(sealed, 8 * 70_000))]);
      expect(answers).toEqual([{ opened: clear.toString("hex") }, { refused: "truncated after 131072 intact bytes" }, { refused: "tag" }]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
