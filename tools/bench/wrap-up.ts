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

/** The codes of ten regions; the last hundred numbers of 555 are nobody's. */
const AREAS = ["212", "617", "312", "415", "206", "305", "404", "512", "602", "720"] as const;
const NAMES = ["Sample", "Specimen", "Example", "Placeholder", "Fictional", "Invented", "Pretend"] as const;

/** A message of some 500 bytes in all, as a night's messages are; the demonstration's patient script asks for it. Each is another patient's: those who ring again are rare. */
export function draftOf(n: number): Draft {
  const number = `${AREAS[Math.floor(n / 100) % AREAS.length]} 555 01${String(n % 100).padStart(2, "0")}`;
  const [born, name] = [new Date(Date.UTC(1935, 0, 1) + n * 86_400_000).toISOString().slice(0, 10), NAMES[n % NAMES.length]!];
  return {
    ...emptyDraft("patient"), urgency: "urgent",
    answers: {
      caller: { value: `Maria ${name}`, spelled: [...name.toUpperCase()].join("-") }, patient: { value: `Tobi ${name}`, spelled: "T-O-B-I" }, born: { value: born }, callback: { value: number },
      reason: { value: "Cough since the evening, drinks well, asks whether to come in tomorrow. ".repeat(3).trim() }, since: { value: "Six in the evening" },
    },
    readBack: { names: true, reason: true, numberFirst: number, numberAgain: `(${number.slice(0, 3)}) ${number.slice(4).replace(" ", "-")}` },
  };
}

let sent = 0;
export const send = (product: Product, as: { cookie: string }, call: string): Promise<unknown> => product.post(`/api/calls/${call}/message`, as, { key: world.id(), draft: draftOf(sent++) });
