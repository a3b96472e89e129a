import { afterEach, beforeEach, expect, test } from "vitest";
import { must } from "../../testing/house.ts";
import { asksToBeRung, checkInHouse, LEE_MOBILE, LINE, PIN, PRACTICE, tries, type CheckInHouse } from "./checkin-under-test.ts";

let house: CheckInHouse;
beforeEach(async () => {
  house = await checkInHouse();
});
afterEach(() => house.t.close());

const dutyNow = async () => {
  const as = await house.t.as(house.pat);
  return house.t.base.db.transaction(as.scope, (tx) => house.t.house.oncall.dutyAt(tx, house.practice.account, house.t.world.now()));
};

/** Dr Lee rings in, and hears the one message that waits. */
async function hearing() {
  const code = await house.enrol(house.lee);
  const message = await house.sends();
  const phone = await house.checkIn(code);
  await phone.hears("Dr Amy Lee");
  phone.press("1");
  await phone.hears("Tobi Marker");
  return { message, phone };
}

test("[CI1] [CI6] a clinician keys code and PIN and hears what waits; the call is one row, proved", async () => {
  const code = await house.enrol(house.lee);
  const phone = await house.checkIn(code);
  expect(house.t.sound.played[0]).toMatch(/^If you have an emergency, hang up and dial 9 1 1/);
  expect(await phone.hears("Dr Amy Lee")).toContain("No message waits for you.");
  phone.press("9");
  await phone.isOver();
  expect(await house.attempts()).toEqual([{ via: "line", state: "proved", failures: 0 }]);
  expect(await house.audited("checkin.settle")).toMatchObject([{ verdict: "proved", details: { failures: 0, person: house.lee } }]);
});

test("[CI7] [C71] a number that is no check-in line and reaches nobody is refused; with no voice the line says nothing and is refused", async () => {
  const nobody = house.t.telephony.ring("+12125550111");
  await house.t.until(() => nobody.saw.includes("refused 404"));
  house.t.speech.installed = false;
  const mute = house.t.telephony.ring(LINE);
  await house.t.until(() => mute.saw.includes("refused 503"));
  const as = await house.t.as(await house.t.person("Sam Cole", "supervisor", null));
  expect(await house.t.house.checkin.addLine(as, PRACTICE)).toMatchObject({ refusal: { code: "checkin.reachesAnAccount" } });
  expect(await house.t.house.checkin.removeLine(as, LINE)).toEqual({ ok: true, value: [] });
});

test("[CI10] messages are heard, the urgent first, and taken; the timeline says that it was by telephone", async () => {
  const code = await house.enrol(house.lee);
  const routine = await house.sends({ urgency: "routine" });
  const urgent = await house.sends({ urgency: "urgent", operator: "Ben Ito" });
  const phone = await house.checkIn(code);
  expect(await phone.hears("Dr Amy Lee")).toContain("You have 2 messages, 1 urgent.");
  phone.press("1");
  expect(await phone.hears("Tobi Marker")).toMatch(/^Urgent, for Tremont Pediatrics\. Patient: Tobi Marker\. Reason: Cough since the evening\./);
  phone.press("1");
  await phone.hears("You have it.");
  phone.press("5");
  await phone.hears("Routine, for Tremont Pediatrics.");
  phone.press("2");
  await phone.hears("It is passed on.");
  phone.hangUp();
  await phone.isOver();
  expect(await house.lines(urgent)).toEqual(expect.arrayContaining(["checked-in", "acknowledged"]));
  expect(await house.lines(routine)).toEqual(expect.arrayContaining(["checked-in", "passed"]));
  expect((await house.audited("message.open")).length).toBe(2);
});

test("[CI10] a clinician who took a message is joined with its caller, who sees the practice's number and never the clinician's; the call back is noted", async () => {
  const code = await house.enrol(house.lee);
  const message = await house.sends();
  const phone = await house.checkIn(code, undefined, LEE_MOBILE);
  await phone.hears("Dr Amy Lee");
  phone.press("1");
  await phone.hears("Tobi Marker");
  phone.press("1");
  await phone.hears("You have it. To be joined with the caller, press 3.");
  phone.press("3");
  const caller = await house.picksUp(0);
  expect(house.t.telephony.rung[0]!.asked).toMatchObject({ to: "+12125550142", from: PRACTICE, purpose: "call-back" });
  await phone.hears("bridge");
  house.t.world.move({ seconds: 3 });
  caller.hangUp();
  await phone.hears("The call is over.");
  phone.press("3");
  const again = await house.picksUp(1);
  await phone.hears("bridge");
  house.t.world.move({ seconds: 15 });
  again.hangUp();
  await phone.hears("The call back is noted.");
  phone.hangUp();
  await phone.isOver();
  expect((await house.lines(message)).toSorted()).toEqual(expect.arrayContaining(["acknowledged", "called-back", "checked-in"]));
  expect(await house.t.base.asOwner("select outcome from messages.call_back where message_id = $1", [message])).toEqual([{ outcome: "reached" }]);
});

