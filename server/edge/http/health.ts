import type { FastifyInstance } from "fastify";

export const PARTS = ["database", "keys", "sip", "media", "worker", "audit"] as const;
export type Part = (typeof PARTS)[number];
/** True when the part can do its work now. Asked at each /readyz; slower than the limit counts as down. */
export type Probes = Readonly<Record<Part, () => boolean | Promise<boolean>>> & {
  /** How much work failed and is tried again. It makes this machine no less ready: another would fail at it too. */
  readonly failing?: () => Promise<number>;
};
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
  app.get("/readyz", async (_request, reply) => {
    const up = await Promise.all(PARTS.map(async (part) => [part, await works(probes[part])] as const));
    const ok = !draining() && up.every(([, works]) => works);
    const failing = await probes.failing?.().catch(() => 0);
    return reply.code(ok ? 200 : 503).send({ ok, draining: draining(), ...Object.fromEntries(up.map(([part, yes]) => [part, yes ? "up" : "down"])), ...(failing && { failing }) });
  });
}
