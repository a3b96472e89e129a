import { afterEach, beforeEach, expect, test } from "vitest";
import { trustHouse, type TrustHouse } from "../../testing/trust-house.ts";

let house: TrustHouse;
beforeEach(async () => {
  house = await trustHouse();
});
afterEach(() => house.close());

const count = async (table: string): Promise<number> => (await house.asOwner<{ n: string }>(`select count(*) as n from identity.${table}`)).map(({ n }) => Number(n))[0]!;
const sweeps = async (): Promise<number> => (await house.audited("identity.sweep")).length;
const days = async (n: number): Promise<void> => {
  house.world.move({ days: n });
  await house.runner.settle();
};

test("[I21] challenges and counts that a stranger made are gone after some days, a workstation after half a year, an ended session after a year", async () => {
  const ana = await house.person("Ana Ruiz", "operator");
  const { browser } = await house.listen();
  const stranger = browser();
  await stranger.post("/api/sign-in/passkey/options");
  await stranger.post("/api/sign-in", { email: "nobody@service.example", password: "whatever it is", code: "123456" });
  await stranger.post("/api/sign-in", { email: ana.email, password: "ferry lantern oatmeal 7", code: house.code(ana) });
  await house.identity.beginSweeping();
  await house.runner.settle();
  expect([await count("challenge"), await count("throttle") > 0, await count("workstation"), await count("session")]).toEqual([1, true, 1, 1]);

  await days(3);
  expect([await count("challenge"), await count("throttle"), await count("workstation"), await count("session")]).toEqual([0, 0, 1, 1]);
  await days(180);
  expect([await count("workstation"), await count("session")]).toEqual([0, 1]);
  await days(200);
  expect(await count("session")).toBe(0);
});

test("[I21] a house that starts three times sweeps once a day, and each sweep is in the log", async () => {
  for (let start = 0; start < 3; start++) await house.identity.beginSweeping();
  await house.runner.settle();
  expect(await sweeps()).toBe(1);
  await days(1);
  await days(1);
  expect(await sweeps()).toBe(3);
});
