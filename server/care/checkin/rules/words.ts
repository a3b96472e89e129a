import type { Aim, Me, Named, Place } from "./script.ts";

/** Everything the check-in line says, apart from what is in a message. Short, because it is heard at three in the morning. */

export const CODE_DIGITS = 7;
/** The longest PIN that somebody can have. */
export const PIN_DIGITS_MAX = 12;

/** A patient may have been given this number by mistake. */
export const GREETING = "If you have an emergency, hang up and dial 9 1 1. This is the check-in line, for clinicians and offices.";
export const ASK_CODE = "Key your person code, and then the hash key.";
export const ASK_PIN = "Key your PIN, and then the hash key. To be rung back at your number on file instead, press star and then the hash key.";
/** One sentence for a wrong PIN, a code that nobody has, and a person who has to wait: it tells them apart to nobody. */
export const NOT_PROVED = "That did not fit.";
/** [CI23] Nobody knows whether it fitted, and nothing says that it did not. */
export const NOT_CHECKED = "Your PIN could not be checked, because many are being checked at this moment. It did not count as a wrong try.";
export const NEVER_CHECKED = "Your PIN still could not be checked, and this call ends here. None of that counted as a wrong try. Ring again in a minute, or ask for an operator at your practice's number. Goodbye.";
export const TURNED_AWAY = "That did not fit, and this call ends here. After three wrong tries a PIN rests for a quarter of an hour. Nothing can be told or changed by telephone without it. Goodbye.";
/** Said whether or not anybody is rung. */
export const WILL_RING = "If we have a number on file that may be rung, we ring it in a moment. Goodbye.";
export const BROKEN = "Something did not work, and this call ends here. What you heard as done is done. Ring again, or ask for an operator at your practice's number.";
export const CUT_OFF = "You can do nothing here any more, and this call ends here. Ask your office. Goodbye.";
export const NOT_RUNG = "No operator could be rung.";
export const GOODBYE = "Goodbye.";
export const NO_SUCH_KEY = "There is no such choice.";
export const NO_SUCH_TIME = "That is no time of day.";
export const CALLED_BACK = "This is Compline. Somebody rang the check-in line in your name and asked to be rung here. If it was not you, hang up. If it was, key your PIN or your person code, and then the hash key.";
export const CALLED_FOR_OPERATOR = "This is Compline. A caller has told an operator that they are you. If it was not you, hang up. If it was, key your PIN or your person code, and then the hash key.";

const plural = (count: number, one: string): string => (count === 1 ? `one ${one}` : `${count} ${one}s`);
const list = (choices: readonly string[]): string => `${choices.join(" ")} For an operator, press 0. To end, press 9.`;

export function sayHome(me: Me, { waiting, urgent, held }: { waiting: number; urgent: number; held: number }): string {
  const of = [
    ...(me.clinics.length > 0 ? [waiting === 0 ? "No message waits for you." : `You have ${plural(waiting, "message")}, ${urgent === 0 ? "none of them urgent" : `${urgent} urgent`}.`] : []),
    ...(me.offices.length > 0 ? [held === 0 ? "Nothing is held for the office." : `${plural(held, "message")} held for the office.`] : []),
  ];
  return [...of, sayChoices(me)].join(" ");
}

export function sayChoices(me: Me): string {
  const clinician = me.clinics.length > 0;
  const office = me.offices.length > 0;
  return list([
    ...(clinician ? ["To hear your messages, press 1."] : []),
    ...(clinician || office ? ["For on-call, press 2."] : []),
    ...(clinician ? ["To say that you cannot be reached for a while, press 3."] : []),
    ...(office ? ["To hear what is held, press 4. To close early today, press 5."] : []),
  ]);
}

const AIMS: Readonly<Record<Aim, string>> = { duty: "On-call", note: "A note", close: "Closing early", operator: "An operator" };
export const sayPlaces = (aim: Aim, places: readonly Place[]): string => `${AIMS[aim]}, for which practice? ${places.map(({ name }, i) => `${name}: press ${i + 1}.`).join(" ")} To go back, press 0.`;

export const sayPeople = (people: readonly Named[], nobody: boolean): string =>
  `${people.map(({ name }, i) => `${name}: press ${i + 1}.`).join(" ")}${nobody ? " Nobody in particular: press 9." : ""} To go back, press 0.`;

export const READING: Readonly<Record<"mine" | "held", string>> = {
  mine: "To take it, press 1. To pass it on, press 2. To be joined with the caller, press 3. To hear it again, press 4. For the next one, press 5. To go back, press 0.",
  held: "To take it for the office, press 1. To hear it again, press 4. For the next one, press 5. To go back, press 0.",
};
export const JOINING = "To be joined with the caller, press 3.";
export const ONWARD = "For the next one, press 5. To go back, press 0.";
export const NO_MORE = "There are no more.";
export const sayDuty = (own: boolean): string => `${own ? "To take over now, press 1." : "To put somebody on now, press 1."} To go back, press 0.`;
export const ASK_UNTIL = "Until when? Key four digits, as 0 7 3 0, or press 1 and the hash key for the end of the present turn. To go back, press 0 and the hash key.";
export const ASK_NOTE_UNTIL = "Until when? Key four digits, as 1 5 0 0. To go back, press 0 and the hash key.";
export const ASK_REASON = "In surgery, press 1. With a patient, press 2. Out of reach, press 3. To go back, press 0.";
export const ASK_STAND_IN = "Who is asked in the meantime?";
export const NO_CLINICIAN = "No clinician covers this practice.";
export const ASK_CLOSING = "From when? Key four digits, as 1 5 0 0, or press 1 and the hash key for now. To go back, press 0 and the hash key.";

export const REASON_WORDS = { "in-surgery": "In surgery", "with-a-patient": "With a patient", "out-of-reach": "Out of reach" } as const;
