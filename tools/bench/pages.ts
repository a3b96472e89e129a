import pg from "pg";
import { atMost, nowMs, percentile, type Figure } from "./figure.ts";
import { openListener, type Heard } from "./listener.ts";
import { paced, pause, until } from "./pace.ts";
import type { Product, SignedIn } from "./product.ts";
import { callsInWrapUp, send } from "./wrap-up.ts";

const PACED = { count: 300, perSecond: 50 };
const COMMIT_TO_SOCKET_P99_MS_MAX = 25;
const SETTLE_SECONDS_MAX = 30;
const DRAIN_MS = 500;

interface Placed { attempt: string; message: string; placedMs: number }

/** From the page's commit to the first byte on the clinician's socket, 50 messages a second being saved. The stamp is taken before the commit, so the commit is in it. */
export async function benchPages(product: Product, { operator, clinicians }: { operator: SignedIn; clinicians: readonly SignedIn[] }): Promise<Figure[]> {
  const db = product.database();
  const listeners = await Promise.all(clinicians.map(({ cookie }) => openListener({ origin: product.origin, cookie, room: "clinician", type: "inbox" })));
  try {
    const calls = await callsInWrapUp(product, db, { count: PACED.count, operator: operator.person });
    const saved = await paced(PACED, async (n) => {
      const { message } = (await send(product, operator, calls[n]!)) as { message: string };
      return { message, savedMs: nowMs() };
    });
    const wanted = saved.map(({ message }) => message);
    await until("every page is placed", SETTLE_SECONDS_MAX, async () => (await placedPages(product, wanted)).length >= PACED.count);
    await pause(DRAIN_MS);
    return figures(saved, await placedPages(product, wanted), firstHeard(listeners.flatMap(({ heard }) => heard)));
  } finally {
    for (const each of listeners) each.close();
    await db.end();
  }
}

function figures(saved: readonly { message: string; savedMs: number }[], placed: readonly Placed[], heard: ReadonlyMap<string, number>): Figure[] {
  const clockMs = Date.now() - nowMs();
  const savedMs = new Map(saved.map((each) => [each.message, each.savedMs]));
  const commitToSocket = placed.map(({ attempt, placedMs }) => (heard.get(attempt) ?? Infinity) + clockMs - placedMs);
  const savedToSocket = placed.map(({ attempt, message }) => (heard.get(attempt) ?? Infinity) - savedMs.get(message)!);
  return [
    atMost({ name: "page's commit to first byte on the receiver's socket p99, 50/s", value: percentile(commitToSocket, 0.99), unit: "ms", target: COMMIT_TO_SOCKET_P99_MS_MAX }),
    atMost({ name: "message's 200 to the page on the receiver's socket p99, 50/s", value: percentile(savedToSocket, 0.99), unit: "ms" }),
  ];
}

/** The first frame that names an attempt is the one that brought it. */
function firstHeard(frames: readonly Heard[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { atMs, attempts } of frames.toSorted((a, b) => a.atMs - b.atMs)) for (const attempt of attempts) if (!first.has(attempt)) first.set(attempt, atMs);
  return first;
}

async function placedPages(product: Product, messages: readonly string[]): Promise<Placed[]> {
  const owner = new pg.Client({ connectionString: product.ownerUrl() });
  await owner.connect();
  try {
    const { rows } = await owner.query<Placed>(
      `select distinct on (message_id) id as attempt, message_id as message, (extract(epoch from placed_at) * 1000)::float8 as "placedMs"
         from delivery.inbox where message_id = any ($1) order by message_id, placed_at`, [messages]);
    return rows;
  } finally {
    await owner.end();
  }
}
