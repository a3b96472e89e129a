import { afterEach, beforeEach, expect, test } from "vitest";
import type { PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { must, testHouse, type Practice, type TestHouse } from "../../testing/house.ts";
import { draftOf, script } from "../../testing/night.ts";
import { knowScript } from "../../testing/sent-message.ts";

const LAKESIDE = "+12125550100";
const MARIA = "+12125550142";

let t: TestHouse;
let lakeside: Practice;
beforeEach(async () => {
  t = await testHouse();
  lakeside = await t.practice({ name: "Lakeside Pediatrics", number: LAKESIDE, onDuty: "Dr Hannah Lee", backup: "Dr Min Cho" });
});
afterEach(() => t.close());

interface Entry {
  readonly actor: { readonly person?: string };
  readonly subject: { readonly id: string };
  readonly details?: Record<string, string[]>;
}
const audited = async (action: string): Promise<Entry[]> =>
  (await t.base.asOwner<{ bytes: Buffer }>("select bytes from audit.entry order by id")).map(({ bytes }) => JSON.parse(bytes.toString()) as Entry & { action: string }).filter((entry) => entry.action === action);
const deskOf = async (person: PersonId) => must(await t.house.desk.snapshot(await t.as(person)));

test("[K20] whoever finds messages by a caller's number has left in the log which ones, also of a search that found none", async () => {
  const ana = await t.person("Ana Ruiz", "operator", null);
  const as = await t.as(ana);
  const phone = t.telephony.ring(LAKESIDE, { number: MARIA });
  await knowScript(t, lakeside);
  await t.until(() => t.house.calls.live().length === 1);
  const call = t.house.calls.live()[0]!.id;
  const { message } = must(await t.base.db.transaction(as.scope, (tx) => t.house.messages.saveMessage(tx, as, { call, account: lakeside.account, client: lakeside.client, key: t.world.id(), draft: phi(draftOf("urgent")), script, callerNumber: phi(MARIA), takenDownBy: ana })));
  await t.settle();
  expect(must(await t.house.desk.find(as, MARIA)).hits).toMatchObject([{ id: message }]);
  must(await t.house.desk.find(as, "+12125550199"));
  must(await t.house.desk.find(as, "lake"));
  expect((await audited("desk.find")).map(({ actor, details }) => ({ who: actor.person, details }))).toEqual([
    { who: ana, details: { messages: [message], accounts: [], people: [] } },
    { who: ana, details: { messages: [], accounts: [], people: [] } },
    { who: ana, details: { messages: [], accounts: [lakeside.account], people: [] } },
  ]);
  phone.hangUp();
});

test("[K20] each operator who saw the number on a cue is in the log, once, and the floor opens none", async () => {
  const [ana, ben, sue] = [await t.person("Ana Ruiz", "operator", null), await t.person("Ben Ortiz", "operator", null), await t.person("Sue Vale", "supervisor", null)];
  t.openDesks.add(ana);
  const phone = t.telephony.ring(LAKESIDE, { number: MARIA });
  await t.until(() => t.house.calls.live().length === 1);
  const call = t.house.calls.live()[0]!.id;
  phone.hangUp();
  const shownTo = (who: PersonId) => t.frames.some(({ person, frame }) => person === who && frame.type === "desk" && frame.desk.cues.some((cue) => cue.number === MARIA));
  await t.until(() => shownTo(ana));
  for (let i = 0; i < 3; i++) expect((await deskOf(ben)).cues).toMatchObject([{ call, number: MARIA }]);
  for (let i = 0; i < 3; i++) must(await t.house.desk.floor(await t.as(sue)));
  expect((await audited("cue.see-number")).map(({ actor, subject }) => [actor.person, subject.id])).toEqual([[ana, call], [ben, call]]);
  expect(await audited("cue.show-number")).toHaveLength(1);
});
