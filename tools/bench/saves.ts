import { openBare } from "./bare.ts";
import { atLeast, atMost, percentile, type Figure } from "./figure.ts";
import { paced, sustained } from "./pace.ts";
import type { Product, SignedIn } from "./product.ts";
import { callsInWrapUp, send } from "./wrap-up.ts";

const PACED = { count: 120, perSecond: 20 };
const SUSTAINED = { count: 900, atOnce: 16 };
const SAVE_P99_MS_MAX = 60;
const SAVES_PER_SECOND_MIN = 150;

/** A message saved over HTTP (sealed, audited, its paging begun), beside a bare 2 KB insert and commit in the same PostgreSQL. */
export async function benchSaves(product: Product, operator: SignedIn): Promise<Figure[]> {
  const db = product.database();
  try {
    const calls = await callsInWrapUp(product, db, { count: PACED.count + SUSTAINED.count, operator: operator.person });
    const bare = await openBare(product);
    try {
      const bareMs = await paced(PACED, timed(bare.insert));
      const savedMs = await paced(PACED, timed((n) => send(product, operator, calls[n]!)));
      await product.analyze();
      const barePerSecond = await sustained(SUSTAINED, bare.insert);
      const savesPerSecond = await sustained(SUSTAINED, (n) => send(product, operator, calls[PACED.count + n]!));
      return [
        atMost({ name: "save to 200 over HTTP p99, 20/s (limit: bare insert + commit)", value: percentile(savedMs, 0.99), unit: "ms", limit: percentile(bareMs, 0.99), target: SAVE_P99_MS_MAX }),
        atLeast({ name: "sustained saves over HTTP (limit: bare insert + commit)", value: savesPerSecond, unit: "/s", limit: barePerSecond, target: SAVES_PER_SECOND_MIN }),
      ];
    } finally {
      await bare.close();
    }
  } finally {
    await db.end();
  }
}

const timed = (act: (n: number) => Promise<unknown>) => async (n: number): Promise<number> => {
  const began = performance.now();
  await act(n);
  return performance.now() - began;
};
