import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../../foundation/actor.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { plus } from "../../foundation/time.ts";
import { must } from "../../testing/house.ts";
import { checkInHouse, PRACTICE, type CheckInHouse } from "./checkin-under-test.ts";

let house: CheckInHouse;
let park: PersonId;
let letGo: () => Promise<void>;
const setup = system("test", { role: "app" });
/** Dr Park works for Harbor and covers Tremont, of another client, by its call group; this night is theirs. */
beforeEach(async () => {
  house = await checkInHouse();
  const { t, practice } = house;
  park = (await t.practice({ name: "Harbor ENT", number: "+16465550177", onDuty: "Dr Sun Park" })).onDuty;
  const { callGroups } = t.house.access;
  const group = await t.base.db.transaction(setup.scope, async (tx) => {
    const id = await callGroups.add(tx, setup, { name: "Nights", members: [park] });
    await callGroups.putAccount(tx, setup, { account: practice.account, client: practice.client, group: id });
    return id;
  });
  letGo = () => t.base.db.transaction(setup.scope, async (tx) => void (await callGroups.setMembers(tx, setup, { group, members: [] })));
  const now = t.world.now();
  must(await t.house.oncall.addOverride(await t.as(house.pat), practice.account, { rank: "first", from: now, until: plus(now, { hours: 9 }), person: park, reason: "Cross-cover" }));
});
afterEach(() => house.t.close());

test("[CI24] [CI10] a doctor who covers a practice of another client hears its message, takes it and is joined with its caller, who sees that practice's number; the timeline says that it was by telephone", async () => {
  const code = await house.enrol(park);
  const message = await house.sends();
  const phone = await house.checkIn(code);
  expect(await phone.hears("Dr Sun Park")).toContain("You have one message");
  phone.press("1");
  await phone.hears("Tobi Marker");
  phone.press("1");
  await phone.hears("You have it.");
  phone.press("3");
  await house.picksUp(0);
  expect(house.t.telephony.rung[0]!.asked).toMatchObject({ from: PRACTICE, purpose: "call-back" });
  phone.hangUp();
  await phone.isOver();
  expect(await house.lines(message)).toEqual(expect.arrayContaining(["checked-in", "acknowledged"]));
});

test("[CI24] [CI11] [CI12] [O41] they hear who is on duty there and leave a note about themselves, and nothing of it any more once the group lets them go", async () => {
  const code = await house.enrol(park);
  const phone = await house.checkIn(code);
  await phone.hears("Dr Sun Park");
  phone.press("2");
  expect(await phone.hears("for which practice?")).toMatch(/Harbor ENT: press 1\. Tremont Pediatrics: press 2\./);
  phone.press("2");
  expect(await phone.hears("Tremont Pediatrics.")).toContain("You have it until");
  phone.press("0");
  await phone.hears("press 3");
  phone.press("3");
  await phone.hears("for which practice?");
  phone.press("2");
  await phone.hears("In surgery, press 1.");
  phone.press("1");
  await phone.hears("Until when?");
  phone.press("0500#");
  await phone.hears("Who is asked in the meantime?");
  phone.press("9");
  await phone.hears("That is noted until");
  expect(await house.t.base.asOwner("select person_id as person from oncall.note")).toEqual([{ person: park }]);
  await letGo();
  phone.press("2");
  await phone.hears("for which practice?");
  phone.press("2");
  await phone.hears("This practice is not yours any more.");
  phone.hangUp();
  await phone.isOver();
});
