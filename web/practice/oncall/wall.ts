import { parts } from "../../ui/index.ts";

const two = (text: string | undefined): string => (text ?? "0").padStart(2, "0");

/** The wall clock of a zone at an instant, as `<input type="datetime-local">` writes it: 2027-01-23T07:00. */
export function wallAt(zone: string, at: number): string {
  const said = parts(zone, { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }, at);
  return `${said["year"]}-${two(said["month"])}-${two(said["day"])}T${two(said["hour"])}:${two(said["minute"])}`;
}

const asUtc = (wall: string): number => Date.parse(`${wall.slice(0, 16)}:00Z`);
const offsetAt = (zone: string, at: number): number => asUtc(wallAt(zone, at)) - at;
const DAY_MS = 86_400_000;

/**
 * The instant at which a zone's wall clock shows this time. Where clocks go back and it is shown twice, the first; where they
 * go forward and it is never shown, as much later as the clocks jump (as RFC 5545 reads such a time).
 */
export function instantAt(zone: string, wall: string): string {
  const shown = asUtc(wall);
  const before = offsetAt(zone, shown - DAY_MS);
  const after = offsetAt(zone, shown + DAY_MS);
  const found = [shown - before, shown - after].filter((at) => asUtc(wallAt(zone, at)) === shown);
  return new Date(found.length > 0 ? Math.min(...found) : shown - before).toISOString();
}
