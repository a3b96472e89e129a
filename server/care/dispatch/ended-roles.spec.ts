import { afterEach, beforeEach, expect, test } from "vitest";
import { system, within } from "../../foundation/actor.ts";
import type { ClientId, MessageId, PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { plus } from "../../foundation/time.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { draftOf, script } from "../../testing/night.ts";
import { sendMessage } from "../../testing/sent-message.ts";

let h: TestHouse;
let alpha: Practice;
beforeEach(async () => {
  h = await testHouse();
  alpha = await h.practice({ name: "Alpha", number: "+12125550101", onDuty: "Dr Lee", backup: "Dr Cho" });
});
afterEach(() => h.close());

const house = system("test", { role: "app" });

/** An operator sends an urgent message for Alpha, and whoever is on duty is paged. */
async function send(): Promise<MessageId> {
  const message = await sendMessage(h, alpha, { operator: `Ana ${h.world.id()}` });
  await h.settle();
  return message;
}

const alsoAt = (person: PersonId, client: ClientId, role: "clinician" | "client-manager") => h.house.access.giveRole(within(house, client), { person, client, role, until: null });

async function dismiss(person: PersonId, client: ClientId): Promise<void> {
  const [held] = await h.base.asOwner<{ id: string }>("select id from access.membership where person_id = $1 and client_id = $2", [person, client]);
  must(await h.house.access.endRole(within(house, client), { person, membership: held!.id }));
}

/** What this person gets for each thing one can do with a message. */
async function tries(person: PersonId, message: MessageId): Promise<Record<string, string>> {
  const as = await h.as(person);
  const { dispatch } = h.house;
  const one = async (act: (tx: Parameters<Parameters<typeof h.base.db.transaction>[1]>[0]) => Promise<{ ok: boolean; refusal?: { code: string } }>) => {
    const outcome = await h.base.db.transaction(as.scope, act);
    return outcome.ok ? "yes" : outcome.refusal!.code;
  };
  return {
    open: await one((tx) => dispatch.open(tx, as, message)),
    reply: await one((tx) => dispatch.reply(tx, as, { message, text: phi("From home") })),
    acknowledge: await one((tx) => dispatch.acknowledge(tx, as, { message, revision: 1 })),
  };
}

const rowOf = async (message: MessageId) => {
  const as = await h.as(await h.person(`Sue ${h.world.id()}`, "supervisor", null));
  return (await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.working(tx))).find((row) => row.message === message)!;
};

test("[D15] a doctor who was dismissed reads, answers and takes nothing they were paged about, whatever role they still have elsewhere", async () => {
  const beta = await h.practice({ name: "Beta", number: "+12125550102", onDuty: "Dr Park" });
  must(await alsoAt(alpha.onDuty, beta.client, "clinician"));
  const message = await send();
  expect((await tries(alpha.onDuty, message)).open).toBe("yes");
  await dismiss(alpha.onDuty, alpha.client);
  expect(await tries(alpha.onDuty, message)).toEqual({ open: "dispatch.mayNot", reply: "dispatch.notAssigned", acknowledge: "dispatch.notAssigned" });
  await h.settle();
  expect(await tries(alpha.onDuty, message)).toEqual({ open: "dispatch.notFound", reply: "dispatch.notFound", acknowledge: "dispatch.notFound" });
});

test("[D15] when a doctor's role ends, their open page is closed and the next step begins at once", async () => {
  const message = await send();
  await dismiss(alpha.onDuty, alpha.client);
  await h.settle();
  expect(await rowOf(message)).toMatchObject({ recipient: "Dr Cho", state: "working" });
  expect(await h.base.asOwner("select 1 from delivery.inbox where person_id = $1 and closed_at is null", [alpha.onDuty])).toEqual([]);
  expect(await tries(alpha.backup, message)).toMatchObject({ acknowledge: "yes" });
});

test("[D15] a role that was given until an instant ends there by itself", async () => {
  const locum = await h.person("Dr Temp", "clinician", (await h.practice({ name: "Gamma", number: "+12125550103", onDuty: "Dr Gale" })).client);
  must(await h.house.access.giveRole(within(house, alpha.client), { person: locum, client: alpha.client, role: "clinician", until: plus(h.world.now(), { minutes: 3 }) }));
  const message = await send();
  const ana = await h.as(await h.person("Ana Ruiz", "operator", null));
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.pageNamed(tx, ana, { message, person: locum, reason: "asked-for" })));
  await h.settle();
  expect((await tries(locum, message)).open).toBe("yes");
  await h.advance({ minutes: 3 });
  expect((await tries(locum, message)).open).toBe("dispatch.notFound");
});

test("[D15] whoever came back to the practice is paged and reads again", async () => {
  const message = await send();
  await dismiss(alpha.onDuty, alpha.client);
  await h.settle();
  must(await alsoAt(alpha.onDuty, alpha.client, "clinician"));
  const ana = await h.as(await h.person("Ana Ruiz", "operator", null));
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.pageNamed(tx, ana, { message, person: alpha.onDuty, reason: "asked-for" })));
  await h.settle();
  expect(await tries(alpha.onDuty, message)).toEqual({ open: "yes", reply: "yes", acknowledge: "yes" });
});

