import { afterEach, beforeEach, expect, test } from "vitest";
import { must } from "../../testing/house.ts";
import { codeSaid, enrol, MOBILE, voiceHouse, type VoiceHouse } from "./voice-under-test.ts";

let v: VoiceHouse;
beforeEach(async () => {
  v = await voiceHouse();
});
afterEach(() => v.h.close());

const own = async () => must(await v.h.house.voice.own(await v.h.as(v.lakeside.onDuty)));
const refused = (code: string) => ({ ok: false, refusal: { code: `voice.${code}` } });

test("[VD10] nobody is rung whom the office has not allowed, who has no number or PIN, or whose number no call proved: the timeline says which, and the backup is paged at once", async () => {
  const { h, lakeside } = v;
  const lee = lakeside.onDuty;
  const as = await v.signedIn(lee);
  const why: string[] = [];
  const send = async (operator: string): Promise<void> => {
    const message = await v.send({ operator });
    await h.settle();
    why.push(...(await v.lines(message)));
    expect(await v.paged(message)).toEqual(["Dr Lee voice", "Dr Cho inbox"]);
    await h.advance({ minutes: 1 });
  };
  await send("Ana Ruiz");
  must(await h.house.voice.allow(await h.as(v.office), { person: lee, allowed: true }));
  await send("Ben Ito");
  must(await h.house.identity.setNumber(as, { number: MOBILE }));
  await send("Cy Roe");
  await h.base.asOwner("update voice.telephone set asked_number = $2, proved_number = $2, proved_at = now() where person_id = $1", [lee, MOBILE]);
  await send("Di Poe");
  must(await h.house.identity.setNumber(await v.signedIn(lee), { number: "646 555 0174" }));
  await send("Ed Low");
  expect(why).toEqual([
    "Not rung by telephone: the office has not allowed it for this person.",
    ...Array(2).fill("Not rung by telephone: this person has no number on file that a test call proved."),
    "Not rung by telephone: this person has set no PIN.",
    "Not rung by telephone: this person has no number on file that a test call proved.",
  ]);
  expect(h.telephony.rung).toEqual([]);
});

test("[VD10] a test call says six digits twice; typed in the room they prove the number, and a number that is changed is not proved", async () => {
  const { h, lakeside } = v;
  const as = await enrol(v, lakeside.onDuty);
  expect(await own()).toMatchObject({ allowed: true, number: MOBILE, proved: false, hasPin: true, isRung: false, line: "ready" });
  must(await h.house.voice.testCall(as));
  const callee = await v.rung(1);
  expect(callee.asked).toMatchObject({ to: MOBILE, purpose: "test" });
  const code = await codeSaid(h, callee);
  expect([code, callee.leg.state]).toEqual([expect.stringMatching(/^\d{6}$/), "ended"]);
  must(await h.house.voice.prove(as, code));
  expect(await own()).toMatchObject({ proved: true, isRung: true });
  expect(await h.house.voice.prove(as, code)).toMatchObject(refused("noCode"));
  must(await h.house.identity.setNumber(await v.signedIn(lakeside.onDuty), { number: "646 555 0174" }));
  expect(await own()).toMatchObject({ proved: false, isRung: false });
  expect(await v.audited(/^voice\./)).toEqual(["voice.allow yes", "voice.test-call yes", "voice.prove yes", "voice.prove voice.noCode"]);
  expect(JSON.stringify(await h.base.asOwner("select convert_from(bytes, 'UTF8') as entry from audit.entry"))).not.toContain(code);
});

test("[VD10] a code lasts ten minutes and five tries, is for the number it was said to, and a telephone is rung once a minute at most", async () => {
  const { h, lakeside } = v;
  const as = await enrol(v, lakeside.onDuty);
  const ask = async (count: number): Promise<string> => {
    must(await h.house.voice.testCall(as));
    return codeSaid(h, await v.rung(count));
  };
  const first = await ask(1);
  expect(await h.house.voice.testCall(as)).toMatchObject(refused("tooSoon"));
  const wrong = first === "000000" ? "000001" : "000000";
  for (let tries = 0; tries < 5; tries++) expect(await h.house.voice.prove(as, wrong)).toMatchObject(refused("wrongCode"));
  expect(await h.house.voice.prove(as, first)).toMatchObject(refused("noCode"));
  await h.advance({ minutes: 1 });
  const second = await ask(2);
  await h.advance({ minutes: 10 });
  expect(await h.house.voice.prove(as, second)).toMatchObject(refused("noCode"));
  const third = await ask(3);
  must(await h.house.identity.setNumber(await v.signedIn(lakeside.onDuty), { number: "646 555 0174" }));
  expect(await h.house.voice.prove(as, third)).toMatchObject(refused("noCode"));
});

