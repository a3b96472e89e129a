import { afterEach, beforeEach, expect, test } from "vitest";
import { system, type Actor } from "../../foundation/actor.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { toIso } from "../../foundation/time.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createAudit, createSequencer, searchEntries, signerFromSeed, verifyAudit } from "./index.ts";
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

test("[A18] a touch of last year is found behind everything written since, also where it stood in a list, and hiding it is found out", async () => {
  const world = fakeWorld();
  const audit = createAudit({ world });
  const signer = signerFromSeed(Buffer.alloc(32, 7));
  const sequencer = createSequencer({ db: at.db, world, signer, memory: visibleMemory() });
  const [mine, other, client, person] = [world.id(), world.id(), world.id(), world.id()];
  const nurse: Actor = { kind: "person", person: person as PersonId, scope: { role: "app", clients: [] } };
  await at.db.transaction(WORKER.scope, async (tx) => {
    await audit.record(tx, nurse, "message.open", { type: "message", id: mine, client }, "yes");
    await audit.record(tx, nurse, "message.list", { type: "person", id: person }, undefined, { messages: [other, mine] });
    await audit.record(tx, nurse, "audit.search", { type: "person", id: person }, undefined, { about: mine });
  });
  // A busy month, or somebody who wants the touch out of sight.
  await at.asOwner(`insert into audit.entry (at, salt, bytes) select $1::timestamptz, decode(repeat('00', 16), 'hex'), convert_to('{"action":"a.b","actor":{"kind":"system","name":"x"},"at":"' || $2::text || '","details":{"n":' || n || '},"subject":{"id":"${other}","type":"message"},"v":1}', 'UTF8') from generate_series(1, 21000) n`, [toIso(world.now()), toIso(world.now())]);
  for (let size = 0; size < 21_003; ) size = await settle(at, sequencer);

  const find = searchEntries(at.db);
  expect((await find({ subject: mine })).entries.map(({ number, action }) => `${number} ${action}`)).toEqual(["2 audit.search", "1 message.list", "0 message.open"]);
  expect(await find({ subject: client })).toEqual({ entries: [], next: null });
  expect((await find({ subject: person })).entries).toHaveLength(2);
  expect(await verifyAudit(at.db, { publicKey: signer.publicKey })).toMatchObject({ ok: true });
  await at.asOwner("delete from audit.touched where number = 1 and subject = $1", [mine]);
  expect((await verifyAudit(at.db, { publicKey: signer.publicKey })).findings).toMatchObject([{ check: "unfindable", number: 1 }]);
}, 60_000);
