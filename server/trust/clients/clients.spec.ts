import { afterEach, beforeEach, expect, test } from "vitest";
import { within } from "../../foundation/actor.ts";
import { sql } from "../../foundation/db/sql.ts";
import { trustHouse, type TrustHouse } from "../../testing/trust-house.ts";
import { holdsDemonstration } from "./index.ts";

let house: TrustHouse;
beforeEach(async () => {
  house = await trustHouse();
});
afterEach(() => house.close());

test("[CL1] [AC2] with every check in the code left out, the database still shows no other client, and takes nothing for it", async () => {
  const [lakeside, harbor] = [await house.client("Lakeside Pediatrics"), await house.client("Harbor Cardiology")];
  const lee = await house.person("Dr Lee", "clinician", lakeside);
  const as = await house.actor(lee.id);
  const seen = await house.db.transaction(as.scope, (tx) => tx.rows<{ name: string }>(sql`select name from clients.client`));
  expect(seen).toEqual([{ name: "Lakeside Pediatrics" }]);
  expect(await house.db.transaction(as.scope, (tx) => tx.run(sql`update clients.client set name = 'x' where client_id = ${harbor}`))).toBe(0);
  expect(await house.db.transaction({ role: "app", clients: [] }, (tx) => house.clients.inScope(tx))).toEqual([]);
  const forged = house.db.transaction(within(as, lakeside).scope, async (tx) => {
    await tx.run(sql`insert into clients.roll (client_id) values ('33333333-3333-4333-8333-333333333333')`);
    await tx.run(sql`insert into clients.client (client_id, id, name, demo, created_at) values ('33333333-3333-4333-8333-333333333333', '33333333-3333-4333-8333-333333333333', 'x', false, '2027-01-01Z')`);
  });
  await expect(forged).rejects.toThrow("row-level security");
  // FORCE: the tables' owner is bound as well.
  expect(await house.asOwner("select relforcerowsecurity as bound from pg_class where oid = 'clients.client'::regclass")).toEqual([{ bound: true }]);
});

test("[CL2] a new client is in the audit log, and one that could not be saved is not", async () => {
  await house.client("Lakeside Pediatrics");
  expect(await house.audited("clients.add")).toHaveLength(1);
  await expect(house.clients.add(house.house, { name: "x".repeat(121), demo: false })).rejects.toThrow();
  expect(await house.audited("clients.add")).toHaveLength(1);
});

test("[CL4] a database is a demonstration by its clients of made-up data, also when others were added", async () => {
  expect(await holdsDemonstration(house.db)).toBe(false);
  house.must(await house.clients.add(house.house, { name: "Quay Dental", demo: false }));
  expect(await holdsDemonstration(house.db)).toBe(false);
  await house.client("Lakeside Pediatrics");
  expect(await holdsDemonstration(house.db)).toBe(true);
});

test("[CL3] the mark of made-up data cannot be taken off", async () => {
  const lakeside = await house.client("Lakeside Pediatrics");
  for (const role of ["app", "worker"] as const) {
    await expect(house.db.transaction({ role, clients: [lakeside] }, (tx) => tx.run(sql`update clients.client set demo = false`))).rejects.toThrow("permission denied");
  }
});
