import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";
import type { CalendarFault } from "./rules/calendar-fault.ts";
import type { NeverReached } from "./rules/ladder-holes.ts";

export const refusals = refusalsOf("coverage", {
  noSuchAccount: { status: 404, say: "There is no such account." },
  notAllowed: { status: 403, say: "You may not do this at this account. Nothing was changed." },
  noSuchFeed: { status: 404, say: "There is no such calendar." },
  tooManyFeeds: { status: 409, say: "You have ten calendars of this account, which is the limit. End one first." },
  noSuchImport: { status: 404, say: "There is no such preview. Look at the calendar again before you save it." },
  importOver: { status: 409, say: "This preview was saved already, or is older than an hour. Look at the calendar again before you save it." },
  noSuchHandOver: { status: 404, say: "There is no such hand-over." },
  notBegun: { status: 409, say: "This duty begins in more than twelve hours. Confirm it when it is near." },
});

const WHOLE: Readonly<Record<Exclude<CalendarFault["what"], "no-colon" | "crossed" | "events">, string>> = {
  empty: "This file is empty.",
  "no-calendar": "This file does not begin with BEGIN:VCALENDAR, so it is no calendar. Export an .ics file from your calendar program.",
  several: "This file holds more than one calendar, or something after its end. Bring one calendar at a time.",
  "cut-off": "This file ends before its calendar does: it was cut off on the way. Export it again.",
  unreadable: "This calendar has a line that cannot be read (RFC 5545). Export it again from your calendar program.",
  repeats: "The events of this calendar repeat too often: together they may have 10,000 dates. Export fewer days, or the single events.",
};

/** [CV24] What is wrong with the file, and where. */
export function badCalendar(fault: CalendarFault): Refusal {
  const say = (words: string): Refusal => ({ code: "coverage.noCalendar", status: 422, say: `${words} Nothing was read.`, field: "calendar" });
  if (fault.what === "no-colon") return say(`Line ${fault.line} of this file is no line of a calendar: it has no colon.`);
  if (fault.what === "crossed") return say(`Line ${fault.line} of this file ends something that did not begin there.`);
  return say(fault.what === "events" ? `This calendar has ${fault.events} events, and 1000 are read at most. Export fewer days.` : WHOLE[fault.what]);
}

/** [CV14] One stretch cannot be saved any more, so none is. */
export const notSaved = (name: string, begins: string, refusal: Refusal): Refusal => ({ code: refusal.code, status: refusal.status, say: `The stretch of ${name} that begins ${begins} cannot be added. ${refusal.say}` });

/** [CV17] Said on the telephone, where nothing can be looked at. */
export const newHole = (say: string): Refusal => ({ code: "coverage.newHole", status: 409, say: `${say} Nothing was changed.` });

/** [CV3] The stretch stands in the screen, in the practice's own time; the sentence names what is wrong and how often. */
export const hole = (say: string, count: number): Refusal => ({
  code: "coverage.hole",
  status: 409,
  say: `${say}${count > 1 ? ` There are ${count} such stretches in the next 60 days.` : ""} Nothing was saved: look at it, and save again naming it if it is meant.`,
  field: "acknowledge",
});

const NEVER: Readonly<Record<NeverReached["why"], string>> = {
  nobody: "nobody whom it asks is on duty at any minute of the next 60 days",
  silent: "it rings a telephone, and nobody whom it asks in the next 60 days has one that was proved",
};

/** [CV30] Which step, counted as the screen counts. No name excuses it. */
export const unreachable = ({ step, why }: NeverReached): Refusal => ({
  code: "coverage.unreachableStep",
  status: 422,
  say: `Step ${step + 1} is never reached: ${NEVER[why]}. The ladder was not changed.`,
  field: `steps.${step}`,
});
