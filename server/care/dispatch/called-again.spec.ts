import { expect, test } from "vitest";
import type { MessageId } from "../../foundation/ids.ts";
import type { TestDatabase } from "../../testing/database.ts";
import { ana, lee, type Night } from "../../testing/night.ts";
import { sendMessage } from "../../testing/sent-message.ts";
import { must, testHouse } from "../../testing/house.ts";
import { nightForEach } from "./night-under-test.ts";

let base: TestDatabase;
let house: Night;
const { run, row } = nightForEach((one) => void ({ base, house } = one));

const told = async (message: MessageId): Promise<string[]> => {
  const opened = await house.as(ana, (tx, as) => house.dispatch.open(tx, as, message));
  return opened.ok ? opened.value.timeline.filter(({ kind }) => kind === "called-again").map(({ say }) => say) : [];
};
async function twice(first: "urgent" | "routine", second: "urgent" | "emergency" | "routine"): Promise<MessageId> {
  const message = await house.send({ urgency: first });
  await run({ minutes: 1 });
  house.sameCaller.push(message);
  await house.send({ urgency: second });
  await run({ seconds: 1 });
  return message;
}

test("[D23] an urgent second call skips what is left of the step's patience, once; both messages say so", async () => {
  const supervisor: string[] = [];
  house.facts.subscribe("dispatch.called-again", "test", async (job, finish) => {
    supervisor.push(job.subject);
    await base.db.transaction({ role: "worker", clients: [] }, finish);
  });
  const message = await twice("urgent", "urgent");
  expect((await row(message)).tries).toHaveLength(2);
  expect(await told(message)).toEqual(["The same caller rang again about something urgent. The next step begins now."]);
  expect(supervisor).toEqual([message]);
  await run({ minutes: 4 });
  expect((await row(message)).tries).toHaveLength(2);
  await run({ minutes: 1 });
  expect((await row(message)).tries).toHaveLength(3);
});

test("[D23] in the whole house: rung from another telephone, the caller is known by the call-back number they say; each message tells of the other, and a supervisor has a notice", async () => {
  const t = await testHouse();
  try {
    const lakeside = await t.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
    const first = await sendMessage(t, lakeside, { operator: "Ana Ruiz" });
    await t.settle();
    await t.advance({ minutes: 1 });
    const second = await sendMessage(t, lakeside, { operator: "Ben Ito" });
    await t.settle();
    const as = await t.as(await t.person("Mira Stone", "supervisor", null));
    const shown = (await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.working(tx))).find((one) => one.message === first)!;
    expect(shown.tries).toHaveLength(2);
    const saidOf = async (message: MessageId) => must(await t.base.db.transaction(as.scope, (tx) => t.house.dispatch.open(tx, as, message))).timeline.filter(({ kind }) => kind === "called-again").map(({ say }) => say);
    expect([await saidOf(first), await saidOf(second)]).toEqual([["The same caller rang again about something urgent. The next step begins now."], ["The same caller has an earlier message that nobody has taken."]]);
    expect(must(await t.house.notices.list(as)).open.filter(({ kind }) => kind === "called-again").map(({ say }) => say)).toEqual(["A caller rang again about something urgent that nobody had taken"]);
  } finally {
    await t.close();
  }
});

test("[D23] a routine second call changes nothing, and neither does one about a message that somebody took", async () => {
  const waiting = await twice("urgent", "routine");
  expect((await row(waiting)).tries).toHaveLength(1);
  expect(await told(waiting)).toEqual([]);
  await house.as(lee, (tx, as) => house.dispatch.acknowledge(tx, as, { message: waiting, revision: 1 }));
  await house.send({ urgency: "emergency" });
  await run({ seconds: 1 });
  expect(await told(waiting)).toEqual([]);
});