test("[CI10] a clinician hangs up in the middle of a message: nobody has it by that, and the timeline says so", async () => {
  const { message, phone } = await hearing();
  phone.hangUp();
  await phone.isOver();
  expect(await house.t.base.asOwner("select kind, say from messages.event where message_id = $1 and kind in ('checked-in', 'acknowledged') order by say", [message])).toEqual([
    { kind: "checked-in", say: "Heard by telephone, after proving who they are." },
    { kind: "checked-in", say: "Hung up, or pressed no key, while it was read by telephone: nobody has it by that." },
  ]);
});

test("[CI10] somebody takes it in a browser while it is read: key 1 is told who has it, and the timeline says that both tried", async () => {
  const { message, phone } = await hearing();
  const [ann, cho] = [await house.t.as(await house.t.person("Ann Poe", "operator", null)), await house.t.as(house.cho)];
  must(await house.t.base.db.transaction(ann.scope, (tx) => house.t.house.dispatch.pageNamed(tx, ann, { message, person: house.cho, reason: "asked-for" })));
  must(await house.t.base.db.transaction(cho.scope, (tx) => house.t.house.dispatch.acknowledge(tx, cho, { message, revision: 1 })));
  phone.press("1");
  await phone.hears("Dr Ben Cho");
  phone.hangUp();
  await phone.isOver();
  expect((await house.lines(message)).filter((kind) => kind === "acknowledged" || kind === "too-late").toSorted()).toEqual(["acknowledged", "too-late"]);
});

test("[CI23] while too many PINs are checked a right one is asked for again and counts as no wrong one; the third time the call ends, and nobody is told of a failure", async () => {
  const code = await house.enrol(house.lee);
  house.t.passwords.isFull = true;
  const phone = await house.checkIn(code);
  expect(await phone.hears("could not be checked")).toContain("did not count as a wrong try");
  house.t.passwords.isFull = false;
  phone.press(`${PIN}#`);
  await phone.hears("Dr Amy Lee");
  phone.hangUp();
  await phone.isOver();

  house.t.passwords.isFull = true;
  const never = await house.checkIn(code);
  for (let again = 1; again < 3; again++) {
    await never.hears("could not be checked");
    never.press(`${PIN}#`);
  }
  await never.hears("still could not be checked, and this call ends here");
  await never.isOver();
  expect(await house.attempts()).toEqual([{ via: "line", state: "proved", failures: 0 }, { via: "line", state: "left", failures: 0 }]);
  expect(must(await house.t.house.notices.list(await house.t.as(await house.t.person("Sam Cole", "supervisor", null)))).open.filter(({ kind }) => kind === "check-in-failed")).toEqual([]);
});

test("[CI23] [CI5] at the number on file too a PIN that cannot be checked counts for nothing: two of them and a wrong one are one wrong try", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 25 });
  const { phone } = await asksToBeRung(house, code);
  const over = phone.isOver();
  const mobile = await house.picksUp(0);
  await mobile.hears("asked to be rung here");
  for (const [isFull, pin, says] of [[true, PIN, "could not be checked"], [false, "111222", "That did not fit."], [true, PIN, "could not be checked"]] as const) {
    house.t.passwords.isFull = isFull;
    mobile.press(`${pin}#`);
    await mobile.hears(says);
  }
  house.t.passwords.isFull = false;
  mobile.press(`${PIN}#`);
  await mobile.hears("Dr Amy Lee");
  mobile.hangUp();
  await mobile.isOver();
  await over;
  expect(await house.attempts()).toEqual(expect.arrayContaining([{ via: "call-back", state: "proved", failures: 1 }]));
});

test("[CI11] [O40] the backup takes over until a time, and is on duty at once, with the reason of how", async () => {
  const code = await house.enrol(house.cho, { pin: "941573" });
  const phone = await house.checkIn(code, "941573");
  await phone.hears("Dr Ben Cho");
  phone.press("2");
  expect(await phone.hears("Dr Amy Lee has it until")).toContain("Behind them: Dr Ben Cho.");
  phone.press("1");
  await phone.hears("Until when?");
  phone.press("2330");
  await phone.hears("That is done, until 23:30.");
  phone.press("9");
  await phone.isOver();
  expect((await dutyNow()).first).toMatchObject({ name: "Dr Ben Cho" });
  expect(await house.audited("oncall.take-over")).toMatchObject([{ verdict: "yes" }]);
});

