import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../../foundation/actor.ts";
import { createDue, createRunner, type Runner } from "../../foundation/due/index.ts";
import { createFacts } from "../../foundation/facts/index.ts";
import type { AttemptId } from "../../foundation/ids.ts";
import { silentLog } from "../../foundation/log.ts";
import { realWorld } from "../../foundation/world.ts";
import { createAudit } from "../../trust/audit/index.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { lakeside, lee, night, type Night } from "../../testing/night.ts";
import { createDelivery, type Answer, type Channel, type Delivery, type Errand } from "./index.ts";

/** A gateway on a socket of its own, with every manner a gateway may have; the clock is the real one and everybody's patience is short. */
let base: TestDatabase;
let house: Night;
let gateway: Server;
let runner: Runner;
let delivery: Delivery;
let manner: "takes" | "refuses" | "hangs" | "late";
let asked: number;
let port: number;
const free: (() => void)[] = [];
const scope = system("test", { clients: [lakeside] }).scope;
const world = realWorld();
const due = { current: createDue({ wake: () => undefined }) };

beforeEach(async () => {
  base = await freshDatabase();
  house = night(base);
  [manner, asked] = ["takes", 0];
  gateway = createServer((_request, response) => {
    asked += 1;
    if (manner === "hangs") return;
    if (manner === "late") return void free.push(() => response.writeHead(202).end());
    response.writeHead(manner === "takes" ? 202 : 503).end();
  });
  await new Promise<void>((resolve) => void gateway.listen(0, "127.0.0.1", resolve));
  port = (gateway.address() as AddressInfo).port;
  open();
});
afterEach(async () => {
  await runner.stop();
  gateway.closeAllConnections();
  await new Promise((resolve) => gateway.close(resolve));
  await base.drop();
});

const overTheWire = (_errand: Errand): Promise<Answer> => new Promise((resolve) => {
  const post = request({ host: "127.0.0.1", port, method: "POST", agent: false }, ({ statusCode = 0 }) => resolve(statusCode === 202 ? { kind: "accepted" } : { kind: "failed", reason: `status-${statusCode}`, fault: "channel" }));
  post.on("error", (error: NodeJS.ErrnoException) => resolve({ kind: "failed", reason: (error.code ?? "broken").toLowerCase(), fault: "channel" }));
  post.end();
});

function open(): void {
  due.current = createDue({ wake: () => runner.wake() });
  const facts = createFacts({ due: due.current });
  const way: Channel = { name: "voice", guard: { limits: { channel: { perMinute: 6000, atOnceMax: 100 }, person: { perMinute: 6000, atOnceMax: 100 } }, patience: { faultsMax: 3, pauseSeconds: 1, pauseSecondsMax: 2, answerSecondsMax: 0.3 } }, send: overTheWire };
  delivery = createDelivery({ db: base.db, world, due: due.current, facts, audit: createAudit({ world }), addEvent: house.messages.addEvent, live: { inboxChanged: () => undefined, paged: () => undefined }, push: { publicKey: "test", accepts: () => true, wake: async () => "pushed" } }, [way]);
  due.current.on("test.page", async (job, finish) => {
    const attempt = await base.db.transaction(scope, (tx) => delivery.claimAgain(tx, { client: lakeside, attempt: job.subject as AttemptId }));
    await delivery.perform({ ...attempt, urgency: "urgent", wanted: async () => true, answered: (tx) => finish(tx).catch(() => undefined) });
  });
  runner = createRunner({ db: base.db, due: due.current, world, log: silentLog });
  runner.start();
}

async function page(): Promise<AttemptId> {
  const message = await house.send();
  await base.asOwner("delete from foundation.due where kind like 'dispatch.%' or kind like 'fact.%'");
  const id = await base.db.transaction(scope, async (tx) => {
    const attempt = await delivery.claim(tx, { client: lakeside, message, revision: 1, person: lee, channel: "voice" });
    await due.current.at(tx, { kind: "test.page", subject: attempt.id, client: lakeside, at: world.now(), priority: 2 });
    return attempt.id;
  });
  runner.wake();
  return id;
}
const saying = async (id: AttemptId): Promise<string[]> => (await base.asOwner<{ state: string; reason: string | null }>("select state, reason from delivery.receipt where attempt_id = $1 and state <> 'claimed' order by at, state desc", [id])).map(({ state, reason }) => reason ?? state);
const said = (id: AttemptId, ...words: string[]) => expect.poll(() => saying(id), { timeout: 30_000, interval: 20 }).toEqual(words);
const isOpen = async () => (await base.asOwner<{ open: boolean }>("select opened_at is not null as open from delivery.breaker")).some(({ open: is }) => is);

test("[R13] a gateway that refuses is asked three times and then left alone; when it takes pages again, so do we", async () => {
  manner = "refuses";
  for (let n = 0; n < 3; n++) await said(await page(), "status-503");
  await said(await page(), "channel-open");
  expect([asked, await isOpen()]).toEqual([3, true]);
  manner = "takes";
  const pages: AttemptId[] = [];
  await expect.poll(async () => (pages.push(await page()), await isOpen()), { timeout: 30_000, interval: 100 }).toBe(false);
  await said(await page(), "accepted");
});

test("[R13] [R14] a gateway that hangs holds a page up for its patience and not for ever, and three such pages give it up", async () => {
  manner = "hangs";
  for (let n = 0; n < 3; n++) await said(await page(), "silent");
  expect(await isOpen()).toBe(true);
  await said(await page(), "channel-open");
});

test("[R14] a gateway that answers late: the page is failed in time, and its answer stands beside it", async () => {
  manner = "late";
  const late = await page();
  await said(late, "silent");
  free.splice(0).forEach((answer) => answer());
  await said(late, "silent", "accepted");
});

test("[R13] a gateway that is not there at all is a fault like any other", async () => {
  gateway.closeAllConnections();
  await new Promise((resolve) => gateway.close(resolve));
  for (let n = 0; n < 3; n++) await said(await page(), "econnrefused");
  await said(await page(), "channel-open");
});
