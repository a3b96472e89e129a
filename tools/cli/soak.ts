import { execFileSync, spawn } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { anywhere } from "../crash/anywhere.ts";
import { points, type Point } from "../crash/points.ts";
import { closeScene, openScene, type Scene } from "../crash/scene.ts";

const HELP = `The long proof: the real server killed again and again, and simulated nights of crashes, races and clock steps.

  npm run soak                                  100 kills and 10,000 nights; appends its figures to docs/proof.md
  npm run soak -- --rounds 20 --nights 0        less of it
  npm run soak -- --seed 7                      the same choices again (instants of a running machine are never quite the same)
  npm run soak -- --no-record                   leaves docs/proof.md alone`;

const ROOT = join(import.meta.dirname, "..", "..");
const PROOF = join(ROOT, "docs", "proof.md");
const PROOF_HEAD = `# Proof

What the long runs found, newest last. \`npm run soak\` appends a line: kills of the real server in the middle of the main job, then
simulated nights of crashes, races and clock steps. The same seed makes the same choices again.

| date | commit | seed | kills | failed | nights | failed runs | minutes |
|---|---|---|---|---|---|---|---|
`;
const SEED_MAX = 2 ** 31 - 1;
/** Of the rounds, this part is killed at any instant and the rest at a known point. */
const ANYWHERE_SHARE = 0.6;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "100" }, nights: { type: "string", default: "10000" }, seed: { type: "string" }, record: { type: "boolean", default: true }, help: { type: "boolean", default: false } },
  allowNegative: true,
});

if (values.help) console.log(HELP);
else process.exitCode = await soak({ rounds: Number(values.rounds), nights: Number(values.nights), seed: Number(values.seed ?? randomInt(SEED_MAX)) });

interface Ask {
  readonly rounds: number;
  readonly nights: number;
  readonly seed: number;
}

async function soak(ask: Ask): Promise<number> {
  const began = performance.now();
  console.log(`seed ${ask.seed}: ${ask.rounds} kills, ${ask.nights} nights`);
  const failedKills = await kills(ask);
  const failedNights = ask.nights > 0 ? await nights(ask) : 0;
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  if (values.record) record([new Date().toISOString().slice(0, 10), commit(), ask.seed, ask.rounds, failedKills, ask.nights, failedNights, minutes]);
  console.log(`${ask.rounds - failedKills} of ${ask.rounds} kills lost nothing; ${ask.nights} nights ${failedNights === 0 ? "passed" : "FAILED"}; seed ${ask.seed}; ${minutes} minutes`);
  return failedKills + failedNights === 0 ? 0 : 1;
}

/** The next number from 0 to 1 of a seed. */
function chanceOf(seed: number): () => number {
  let count = 0;
  return () => createHash("sha256").update(`${seed} ${count++}`).digest().readUInt32BE(0) / 2 ** 32;
}

/** One house for all rounds, so that each crash finds what the earlier ones left; a round that fails is followed by a fresh house. */
async function kills({ rounds, seed }: Ask): Promise<number> {
  const chance = chanceOf(seed);
  let scene: Scene | undefined;
  let failed = 0;
  for (let round = 1; round <= rounds; round++) {
    const point = choose(chance);
    scene ??= await openScene(chance);
    const saw = await lived(scene, point);
    console.log(`${String(round).padStart(4)}  ${saw.ok ? "kept  " : "FAILED"}  ${point.title}: ${saw.says}`);
    if (saw.ok) continue;
    failed += 1;
    await closeScene(scene);
    scene = undefined;
  }
  if (scene) await closeScene(scene);
  return failed;
}

function choose(chance: () => number): Point {
  return chance() < ANYWHERE_SHARE ? anywhere : points[Math.floor(chance() * points.length)]!;
}

async function lived(scene: Scene, point: Point): Promise<{ ok: boolean; says: string }> {
  try {
    for (const person of [scene.operator, scene.supervisor, ...scene.clinicians]) await person.must("touch"); // Nobody is idle.
    return { ok: true, says: await point.happen(scene) };
  } catch (error) {
    return { ok: false, says: (error as Error).message };
  }
}

/** The nights of the quick tests, more of them, with another seed. Gives 1 when one failed: Vitest prints which, and what happened in it. */
function nights({ nights: count, seed }: Ask): Promise<number> {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, COMPLINE_NIGHTS: String(count), COMPLINE_SEED: String(seed) };
  const child = spawn(process.execPath, [vitest, "run", "server/testing/simulation"], { cwd: ROOT, env, stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (status) => resolve(status === 0 ? 0 : 1)));
}

function commit(): string {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--", "server", "contract") === "" ? "" : " and changes");
  } catch {
    return "unknown";
  }
}

function record(cells: readonly (string | number)[]): void {
  appendFileSync(PROOF, `${existsSync(PROOF) ? "" : PROOF_HEAD}| ${cells.join(" | ")} |\n`);
}
