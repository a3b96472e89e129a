import fc from "fast-check";
import { expect, test } from "vitest";
import type { AccountId, MessageId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import { BEFORE_PROOF, type Event, type Item, type Me, type Order, type State, type Turn } from "./script.ts";
import { afterTry, NO_TRIES } from "./proving.ts";
import { opening, turn } from "./turn.ts";
import * as words from "./words.ts";

const place = (name: string) => ({ account: name as AccountId, name });
const LEE: Me = { person: "lee" as PersonId, name: "Dr Lee", clinics: [place("Tremont")], offices: [] };
const PAT: Me = { person: "pat" as PersonId, name: "Pat Owner", clinics: [], offices: [place("Tremont"), place("Harbor")] };
const BOTH: Me = { person: "both" as PersonId, name: "Dr Both", clinics: [place("Tremont")], offices: [place("Tremont")] };
const item = (id: string): Item => ({ message: id as MessageId, revision: 1, account: "Tremont" as AccountId, words: phi(`Urgent. Ines Fonseca, ${id}.`), hasNumber: true });

const digits = (keys: string): Event => ({ kind: "digits", digits: keys });
const did = (say: string): Event => ({ kind: "did", say });
const follow = (from: Turn, ...events: Event[]): Turn => events.reduce<Turn>((now, event) => turn(now.state, event), from);
const heard = (order: Order): string => (order.do === "ask" ? order.say.map((one) => (typeof one === "string" ? one : dangerouslyReveal(one))).join(" ") : order.do === "end" ? order.say : `(${order.task})`);
const counted: Event = { kind: "counted", waiting: 2, urgent: 1, held: 3 };
const atHome = (me: Me): Turn => follow(opening("line"), digits("4829175"), digits("704826"), { kind: "proved", me }, counted);

test("[CI1] a caller is asked for a code, then for a PIN, and both are checked together", () => {
  expect(heard(opening("line").order)).toContain(words.ASK_CODE);
  const asked = follow(opening("line"), digits("4829175"));
  expect(heard(asked.order)).toBe(words.ASK_PIN);
  expect(follow(asked, digits("704826")).order).toEqual({ do: "task", task: "prove", code: "4829175", pin: "704826" });
});

test("[CI4] a wrong PIN asks for both anew with the same sentence each time; the third ends the call and is noted", () => {
  const wrong = [digits("4829175"), digits("111222"), { kind: "not-proved" } as const];
  const once = follow(opening("line"), ...wrong);
  expect(heard(once.order)).toBe(`${words.NOT_PROVED} ${words.ASK_CODE}`);
  expect(heard(follow(once, ...wrong).order)).toBe(heard(once.order));
  const thrice = follow(once, ...wrong, ...wrong);
  expect(thrice.order).toEqual({ do: "task", task: "note-failed" });
  expect(follow(thrice, did("")).order).toEqual({ do: "end", say: words.TURNED_AWAY });
});

test("[CI23] a PIN that could not be checked is asked for again, alone, and counts as no wrong one; after the third time the call ends without an alert", () => {
  const key = [digits("704826"), { kind: "not-checked" } as const];
  const once = follow(opening("line"), digits("4829175"), ...key);
  expect(heard(once.order)).toBe(`${words.NOT_CHECKED} ${words.ASK_PIN}`);
  expect(follow(once, digits("704826")).order).toEqual({ do: "task", task: "prove", code: "4829175", pin: "704826" });
  expect(follow(once, ...key, ...key).order).toEqual({ do: "end", say: words.NEVER_CHECKED });
  expect(heard(follow(once, digits("704826"), { kind: "proved", me: LEE }, counted).order)).toContain("Dr Lee");
});

test("[CI4] [CI23] whatever comes of the tries of one call, the third wrong one turns away, the third that could not be checked ends it, and neither counts for the other", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("not-proved" as const, "not-checked" as const), { minLength: 6, maxLength: 12 }), (cames) => {
    const counts = { "not-proved": 0, "not-checked": 0 };
    let tries = NO_TRIES;
    for (const came of cames) {
      counts[came]++;
      const after = afterTry(tries, came);
      expect(after.kind).toBe(counts["not-proved"] === 3 ? "turned-away" : counts["not-checked"] === 3 ? "never-checked" : "again");
      if (after.kind !== "again") return;
      tries = after.tries;
      expect(tries).toEqual({ wrong: counts["not-proved"], unchecked: counts["not-checked"] });
    }
    expect.unreachable();
  }));
});

