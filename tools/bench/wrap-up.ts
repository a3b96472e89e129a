/** Calls whose caller is gone and whose operator still has a message to send, put where the calls slice keeps them. */
import { emptyDraft, type Draft } from "../../contract/index.ts";
import { system } from "../../server/foundation/actor.ts";
import type { Db } from "../../server/foundation/db/db.ts";
import type { AccountId, CallId, ClientId, PersonId } from "../../server/foundation/ids.ts";
import { realWorld } from "../../server/foundation/world.ts";
import * as calls from "../../server/care/calls/store.ts";
import pg from "pg";
import type { Product } from "./product.ts";

const world = realWorld();

interface Place { client: ClientId; account: AccountId; agreement: string; scripts: calls.StampedScript[] }

async function placeOf(product: Product): Promise<Place> {
  const owner = new pg.Client({ connectionString: product.ownerUrl() });
  await owner.connect();
  try {
    const { rows } = await owner.query<Place>(`
      select a.client_id as client, a.id as account, g.id as agreement,
             (select jsonb_agg(jsonb_build_object('id', s.id, 'version', s.version)) from scripts.script s where s.client_id = a.client_id and s.account_id = a.id) as scripts
        from directory.account a join agreements.agreement g on g.client_id = a.client_id
       where a.slug = 'lakeside' limit 1`);
    return rows[0]!;
  } finally {
    await owner.end();
  }
}

export async function callsInWrapUp(product: Product, db: Db, { count, operator }: { count: number; operator: string }): Promise<string[]> {
  const { client, account, agreement, scripts } = await placeOf(product);
  const at = world.now();
  const ids = Array.from({ length: count }, () => world.id() as CallId);
  await db.transaction(system("bench", { role: "app", clients: [client] }).scope, async (tx) => {
    for (const id of ids) {
      await calls.insertCall(tx, { client, id, account, dialled: "+12125550100", transport: "udp", at, agreement, caller: null, callerIndex: null, recording: false, scripts });
      await calls.saveStanding(tx, { client, id }, { phase: "wrap-up", operator: operator as PersonId, answeredAt: at, endedAt: at, endedHow: "remote-hangup", finishedAt: null, finishReason: null });
    }
  });
  return ids;
}

/** A message of some 500 bytes in all, as a night's messages are; the demonstration's patient script asks for it. */
export const draft: Draft = {
  ...emptyDraft("patient"), urgency: "urgent",
  answers: {
    caller: { value: "Maria Sample", spelled: "S-A-M-P-L-E" }, patient: { value: "Tobi Sample", spelled: "T-O-B-I" }, born: { value: "2021-03-04" }, callback: { value: "212 555 0142" },
    reason: { value: "Cough since the evening, drinks well, asks whether to come in tomorrow. ".repeat(3).trim() }, since: { value: "Six in the evening" },
  },
  readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "(212) 555-0142" },
};

export const send = (product: Product, as: { cookie: string }, call: string): Promise<unknown> => product.post(`/api/calls/${call}/message`, as, { key: world.id(), draft });