test("[CI11] [CV17] what would leave a stretch with nobody who is reached is refused with the reason, and nothing is changed", async () => {
  const { t } = house;
  // Dr Lee has an enrolled phone and Dr Cho has none.
  await t.base.asOwner("insert into identity.passkey (id, person_id, public_key, counter, name, created_at) values ($1, $2, $3, 0, 'telephone', now())", [t.world.bytes(32), house.lee, Buffer.alloc(8)]);
  const phone = await house.checkIn(await house.enrol(house.cho, { pin: "941573" }), "941573");
  await phone.hears("Dr Ben Cho");
  phone.press("2");
  await phone.hears("Dr Amy Lee has it");
  phone.press("1");
  await phone.hears("Until when?");
  phone.press("2330");
  expect(await phone.hears("Nothing was changed.")).toContain("Dr Ben Cho, paged first, has no enrolled phone or passkey and no proved telephone that is rung, and nobody else is reached.");
  expect((await dutyNow()).first).toMatchObject({ name: "Dr Amy Lee" });
  phone.hangUp();
  await phone.isOver();
});

test("[CI12] “in surgery until then, use Dr Cho” is a note that the resolver goes by", async () => {
  const code = await house.enrol(house.lee);
  const phone = await house.checkIn(code);
  await phone.hears("Dr Amy Lee");
  phone.press("3");
  await phone.hears("In surgery, press 1.");
  phone.press("1");
  await phone.hears("Until when?");
  phone.press("2330");
  await phone.hears("Dr Ben Cho: press 1.");
  phone.press("1");
  await phone.hears("That is noted until 23:30");
  phone.hangUp();
  await phone.isOver();
  expect((await dutyNow()).first).toMatchObject({ name: "Dr Ben Cho" });
});

test("[CI10] [CI11] [CI13] an office hears what is held and takes it, puts a clinician on, and closes early", async () => {
  const code = await house.enrol(house.pat, { pin: "590284" });
  const sue = await house.t.as(await house.t.person("Sue Lim", "supervisor", null));
  must(await house.t.house.directory.hours.save(sue, house.practice.account, { hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })), holidays: [], days: [] }));
  const held = await house.sends({ urgency: "routine", hold: "caller-content" });
  const phone = await house.checkIn(code, "590284");
  expect(await phone.hears("Pat Owner")).toContain("one message held for the office.");
  phone.press("4");
  await phone.hears("Tobi Marker");
  phone.press("1");
  await phone.hears("The office has it.");
  phone.press("0");
  await phone.hears("For on-call, press 2.");
  phone.press("2");
  await phone.hears("Dr Amy Lee has it");
  phone.press("1");
  await phone.hears("Dr Ben Cho: press 2.");
  phone.press("2");
  await phone.hears("Until when?");
  phone.press("1#");
  await phone.hears("That is done");
  phone.press("5");
  await phone.hears("From when?");
  phone.press("1#");
  await phone.hears(/That is done|closed/);
  phone.press("9");
  await phone.isOver();
  expect(await house.lines(held)).toEqual(expect.arrayContaining(["checked-in", "acknowledged"]));
  expect((await dutyNow()).first).toMatchObject({ name: "Dr Ben Cho" });
  expect(await house.audited("account.close-early")).toMatchObject([{ verdict: "yes" }]);
});

test("[CI5] whoever asks for it is rung at the number on file, says the PIN or the code there, and goes on", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 25 });
  const { phone } = await asksToBeRung(house, code);
  const over = phone.isOver();
  const mobile = await house.picksUp(0);
  expect(house.t.telephony.rung[0]!.asked).toMatchObject({ to: LEE_MOBILE });
  await mobile.hears("key your PIN or your person code");
  mobile.press(`${code}#`);
  await mobile.hears("No message waits for you.");
  mobile.press("9");
  await mobile.isOver();
  await over;
  expect(await house.attempts()).toEqual([{ via: "line", state: "left", failures: 0 }, { via: "call-back", state: "proved", failures: 0 }]);
});

test("[CI14] key 0 rings an operator by the practice's own number", async () => {
  const phone = await house.checkIn(await house.enrol(house.lee));
  await phone.hears("For an operator, press 0.");
  phone.press("0");
  await house.t.until(() => house.t.telephony.rung.length === 1);
  expect(house.t.telephony.rung[0]!.asked).toMatchObject({ to: PRACTICE, purpose: "directory" });
  phone.hangUp();
  await phone.isOver();
});

test("[CI2] whoever is disabled while on the line hears and changes nothing from then on", async () => {
  const phone = await house.checkIn(await house.enrol(house.lee));
  await house.sends();
  await phone.hears("Dr Amy Lee");
  await house.t.base.asOwner("update identity.person set disabled_at = $1 where id = $2", [new Date(house.t.world.now()), house.lee]);
  phone.press("1");
  expect(await phone.hears("You can do nothing here any more")).not.toContain("Tobi Marker");
  await phone.isOver();
  expect(await house.audited("message.open")).toEqual([]);
});

test("[CI1] a slip is no failure for long: the second try is asked for, and fits", async () => {
  const code = await house.enrol(house.lee);
  const phone = await house.checkIn(code, "111213");
  await phone.hears("That did not fit.");
  await tries(phone, code, "704826");
  await phone.hears("Dr Amy Lee");
  phone.hangUp();
  await phone.isOver();
  expect(await house.attempts()).toEqual([{ via: "line", state: "proved", failures: 1 }]);
});
