import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ClientId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi, Phi } from "../../foundation/phi.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createVault, KeyDropped, KeyMissing, memoryKeys, type SealAt } from "./index.ts";

function aVault() {
  const world = fakeWorld();
  const keys = memoryKeys(world);
  const vault = createVault({ keys, world });
  const client = world.id() as ClientId;
  const at = (change: Partial<SealAt> = {}): SealAt => ({ client, at: world.now(), kind: "message", table: 240, column: 1, row: world.id(), revision: 1, ...change });
  return { world, keys, vault, client, at };
}

describe("the vault", () => {
  test("[V1] gives back the text it sealed, still wrapped as PHI", async () => {
    const { vault, at } = aVault();
    const here = at();
    const opened = await vault.openText(here, await vault.sealText(here, phi("señora Núñez, 3 am")));
    expect(opened).toBeInstanceOf(Phi);
    expect(dangerouslyReveal(opened)).toBe("señora Núñez, 3 am");
  });

  test("[V9] [V10] loses one month of messages when that month's key is dropped, and nothing else", async () => {
    const { world, vault, client, at } = aVault();
    const january = at();
    const recording = at({ kind: "recording" });
    const [old, sound] = [await vault.sealText(january, phi("old")), await vault.sealText(recording, phi("sound"))];
    world.move({ days: 40 });
    const february = at();
    const recent = await vault.sealText(february, phi("recent"));

    expect(await vault.drop({ client, month: "2027-01" as never, kind: "message" })).toBe(1);
    await expect(vault.openText(january, old)).rejects.toThrow(KeyDropped);
    await expect(vault.sealText(january, phi("again"))).rejects.toThrow(KeyDropped);
    expect(dangerouslyReveal(await vault.openText(february, recent))).toBe("recent");
    expect(dangerouslyReveal(await vault.openText(recording, sound))).toBe("sound");
  });

  test("[V10] makes no new key for a client whose keys were all dropped", async () => {
    const { world, vault, client, at } = aVault();
    await vault.sealText(at(), phi("x"));
    await vault.drop({ client });
    world.move({ days: 400 });
    await expect(vault.sealText(at(), phi("y"))).rejects.toThrow(KeyDropped);
  });

  test("[V4] tells a key that is not in the keyring from one that was dropped", async () => {
    const { vault, at } = aVault();
    const here = at();
    const sealed = await vault.sealText(here, phi("x"));
    const elsewhere = createVault({ keys: memoryKeys(fakeWorld()), world: fakeWorld() });
    await expect(elsewhere.openText(here, sealed)).rejects.toThrow(KeyMissing);
  });

  test("[V11] finds the same number again in one client and domain only", async () => {
    const { world, vault, client } = aVault();
    const domain = { table: 230, column: 2 };
    const other = world.id() as ClientId;
    const number = phi("+16175550123");
    const index = await vault.blindIndex(client, domain, number);
    expect(index.length).toBe(16);
    world.move({ days: 700 });
    expect((await vault.blindIndex(client, domain, phi("+16175550123"))).equals(index)).toBe(true);
    expect((await vault.blindIndex(client, domain, phi("+16175550124"))).equals(index)).toBe(false);
    expect((await vault.blindIndex(client, { ...domain, column: 3 }, number)).equals(index)).toBe(false);
    expect((await vault.blindIndex(other, domain, number)).equals(index)).toBe(false);
    await vault.drop({ client, kind: "identity" });
    await expect(vault.blindIndex(client, domain, number)).rejects.toThrow(KeyDropped);
  });

  test("[V1] [V7] writes and reads a sealed file through the door", async () => {
    const { vault, at } = aVault();
    const folder = mkdtempSync(join(tmpdir(), "compline-vault-"));
    try {
      const here = at({ kind: "recording", table: 230 });
      const writer = await vault.createFile(join(folder, "a"), here, { chunkBytes: 8192 });
      await writer.write(phi(Buffer.alloc(20_000, 0xd5)));
      await writer.close();
      let bytes = 0;
      for await (const chunk of vault.openFile(join(folder, "a"), here)) bytes += dangerouslyReveal(chunk).length;
      expect(bytes).toBe(20_000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
