import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tools/crash/until.ts";
import { createSequencer, signerFromSeed, verifyAudit } from "../../trust/audit/index.ts";
import { openDoors, type Intruder, type OpenDoors } from "./doors.ts";
import { openVictim, sendMessage, type Victim } from "./victim.ts";

let doors: OpenDoors;
let victim: Victim;
let manager: Intruder;
beforeAll(async () => {
  doors = await openDoors();
  victim = await openVictim(doors.t);
  manager = await doors.enter("Pat Reader", "client-manager", victim.client);
});
afterAll(() => doors.close());

const rows = <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => doors.t.base.asOwner<R>(text, values);

const contentOf = async (message: string): Promise<Buffer> => (await rows<{ content: Buffer }>("select content from messages.revision where client_id = $1 and message_id = $2", [victim.client, message]))[0]!.content;
const put = (message: string, content: Buffer) => rows("update messages.revision set content = $1 where client_id = $2 and message_id = $3", [content, victim.client, message]);

test("[AT6] sealed words of two messages of one practice that somebody with the database swapped do not open, nor do words with one bit turned", async () => {
  const [one, other] = [victim.ids["message"]!, (await sendMessage(doors.t, { operator: "Cleo Ito", patient: "Otto Vilar" })).message];
  const [own, others] = [await contentOf(one), await contentOf(other)];
  const turned = Buffer.from(own);
  turned[turned.length - 1]! ^= 1;
  await rows("alter table messages.revision disable trigger user");
  for (const [message, content] of [[one, others], [other, own], [one, turned]] as const) {
    await put(message, content);
    const answer = await manager.send("GET", `/api/messages/${message}`);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.text).not.toMatch(/Fonseca|Vilar|Nose bleed/);
  }
  await put(one, own);
  await put(other, others);
  expect((await manager.send("GET", `/api/messages/${one}`)).text).toContain("Ines Fonseca");
  expect((await manager.send("GET", `/api/messages/${other}`)).text).toContain("Otto Vilar");
});

test("[AT7] an audit entry that was changed or taken away with the database's own administrator rights is named", async () => {
  const { db } = doors.t.base;
  const signer = signerFromSeed(Buffer.alloc(32, 7));
  const memory = { load: async () => undefined, save: async () => undefined, setAside: async () => undefined };
  const sequencer = createSequencer({ db, world: doors.t.world, signer, memory });
  await until("everything is numbered", async () => {
    const { size } = await sequencer.sequence();
    const [count] = await rows<{ n: string }>("select count(*) as n from audit.entry");
    return size > 0 && size === Number(count!.n);
  });
  const verdict = () => verifyAudit(db, { publicKey: signer.publicKey });
  expect(await verdict()).toMatchObject({ ok: true, findings: [] });

  const [touched] = await rows<{ id: string; bytes: Buffer }>("select id, bytes from audit.entry where convert_from(bytes, 'UTF8') like '%message.open%' order by id limit 1");
  expect(touched, "the manager's look at the message was recorded").toBeDefined();
  const [{ number }] = (await rows<{ number: string }>("select l.number from audit.leaf l join audit.entry e on e.id = l.entry_id where e.id = $1", [touched!.id])) as [{ number: string }];
  await rows("update audit.entry set bytes = $1 where id = $2", [Buffer.from(touched!.bytes.toString().replace("message.open", "message.list")), touched!.id]);
  expect(await verdict()).toMatchObject({ ok: false, findings: [{ check: "entry-changed", number: Number(number) }] });
  await rows("update audit.entry set bytes = $1 where id = $2", [touched!.bytes, touched!.id]);
  expect((await verdict()).ok).toBe(true);
  await rows("delete from audit.entry where id = $1", [touched!.id]);
  const after = await verdict();
  expect(after.ok).toBe(false);
  expect(after.findings.map(({ check, number: at }) => ({ check, at }))).toContainEqual({ check: "entry-removed", at: Number(number) });
});