test("[CI5] the star key asks to be rung back, whoever the code belongs to", () => {
  expect(follow(opening("line"), digits("4829175"), digits("*")).order).toEqual({ do: "task", task: "call-back", code: "4829175" });
  expect(heard(follow(opening("line"), digits("4829175"), digits("*"), did("")).order)).toBe(words.WILL_RING);
});

test("[CI10] messages are read one by one: taken, passed on, joined with the caller, said again, and the next", () => {
  const first = follow(atHome(LEE), digits("1"), { kind: "item", item: item("m1") });
  expect(heard(first.order)).toContain("Ines Fonseca, m1");
  expect(heard(follow(first, digits("4")).order)).toContain("Ines Fonseca, m1");
  expect(follow(first, digits("1")).order).toMatchObject({ task: "take", list: "mine", item: { message: "m1" } });
  expect(follow(first, digits("2")).order).toMatchObject({ task: "pass" });
  expect(follow(first, digits("3")).order).toMatchObject({ task: "connect" });
  const taken = follow(first, digits("1"), did("You have it."));
  expect(heard(taken.order)).toBe(`You have it. ${words.JOINING} ${words.ONWARD}`);
  expect(follow(taken, digits("3")).order).toMatchObject({ task: "connect" });
  expect(heard(follow(taken, digits("1")).order)).not.toContain("Ines");
  expect(follow(taken, digits("5")).order).toEqual({ do: "task", task: "next", list: "mine", seen: ["m1"] });
  expect(heard(follow(taken, digits("5"), { kind: "item", item: null }).order)).toContain(words.NO_MORE);
});

test("[CI11] a clinician hears who is on and takes over until a time or the end of the turn", () => {
  const duty = follow(atHome(LEE), digits("2"));
  expect(duty.order).toEqual({ do: "task", task: "duty", account: "Tremont" });
  const until = follow(duty, { kind: "duty", say: "Dr Cho has it until 07:00." }, digits("1"));
  expect(heard(until.order)).toBe(words.ASK_UNTIL);
  expect(heard(follow(until, digits("2575")).order)).toContain(words.NO_SUCH_TIME);
  expect(follow(until, digits("2300")).order).toEqual({ do: "task", task: "stand", account: "Tremont", person: "lee", until: "2300" });
  expect(follow(until, digits("1")).order).toMatchObject({ until: null });
});

test("[CI11] an office puts one of its clinicians on, and a clinician nobody but themselves", () => {
  const people = [{ id: "cho" as PersonId, name: "Dr Cho" }, { id: "lee" as PersonId, name: "Dr Lee" }];
  const who = follow(atHome(PAT), digits("2"), digits("1"), { kind: "duty", say: "Nobody." }, digits("1"), { kind: "people", people });
  expect(heard(who.order)).toContain("Dr Cho: press 1. Dr Lee: press 2.");
  expect(follow(who, digits("2"), digits("0730")).order).toEqual({ do: "task", task: "stand", account: "Tremont", person: "lee", until: "0730" });
  expect(heard(follow(who, digits("7")).order)).toContain(words.NO_SUCH_KEY);
});

test("[CI12] a note has a reason, an end, and a stand-in or nobody in particular", () => {
  const standIn = follow(atHome(LEE), digits("3"), digits("1"), digits("1500"), { kind: "people", people: [{ id: "cho" as PersonId, name: "Dr Cho" }] });
  expect(heard(standIn.order)).toContain("Dr Cho: press 1.");
  expect(follow(standIn, digits("1")).order).toEqual({ do: "task", task: "note", account: "Tremont", reason: "in-surgery", until: "1500", standIn: "cho" });
  expect(follow(standIn, digits("9")).order).toMatchObject({ standIn: null });
});

test("[CI13] an office hears what is held, takes it, and closes early, for the practice it chooses", () => {
  expect(heard(atHome(PAT).order)).toContain("3 messages held for the office.");
  expect(follow(atHome(PAT), digits("4")).order).toEqual({ do: "task", task: "next", list: "held", seen: [] });
  expect(follow(atHome(PAT), digits("5"), digits("2"), digits("1500")).order).toEqual({ do: "task", task: "close", account: "Harbor", from: "1500" });
  expect(follow(atHome(PAT), digits("5"), digits("2"), digits("1")).order).toMatchObject({ from: null });
});

