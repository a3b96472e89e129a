import { createHash } from "node:crypto";
import { expect } from "vitest";
import { system } from "../../foundation/actor.ts";
import { sql } from "../../foundation/db/sql.ts";
import type { Runner } from "../../foundation/due/index.ts";
import type { AttemptId, MessageId, PersonId } from "../../foundation/ids.ts";
import { instant } from "../../foundation/time.ts";
import type { TestDatabase } from "../database.ts";
import { Crash, lakeside, night, type Night } from "../night.ts";

interface Seen {
  readonly id: MessageId;
  readonly revision: number;
  /** Pages with an older text whose person was not told of the newest one. */
  readonly untold: number;
  readonly state: string;
  readonly steps: number;
  readonly timers: number;
  readonly decisions: number;
  readonly pages: number;
  readonly openPages: number;
  readonly rungsTwice: number;
}
interface Page {
  readonly attempt: AttemptId;
  readonly message: MessageId;
  readonly person: PersonId;
  readonly role: "on-duty" | "backup" | "named";
  readonly state: string;
  readonly repeats: number;
  readonly inboxRows: number;
  readonly repeated: boolean | null;
}

const scope = system("simulation", { clients: [lakeside] }).scope;
const DRAIN_JUMPS_MAX = 500;

/** A night with random things happening, and what must be true after each of them. */
export interface NightUnderTest {
  readonly house: Night;
  readonly sent: MessageId[];
  /** The newest revision of each message that was corrected. */
  readonly revisions: Map<MessageId, number>;
  /** Like the runner, but a crash is followed by another start. */
  readonly runner: Runner;
  check(): Promise<void>;
  /** Lets everything that is still to come happen, and asks how each message ended. */
  drain(): Promise<void>;
}

export function nightUnderTest(base: TestDatabase, seed: string): NightUnderTest {
  const house = night(base, seed);
  // Every other night pages by a gateway outside the database: there a crash can lose the answer.
  house.fate.outside = createHash("sha256").update(seed).digest()[0]! % 2 === 1;
  const sent: MessageId[] = [];
  const decided = new Set<AttemptId>();
  const taken = new Map<string, { decisions: number; pages: number }>();
  const runner: Runner = { ...house.runner, settle: () => settleThroughCrashes(house.runner) };

  const check = async (): Promise<void> => {
    const { seen, pages } = await base.db.transaction(scope, async (tx) => ({ seen: await tx.rows<Seen>(messagesOf(sent)), pages: await tx.rows<Page>(pagesOf(sent)) }));
    expect(seen.map((one) => one.id).toSorted(), "nothing saved is lost").toEqual(sent.toSorted());
    for (const one of seen) checkMessage(one, taken);
    for (const page of pages) {
      checkPage(page, house);
      if (!decided.has(page.attempt)) checkDecision(page, house);
      decided.add(page.attempt);
    }
  };
  return {
    house, sent, revisions: new Map(), runner, check,
    drain: async () => {
      await runner.settle();
      for (let jumps = 0; jumps < DRAIN_JUMPS_MAX; jumps++) {
        const next = await runner.next();
        if (next === null) break;
        house.world.set(instant(next));
        await runner.settle();
      }
      await check();
      const seen = await base.db.transaction(scope, (tx) => tx.rows<Seen>(messagesOf(sent)));
      for (const one of seen) {
        expect(["taken", "alarm"], "every ladder ends with a person or the alarm").toContain(one.state);
        expect(one.untold, "everyone who has an older text was told of its correction").toBe(0);
      }
    },
  };
}

async function settleThroughCrashes(runner: Runner): Promise<number> {
  for (;;) {
    try {
      return await runner.settle();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

function checkMessage(one: Seen, taken: Map<string, { decisions: number; pages: number }>): void {
  expect(one.rungsTwice, "a rung is one decision and one attempt, however often it is sent").toBe(0);
  if (one.state === "working") expect(one.steps, "a message that is worked has its next look").toBe(1);
  if (one.state !== "taken") return;
  expect(one.timers, "nothing is pending after an acknowledgement").toBe(0);
  expect(one.openPages, "a message that was taken waits in nobody's inbox, also not where it arrived in that moment").toBe(0);
  const text = `${one.id} ${one.revision}`;
  const then = taken.get(text) ?? one;
  expect({ decisions: one.decisions, pages: one.pages }, "nobody is paged after an acknowledgement").toEqual({ decisions: then.decisions, pages: then.pages });
  taken.set(text, { decisions: one.decisions, pages: one.pages });
}

function checkPage(page: Page, { fate }: Night): void {
  expect(fate.sends.get(page.attempt) ?? 0, "whatever is sent again is counted as a repeat").toBeLessThanOrEqual(1 + page.repeats);
  expect(page.inboxRows, "the inbox shows an attempt once").toBeLessThanOrEqual(1);
  // A repeat that found the message taken was held back and marks nothing.
  if (page.inboxRows === 1 && page.state !== "taken") expect(page.repeated, "a repeat is marked, and nothing else is").toBe(page.repeats > 0);
}

/** The roster changes between events only, so a decision of this event must match it as it stands. */
function checkDecision({ role, person }: Page, { roster }: Night): void {
  if (role === "on-duty") expect(person, "a role step pages whoever is on duty").toBe(roster.first);
  if (role === "backup") expect(person, "a role step pages the backup").toBe(roster.backup);
}

const messagesOf = (sent: readonly MessageId[]) => sql`
  select m.id, m.revision, d.state,
         (select count(*) from delivery.inbox i join delivery.attempt o on o.client_id = i.client_id and o.id = i.id
           where i.message_id = m.id and i.kind = 'page' and o.revision < m.revision
             and not exists (select 1 from delivery.attempt c where c.client_id = o.client_id and c.message_id = m.id and c.person_id = o.person_id and c.kind = 'corrected' and c.revision = m.revision)) as untold,
         (select count(*) from foundation.due u where u.subject = d.id and u.kind = 'dispatch.step') as steps,
         (select count(*) from foundation.due u where u.subject = d.id and u.kind like 'dispatch.%') as timers,
         (select count(*) from dispatch.decision c where c.message_id = m.id) as decisions,
         (select count(*) from delivery.inbox i where i.message_id = m.id and i.kind = 'page') as pages,
         (select count(*) from delivery.inbox i where i.message_id = m.id and i.kind = 'page' and i.closed_at is null) as "openPages",
         (select count(*) - count(distinct (c.step_index, c.repeat_index)) from dispatch.decision c where c.dispatch_id = d.id and c.step_index is not null) as "rungsTwice"
    from messages.message m join dispatch.dispatch d on d.client_id = m.client_id and d.message_id = m.id and d.revision = m.revision
   where m.id = any (${sent})`;

const pagesOf = (sent: readonly MessageId[]) => sql`
  select a.id as attempt, a.message_id as message, a.person_id as person, a.repeats, c.role, d.state,
         (select count(*) from delivery.inbox i where i.client_id = a.client_id and i.id = a.id) as "inboxRows",
         (select i.repeated from delivery.inbox i where i.client_id = a.client_id and i.id = a.id) as repeated
    from delivery.attempt a join dispatch.decision c on c.client_id = a.client_id and c.attempt_id = a.id
    join dispatch.dispatch d on d.client_id = c.client_id and d.id = c.dispatch_id
   where a.message_id = any (${sent})`;
