import type { LadderStep, SeenHole, Urgency } from "../../../contract/index.ts";
import type { z } from "zod";
import type { PersonId } from "../../foundation/ids.ts";
import type { Outcome } from "../../foundation/refusal.ts";
import { toIso } from "../../foundation/time.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";

export type Step = z.infer<typeof LadderStep>;
export const step = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 5, repeats: 0, ...more });
export const alarm: Step = { who: "desk-alarm", patienceMinutes: 1, repeats: 0 };
export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? "done" : outcome.refusal.code);

const URGENCIES: readonly Urgency[] = ["emergency", "urgent", "routine"];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
interface More { readonly rank?: "first" | "backup"; readonly role?: string }
export const week = (person: PersonId, [start, end]: readonly [string, string], { rank = "first", role }: More = {}) => EVERY_DAY.map((weekday) => ({ weekday, start, end, person, rank, ...(role && { role }) }));
export const ALL_DAY = ["08:00", "08:00"] as const;

/** One practice with its manager, as the coverage of its hours is proved, handed over and published. */
export interface CoverageHouse {
  readonly h: TestHouse;
  readonly lakeside: Practice;
  readonly mo: PersonId;
  /** A phone of theirs is woken. */
  enrol(person: PersonId): Promise<void>;
  /** The office allows it, a test call proved the number on file, and they have a PIN. */
  proveTelephone(person: PersonId, number: string): Promise<void>;
  /** Saved by somebody who has seen what it opens. */
  ladder(steps: readonly Step[], ask?: { urgencies?: readonly Urgency[]; hours?: "always" | "office" | "after-hours" | "holiday" }): Promise<void>;
  save(shifts: readonly ReturnType<typeof week>[number][], ask?: { basedOn?: number; acknowledge?: SeenHole }): Promise<Outcome<unknown>>;
  prove(shifts?: readonly ReturnType<typeof week>[number][]): Promise<Awaited<ReturnType<TestHouse["house"]["coverage"]["prove"]>> extends Outcome<infer P> ? P : never>;
  rows(table: string): Promise<Record<string, unknown>[]>;
}

export async function coverageHouse(): Promise<CoverageHouse> {
  const h = await testHouse();
  const lakeside = await h.practice({ name: "Lakeside", number: "+12125550100", onDuty: "Dr Lee", backup: "Dr Cho" });
  const mo = await h.person("Mo Gray", "client-manager", lakeside.client);
  const sql = async (text: string, values: unknown[]): Promise<void> => void (await h.base.asOwner(text, values));
  return {
    h, lakeside, mo,
    enrol: (person) => sql("insert into delivery.push_subscription (id, person_id, endpoint, p256dh, auth, subscribed_at) values (gen_random_uuid(), $1, $2, 'k', 'a', now())", [person, `https://push.test/${person}`]),
    proveTelephone: async (person, number) => {
      const at = toIso(h.world.now());
      await sql("insert into identity.telephone (person_id, code, number, number_at) values ($1, $2, $3, $4) on conflict (person_id) do update set number = excluded.number, number_at = excluded.number_at", [person, `2${number.slice(-6)}`, number, at]);
      await sql("insert into identity.pin (person_id, phc, set_at) values ($1, '$argon2id$made-up', $2)", [person, at]);
      await sql("insert into voice.telephone (person_id, allowed, allowed_at, proved_number, proved_at) values ($1, true, $3, $2, $3)", [person, number, at]);
    },
    ladder: async (steps, { urgencies = URGENCIES, hours = "always" } = {}) => {
      const as = await h.as(mo);
      for (const urgency of urgencies) {
        const draft = { urgency, hours, quiet: null, steps };
        const { first, holes } = must(await h.house.coverage.proveLadder(as, lakeside.account, draft));
        must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.saveLadder(tx, as, { account: lakeside.account, ...draft, ...(first && { acknowledge: { hole: first, holes } }) })));
      }
    },
    save: async (shifts, { basedOn = 1, acknowledge } = {}) => h.house.oncall.saveSchedule(await h.as(mo), lakeside.account, { basedOn, zone: "America/New_York", shifts, acknowledge }),
    prove: async (shifts) => must(await h.house.coverage.prove(await h.as(mo), lakeside.account, { shifts })),
    rows: (table) => h.base.asOwner<Record<string, unknown>>(`select * from coverage.${table}`),
  };
}