test("[CI2] nobody is offered what they are not: a clinician no office, an office no messages of clinicians", () => {
  for (const key of ["4", "5"]) expect(heard(follow(atHome(LEE), digits(key)).order)).toContain(words.NO_SUCH_KEY);
  for (const key of ["1", "3"]) expect(heard(follow(atHome(PAT), digits(key)).order)).toContain(words.NO_SUCH_KEY);
});

const anyMe = fc.constantFrom(LEE, PAT, BOTH);
const keyed = fc.oneof(fc.stringMatching(/^\d{1,4}$/), fc.stringMatching(/^\d{6,12}$/), fc.constantFrom("*", "1*", "0730")).map(digits);
/** Answers a task as the house might, truthful or not. */
const ANSWERS: Readonly<Partial<Record<string, (me: Me, n: number) => Event>>> = {
  prove: (me, n) => (n % 2 === 0 ? { kind: "proved", me } : { kind: n % 4 === 1 ? "not-proved" : "not-checked" }),
  count: () => counted,
  next: (_, n) => ({ kind: "item", item: n % 3 === 0 ? null : item(`m${n}`) }),
  duty: () => ({ kind: "duty", say: "Dr Cho has it." }),
  people: (_, n) => ({ kind: "people", people: n % 4 === 0 ? [] : [{ id: "cho" as PersonId, name: "Dr Cho" }] }),
};
const answered = (task: string, me: Me, n: number): Event => ANSWERS[task]?.(me, n) ?? did("Done.");
const walks = fc.array(fc.tuple(keyed, fc.nat(20)), { maxLength: 80 });

/** Every turn of one call, until it ends. */
function* walk(from: Turn, me: Me, keys: readonly (readonly [Event, number])[]): Generator<{ readonly turn: Turn; readonly proved: boolean }> {
  let now = from;
  let proved = "me" in from.state;
  yield { turn: now, proved };
  for (const [key, n] of keys) {
    if (now.order.do === "end") return;
    const event = now.order.do === "task" ? answered(now.order.task, me, n) : key;
    proved ||= event.kind === "proved";
    now = turn(now.state, event);
    yield { turn: now, proved };
  }
}
const always = (from: (me: Me) => Turn, holds: (at: { readonly turn: Turn; readonly proved: boolean; readonly me: Me }) => boolean): void =>
  fc.assert(fc.property(anyMe, walks, (me, keys) => [...walk(from(me), me, keys)].every((at) => holds({ ...at, me }))), { numRuns: 1500 });
const taskOf = (order: Order) => (order.do === "task" ? order : undefined);

test("[CI2] before anybody is proved nothing of a practice is done, whatever is keyed", () => {
  always(() => opening("line"), ({ turn: { order }, proved }) => proved || order.do !== "task" || BEFORE_PROOF.has(order.task));
});

test("[CI2] before anybody is proved nothing but words of ours is said", () => {
  always(() => opening("line"), ({ turn: { order, state }, proved }) => proved || (!("me" in state) && (order.do !== "ask" || order.say.every((one) => typeof one === "string"))));
});

test("[CI2] every task is for a practice of whoever was proved, and closes none but where they run the office", () => {
  always((me) => opening("proved", me), ({ turn: { order }, me }) => {
    const asked = taskOf(order);
    if (asked === undefined || !("account" in asked)) return true;
    const places = asked.task === "close" ? me.offices : [...me.clinics, ...me.offices];
    return places.some(({ account }) => account === asked.account);
  });
});

test("[CI2] nobody puts somebody else on duty but where they run the office", () => {
  always((me) => opening("proved", me), ({ turn: { order }, me }) => {
    const asked = taskOf(order);
    return asked?.task !== "stand" || asked.person === me.person || me.offices.some(({ account }) => account === asked.account);
  });
});

test("[CI2] whoever presses nothing is let go, wherever they stand", () => {
  fc.assert(fc.property(anyMe, fc.array(keyed, { maxLength: 20 }), (me, keys) => {
    let state: State = opening("proved", me).state;
    for (const key of keys) state = turn(state, key).state;
    return turn(state, { kind: "no-key" }).order.do === "end";
  }));
});
