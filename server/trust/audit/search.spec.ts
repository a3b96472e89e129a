import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../../foundation/actor.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createAudit, createSequencer, searchEntries, signerFromSeed } from "./index.ts";
import { settle, visibleMemory } from "./log-under-test.ts";

const WORKER = system("test");
let at: TestDatabase;
beforeEach(async () => void (at = await freshDatabase()));
afterEach(() => at.drop());

test("[A17] finds who touched a record newest first, and goes on where it stopped without losing or repeating an entry", async () => {
  const world = fakeWorld();
  const audit = createAudit({ world });
  const sequencer = createSequencer({ db: at.db, world, signer: signerFromSeed(Buffer.alloc(32, 7)), memory: visibleMemory() });
  const [mine, other] = [world.id(), world.id()];
  const open = (count: number, id: string): Promise<void> =>
    at.db.transaction(WORKER.scope, async (tx) => {
      for (let i = 0; i < count; i++) await audit.record(tx, WORKER, "message.open", { type: "message", id }, "yes");
    });
  await open(250, mine);
  await open(30, other);
  await settle(at, sequencer);
  await open(1, mine); // Not numbered, so not proven, so not found.

  const find = searchEntries(at.db);
  const first = await find({ subject: mine });
  expect(first.entries[0]).toEqual({
    number: 249, at: world.now(), actor: { kind: "system", name: "test" }, action: "message.open", verdict: "yes", subject: { type: "message", id: mine },
  });
  expect(first.entries).toHaveLength(200);
  const rest = await find({ subject: mine, before: first.next! });
  expect(rest.next).toBeNull();
  expect([...first.entries, ...rest.entries].map((e) => e.number)).toEqual(Array.from({ length: 250 }, (_, i) => 249 - i));
  expect((await find({})).entries[0]!.number).toBe(279);
  expect(await find({ subject: world.id() })).toEqual({ entries: [], next: null });
});
