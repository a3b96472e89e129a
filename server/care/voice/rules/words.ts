/** Everything that a clinician hears from us, as text. Only `readingOf` and what is made of it hold PHI. */
import type { MessageDetail } from "../../../../contract/index.ts";
import type { DialFailure, Question } from "../../calls/index.ts";

const GROUPS = { 10: [3, 3, 4], 11: [1, 3, 3, 4] } as const;
const DIGIT_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] as const;

/** [VD3] "+16465550123" as "six four six, five five five, zero one two three": a breath between groups, so that it can be written down. */
export function spellNumber(number: string): string {
  const all = number.replaceAll(/\D/g, "");
  const digits = all.length === 11 && all.startsWith("1") ? all.slice(1) : all;
  const sizes = GROUPS[digits.length as keyof typeof GROUPS] ?? Array.from({ length: Math.ceil(digits.length / 3) }, () => 3);
  let at = 0;
  return sizes.map((size) => Array.from(digits.slice(at, (at += size)), (digit) => DIGIT_WORDS[Number(digit)]).join(" ")).join(", ");
}

export interface Greeting {
  readonly account: string;
  readonly messages: number;
  readonly repeat: boolean;
}
/** [VD1] [VD9] Whose service it is, and nothing about anybody. */
export const sayGreeting = ({ account, messages, repeat }: Greeting): string =>
  `${repeat ? "Repeat call. " : ""}This is the answering service of ${account}, with ${messages === 1 ? "a message" : `${messages} messages`} for you. Please enter your PIN, then press the hash key.`;
export const sayWrongPin = (left: number): string => `That PIN was not right. ${left === 1 ? "One try is left" : `${left} tries are left`}. Please enter your PIN, then press the hash key.`;
export const sayClosed = "That PIN was not right. This call ends now, and your office is told. Goodbye.";
export const sayBusy = "Please enter your PIN once more, then press the hash key.";
export const PIN: Question = { keys: "0123456789", digitsMax: 20, endKey: "#", bargeIn: true, waitSeconds: 10, betweenSeconds: 4, triesMax: 3 };

/** [VD3] Whole, in the order of the screen. A number within the words is said as it stands; the call-back number is spelled. */
export function readingOf(detail: MessageDetail, place: { readonly index: number; readonly of: number }): string {
  const count = place.of > 1 ? `Message ${place.index} of ${place.of}. ` : "";
  const { corrected } = detail;
  return [
    `${count}${corrected ? "Corrected. " : ""}${URGENCY[detail.urgency]} message for ${detail.accountName}.`,
    ...(corrected ? [`What was changed: ${corrected.changed.map(({ label }) => label).join("; ")}. The whole message:`] : []),
    ...given("Patient", detail.patient), ...given("Reason", detail.reason),
    ...detail.lines.map(({ label, value, spelled }) => `${label}: ${value}${spelled === undefined ? "" : `, spelled ${[...spelled].join(" ")}`}.`),
    ...detail.said.map((words) => `The caller said: ${words}.`),
    ...(detail.recording === null ? [] : ["It is a voicemail: hear the recording in the inbox."]),
    ...callBackOf(detail),
  ].join(" ");
}
const given = (label: string, value: string | null): string[] => (value === null ? [] : [`${label}: ${value}.`]);

const callBackOf = ({ callback: { name, number, differsFromCallerId } }: MessageDetail): string[] => [
  ...given("Call back", name),
  ...(number === null ? [] : [`Call-back number: ${spellNumber(number)}.`, ...(differsFromCallerId ? ["The caller rang from another number."] : [])]),
];
const URGENCY = { emergency: "Emergency", urgent: "Urgent", routine: "Routine" } as const;

export const sayMenu = (canConnect: boolean): string =>
  `To take this message, press 1. To pass it on, press 2. ${canConnect ? "To take it and be connected with the caller, press 3. " : ""}To hear it again, press 9.`;
export const menuOf = (canConnect: boolean): Question => ({ keys: canConnect ? "1239" : "129", digitsMax: 1, endKey: null, bargeIn: true, waitSeconds: 10, betweenSeconds: 4, triesMax: 2 });
/** Read so often, and then it is as if no key had been pressed. */
export const READINGS_MAX = 5;

export const sayTaken = "Thank you. You have this message.";
export const sayPassed = "It is passed on.";
/** What the house says in a browser it says here too. */
export const sayRefused = (say: string): string => `${say} Nothing was changed.`;
export const sayConnecting = "You have this message. Connecting you with the caller. To leave them, press star.";
export const sayTalked = "The caller has left the line.";
export const sayGone = "Nothing waits for you any more: somebody else has the message. Goodbye.";
export const sayGoodbye = "There is nothing more for you. Goodbye.";

const FAILURES: Readonly<Record<DialFailure | "lost", string>> = {
  busy: "The caller's line is busy.",
  declined: "The caller's line did not take the call.",
  "no-answer": "The caller does not answer.",
  "no-such-number": "The caller's number cannot be rung.",
  "trunk-fault": "Our own line failed.",
  "challenged-for-ever": "Our own line failed.",
  "refused-by-limit": "Our own limits do not let this number be rung.",
  cancelled: "The call was given up.",
  lost: "The connection was lost.",
};
export const sayNotConnected = (why: DialFailure | "lost"): string => `${FAILURES[why]} You have the message. To try again, press 3. To go on, press 1.`;
export const TRY_AGAIN: Question = { keys: "13", digitsMax: 1, endKey: null, bargeIn: true, waitSeconds: 8, betweenSeconds: 4, triesMax: 2 };

/** [VD10] Said twice by the test call. */
export const sayCode = (code: string): string => `This is your answering service, with a test call. Your code is: ${[...code].map((digit) => DIGIT_WORDS[Number(digit)]).join(", ")}.`;
