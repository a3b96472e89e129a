import { afterEach, beforeEach, expect, test } from "vitest";
import { identityRoutes } from "../../../contract/index.ts";
import { ACTS } from "../../trust/access/index.ts";
import { must } from "../house.ts";
import { asksToBeRung, checkInHouse, LEE_MOBILE, PIN, STRANGER, tries, type CheckInHouse } from "../../care/checkin/checkin-under-test.ts";

/** Somebody who knows a clinician's name, telephone number and voice, and how a tired operator can be talked to. */
let house: CheckInHouse;
beforeEach(async () => {
  house = await checkInHouse();
});
afterEach(() => house.t.close());

const failures = async (): Promise<number> => (await house.t.base.asOwner("select 1 from checkin.attempt where state = 'failed'")).length;
/** Everything that was said on the check-in line so far. */
const said = (): string => house.t.sound.played.join("\n");

test("[CI3] the number of the clinician, shown by a caller who is somebody else, gives nothing: the same questions, and no name", async () => {
  await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.sends();
  await house.t.advance({ hours: 25 });
  const own = await house.ring(LEE_MOBILE);
  const heard = await own.hears("person code");
  own.hangUp();
  await own.isOver();
  const strange = await house.ring(STRANGER);
  expect(await strange.hears("person code")).toBe(heard);
  expect(said()).not.toMatch(/Lee|Tremont|Tobi/);
});

test("[CI3] a caller who shows that number and keys its code has three guesses, and then the right PIN does not help for a quarter of an hour", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  const phone = await house.checkIn(code, "111213", LEE_MOBILE);
  for (const guess of ["111214", "111215"]) {
    await phone.hears("That did not fit.");
    await tries(phone, code, guess);
  }
  await phone.hears("this call ends here");
  await phone.isOver();
  expect(await failures()).toBe(1);
  const again = await house.checkIn(code, PIN, STRANGER);
  await again.hears("That did not fit.");
  again.hangUp();
  await again.isOver();
  await house.t.advance({ minutes: 16 });
  const later = await house.checkIn(code, PIN, STRANGER);
  await later.hears("Dr Amy Lee");
  later.hangUp();
  await later.isOver();
});

test("[CI4] [I26] guesses go on over calls and over people: each person's PIN closes for itself, and the calling number is heard no more", async () => {
  const codes = [await house.enrol(house.lee), await house.enrol(house.cho, { pin: "941573" }), await house.enrol(house.pat, { pin: "590284" })];
  for (const code of codes) {
    const phone = await house.checkIn(code, "111213", STRANGER);
    await phone.hears("That did not fit.");
    await tries(phone, code, "111214");
    await phone.hears("That did not fit.");
    phone.hangUp();
    await phone.isOver();
  }
  // Six wrong ones came from this number: even a right PIN is not heard from it now, and from another it is.
  const closed = await house.checkIn(codes[0]!, PIN, STRANGER);
  await closed.hears("That did not fit.");
  closed.hangUp();
  await closed.isOver();
  const owner = await house.checkIn(codes[0]!, PIN, LEE_MOBILE);
  await owner.hears("Dr Amy Lee");
  owner.hangUp();
  await owner.isOver();
});

test("[CI1] [I24] a code that nobody has, one without a PIN and one with a wrong PIN are told apart by no word of the whole call, and by no missing work", async () => {
  const known = await house.enrol(house.lee);
  await house.enrol(house.cho, { pin: "941573" });
  await house.t.base.asOwner("delete from identity.pin where person_id = $1", [house.cho]);
  const [row] = await house.t.base.asOwner<{ code: string }>("select code from identity.telephone where person_id = $1", [house.cho]);
  const calls: string[] = [];
  for (const [i, code] of [known, row!.code, "1000000"].entries()) {
    const before = house.t.sound.played.length;
    const phone = await house.checkIn(code, "111213", `+1312555018${i}`);
    for (const guess of ["111214", "111215"]) {
      await phone.hears("That did not fit.");
      await tries(phone, code, guess);
    }
    await phone.isOver();
    calls.push(house.t.sound.played.slice(before).join("\n"));
  }
  expect(new Set(calls).size).toBe(1);
  expect(await house.audited("identity.check-pin")).toHaveLength(9);
});

test("[CI5] [I27] a number that was entered today is not rung for proof, and the caller hears nothing of it", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 23 });
  const words: string[] = [];
  for (const asked of [code, "1000000"]) {
    const { phone, heard } = await asksToBeRung(house, asked);
    words.push(heard);
    await phone.isOver();
  }
  expect(new Set(words).size).toBe(1);
  expect(house.t.telephony.rung).toHaveLength(0);
});

