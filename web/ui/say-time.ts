/** Times and numbers as the design says them: exact, with the zone. */
export const parts = (zone: string, options: Intl.DateTimeFormatOptions, at: number): Record<string, string> =>
  Object.fromEntries(formatOf(zone, options).formatToParts(at).map((part) => [part.type, part.value]));

/** A calendar of sixty days asks some ten thousand times; making a formatter costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...options });
  formats.set(key, made);
  return made;
}
export const instant = (at: string | number): number => (typeof at === "number" ? at : Date.parse(at));

/** EST, CEST, GMT+9: as the zone is called at that instant. */
export const zoneName = (zone: string, at: string | number): string => parts(zone, { timeZoneName: "short" }, instant(at))["timeZoneName"] ?? zone;

/** 02:16, or 02:16:04 with seconds. */
export function clock(zone: string, at: string | number, how: { readonly seconds?: boolean; readonly zone?: boolean } = {}): string {
  const said = parts(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, instant(at));
  const time = `${said["hour"]}:${said["minute"]}${how.seconds ? `:${said["second"]}` : ""}`;
  return how.zone ? `${time} ${zoneName(zone, at)}` : time;
}

/** 14 Jan 2027 */
export function day(zone: string, at: string | number): string {
  const said = parts(zone, { day: "numeric", month: "short", year: "numeric" }, instant(at));
  return `${said["day"]} ${said["month"]} ${said["year"]}`;
}
export const weekday = (zone: string, at: string | number): string => parts(zone, { weekday: "short" }, instant(at))["weekday"] ?? "";

/** Thu 14 Jan 2027, 02:16 EST */
export const moment = (zone: string, at: string | number): string => `${weekday(zone, at)} ${day(zone, at)}, ${clock(zone, at, { zone: true })}`;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const two = (n: number) => String(n).padStart(2, "0");

/** 0:48, 8:02, 13:20; an hour and more 1:03:20. Seconds in, never negative. */
export function lasted(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  return s < HOUR ? `${Math.floor(s / MINUTE)}:${two(s % MINUTE)}` : `${Math.floor(s / HOUR)}:${two(Math.floor((s % HOUR) / MINUTE))}:${two(s % MINUTE)}`;
}

/** What is left: under 1 h `m:ss`, under 2 days `1 d 17:19`, else `58 d 17 h`. */
export function left(seconds: number): string {
  const s = Math.max(0, Math.ceil(seconds));
  if (s < HOUR) return lasted(s);
  const days = Math.floor(s / DAY);
  const hours = Math.floor((s % DAY) / HOUR);
  if (s >= 2 * DAY) return `${days} d ${hours} h`;
  const time = `${hours}:${two(Math.floor((s % HOUR) / MINUTE))}`;
  return days === 0 ? `${time} h` : `${days} d ${two(hours)}:${two(Math.floor((s % HOUR) / MINUTE))}`;
}

/** The same, spoken: "1 minute 47 seconds". */
export function spoken(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const m = Math.floor(s / MINUTE);
  const part = (n: number, word: string) => `${n} ${word}${n === 1 ? "" : "s"}`;
  return m === 0 ? part(s, "second") : `${part(m, "minute")} ${part(s % MINUTE, "second")}`;
}

/** 212 555 0142 for ten digits of the North American plan; others as stored. */
export function dialled(number: string): string {
  const ten = /^\+?1?(\d{3})(\d{3})(\d{4})$/.exec(number.replace(/[^\d+]/g, ""));
  return ten ? `${ten[1]} ${ten[2]} ${ten[3]}` : number;
}
