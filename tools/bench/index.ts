import { join } from "node:path";
import { buildWeb } from "../web-build.ts";
import { benchAudit } from "./audit.ts";
import { bridgeBenches } from "./bridges.ts";
import { benchDeskScript } from "./desk-script.ts";
import type { Figure } from "./figure.ts";
import { benchMemory } from "./memory.ts";
import { benchLossy } from "./lossy.ts";
import { benchNodeKilled } from "./nodes.ts";
import { benchOffers } from "./offers.ts";
import { benchPages } from "./pages.ts";
import { benchPatched } from "./patched.ts";
import { startProduct, type Product, type SignedIn } from "./product.ts";
import { benchResolver } from "./resolver.ts";
import { benchSaves } from "./saves.ts";
import { benchSeal } from "./seal.ts";
import { benchTimers } from "./timers.ts";

export interface Report {
  readonly figures: readonly Figure[];
  /** Benches that could not run, each with its reason. */
  readonly broken: readonly string[];
}

export type Bench = readonly [name: string, run: () => Figure[] | Promise<Figure[]>];
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
  ["the resolver", () => benchResolver({ milliseconds: sealMilliseconds })],
  ["the desk's JavaScript", async () => {
    if (!(await buildWeb())) throw new Error("the web could not be built");
    return benchDeskScript(join(import.meta.dirname, "..", "..", "web", "dist"));
  }],
];

/** Those that ask the running product; memory first, while it rests. */
const productBenches = {
  "memory at rest": ({ product }) => benchMemory(product.pid),
  "offers": ({ product, operators }) => benchOffers(product, operators),
  "pages": ({ product, operators, clinicians }) => benchPages(product, { operator: operators[0]!, clinicians }),
  "saves": ({ product, operators }) => benchSaves(product, operators[0]!),
  "the audit log": ({ product }) => benchAudit(product),
  "timers": ({ product }) => benchTimers(product),
} satisfies Record<string, (given: Given) => Promise<Figure[]>>;

interface Given {
  readonly product: Product;
  readonly operators: readonly SignedIn[];
  readonly clinicians: readonly SignedIn[];
}

/** All of them, or those whose names hold one of the words. */
export async function benchAll(say: (line: string) => void, words: readonly string[] = []): Promise<Report> {
  const isChosen = (name: string): boolean => words.length === 0 || words.some((word) => name.includes(word));
  const chosen = (benches: readonly Bench[]): Bench[] => benches.filter(([name]) => isChosen(name));
  const asked = Object.entries(productBenches).filter(([name]) => isChosen(name));
  const reports = [
    await runBenches(chosen(quickBenches()), say),
    asked.length === 0 ? nothing : await onProduct(asked, say).catch((error: Error): Report => ({ figures: [], broken: [`the product: ${error.message}`] })),
    await runBenches(chosen([...bridgeBenches(), ["patched calls", benchPatched], ["a node killed", benchNodeKilled], ["a lossy line", benchLossy]]), say),
  ];
  return { figures: reports.flatMap((each) => each.figures), broken: reports.flatMap((each) => each.broken) };
}

const nothing: Report = { figures: [], broken: [] };

async function onProduct(asked: [string, (given: Given) => Promise<Figure[]>][], say: (line: string) => void): Promise<Report> {
  say("Starting the product in a home of its own");
  const product = await startProduct();
  try {
    const [ana, ben, ...clinicians] = await Promise.all(["ana", "ben", "lee", "cho"].map((name) => product.signIn(`${name}@demo.example`)));
    const given = { product, operators: [ana!, ben!], clinicians };
    return await runBenches(asked.map(([name, run]) => [name, () => run(given)]), say);
  } finally {
    await product.stop();
  }
}
