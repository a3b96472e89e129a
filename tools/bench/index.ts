import { join } from "node:path";
import { buildWeb } from "../web-build.ts";
import { benchAudit } from "./audit.ts";
import { benchBridges } from "./bridges.ts";
import { benchDeskScript } from "./desk-script.ts";
import type { Figure } from "./figure.ts";
import { benchMemory } from "./memory.ts";
import { benchOffers } from "./offers.ts";
import { benchPages } from "./pages.ts";
import { startProduct, type Product } from "./product.ts";
import { benchSaves } from "./saves.ts";
import { benchSeal } from "./seal.ts";
import { benchTimers } from "./timers.ts";

export interface Report {
  readonly figures: readonly Figure[];
  /** Benches that could not run, each with its reason. */
  readonly broken: readonly string[];
}

type Bench = readonly [name: string, run: () => Figure[] | Promise<Figure[]>];
const SEAL_MS = 1500;

/** One after the other, so that none measures another. One that cannot run is told; the rest goes on. */
export async function runBenches(benches: readonly Bench[], say: (line: string) => void): Promise<Report> {
  const figures: Figure[] = [];
  const broken: string[] = [];
  for (const [name, run] of benches) {
    say(`Measuring ${name}`);
    try {
      figures.push(...(await run()));
    } catch (error) {
      broken.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { figures, broken };
}

/** Those that need nothing but this machine. */
export const quickBenches = (sealMilliseconds = SEAL_MS): Bench[] => [
  ["sealing", () => benchSeal({ milliseconds: sealMilliseconds })],
  ["the desk's JavaScript", async () => {
    if (!(await buildWeb())) throw new Error("the web could not be built");
    return benchDeskScript(join(import.meta.dirname, "..", "..", "web", "dist"));
  }],
];

/** Those that ask the running product; memory first, while it rests. */
async function productBenches(product: Product): Promise<Bench[]> {
  const [ana, ben, ...clinicians] = await Promise.all(["ana", "ben", "lee", "cho"].map((name) => product.signIn(`${name}@demo.example`)));
  return [
    ["memory at rest", () => benchMemory(product.pid)],
    ["offers", () => benchOffers(product, [ana!, ben!])],
    ["pages", () => benchPages(product, { operator: ana!, clinicians })],
    ["saves", () => benchSaves(product, ana!)],
    ["the audit log", () => benchAudit(product)],
    ["timers", () => benchTimers(product)],
  ];
}

export async function benchAll(say: (line: string) => void): Promise<Report> {
  const quick = await runBenches(quickBenches(), say);
  const asked = await onProduct(say).catch((error: Error): Report => ({ figures: [], broken: [`the product: ${error.message}`] }));
  const bridges = await runBenches([["bridged calls", benchBridges]], say);
  const reports = [asked, quick, bridges];
  return { figures: reports.flatMap((each) => each.figures), broken: reports.flatMap((each) => each.broken) };
}

async function onProduct(say: (line: string) => void): Promise<Report> {
  say("Starting the product in a home of its own");
  const product = await startProduct();
  try {
    return await runBenches(await productBenches(product), say);
  } finally {
    await product.stop();
  }
}
