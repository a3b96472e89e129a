import { atMost, nowMs, percentile, type Figure } from "./figure.ts";
import { openListener, type Heard } from "./listener.ts";
import { paced, until } from "./pace.ts";
import type { Product, SignedIn } from "./product.ts";
import { placeCall, type SipCaller } from "../ring/sip-caller.ts";

const PACED = { count: 120, perSecond: 20 };
const OFFER_P99_MS_MAX = 100;
const OFFERS_SECONDS_MAX = 20;
const LOOK_MS = 5;
const DISCARD_PORT = 9;

/**
 * From the INVITE to the offer frame, read by the desks' own process. Callers hang up once they were offered, so that a desk is free for
 * the next; the first INVITE is the first offered, so the n-th offer belongs to the n-th INVITE.
 */
export async function benchOffers(product: Product, operators: readonly SignedIn[]): Promise<Figure[]> {
  const desks = await Promise.all(operators.map(({ cookie }) => openListener({ origin: product.origin, cookie, room: "desk", type: "offer" })));
  const offers = (): Heard[] => desks.flatMap(({ heard }) => heard).toSorted((a, b) => a.atMs - b.atMs);
  const calls: { caller: SipCaller; atMs: number }[] = [];
  let hungUp = 0;
  const hangUps = setInterval(() => {
    for (const count = offers().length; hungUp < count; hungUp++) hangUpOnceAnswered(calls[hungUp]?.caller);
  }, LOOK_MS);
  try {
    for (const each of operators) await product.post("/api/desk/state", each, { state: "ready" });
    await paced(PACED, async () => void calls.push({ atMs: nowMs(), caller: ring(product) }));
    await until("every call was offered", OFFERS_SECONDS_MAX, () => offers().length >= PACED.count).catch((error: Error) => {
      throw new Error(`${error.message} (${offers().length} of ${PACED.count})`);
    });
    const delays = offers().slice(0, PACED.count).map(({ atMs }, n) => atMs - calls[n]!.atMs);
    return [atMost({ name: "INVITE to the offer frame on a desk p99, 20/s", value: percentile(delays, 0.99), unit: "ms", target: OFFER_P99_MS_MAX })];
  } finally {
    clearInterval(hangUps);
    for (const { caller } of calls) caller.hangUp();
    await Promise.all(operators.map((each) => product.post("/api/desk/state", each, { state: "break" })));
    for (const each of desks) each.close();
  }
}

/** A CANCEL that crosses the 200 would leave the call standing (RFC 3261, 9.1), so the caller waits for the answer and says BYE. */
function hangUpOnceAnswered(caller: SipCaller | undefined): void {
  void caller?.answered.then(() => caller.hangUp(), () => undefined);
}

function ring(product: Product): SipCaller {
  const account = product.demo.accounts.find(({ slug }) => slug === "lakeside")!;
  const caller = placeCall({ user: account.number, host: "127.0.0.1", port: product.sipPort, from: "+12125550142", fromName: "BENCH", rtpPort: DISCARD_PORT, say: () => undefined });
  caller.answered.catch(() => undefined); // Hung up before the answer: as meant.
  return caller;
}
