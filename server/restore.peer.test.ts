import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { closeScene, finish, newWords, openScene, paged, rows, send, take, talk, type Scene } from "../tools/crash/scene.ts";
import { until } from "../tools/crash/until.ts";

/** docs/backup-and-restore.md, step by step, on a demonstration: the page promises nothing that is not done here. */
const REHEARSAL_MS_MAX = 120_000;

async function oneMessage(scene: Scene): Promise<{ message: string; words: string }> {
  const words = newWords();
  const talking = await talk(scene);
  const message = await send(scene, talking.id, words);
  await take(scene, await paged(scene, message), message);
  await finish(scene, talking);
  return { message, words };
}

const partsUp = async ({ service }: Scene): Promise<{ ok: boolean; audit: string }> => (await (await fetch(`${service.origin}/readyz`)).json()) as { ok: boolean; audit: string };

test("[RUN-9] an old database beside today's keyring: after one word to the audit log the night goes on, and what the backup holds opens", async () => {
  const scene = await openScene(() => 0.5);
  const backup = mkdtempSync(join(tmpdir(), "compline-backup-"));
  const { service } = scene;
  const copyOf = (part: string, from: string, to: string): void => void execFileSync("cp", ["-a", join(from, part), to]);
  try {
    const kept = await oneMessage(scene);
    await service.askToEnd();
    for (const part of ["postgres", "keyring"]) copyOf(part, service.home, backup);
    await service.restart();
    const lost = await oneMessage(scene);
    await service.askToEnd();

    rmSync(join(service.home, "postgres"), { recursive: true });
    copyOf("postgres", backup, service.home);
    await service.restart();
    await until("nothing is numbered in a log that looks cut", async () => (await partsUp(scene)).audit === "down");
    await service.askToEnd();

    expect((await service.audit("restored")).says).toMatch(/goes on in epoch 2/);
    await service.restart();
    await until("it numbers again", async () => (await partsUp(scene)).ok);
    expect(await service.verifyAudit()).toMatchObject({ status: 0 });
    expect((await rows(scene)).map(({ message }) => message)).toEqual([kept.message]);
    expect(kept.message).not.toBe(lost.message);
    const opened = await Promise.all(scene.clinicians.map((person) => person.ask("message", { params: { message: kept.message } })));
    expect(opened.filter((answer) => answer.ok).map(({ value }) => value.reason)).toContain(kept.words);
    await oneMessage(scene);
  } finally {
    await closeScene(scene);
    rmSync(backup, { recursive: true, force: true });
  }
}, REHEARSAL_MS_MAX);