test("[D15] [AC10] a covering doctor whom the call group lets go: their window is told at once, the page is closed, and the next step begins", async () => {
  const beta = await h.practice({ name: "Beta", number: "+12125550102", onDuty: "Dr Park" });
  const group = await h.base.db.transaction(house.scope, async (tx) => {
    const id = await h.house.access.callGroups.add(tx, house, { name: "Night cover", members: [beta.onDuty] });
    await h.house.access.callGroups.putAccount(tx, house, { account: alpha.account, client: alpha.client, group: id });
    return id;
  });
  const message = await send();
  const ana = await h.as(await h.person("Ana Ruiz", "operator", null));
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.pageNamed(tx, ana, { message, person: beta.onDuty, reason: "asked-for" })));
  await h.settle();
  expect((await tries(beta.onDuty, message)).open).toBe("yes");
  await h.base.db.transaction(house.scope, (tx) => h.house.access.callGroups.setMembers(tx, house, { group, members: [] }));
  expect(h.frames.filter(({ frame }) => frame.type === "access-ended").map(({ person }) => person)).toEqual([beta.onDuty]);
  expect((await tries(beta.onDuty, message)).open).toBe("dispatch.mayNot");
  await h.settle();
  expect((await tries(beta.onDuty, message)).open).toBe("dispatch.notFound");
  expect(await h.base.asOwner("select 1 from delivery.inbox where person_id = $1 and closed_at is null", [beta.onDuty])).toEqual([]);
});

test("[D15] [D62] who covers no longer has nothing left in the inbox, also no correction of a message that somebody took and no question for a call-back; what they cover still, stays", async () => {
  const beta = await h.practice({ name: "Beta", number: "+12125550102", onDuty: "Dr Park" });
  must(await alsoAt(alpha.onDuty, beta.client, "clinician"));
  const as = await h.as(alpha.onDuty);
  const untaken = () => h.base.db.transaction(as.scope, (tx) => h.house.delivery.untaken(tx, alpha.onDuty));
  const take = async (message: MessageId, revision: number) => must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.acknowledge(tx, as, { message, revision })));
  const [corrected, asked] = [await send(), await send()];
  await take(corrected, 1);
  await take(asked, 1);
  const ana = await h.as(await h.person("Ana Ruiz", "operator", null));
  const { draft } = await h.base.db.transaction(ana.scope, async (tx) => must(await h.house.messages.beginCorrection(tx, ana, corrected)));
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.messages.correct(tx, ana, { message: corrected, basedOn: 1, script, draft: draft.map((typed) => ({ ...typed, readBack: draftOf("urgent").readBack })) })));
  await h.settle();
  const cho = await h.as(alpha.backup!);
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.pageNamed(tx, ana, { message: corrected, person: alpha.backup!, reason: "asked-for" })));
  await h.settle();
  must(await h.base.db.transaction(cho.scope, (tx) => h.house.dispatch.acknowledge(tx, cho, { message: corrected, revision: 2 })));
  await h.advance({ minutes: 31 });
  expect(await h.base.asOwner("select kind from delivery.inbox where person_id = $1 and closed_at is null order by kind", [alpha.onDuty])).toEqual([{ kind: "corrected" }, { kind: "reminder" }]);
  expect(await untaken()).toBe(1);
  const elsewhere = await sendMessage(h, beta, { operator: "Ben Ito" });
  await h.settle();
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.pageNamed(tx, ana, { message: elsewhere, person: alpha.onDuty, reason: "asked-for" })));
  await h.settle();
  await dismiss(alpha.onDuty, alpha.client);
  await h.settle();
  expect(await h.base.asOwner("select message_id from delivery.inbox where person_id = $1 and closed_at is null", [alpha.onDuty])).toEqual([{ message_id: elsewhere }]);
  expect(await untaken()).toBe(1);
});

test("[D15] a covering doctor reads what somebody took for seven days, and no longer", async () => {
  const beta = await h.practice({ name: "Beta", number: "+12125550102", onDuty: "Dr Park" });
  await h.base.db.transaction(house.scope, async (tx) => {
    const group = await h.house.access.callGroups.add(tx, house, { name: "Night cover", members: [beta.onDuty] });
    await h.house.access.callGroups.putAccount(tx, house, { account: alpha.account, client: alpha.client, group });
  });
  const message = await send();
  const ana = await h.as(await h.person("Ana Ruiz", "operator", null));
  must(await h.base.db.transaction(ana.scope, (tx) => h.house.dispatch.pageNamed(tx, ana, { message, person: beta.onDuty, reason: "asked-for" })));
  await h.settle();
  expect(await tries(beta.onDuty, message)).toEqual({ open: "yes", reply: "yes", acknowledge: "yes" });
  await h.advance({ days: 6 });
  expect((await tries(beta.onDuty, message)).open).toBe("yes");
  await h.advance({ days: 2 });
  expect(await tries(beta.onDuty, message)).toEqual({ open: "dispatch.mayNot", reply: "dispatch.notAssigned", acknowledge: "dispatch.notAssigned" });
});
