import { execFileSync, spawn } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { asked } from "../asked.ts";
import { anywhere } from "../crash/anywhere.ts";
import { points, type Point } from "../crash/points.ts";
import { closeScene, openScene, type Scene } from "../crash/scene.ts";
import { batchesOf, partOf, type Part } from "../soak-parts.ts";

const HELP = `The long proof: the real server killed again and again, and simulated nights of crashes, races and clock steps.

  npm run soak                                  100 kills and 10,000 nights; appends its figures to docs/proof.md
  npm run soak -- --rounds 20 --nights 0        less of it
  npm run soak -- --rounds 0 --nights 0 --dispatches 100000   a hundred thousand messages in one process: its memory must not grow
  npm run soak -- --seed 7                      the same choices again (instants of a running machine are never quite the same)
  npm run soak -- --seed 7 --part 2/10          the second tenth of it; the ten parts of one seed are the whole
  npm run soak -- --no-record                   leaves docs/proof.md alone`;

const ROOT = join(import.meta.dirname, "..", "..");
const PROOF = join(ROOT, "docs", "proof.md");
const PROOF_HEAD = "| date | commit | seed | part | kills | of them at any instant | failed | repeats | nights | failed batches | minutes |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
const SEED_MAX = 2 ** 31 - 1;
const MISUSE = 2;
/** Of the rounds, this part is killed at any instant and the rest at a known point. */
const ANYWHERE_SHARE = 0.6;
/** What one run of the simulation takes: a failing batch is lived again from its own seed in a minute. */
const NIGHTS_PER_BATCH = 500;

interface Ask {
  readonly rounds: number;
  readonly nights: number;
  readonly dispatches: number;
  readonly seed: number;
  readonly part: Part;
  readonly record: boolean;
}

function read(): Ask | string {
  const values = asked({ rounds: { type: "string", default: "100" }, nights: { type: "string", default: "10000" }, dispatches: { type: "string", default: "0" }, seed: { type: "string" }, part: { type: "string", default: "1/1" }, record: { type: "boolean", default: true } }, HELP);
  const [rounds, nights, dispatches, seed] = [values.rounds, values.nights, values.dispatches, values.seed ?? randomInt(SEED_MAX)].map(Number) as [number, number, number, number];
  const part = partOf(values.part);
  if (![rounds, nights, dispatches, seed].every((each) => Number.isInteger(each) && each >= 0 && each <= SEED_MAX)) return "Rounds, nights, dispatches and seed are whole numbers.";
  return part ? { rounds, nights, dispatches, seed, part, record: values.record } : "A part looks like 2/10.";
}

const isMemoryAlone = ({ dispatches, rounds, nights }: Ask): boolean => dispatches > 0 && rounds + nights === 0;

async function soak(ask: Ask): Promise<number> {
  const began = performance.now();
  const flat = ask.dispatches === 0 || (await simulated("memory", { COMPLINE_DISPATCHES: String(ask.dispatches) }));
  if (isMemoryAlone(ask) || !flat) return Number(!flat);
  console.log(`seed ${ask.seed}, part ${ask.part.number}/${ask.part.of}`);
  const killed = await kills(ask);
  const lived = await nights(ask);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  const part = `${ask.part.number}/${ask.part.of}`;
  const cells = [new Date().toISOString().slice(0, 10), commit(), ask.seed, part, killed.count, killed.anywhere, killed.failed, killed.repeats, lived.count, lived.failed, minutes];
  if (ask.record) appendFileSync(PROOF, `${existsSync(PROOF) ? "" : PROOF_HEAD}| ${cells.join(" | ")} |\n`);
  console.log(`${killed.count - killed.failed} of ${killed.count} kills lost nothing, ${killed.repeats} pages repeated and marked; ${lived.count} nights ${lived.failed === 0 ? "passed" : "FAILED"}; seed ${ask.seed}, part ${part}; commit ${commit()}; ${minutes} minutes`);
  return killed.failed + lived.failed === 0 ? 0 : 1;
}

/** The next number from 0 to 1 of a seed. */
function chanceOf(seed: string): () => number {
  let count = 0;
  return () => createHash("sha256").update(`${seed} ${count++}`).digest().readUInt32BE(0) / 2 ** 32;
}

interface Killed {
  count: number;
  anywhere: number;
  failed: number;
  /** Pages that were sent again, marked, because nobody knew whether they had arrived. */
  repeats: number;
}

/** One house for all rounds, so that each crash finds what the earlier ones left; a round that fails is followed by a fresh house. */
async function kills({ rounds, seed, part }: Ask): Promise<Killed> {
  const killed: Killed = { count: 0, anywhere: 0, failed: 0, repeats: 0 };
  let chance = chanceOf("");
  let scene: Scene | undefined;
  for (const round of batchesOf(rounds, 1, part)) {
    chance = chanceOf(`${seed} kill ${round.first}`); // A round's choices are its own, whatever came before it.
    const point = choose(chance);
    scene ??= await openScene(() => chance());
    const saw = await lived(scene, point);
    console.log(`${String(round.first + 1).padStart(4)}  ${saw.ok ? "kept  " : "FAILED"}  ${point.title}: ${saw.says}`);
    killed.count += 1;
    killed.anywhere += point === anywhere ? 1 : 0;
    if (saw.ok) continue;
    killed.failed += 1;
    killed.repeats += await repeatsIn(scene);
    await closeScene(scene);
    scene = undefined;
  }
  if (!scene) return killed;
  killed.repeats += await repeatsIn(scene);
  await closeScene(scene);
  return killed;
}

/** Of a house that does not run any more it is not known. */
const repeatsIn = ({ service }: Scene): Promise<number> =>
  service.ask<{ repeats: number }>("select coalesce(sum(repeats), 0)::int as repeats from delivery.attempt").then(([row]) => row!.repeats, () => 0);

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

async function nights({ nights: count, seed, part }: Ask): Promise<{ count: number; failed: number }> {
  const batches = batchesOf(count, NIGHTS_PER_BATCH, part);
  let failed = 0;
  for (const batch of batches) if (!(await passes(batch.size, (seed + batch.first) % SEED_MAX))) failed += 1;
  return { count: batches.reduce((sum, { size }) => sum + size, 0), failed };
}

/** The nights of the quick tests with another seed. When one fails Vitest prints which, and what happened in it. */
const passes = (count: number, seed: number): Promise<boolean> => simulated("nights", { COMPLINE_NIGHTS: String(count), COMPLINE_SEED: String(seed) });

function simulated(what: "nights" | "memory", asked: Readonly<Record<string, string>>): Promise<boolean> {
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", `server/testing/simulation/${what}.spec.ts`], { cwd: ROOT, env: { ...process.env, ...asked }, stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (status) => resolve(status === 0)));
}

function commit(): string {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--", "server", "contract") === "" ? "" : " and changes");
  } catch {
    return "unknown";
  }
}

const ask = read();
if (typeof ask === "string") console.error(`${ask}\n\n${HELP}`);
// All is told and written. A socket of a browser's sound that was cut in its first instant would keep a finished run alive for ever.
process.exit(typeof ask === "string" ? MISUSE : await soak(ask));
