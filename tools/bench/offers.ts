import { createSocket } from "node:dgram";
import pg from "pg";
import { atMost, nowMs, percentile, type Figure } from "./figure.ts";
import { openListener, type Heard } from "./listener.ts";
import { paced, until } from "./pace.ts";
import type { Product, SignedIn } from "./product.ts";
import { openRelay } from "./relay.ts";
import { placeCall, type SipCaller } from "../ring/sip-caller.ts";

const PACED = { count: 120, perSecond: 20 };
const OFFER_P99_MS_MAX = 100;
const OFFERS_SECONDS_MAX = 20;
const LOOK_MS = 5;
const DATAGRAM_BYTES = 900;

/** From the INVITE to the offer frame, read by the desks' own processes; beside it a datagram of that size that a bare process turns into a frame. */
export async function benchOffers(product: Product, operators: readonly SignedIn[]): Promise<Figure[]> {
  const bareMs = await bare();
  const delaysMs = await offered(product, operators);
  return [
    atMost({ name: "INVITE to the offer frame on a desk p99, 20/s (limit: datagram to frame)", value: percentile(delaysMs, 0.99), unit: "ms", limit: percentile(bareMs, 0.99), target: OFFER_P99_MS_MAX }),
    atMost({ name: "INVITE to the offer frame on a desk p50, 20/s (limit: datagram to frame)", value: percentile(delaysMs, 0.5), unit: "ms", limit: percentile(bareMs, 0.5) }),
  ];
}

async function bare(): Promise<number[]> {
  const relay = await openRelay();
  const socket = createSocket("udp4");
  const desk = await openListener({ origin: relay.origin, cookie: "", room: "desk", type: "offer" });
  try {
    const sentMs = await paced(PACED, async (n) => {
      socket.send(String(n).padEnd(DATAGRAM_BYTES), relay.udpPort, "127.0.0.1");
      return nowMs();
    });
    await until("every datagram came as a frame", OFFERS_SECONDS_MAX, () => desk.heard.length >= PACED.count);
    return desk.heard.map(({ atMs, call }) => atMs - sentMs[Number(call)]!);
  } finally {
    desk.close();
    socket.close();
    relay.close();
  }
}

/** Each caller hangs up once offered and answered, so that a desk is free for the next. */
async function offered(product: Product, operators: readonly SignedIn[]): Promise<number[]> {
  const desks = await Promise.all(operators.map(({ cookie }) => openListener({ origin: product.origin, cookie, room: "desk", type: "offer" })));
  const offers = (): Heard[] => desks.flatMap(({ heard }) => heard).toSorted((a, b) => a.atMs - b.atMs);
  const sound = await openSink();
  const callers: Caller[] = [];
  let hungUp = 0;
  const hangUps = setInterval(() => {
    for (const count = offers().length; hungUp < count; hungUp++) hangUpOnceAnswered(callers[hungUp]);
  }, LOOK_MS);
  try {
    for (const each of operators) await product.post("/api/desk/state", each, { state: "ready" });
    await paced(PACED, async () => void callers.push(ring(product, sound.port)));
    await until("every call was offered", OFFERS_SECONDS_MAX, () => offers().length >= PACED.count).catch((error: Error) => {
      throw new Error(`${error.message} (${offers().length} of ${PACED.count}; ${refusalsOf(callers)})`);
    });
    const order = await inOrderOfArrival(product, offers());
    return offers().map(({ atMs, call }) => atMs - callers[order.indexOf(call)]!.atMs);
  } finally {
    clearInterval(hangUps);
    for (const { caller } of callers) caller.hangUp();
    await Promise.all(operators.map((each) => product.post("/api/desk/state", each, { state: "break" })));
    for (const each of desks) each.close();
    sound.close();
  }
}

interface Caller { readonly caller: SipCaller; readonly atMs: number; refusal: string | undefined }

function ring(product: Product, rtpPort: number): Caller {
  const account = product.demo.accounts.find(({ slug }) => slug === "lakeside")!;
  const atMs = nowMs();
  const caller = placeCall({ user: account.number, host: "127.0.0.1", port: product.sipPort, from: "+12125550142", fromName: "BENCH", rtpPort, say: () => undefined });
  const rung: Caller = { caller, atMs, refusal: undefined };
  caller.answered.catch((error: Error) => void (rung.refusal = error.message));
  return rung;
}

/** Waiting for the answer leaves CANCEL and its races out of what is measured. */
const hangUpOnceAnswered = (rung: Caller | undefined): void => void rung?.caller.answered.then(() => rung.caller.hangUp(), () => undefined);

function refusalsOf(callers: readonly Caller[]): string {
  const refusals = callers.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]));
  return refusals.length === 0 ? "no caller was refused" : `${refusals.length} callers were refused, the first with ${refusals[0]}`;
}

/** Which INVITE became which call: the calls by the moment the gate saw them, 50 ms apart. */
async function inOrderOfArrival(product: Product, offers: readonly Heard[]): Promise<string[]> {
  const owner = new pg.Client({ connectionString: product.ownerUrl() });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: string }>("select id from calls.call where id = any ($1) order by offered_at", [offers.map(({ call }) => call)]);
    return rows.map(({ id }) => id);
  } finally {
    await owner.end();
  }
}

/** Where the greetings go: a port that is open, for the product sends no sound to those of other services. */
async function openSink(): Promise<{ readonly port: number; close(): void }> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { port: socket.address().port, close: () => void socket.close() };
}
