import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { account, ana, ben, client, freshGround, ground, house, NUMBER, other, talking } from "./calls-under-test.ts";

freshGround();

test("[C1] a number that never had an agreement answers 404, and nothing of the caller is kept", async () => {
  const h = house({ standing: "none" });
  const phone = h.ring();
  await h.settled(() => phone.saw.length > 0);
  expect(phone.saw).toEqual(["refused 404"]);
  expect(await ground.base.asOwner("select 1 from calls.call")).toEqual([]);
});

test("[C1] a lapsed agreement plays the announcement, keeps only time and account, and tells the supervisor", async () => {
  const h = house({ standing: "ended" });
  const phone = h.ring();
  await h.settled(() => h.sound.played.length > 0);
  expect(h.sound.played).toEqual(["agreement-ended"]);
  h.sound.finish([...h.sound.open][0]!);
  await h.settled(() => phone.saw.includes("hung up"));
  expect(await ground.base.asOwner("select account_id, standing from calls.turned_away")).toEqual([{ account_id: account, standing: "ended" }]);
  expect(h.facts).toEqual(["call.turned-away"]);
});

test("[C1] a lapsed agreement with a stored fallback sends the caller there", async () => {
  const h = house({ standing: "suspended", fallback: "+12125550199" });
  const phone = h.ring();
  await h.settled(() => phone.saw.length > 0);
  expect(phone.saw).toEqual(["redirected +12125550199"]);
});

test("[C3] the caller's number is in the database, sealed, before anybody is offered the call", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const [row] = await ground.base.asOwner<{ caller: Buffer; caller_index: Buffer; agreement_id: string }>("select caller, caller_index, agreement_id from calls.call");
  expect(row!.agreement_id).toBe("00000000-0000-7000-8000-0000000000b1");
  expect(row!.caller.includes("5550142") || row!.caller_index.includes("5550142")).toBe(false);
  const stored = await ground.base.db.transaction({ role: "app", clients: [client] }, (tx) => h.calls.find(tx, h.offers[0]![0]));
  const caller = await h.calls.caller(stored!);
  let number: string | undefined;
  caller.number!.map((n) => (number = n));
  expect(number).toBe(NUMBER);
});

test("[C3] a caller who hangs up before an operator spoke leaves a call-back item", async () => {
  const h = house();
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  phone.hangUp();
  await h.settled(() => h.facts.includes("call.abandoned"));
  expect(h.sound.open.size).toBe(0);
});

test("[C2] an answered call has sound both ways, is held with a tone, comes back, and ends in wrap-up", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  expect(h.sound.hears(caller)).toMatch(/^bridge browser/);

  await h.calls.handle(h.operator(ana), { call, act: { kind: "hold" } });
  await h.calls.settled();
  expect(h.sound.hears(caller)).toBe("hold");
  await h.calls.handle(h.operator(ana), { call, act: { kind: "resume" } });
  await h.calls.settled();
  expect(h.sound.hears(caller)).toMatch(/^bridge browser/);

  await h.calls.handle(h.operator(ana), { call, act: { kind: "end" } });
  await h.settled(() => phone.saw.includes("hung up"));
  expect(h.calls.operators().find((o) => o.person === ana)!.state).toBe("wrap-up");
  await h.calls.handle(h.operator(ana), { call, act: { kind: "finish", reason: "message-sent" } });
  expect(h.calls.operators().find((o) => o.person === ana)!.state).toBe("ready");
});

test("[C5] of two operators who answer at the same time one has the call and the other is told", async () => {
  const h = house();
  await h.ready(ana);
  await h.ready(ben);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  const both = await Promise.all([ana, ben].map((person) => h.calls.answer(h.operator(person), { call, sdp: "v=0" })));
  expect(both.filter((o) => o.ok)).toHaveLength(1);
  const refused = both.find((o) => !o.ok);
  expect(refused).toMatchObject({ refusal: { code: "calls.answeredByAnother" } });
});

test("[C5] a double click on Answer is one answered call", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const call = h.offers[0]![0];
  const twice = await Promise.all([1, 2].map(() => h.calls.answer(h.operator(ana), { call, sdp: "v=0" })));
  await h.calls.settled();
  expect(twice.some((o) => o.ok)).toBe(true);
  expect([...h.sound.open].filter((id) => id.startsWith("browser"))).toHaveLength(1);
});

