import { toIso, type Instant } from "../../../foundation/time.ts";

/** One stretch of duty as a calendar shows it. Names of clinicians and practices; nothing of a patient is ever here. */
export interface Entry {
  readonly uid: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly summary: string;
  readonly description?: string;
}

export interface Calendar {
  readonly name: string;
  readonly at: Instant;
  readonly entries: readonly Entry[];
}

const LINE_OCTETS_MAX = 75;
/** How long a calendar program may go on showing what it read (RFC 7986, section 5.7). */
const REFRESH = "PT1H";

/** 20270114T071400Z: form 2 of RFC 5545, section 3.3.5. Instants need no time zone component, so no zone rule can be read wrongly. */
const stamp = (at: Instant): string => `${toIso(at).slice(0, 19).replaceAll(/[-:]/g, "")}Z`;

/** RFC 5545, section 3.3.11. Whatever controls a line is left out of a name: a name cannot begin a property of its own. */
const text = (words: string): string => words.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ").replaceAll(/[\\;,]/g, (sign) => `\\${sign}`);

/** RFC 5545, section 3.1: at most 75 octets a line, and no character is cut in two. */
function fold(line: string): string {
  const lines: string[] = [];
  let current = "";
  let octets = 0;
  for (const sign of line) {
    const size = Buffer.byteLength(sign);
    if (octets + size > LINE_OCTETS_MAX) {
      lines.push(current);
      current = " ";
      octets = 1;
    }
    current += sign;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}

const event = (at: Instant, { uid, from, until, summary, description }: Entry): string[] => [
  "BEGIN:VEVENT", `UID:${text(uid)}`, `DTSTAMP:${stamp(at)}`, `DTSTART:${stamp(from)}`, `DTEND:${stamp(until)}`, `SUMMARY:${text(summary)}`, ...(description === undefined ? [] : [`DESCRIPTION:${text(description)}`]), "TRANSP:TRANSPARENT", "END:VEVENT",
];

/** [CV13] A calendar by RFC 5545. The same duty at the same moment is the same text. */
export function calendarText({ name, at, entries }: Calendar): string {
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Compline//On call//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", `X-WR-CALNAME:${text(name)}`, `NAME:${text(name)}`, `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    ...entries.flatMap((entry) => event(at, entry)),
    "END:VCALENDAR",
  ];
  return `${lines.map(fold).join("\r\n")}\r\n`;
}
