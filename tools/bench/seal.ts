import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { ClientId } from "../../server/foundation/ids.ts";
import { phi } from "../../server/foundation/phi.ts";
import { realWorld } from "../../server/foundation/world.ts";
import { memoryKeys, monthOf, open, seal } from "../../server/trust/vault/index.ts";
import { atLeast, type Figure } from "./figure.ts";

const FIELD_BYTES = 500;

/** Sealing and opening of one 500-byte field, beside AES-256-GCM alone with one key and no commitment. */
export async function benchSeal({ milliseconds }: { milliseconds: number }): Promise<Figure[]> {
  const world = realWorld();
  const client = world.id() as ClientId;
  const place = { client, table: 240, column: 1, row: world.id(), revision: 1 };
  const key = await memoryKeys(world).keyFor(client, monthOf(world.now()), "message");
  const field = phi(randomBytes(FIELD_BYTES));
  const sealed = seal(world, { key, place }, field);
  const raw = rawGcm();
  const [sealing, rawSealing] = [rate(() => seal(world, { key, place }, field), milliseconds), rate(raw.seal, milliseconds)];
  const [opening, rawOpening] = [rate(() => open(key, place, sealed), milliseconds), rate(raw.open, milliseconds)];
  return [
    atLeast({ name: "seal a 500-byte field (limit: raw AES-256-GCM)", value: sealing, unit: "/s", limit: rawSealing }),
    atLeast({ name: "open a 500-byte field (limit: raw AES-256-GCM)", value: opening, unit: "/s", limit: rawOpening }),
  ];
}

function rawGcm(): { seal(): void; open(): void } {
  const [key, clear] = [randomBytes(32), randomBytes(FIELD_BYTES)];
  const encrypt = (nonce: Buffer): [Buffer, Buffer] => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    return [Buffer.concat([cipher.update(clear), cipher.final()]), cipher.getAuthTag()];
  };
  const nonce = randomBytes(12);
  const [sealed, tag] = encrypt(nonce);
  return {
    seal: () => void encrypt(randomBytes(12)),
    open: () => {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 }).setAuthTag(tag);
      Buffer.concat([decipher.update(sealed), decipher.final()]);
    },
  };
}

const BATCH = 100;
function rate(act: () => unknown, milliseconds: number): number {
  for (let i = 0; i < BATCH; i++) act();
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < milliseconds; done += BATCH) for (let i = 0; i < BATCH; i++) act();
  return (done * 1000) / (performance.now() - began);
}
