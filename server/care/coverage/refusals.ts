import { refusalsOf, type Refusal } from "../../foundation/refusal.ts";

export const refusals = refusalsOf("coverage", {
  noSuchAccount: { status: 404, say: "There is no such account." },
  notAllowed: { status: 403, say: "You may not do this at this account. Nothing was changed." },
  noSuchFeed: { status: 404, say: "There is no such calendar." },
  tooManyFeeds: { status: 409, say: "You have ten calendars of this account, which is the limit. End one first." },
  noCalendar: { status: 422, say: "This is no calendar that we can read. Bring one that your calendar program exported (.ics).", field: "calendar" },
  tooMuch: { status: 422, say: "This calendar is too large: at most 256 KiB, 1,000 events, and 400 days of each repeating event.", field: "calendar" },
  noSuchImport: { status: 404, say: "There is no such preview. Look at the calendar again before you save it." },
  importOver: { status: 409, say: "This preview was saved already, or is older than an hour. Look at the calendar again before you save it." },
  noSuchHandOver: { status: 404, say: "There is no such hand-over." },
  notBegun: { status: 409, say: "This duty begins in more than twelve hours. Confirm it when it is near." },
});

/** [CV17] Said on the telephone, where nothing can be looked at. */
export const newHole = (say: string): Refusal => ({ code: "coverage.newHole", status: 409, say: `${say} Nothing was changed.` });

/** [CV3] The stretch stands in the screen, in the practice's own time; the sentence names what is wrong and how often. */
export const hole = (say: string, count: number): Refusal => ({
  code: "coverage.hole",
  status: 409,
  say: `${say}${count > 1 ? ` There are ${count} such stretches in the next 60 days.` : ""} Nothing was saved: look at it, and save again naming it if it is meant.`,
  field: "acknowledge",
});