test("[CI5] whoever knows a code cannot make the clinician's telephone ring all night", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 25 });
  for (let i = 0; i < 5; i++) {
    const { phone } = await asksToBeRung(house, code);
    const over = phone.isOver();
    if (i < 3) {
      await house.t.until(() => house.t.telephony.rung.length === i + 1);
      house.t.telephony.rung[i]!.end({ why: "no-answer" });
    }
    await over;
  }
  expect(house.t.telephony.rung).toHaveLength(3);
});

test("[CI5] nor by asking from many telephones at once", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.t.advance({ hours: 25 });
  const phones = [];
  for (let calls = 0; calls < 5; calls++) phones.push(await house.ring(STRANGER));
  for (const phone of phones) await phone.hears("person code");
  for (const phone of phones) phone.press(code);
  for (const phone of phones) await phone.hears("press star");
  for (const phone of phones) phone.press("*#");
  for (const phone of phones) await phone.hears("we ring it in a moment");
  const over = Promise.all(phones.map((phone) => phone.isOver()));
  await house.t.until(() => house.t.telephony.rung.length >= 3);
  await house.t.until(async () => (await house.audited("checkin.call-back")).length === 5);
  for (const callee of house.t.telephony.rung) callee.end({ why: "no-answer" });
  await over;
  expect(house.t.telephony.rung).toHaveLength(3);
});

test("[CI5] whoever answers the clinician's telephone and knows neither PIN nor code is told whose call it was not, and nothing else", async () => {
  const code = await house.enrol(house.lee, { number: LEE_MOBILE });
  await house.sends();
  await house.t.advance({ hours: 25 });
  const { phone } = await asksToBeRung(house, code);
  const over = phone.isOver();
  const mobile = await house.picksUp(0);
  for (const guess of ["111213", "111214", "111215"]) {
    await mobile.hears("key your PIN or your person code");
    mobile.press(`${guess}#`);
  }
  await mobile.hears("this call ends here");
  await mobile.isOver();
  await over;
  expect(await failures()).toBe(1);
  expect(said()).not.toMatch(/Lee|Tremont|Tobi/);
});

test("[I23] an operator who believes every word has no way to reset a PIN or to change a number on file: no route, no role, no act", async () => {
  await house.enrol(house.lee, { number: LEE_MOBILE });
  const operator = await house.t.as(await house.t.person("Ben Ito", "operator", null));
  const writes = [identityRoutes.setPin, identityRoutes.setTelephoneNumber];
  for (const route of writes) expect(route.path).not.toContain(":");
  const others = house.t.house.endpoints.filter(({ route }) => /pin|telephone/i.test(route.path) && route.method !== "GET").map(({ route }) => route.path);
  expect(others.toSorted()).toEqual(expect.arrayContaining(writes.map(({ path }) => path)));
  expect(others.filter((path) => path.includes("telephone"))).toHaveLength(writes.length);
  expect(Object.keys(ACTS).filter((act) => /pin|telephone/.test(act))).toEqual([]);
  // The one act about somebody else's ways in takes the PIN away, is no operator's, and gives a link that works in a browser alone.
  const cut = await house.t.house.access.cutOff(operator, { person: house.lee, act: "reset" } as never);
  expect(cut.ok).toBe(false);
  const [row] = await house.t.base.asOwner<{ number: string }>("select number from identity.telephone where person_id = $1", [house.lee]);
  expect(row!.number).toBe(LEE_MOBILE);
});

test("[CI20] an operator who was talked into it reads nothing aloud: the card closes every way to a message until the machine has heard the PIN", async () => {
  const message = await house.sends();
  const { as, call } = await house.answers("Ben Ito", LEE_MOBILE);
  must(await house.t.house.checkin.openCard(as, { call, person: house.lee }));
  const tells = house.t.house.endpoints.filter(({ permit }) => permit.kind === "may" && /^(message\.(open|list|correct)|recording\.)/.test(permit.act));
  expect(tells.length).toBeGreaterThan(4);
  for (const { route, handle } of tells) {
    const answer = await handle({ as, locked: false, params: { message, recording: message, account: house.practice.account }, query: {}, body: {}, wire: undefined } as never);
    expect([route.path, answer]).toEqual([route.path, { ok: false, refusal: expect.objectContaining({ code: "checkin.callerUnproved" }) }]);
  }
});