test("[C6] an operator's browser that is gone: the caller is told and offered again, first of all", async () => {
  const h = house();
  const { call } = await talking(h);
  const browser = [...h.sound.open].find((id) => id.startsWith("browser"))!;
  h.sound.tell({ kind: "gone", endpoint: browser });
  await h.calls.settled();
  expect(h.sound.played.at(-1)).toBe("operator-gone");
  expect(h.calls.live().find((c) => c.id === call)!.state).toMatchObject({ returned: true, offeredTo: ana });
});

test("[C7] with nobody at work the caller leaves a voicemail, which is sealed and becomes a message's business", async () => {
  const h = house();
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  h.wait(7);
  await h.calls.settled();
  expect(h.sound.played.at(-1)).toBe("voicemail-notice");
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.sound.played.includes("record-tone"));
  h.sound.speak(caller, 4);
  phone.hangUp();
  await h.settled(() => h.facts.includes("call.voicemail-left"));
  expect(h.facts).not.toContain("call.abandoned");
  expect(await ground.base.asOwner("select kind, seconds, state from calls.recording")).toEqual([{ kind: "voicemail", seconds: 4, state: "whole" }]);
});

test("[C7] a full disk: the caller is told instead of hearing silence, and the desk gets a call-back item", async () => {
  const h = house();
  writeFileSync(join(ground.folder, client), "a file where the folder should be: nothing can be written");
  const phone = h.ring();
  await h.settled(() => phone.saw.includes("answered"));
  h.wait(7);
  await h.calls.settled();
  const caller = [...h.sound.open][0]!;
  h.sound.finish(caller);
  await h.settled(() => h.sound.played.includes("cannot-take-calls"));
  h.sound.finish(caller);
  await h.settled(() => phone.saw.includes("hung up"));
  await h.settled(() => h.facts.includes("call.abandoned"));
});

test("[C8] the log of a call names every turn of it, in order and without gaps", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  phone.hangUp();
  await h.settled(() => h.calls.operators().find((o) => o.person === ana)!.state === "wrap-up");
  await h.calls.handle(h.operator(ana), { call, act: { kind: "finish", reason: "no-message-needed" } });
  const kinds = () => ground.base.asOwner<{ number: number; kind: string }>("select number, kind from calls.call_event order by number");
  await expect.poll(async () => (await kinds()).at(-1)?.kind).toBe("finish");
  const rows = await kinds();
  expect(rows.map((r) => r.number)).toEqual(rows.map((_, i) => i + 1));
  expect(rows.map((r) => r.kind).filter((k) => k !== "leg-up")).toEqual(["ring", "offer", "answer", "leg-ended", "finish"]);
});

test("[C9] without the account's wish nothing of a talk is recorded", async () => {
  const h = house({ recording: false });
  await talking(h);
  expect(await ground.base.asOwner("select 1 from calls.recording")).toEqual([]);
});

test("[C13] overload answers 503, no common codec 488", async () => {
  const h = house();
  h.sound.admitting = false;
  const full = h.ring();
  await h.settled(() => full.saw.length > 0);
  expect(full.saw).toEqual(["refused 503"]);
  h.sound.admitting = true;
  h.sound.common = false;
  const mute = h.ring();
  await h.settled(() => mute.saw.some((s) => s.startsWith("refused")));
  expect(mute.saw).toEqual(["ringing", "refused 488"]);
});

test("[C1] without the code's own check the database still shows a client's calls to nobody else", async () => {
  const h = house();
  await h.ready(ana);
  h.ring();
  await h.settled(() => h.offers.length > 0);
  const seen = await ground.base.db.transaction({ role: "app", clients: [other] }, (tx) => h.calls.find(tx, h.offers[0]![0]));
  expect(seen).toBeUndefined();
});

test("[C10] the media process dies under a talk: the dialog lives on, the operator's browser is asked to offer again, and both hear each other", async () => {
  const h = house();
  const { phone, call } = await talking(h);
  const caller = [...h.sound.open].find((id) => id.startsWith("phone"))!;
  h.sound.tell({ kind: "lost", endpoint: caller });
  await h.settled(() => h.lost.includes(call));
  expect(phone.saw).not.toContain("hung up");
  expect(await h.calls.answer(h.operator(ana), { call, sdp: "v=0 again" })).toMatchObject({ ok: true });
  await h.settled(() => h.sound.hears(caller)?.startsWith("bridge browser") === true);
});
