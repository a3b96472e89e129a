import { expect } from "vitest";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import { must, type Practice, type TestHouse } from "../../testing/house.ts";
import { sendMessage } from "../../testing/sent-message.ts";

export const LEAD = { duty: "night-lead", name: "Jo Park", number: "(646) 555-0171" } as const;
export const OWNER = { duty: "owner", name: "Kim Aldana", number: "646 555 0172" } as const;

/** An operator whose desk is open and has proved its sound. */
export async function deskHeard(h: TestHouse, operator: string): Promise<PersonId> {
  const person = await h.person(operator, "operator", null);
  const as = { ...(await h.as(person)), session: "evening" };
  const { tones } = await h.house.nightlead.askSound(as);
  must(await h.house.nightlead.proveSound(as, tones!));
  h.openDesks.add(person);
  h.house.calls.deskOpened(person);
  return person;
}

export async function name(h: TestHouse, ...people: readonly (typeof LEAD | typeof OWNER)[]): Promise<void> {
  must(await h.house.nightlead.save(await h.as(await h.person("Ida Stone", "administrator", null)), people));
}

export const stateOf = async (h: TestHouse, message: MessageId) => (await h.base.asOwner<{ state: string }>("select state from dispatch.dispatch where message_id = $1", [message]))[0]?.state;

/** A ladder that ends after four minutes. */
export async function shortLadder(h: TestHouse, { account }: Practice): Promise<void> {
  const as = await h.as(await h.person("Sam Cole", "supervisor", null));
  const steps = [{ who: "on-duty", patienceMinutes: 4, repeats: 0 }, { who: "desk-alarm", patienceMinutes: 1, repeats: 0 }] as const;
  must(await h.base.db.transaction(as.scope, (tx) => h.house.dispatch.saveLadder(tx, as, { account, urgency: "urgent", steps })));
}

/** Messages of as many operators, whose ladders have just ended. */
export async function alarms(h: TestHouse, at: Practice, ...operators: readonly string[]): Promise<MessageId[]> {
  const messages: MessageId[] = [];
  for (const operator of operators) messages.push(await sendMessage(h, at, { operator }));
  await h.settle();
  for (let minutes = 0; minutes < 60 && (await stateOf(h, messages.at(-1)!)) !== "alarm"; minutes++) await h.advance({ minutes: 1 });
  for (const message of messages) expect(await stateOf(h, message)).toBe("alarm");
  return messages;
}

/** What the timeline says of calls to people outside. */
export const lines = async (h: TestHouse, message: MessageId): Promise<string[]> =>
  (await h.base.asOwner<{ say: string }>("select say from messages.event where message_id = $1 and kind = 'alarm' order by at, id", [message])).map(({ say }) => say).filter((say) => /rung/.test(say));

/** How long the desks had this alarm alone. */
export const deskSeconds = async (h: TestHouse, message: MessageId): Promise<number | undefined> =>
  (await h.base.asOwner<{ waited: number }>("select extract(epoch from ring_at - since)::int as waited from nightlead.alarm where id = $1", [message]))[0]?.waited;
