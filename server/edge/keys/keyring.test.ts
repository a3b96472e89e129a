import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientId } from "../../foundation/ids.ts";
import { EVERY_MONTH, KeyDropped, KeyMissing, SealBroken, type Month } from "../../trust/vault/index.ts";
import { realWorld } from "../../foundation/world.ts";
import { KeyringRefused, openKeyring, secretsOf, type Keyring } from "./index.ts";

const world = realWorld();
const CLIENT = world.id() as ClientId;
const MAY = "2027-05" as Month;
const JUNE = "2027-06" as Month;

let home = "";
const folder = (): string => join(home, "keyring");
const opened = (emptyInstallation = true, seconds = () => 0): Promise<Keyring> => openKeyring({ world, folder: folder(), emptyInstallation, seconds });
const secretOf = async (keys: Keyring, month = MAY): Promise<string> => (await keys.keyFor(CLIENT, month, "message")).secret.export().toString("hex");
const keyFile = (name: string): string => join(folder(), "clients", CLIENT, name);

beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "compline-keyring-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("the keyring", () => {
  test("[V14] gives the same key after a restart, and another for each client, month and kind", async () => {
    const first = await opened();
    const key = await first.keyFor(CLIENT, MAY, "message");
    const others = [
      await first.keyFor(CLIENT, JUNE, "message"),
      await first.keyFor(CLIENT, MAY, "recording"),
      await first.keyFor(CLIENT, EVERY_MONTH, "identity"),
      await first.keyFor(world.id() as ClientId, MAY, "message"),
    ];
    const again = await opened(false);
    expect((await again.keyById(key.id)).secret.equals(key.secret)).toBe(true);
    expect((await again.keyFor(CLIENT, MAY, "message")).secret.equals(key.secret)).toBe(true);
    expect(new Set([key, ...others].map((k) => k.secret.export().toString("hex"))).size).toBe(5);
  });

  test("[V14] asked twenty times at the same moment makes one key", async () => {
    const [one, two] = [await opened(), await opened()];
    const secrets = await Promise.all(Array.from({ length: 20 }, (_, i) => secretOf(i % 2 ? one : two)));
    expect(new Set(secrets).size).toBe(1);
    expect(readdirSync(join(folder(), "clients", CLIENT))).toEqual(["2027-05.message.1.key"]);
  });

  test("[V14] writes no key in the clear", async () => {
    const keys = await opened();
    const secret = (await keys.keyFor(CLIENT, MAY, "message")).secret.export();
    for (const name of readdirSync(folder(), { recursive: true, encoding: "utf8" })) {
      const path = join(folder(), name);
      if (!statSync(path).isFile()) continue;
      const bytes = readFileSync(path);
      expect(bytes.includes(secret), name).toBe(false);
      expect(bytes.toString("latin1").includes(secret.toString("base64")), name).toBe(false);
      expect(statSync(path).mode & 0o777, name).toBe(0o600);
    }
  });

  test("[V15] makes no root key where an installation was before, and says that it is missing", async () => {
    await expect(opened(false)).rejects.toThrow(KeyringRefused);
    await expect(opened(false)).rejects.toThrow(/There is no folder .*Put the keyring back/);
    await secretOf(await opened());
    rmSync(join(folder(), "root.key"));
    await expect(opened(true)).rejects.toThrow(/root key .* is missing/);
    await expect(opened(false)).rejects.toThrow(/root key .* is missing/);
  });

  test("[V15] names a root key that is not its own, or none at all", async () => {
    await opened();
    const root = join(folder(), "root.key");
    const mine = readFileSync(root, "utf8");
    writeFileSync(root, `compline root key 1\n${Buffer.alloc(32, 1).toString("base64")}\n`);
    await expect(opened(false)).rejects.toThrow(/not the one that the keyring/);
    writeFileSync(root, "hello\n");
    await expect(opened(false)).rejects.toThrow(/not a Compline root key/);
    writeFileSync(root, mine);
    await expect(opened(false)).resolves.toBeDefined();
  });

  test("[V16] is refused when others on the machine could read it", async () => {
    await opened();
    chmodSync(join(folder(), "root.key"), 0o640);
    await expect(opened(false)).rejects.toThrow(/Others can read .*chmod 600/);
    chmodSync(join(folder(), "root.key"), 0o600);
    chmodSync(folder(), 0o755);
    await expect(opened(false)).rejects.toThrow(/Others can read .*chmod 700/);
  });

  test("[V17] refuses a key file of which any bit was flipped, or that was cut", async () => {
    await secretOf(await opened());
    const path = keyFile("2027-05.message.1.key");
    const mine = readFileSync(path);
    for (let bit = 0; bit < mine.length * 8; bit += 5) {
      const flipped = Buffer.from(mine);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, flipped);
      await expect(secretOf(await opened(false)), `bit ${bit}`).rejects.toThrow(SealBroken);
    }
    writeFileSync(path, mine.subarray(0, 80));
    await expect(secretOf(await opened(false))).rejects.toThrow(SealBroken);
  });

  test("[V17] refuses a key that was put in another month's or client's place", async () => {
    const keys = await opened();
    const other = world.id() as ClientId;
    await secretOf(keys);
    await keys.keyFor(other, MAY, "message");
    copyFileSync(keyFile("2027-05.message.1.key"), keyFile("2027-06.message.1.key"));
    copyFileSync(join(folder(), "clients", other, "2027-05.message.1.key"), keyFile("2027-05.message.1.key"));
    const again = await opened(false);
    await expect(secretOf(again, JUNE)).rejects.toThrow("the key file of another key");
    await expect(secretOf(again, MAY)).rejects.toThrow("the key file of another key");
  });

  test("[V9] [V10] drops a month, a kind or a client, keeps the rest, and never makes what was dropped again", async () => {
    const keys = await opened();
    for (const month of [MAY, JUNE]) for (const kind of ["message", "recording"] as const) await keys.keyFor(CLIENT, month, kind);
    const may = (await keys.keyFor(CLIENT, MAY, "message")).id;
    const august = "2027-08" as Month;

    expect(await keys.drop({ client: CLIENT, month: MAY, kind: "message" })).toBe(1);
    await expect(keys.keyById(may)).rejects.toThrow(KeyDropped);
    await expect(keys.keyFor(CLIENT, MAY, "message")).rejects.toThrow(KeyDropped);
    expect((await keys.keyFor(CLIENT, MAY, "recording")).kind).toBe("recording");

    expect(await keys.drop({ client: CLIENT, kind: "recording" })).toBe(2);
    await expect(keys.keyFor(CLIENT, august, "recording")).rejects.toThrow(KeyDropped);
    expect((await keys.list(CLIENT)).live).toEqual([{ client: CLIENT, month: JUNE, kind: "message", generation: 1 }]);

    expect(await keys.drop({ client: CLIENT })).toBe(1);
    const again = await opened(false);
    await expect(again.keyFor(CLIENT, august, "call")).rejects.toThrow(KeyDropped);
    const { live, dropped } = await again.list(CLIENT);
    expect(live).toEqual([]);
    expect(dropped.map(({ month, kind }) => ({ month, kind }))).toEqual([{ month: MAY, kind: "message" }, { month: undefined, kind: undefined }, { month: undefined, kind: "recording" }]);
    expect(readdirSync(join(folder(), "clients", CLIENT)).filter((name) => name.includes(".key"))).toEqual([]);
  });

  test("[V10] keeps a client that never had a key from ever having one, once dropped", async () => {
    const keys = await opened();
    expect(await keys.drop({ client: CLIENT })).toBe(0);
    await expect(secretOf(keys)).rejects.toThrow(KeyDropped);
    await expect(keys.keyFor("../../etc" as ClientId, MAY, "message")).rejects.toThrow(TypeError);
  });

  test("[V18] learns within 30 seconds that another process dropped a key", async () => {
    let seconds = 0;
    const here = await opened(true, () => seconds);
    await secretOf(here);
    await (await opened()).drop({ client: CLIENT, month: MAY });
    seconds = 29;
    await expect(secretOf(here)).resolves.toBeTypeOf("string");
    seconds = 30;
    await expect(secretOf(here)).rejects.toThrow(KeyDropped);
  });

  test("[V18] holds a drop that was interrupted before the key was removed, and a second drop finishes it", async () => {
    await secretOf(await opened());
    writeFileSync(keyFile("2027-05.message.dropped"), "2027-06-01T00:00:00.000Z\n");
    writeFileSync(keyFile("2027-05.message.1.key.018c2b7e.unfinished"), readFileSync(keyFile("2027-05.message.1.key")));
    const keys = await opened(false);
    await expect(secretOf(keys)).rejects.toThrow(KeyDropped);
    expect((await keys.list(CLIENT)).live).toEqual([]);
    expect(await keys.drop({ client: CLIENT, month: MAY, kind: "message" })).toBe(1);
    expect(readdirSync(join(folder(), "clients", CLIENT))).toEqual(["2027-05.message.dropped"]);
  });

  test("[V4] tells a key it never had from one that was dropped", async () => {
    const keys = await opened();
    const id = (await keys.keyFor(CLIENT, MAY, "message")).id;
    rmSync(keyFile("2027-05.message.1.key"));
    await expect((await opened()).keyById(id)).rejects.toThrow(KeyMissing);
    await expect(keys.keyById(Buffer.alloc(20))).rejects.toThrow(KeyMissing);
  });

  test("[V19] derives the same secret at every start and a different one for every label", async () => {
    const [one, two] = [await opened(), await opened(false)];
    expect(one.derive("session-pepper", 32).equals(two.derive("session-pepper", 32))).toBe(true);
    expect(one.derive("session-pepper", 32).equals(one.derive("database/app", 32))).toBe(false);
    const logins = (["app", "worker", "sequencer", "backup"] as const).map((role) => secretsOf(one.derive).databasePassword(role));
    expect(new Set(logins).size).toBe(4);
    for (const password of logins) expect(password).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(secretsOf(one.derive).auditSigner.publicKey.equals(secretsOf(two.derive).auditSigner.publicKey)).toBe(true);
    for (const label of ["", "Session", "a b", "../x"]) expect(() => one.derive(label, 32)).toThrow(RangeError);
    expect(() => one.derive("x", 0)).toThrow(RangeError);
  });

  test("[V20] remembers the last checkpoint over restarts, and keeps the old one when it is set aside", async () => {
    const { checkpoints } = await opened();
    expect(await checkpoints.load()).toBeUndefined();
    await checkpoints.setAside();
    await checkpoints.save("one\n");
    await checkpoints.save("two\n");
    expect(await (await opened(false)).checkpoints.load()).toBe("two\n");
    await checkpoints.setAside();
    expect(await checkpoints.load()).toBeUndefined();
    const kept = readdirSync(folder()).filter((name) => name.startsWith("audit.checkpoint.before-restore."));
    expect(kept.map((name) => readFileSync(join(folder(), name), "utf8"))).toEqual(["two\n"]);
  });
});
