import { afterAll, beforeAll, expect, test } from "vitest";
import { openDoors, type OpenDoors } from "../../testing/attacks/doors.ts";

let doors: OpenDoors;
beforeAll(async () => { doors = await openDoors(); });
afterAll(() => doors?.close());

const PATH = "/api/desk/ice-servers";

test("[K23] an operator is told the servers with a password that ends, and the browser keeps no copy of the answer", async () => {
  const ana = await doors.enter("Ana Ruiz", "operator");
  const { status, text, headers } = await ana.send("GET", PATH);
  expect(status).toBe(200);
  expect(headers.get("cache-control")).toContain("no-store");
  const { iceServers, until } = JSON.parse(text) as { iceServers: { urls: string; username: string; credential: string }[]; until: string };
  expect(iceServers).toMatchObject([{ urls: "turn:turn.test:3478", credential: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/) }]);
  expect(Date.parse(until) - doors.t.world.now()).toBe(4 * 3_600_000);
  expect(Number(iceServers[0]!.username.split(":")[0]) * 1000).toBe(Date.parse(until));
  expect(text).not.toContain(ana.person!);
});

test("[K23] neither a stranger nor a doctor nor a practice's manager nor the office is told any", async () => {
  const { client } = await doors.t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee" });
  const others = [doors.stranger(), await doors.enter("Dr Park", "clinician", client), await doors.enter("Mo Manager", "client-manager", client), await doors.enter("Gus Hale", "compliance-officer")];
  const answers = await Promise.all(others.map((who) => who.send("GET", PATH)));
  expect(answers.map(({ status }) => status)).toEqual([401, 403, 403, 403]);
  for (const { text } of answers) expect(text).not.toContain("turn");
});
