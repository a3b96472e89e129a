import { createSocket } from "node:dgram";
import pg from "pg";
import { openBare } from "./bare.ts";
import { atMost, nowMs, percentile, type Figure } from "./figure.ts";
import { openListener, type Heard } from "./listener.ts";
import { paced, pause, until } from "./pace.ts";
import type { Product, SignedIn } from "./product.ts";
import { openRelay } from "./relay.ts";
import { callsInWrapUp, send } from "./wrap-up.ts";

const PACED = { count: 300, perSecond: 50 };
/** Told before and not counted: a service that has run for a night has compiled its code, opened its connections and seen its tables. */
const WARM_UP = { count: 100, perSecond: 50 };
const COMMIT_TO_SOCKET_P99_MS_MAX = 25;
/** A house in the middle of a bad night: twice as fast, with the waits of a hundred thousand messages behind it. */
const FULL = { count: 600, perSecond: 100 };
const FULL_WARM_UP = { count: 100, perSecond: 100 };
const PENDING = 100_000;
const FULL_P99_MS_MAX = 10;
const SETTLE_SECONDS_MAX = 30;
const DRAIN_MS = 500;

interface Placed { attempt: string; message: string; placedMs: number; committedMs: number }

/**
 * From the page's commit to the first byte on the clinician's socket, 50 messages a second being saved. The commit is the database's own word
 * for when it was made (`pg_xact_commit_timestamp`), before it is on the disk: its writing is in the figure.
 */
export async function benchPages(product: Product, who: { operator: SignedIn; clinicians: readonly SignedIn[] }): Promise<Figure[]> {
  await sendPaced(product, who, WARM_UP);
  await product.analyze();
  const bareMs = await bareRelay(product);
  const sent = await sendPaced(product, who, PACED);
  const savedMs = new Map(sent.saved.map((each) => [each.message, each.savedMs]));
  const savedToSocket = sent.placed.map(({ attempt, message }) => (sent.heard.get(attempt) ?? Infinity) - savedMs.get(message)!);
  const commitToSocket = delays(sent);
  await addPending(product);
  await sendPaced(product, who, FULL_WARM_UP); // New counts of rows: each connection plans its statements anew.
  const atFull = await sendPaced(product, who, FULL);
  const full = delays(atFull);
  return [
    atMost({ name: "page's commit to first byte on the receiver's socket p99, 50/s (limit: bare commit, bare relay)", value: percentile(commitToSocket, 0.99), unit: "ms", limit: percentile(bareMs, 0.99), target: COMMIT_TO_SOCKET_P99_MS_MAX }),
    atMost({ name: "the same, 100/s with 100,000 pending timers, median", value: percentile(full, 0.5), unit: "ms" }),
    atMost({ name: "the same, 100/s with 100,000 pending timers, p99", value: percentile(full, 0.99), unit: "ms", limit: percentile(bareMs, 0.99), target: FULL_P99_MS_MAX }),
    atMost({ name: "the same, from the instant that the page bears, p99", value: percentile(delays(atFull, "placedMs"), 0.99), unit: "ms" }),
    atMost({ name: "message's 200 to the page on the receiver's socket p99, 50/s", value: percentile(savedToSocket, 0.99), unit: "ms" }),
  ];
}

/** From the commit to the first byte on the socket; or from the instant that the page bears, which is before its transaction's last statements. */
function delays({ placed, heard }: Sent, from: "committedMs" | "placedMs" = "committedMs"): number[] {
  const clockMs = wallClockAheadMs();
  return placed.map((each) => (heard.get(each.attempt) ?? Infinity) + clockMs - each[from]);
}

const CLOCK_LOOK_MS = 5;
/** From the steady clock to the database's. `Date.now()` counts whole milliseconds, so the most that is seen is the truth: right after it has turned. */
function wallClockAheadMs(): number {
  const untilMs = nowMs() + CLOCK_LOOK_MS;
  let aheadMs = -Infinity;
  while (nowMs() < untilMs) aheadMs = Math.max(aheadMs, Date.now() - nowMs());
  return aheadMs;
}

async function addPending(product: Product): Promise<void> {
  const owner = new pg.Client({ connectionString: product.ownerUrl() });
  await owner.connect();
  await owner.query("insert into foundation.due (kind, subject, due_at) select 'dispatch.step', gen_random_uuid(), timestamptz '2099-01-01' + n * interval '1 second' from generate_series(1, $1::int) n", [PENDING]).finally(() => owner.end());
  await product.analyze();
}

interface Sent { readonly saved: readonly { message: string; savedMs: number }[]; readonly placed: readonly Placed[]; readonly heard: ReadonlyMap<string, number> }

async function sendPaced(product: Product, { operator, clinicians }: { operator: SignedIn; clinicians: readonly SignedIn[] }, pace: typeof PACED): Promise<Sent> {
  const db = product.database();
  const listeners = await Promise.all(clinicians.map(({ cookie }) => openListener({ origin: product.origin, cookie, room: "clinician", type: "paged" })));
  try {
    const calls = await callsInWrapUp(product, db, { count: pace.count, operator: operator.person });
    const saved = await paced(pace, async (n) => {
      const { message } = (await send(product, operator, calls[n]!)) as { message: string };
      return { message, savedMs: nowMs() };
    });
    const wanted = saved.map(({ message }) => message);
    await until("every page is placed", SETTLE_SECONDS_MAX, async () => (await placedPages(product, wanted)).length >= pace.count);
    await pause(DRAIN_MS);
    return { saved, placed: await placedPages(product, wanted), heard: firstHeard(listeners.flatMap(({ heard }) => heard)) };
  } finally {
    for (const each of listeners) each.close();
    await db.end();
  }
}

/** The same path with nothing on it: a row of 2 KB is committed, and a process that does nothing else passes the word to the listener. */
async function bareRelay(product: Product): Promise<number[]> {
  const [bare, relay, udp] = [await openBare(product), await openRelay(), createSocket("udp4")];
  const listener = await openListener({ origin: relay.origin, cookie: "", room: "clinician", type: "offer" });
  try {
    const began = await paced(PACED, async (n) => {
      const atMs = nowMs();
      await bare.insert();
      udp.send(String(n), relay.udpPort, "127.0.0.1");
      return atMs;
    });
    await until("every bare row is told", SETTLE_SECONDS_MAX, () => listener.heard.length >= PACED.count);
    const told = new Map(listener.heard.map(({ call, atMs }) => [call, atMs]));
    return began.map((atMs, n) => told.get(String(n))! - atMs);
  } finally {
    listener.close();
    relay.close();
    udp.close();
    await bare.close();
  }
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
      `select distinct on (message_id) id as attempt, message_id as message, (extract(epoch from placed_at) * 1000)::float8 as "placedMs",
              (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as "committedMs"
         from delivery.inbox where message_id = any ($1) order by message_id, placed_at`, [messages]);
    return rows;
  } finally {
    await owner.end();
  }
}
