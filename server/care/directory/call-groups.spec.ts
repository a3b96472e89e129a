import { afterEach, beforeEach, expect, test } from "vitest";
import type { Role } from "../../../contract/index.ts";
import { system } from "../../foundation/actor.ts";
import type { CallGroupId, ClientId } from "../../foundation/ids.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";

let h: TestHouse;
let alpha: Practice;
let beta: Practice;
beforeEach(async () => {
  h = await testHouse();
  alpha = await h.practice({ name: "Alpha", number: "+12125550101", onDuty: "Dr Ames" });
  beta = await h.practice({ name: "Beta", number: "+12125550102", onDuty: "Dr Park" });
});
afterEach(() => h.close());

const who = async (name: string, role: Role, client: ClientId | null = null) => h.as(await h.person(name, role, client));
const covers = () => h.base.db.transaction(system("test", { role: "app", clients: [alpha.client, beta.client] }).scope, (tx) => h.house.oncall.covers(tx, alpha.account, beta.onDuty));
const audited = async (action: string) =>
  (await h.base.asOwner<{ entry: Buffer }>("select bytes as entry from audit.entry order by id")).map(({ entry }) => JSON.parse(entry.toString()) as { action: string; verdict?: string }).filter((entry) => entry.action === action).map(({ verdict }) => verdict);

test("[DR13] an administrator puts a practice into a group of another client's doctor: that doctor covers it, and no longer once it is taken out", async () => {
  const ida = await who("Ida Stone", "administrator");
  const group = must(await h.house.access.openCallGroup(ida, { name: "East Side", members: [beta.onDuty] }));
  expect(await covers()).toBe(false);
  expect(must(await h.house.directory.putInCallGroup(ida, alpha.account, group.id)).callGroup).toBe(group.id);
  expect(await covers()).toBe(true);
  expect(must(await h.house.directory.putInCallGroup(ida, alpha.account, null)).callGroup).toBeNull();
  expect(await covers()).toBe(false);
  expect(await audited("account.call-group")).toEqual(["yes", "yes"]);
});

test("[DR13] a practice's own manager may not, and a group that is not there is refused: both are in the log", async () => {
  const [ida, kim] = [await who("Ida Stone", "administrator"), await who("Kim Vale", "client-manager", alpha.client)];
  const group = must(await h.house.access.openCallGroup(ida, { name: "East Side", members: [beta.onDuty] }));
  expect(await h.house.directory.putInCallGroup(kim, alpha.account, group.id)).toMatchObject({ refusal: { code: "directory.notAllowed" } });
  expect(await h.house.directory.putInCallGroup(ida, alpha.account, h.world.id() as CallGroupId)).toMatchObject({ refusal: { code: "directory.noSuchCallGroup", field: "group" } });
  expect(await audited("account.call-group")).toEqual(["directory.notAllowed", "directory.noSuchCallGroup"]);
  expect(await covers()).toBe(false);
});
