/** A date of birth as it is said on the telephone, read the American way: month, day, year. */
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const AGE_YEARS_MAX = 125;

const isoOf = (year: number, month: number, day: number): string | undefined => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined;
};

type Ymd = readonly [year: number, month: number, day: number];

/** The forms a date is typed in, and which part is which. */
const forms: readonly (readonly [RegExp, (part: Record<string, string>) => Ymd])[] = [
  [/^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/, (part) => [Number(part["y"]), Number(part["m"]), Number(part["d"])]],
  [/^(?<m>\d{1,2})[\s/.-]+(?<d>\d{1,2})[\s/.-]+(?<y>\d{4})$/, (part) => [Number(part["y"]), Number(part["m"]), Number(part["d"])]],
  [/^(?<m>\d{2})(?<d>\d{2})(?<y>\d{4})$/, (part) => [Number(part["y"]), Number(part["m"]), Number(part["d"])]],
  [/^(?<d>\d{1,2})\s+(?<m>[a-z]{3})[a-z]*\.?,?\s+(?<y>\d{4})$/i, (part) => [Number(part["y"]), named(part["m"]), Number(part["d"])]],
  [/^(?<m>[a-z]{3})[a-z]*\.?\s+(?<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<y>\d{4})$/i, (part) => [Number(part["y"]), named(part["m"]), Number(part["d"])]],
];
const named = (month: string | undefined): number => months.indexOf(month?.toLowerCase() ?? "") + 1;

function ymd(typed: string): Ymd | undefined {
  for (const [form, read] of forms) {
    const groups = form.exec(typed)?.groups;
    if (groups) return read(groups);
  }
  return undefined;
}

/** The date as `yyyy-mm-dd`; undefined when it is no date, in the future, or older than a person can be. */
export function readBirthDate(typed: string, today: number): string | undefined {
  const found = ymd(typed.trim());
  const iso = found && isoOf(...found);
  if (!iso) return undefined;
  const years = ageYears(iso, today);
  return years >= 0 && years <= AGE_YEARS_MAX ? iso : undefined;
}

export function ageYears(iso: string, today: number): number {
  const now = new Date(today);
  const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
  const before = now.getUTCMonth() + 1 < month || (now.getUTCMonth() + 1 === month && now.getUTCDate() < day);
  return now.getUTCFullYear() - year - (before ? 1 : 0);
}

/** 3 Sep 2024 */
export function sayBirthDate(iso: string): string {
  const [year, month = 1, day] = iso.split("-").map(Number);
  const name = months[month - 1] ?? "";
  return `${day} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year}`;
}
export const sayAge = (years: number): string => (years === 1 ? "1 year" : `${years} years`);
export const isIsoDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);