test("[VD10] one number is rung five times in a day, whoever names it, and one person has ten calls; a day later it is rung again", async () => {
  const { h, lakeside } = v;
  const numbers = ["+16465550181", "+16465550182", "+16465550183"];
  await enrol(v, lakeside.onDuty);
  const asks = async (person: string, number: string) => {
    must(await h.house.identity.setNumber(await v.signedIn(person as never), { number }));
    const asked = await h.house.voice.testCall(await h.as(person as never));
    h.telephony.rung.splice(0).forEach((callee) => callee.end({ why: "busy" }));
    await h.house.voice.settled();
    await h.advance({ minutes: 1 });
    return asked.ok ? "rung" : asked.refusal.code;
  };
  const came: string[] = [];
  for (const number of [numbers[0]!, numbers[1]!]) for (let calls = 0; calls < 5; calls++) came.push(await asks(lakeside.onDuty, number));
  expect(new Set(came)).toEqual(new Set(["rung"]));
  expect(await asks(lakeside.onDuty, numbers[2]!)).toBe("voice.tooManyToday");
  must(await h.house.voice.allow(await h.as(v.office), { person: lakeside.backup, allowed: true }));
  expect([await asks(lakeside.backup, numbers[0]!), await asks(lakeside.backup, numbers[2]!)]).toEqual(["voice.tooManyToday", "rung"]);
  await h.advance({ hours: 24 });
  expect(await asks(lakeside.onDuty, numbers[0]!)).toBe("rung");
});

test("[VD10] a test call needs the office's word, a number, a trunk and a voice, and says which is missing", async () => {
  const { h, lakeside } = v;
  const as = await v.signedIn(lakeside.onDuty);
  expect(await h.house.voice.testCall(as)).toMatchObject(refused("notAllowed"));
  must(await h.house.voice.allow(await h.as(v.office), { person: lakeside.onDuty, allowed: true }));
  expect(await h.house.voice.testCall(as)).toMatchObject(refused("noNumber"));
  must(await h.house.identity.setNumber(as, { number: MOBILE }));
  h.speech.installed = false;
  expect(await h.house.voice.testCall(as)).toMatchObject(refused("noVoice"));
  h.telephony.trunks = () => [];
  expect(await h.house.voice.testCall(as)).toMatchObject(refused("noTrunk"));
  expect((await own()).line).toBe("no-trunk");
});

test("[VD10] supervisors and administrators say who is rung and see how each telephone stands, without its number; others may not", async () => {
  const { h, lakeside } = v;
  await v.ready(lakeside.onDuty);
  const as = await h.as(v.office);
  const listed = must(await h.house.voice.people(as));
  expect(listed.map(({ name, allowed, standing }) => [name, allowed, standing]).toSorted()).toEqual([["Dr Cho", false, "not-allowed"], ["Dr Lee", true, "ready"]]);
  expect(JSON.stringify(listed)).not.toContain("6465550173");
  must(await h.house.voice.allow(as, { person: lakeside.onDuty, allowed: false }));
  expect((await own()).isRung).toBe(false);
  expect(await h.house.voice.allow(as, { person: v.office, allowed: true })).toMatchObject(refused("notFound"));
  for (const who of [await h.person("Ana Ruiz", "operator", null), lakeside.onDuty]) {
    expect(await h.house.voice.people(await h.as(who))).toMatchObject(refused("mayNot"));
    expect(await h.house.voice.allow(await h.as(who), { person: lakeside.onDuty, allowed: true })).toMatchObject(refused("mayNot"));
  }
});
