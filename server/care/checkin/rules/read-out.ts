import type { MessageDetail } from "../../../../contract/index.ts";

/** Digit by digit, or a voice says millions. */
const spoken = (number: string): string => [...number.replaceAll(/[^\d]/g, "")].join(" ");

const LINES_MAX = 12;

/** [CI10] A message as it is said: what is urgent first, then who and why, then whom to ring. It is PHI. */
export function readOut(detail: Pick<MessageDetail, "urgency" | "accountName" | "patient" | "reason" | "callback" | "lines" | "takenBy">): string {
  const { urgency, accountName, patient, reason, callback, lines } = detail;
  const rest = lines.filter(({ value }) => value !== patient && value !== reason && value !== callback.name && value !== callback.number).slice(0, LINES_MAX);
  return [
    `${urgency === "routine" ? "Routine" : urgency === "urgent" ? "Urgent" : "Emergency"}, for ${accountName}.`,
    ...(patient ? [`Patient: ${patient}.`] : []),
    ...(reason ? [`Reason: ${reason}.`] : []),
    ...rest.map(({ label, value }) => `${label}: ${value}.`),
    ...(callback.number ? [`To ring back: ${callback.name ? `${callback.name}, ` : ""}${spoken(callback.number)}.`] : []),
  ].join(" ");
}
