import type { PersonId } from "../../../foundation/ids.ts";
import { ask, doing, HOME_KEYS, isTime, task, TIME_KEYS, type Onward, type Told } from "./orders.ts";
import { REASONS, type Aim, type Asked, type Event, type InMenu, type Me, type Named, type Place, type Turn } from "./script.ts";
import * as words from "./words.ts";

const keyOf = (event: Event): string | undefined => (event.kind === "digits" ? event.digits : undefined);
const chosenOf = <T>(choices: readonly T[], key: string | undefined): T | undefined => (key !== undefined && /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined);
/** Nine keys choose. */
const nine = (event: Event): readonly Named[] => (event.kind === "people" ? event.people.slice(0, 9) : []);
const BACK: Onward = { home: "" };

/** A question, or the same once more with what was wrong said first. */
const put = (me: Me, state: InMenu, { say, asked = HOME_KEYS, wrong }: { say: string; asked?: Asked; wrong?: string | undefined }): Turn => ({ state: { ...state, me }, order: ask(wrong === undefined ? [say] : [wrong, say], asked) });

type OfAim = (me: Me, place: Place) => Turn;
const AIMS: Readonly<Record<Aim, OfAim>> = {
  duty: (me, place) => ({ state: { at: "asking-duty", me, place }, order: task({ task: "duty", account: place.account }) }),
  note: (me, place) => put(me, { at: "reason", place }, { say: words.ASK_REASON }),
  close: (me, place) => put(me, { at: "closing", place }, { say: words.ASK_CLOSING, asked: TIME_KEYS }),
  operator: (me, place) => doing(me, { task: "operator", account: place.account }),
};

/** Which practice, and what there. */
export function onPlace({ state, me, event }: Told<"choosing" | "closing", Event>): Onward {
  const key = keyOf(event);
  if (key === undefined || key === "0") return BACK;
  if (state.at === "closing") return closing(me, state.place, key);
  const place = chosenOf(state.places, key);
  return place ? AIMS[state.aim](me, place) : put(me, state, { say: words.sayPlaces(state.aim, state.places), wrong: words.NO_SUCH_KEY });
}

/** [CI13] */
function closing(me: Me, place: Place, key: string): Turn {
  if (key === "1") return doing(me, { task: "close", account: place.account, from: null });
  if (isTime(key)) return doing(me, { task: "close", account: place.account, from: key });
  return put(me, { at: "closing", place }, { say: words.ASK_CLOSING, asked: TIME_KEYS, wrong: words.NO_SUCH_TIME });
}

type DutyAt = "asking-duty" | "duty" | "finding-person" | "person" | "until";
type OnDuty<A extends DutyAt> = Told<A, Event>;

/** [CI11] Who has it; then a clinician takes over, and an office puts somebody on. */
export const onDuty = (told: OnDuty<DutyAt>): Onward => (keyOf(told.event) === "0" ? BACK : DUTY[told.state.at](told as never));

/** Why there is nothing to choose from, in words; nothing is asked of a practice that is theirs no more. */
const refused = (event: Event): Onward => (event.kind === "did" ? { home: event.say } : BACK);

const runsIt = (me: Me, place: Place): boolean => me.offices.some(({ account }) => account === place.account);

const DUTY: { readonly [A in DutyAt]: (told: OnDuty<A>) => Onward } = {
  "asking-duty": ({ state: { place }, me, event }) => (event.kind === "duty" ? put(me, { at: "duty", place }, { say: `${event.say} ${words.sayDuty(!runsIt(me, place))}` }) : refused(event)),
  duty: ({ state, me, event }) => {
    const { place } = state;
    if (keyOf(event) !== "1") return put(me, state, { say: words.sayDuty(!runsIt(me, place)), wrong: words.NO_SUCH_KEY });
    return runsIt(me, place) ? { state: { at: "finding-person", me, place, people: [] }, order: task({ task: "people", account: place.account, without: null }) } : until(me, place, me.person);
  },
  "finding-person": ({ state: { place }, me, event }) => {
    if (event.kind === "did") return refused(event);
    const people = nine(event);
    return people.length === 0 ? { home: words.NO_CLINICIAN } : put(me, { at: "person", place, people }, { say: `Who? ${words.sayPeople(people, false)}` });
  },
  person: ({ state, me, event }) => {
    const person = chosenOf(state.people, keyOf(event));
    return person ? until(me, state.place, person.id) : put(me, state, { say: words.sayPeople(state.people, false), wrong: words.NO_SUCH_KEY });
  },
  until: ({ state, me, event }) => {
    const key = keyOf(event) ?? "";
    if (key !== "1" && !isTime(key)) return put(me, state, { say: words.ASK_UNTIL, asked: TIME_KEYS, wrong: words.NO_SUCH_TIME });
    return doing(me, { task: "stand", account: state.place.account, person: state.person, until: key === "1" ? null : key });
  },
};

const until = (me: Me, place: Place, person: PersonId): Turn => put(me, { at: "until", place, person }, { say: words.ASK_UNTIL, asked: TIME_KEYS });

type NoteAt = "reason" | "note-until" | "finding-stand-in" | "stand-in";

/** [CI12] Why, until when, and who in the meantime. */
export const onNote = (told: Told<NoteAt, Event>): Onward => (keyOf(told.event) === "0" ? BACK : NOTE[told.state.at](told as never));

const NOTE: { readonly [A in NoteAt]: (told: Told<A, Event>) => Onward } = {
  reason: ({ state, me, event }) => {
    const reason = chosenOf(REASONS, keyOf(event));
    return reason ? put(me, { at: "note-until", place: state.place, reason }, { say: words.ASK_NOTE_UNTIL, asked: TIME_KEYS }) : put(me, state, { say: words.ASK_REASON, wrong: words.NO_SUCH_KEY });
  },
  "note-until": ({ state, me, event }) => {
    const key = keyOf(event) ?? "";
    if (!isTime(key)) return put(me, state, { say: words.ASK_NOTE_UNTIL, asked: TIME_KEYS, wrong: words.NO_SUCH_TIME });
    return { state: { ...state, me, at: "finding-stand-in", until: key, people: [] }, order: task({ task: "people", account: state.place.account, without: me.person }) };
  },
  "finding-stand-in": ({ state, me, event }) => {
    if (event.kind === "did") return refused(event);
    const people = nine(event).slice(0, 8); // The ninth key says "nobody in particular".
    return put(me, { ...state, at: "stand-in", people }, { say: `${words.ASK_STAND_IN} ${words.sayPeople(people, true)}` });
  },
  "stand-in": ({ state, me, event }) => {
    const key = keyOf(event);
    const standIn = chosenOf(state.people, key);
    if (!standIn && key !== "9") return put(me, state, { say: words.sayPeople(state.people, true), wrong: words.NO_SUCH_KEY });
    return doing(me, { task: "note", account: state.place.account, reason: state.reason, until: state.until, standIn: standIn?.id ?? null });
  },
};
