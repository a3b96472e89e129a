import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance } from "fastify";

export const PARTS = ["database", "keys", "sip", "media", "worker", "audit"] as const;
export type Part = (typeof PARTS)[number];
/** True when the part can do its work now. Asked at each /readyz; slower than the limit counts as down. */
export type Probes = Readonly<Record<Part, () => boolean | Promise<boolean>>> & {
  /** How much work failed and is tried again. It makes this machine no less ready: another would fail at it too. */
  readonly failing?: () => Promise<number>;
  /** Standings that everybody may read: ages, counts, codes. */
  readonly standings?: () => Promise<Readonly<Record<string, string | number | null>>>;
  /** For a watcher that proves who it is: how late the house is. Undefined: it is none of ours. */
  readonly watch?: (proof: WatchProof) => Promise<Readonly<Record<string, number>> | undefined>;
};

/** What a watcher on another host shows with each look. */
export interface WatchProof {
  readonly name: string;
  readonly at: string;
  readonly proof: string;
}
const PROOF_LENGTH_MAX = 128;

/** Undefined: no watcher asks. */
function proofIn(headers: IncomingHttpHeaders): WatchProof | undefined {
  const [name, at, proof] = ["x-compline-watcher", "x-compline-at", "x-compline-proof"].map((each) => headers[each]);
  const sound = [name, at, proof].every((each) => typeof each === "string" && each.length <= PROOF_LENGTH_MAX);
  return sound ? ({ name, at, proof } as WatchProof) : undefined;
}

/** [H21] */
async function watched(probes: Probes, headers: IncomingHttpHeaders): Promise<object> {
  const proof = proofIn(headers);
  if (!proof || !probes.watch) return {};
  return { watch: (await within(probes.watch(proof)).catch(() => undefined)) ?? "unknown" };
}

/** A database that does not answer must not keep a watcher from hearing so. */
function within<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PROBE_SECONDS_MAX * 1000)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
const PROBE_SECONDS_MAX = 2;

async function works(probe: () => boolean | Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PROBE_SECONDS_MAX * 1000)));
  try {
    return await Promise.race([Promise.resolve().then(probe), late]);
  } catch {
    return false; // A probe that throws says the same as one that answers no.
  } finally {
    clearTimeout(timer);
  }
}

/** `/healthz`: the process answers. `/readyz`: which parts can work; 503 while one is down or the process drains. */
export function registerHealth(app: FastifyInstance, probes: Probes, draining: () => boolean): void {
  app.get("/healthz", async (_request, reply) => reply.send({ ok: true }));
  app.get("/readyz", async (request, reply) => {
    const up = await Promise.all(PARTS.map(async (part) => [part, await works(probes[part])] as const));
    const ok = !draining() && up.every(([, works]) => works);
    const failing = await probes.failing?.().catch(() => 0);
    const parts = Object.fromEntries(up.map(([part, yes]) => [part, yes ? "up" : "down"]));
    const standings = probes.standings && (await within(probes.standings()).catch(() => undefined));
    return reply.code(ok ? 200 : 503).send({ ok, draining: draining(), ...parts, ...(failing && { failing }), ...standings, ...(await watched(probes, request.headers)) });
  });
}
