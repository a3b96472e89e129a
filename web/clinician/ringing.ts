import type { Inbox } from "../../contract/index.ts";
import type { Sound } from "../sound/index.ts";

type Page = Inbox["pages"][number];
/** Waits for this person: paged now, and nobody has taken it. */
export const waits = (page: Page): boolean => page.mine && page.state !== "taken";

interface Heard { readonly inbox: Inbox | undefined; readonly fresh: ReadonlySet<string>; readonly opened: ReadonlySet<string> }

/**
 * What the phone plays. An urgent page rings until it was opened; a routine one once. While locked nobody here knows
 * which of the two it is, so what came in since is treated as urgent.
 */
export function soundFor({ inbox, fresh, opened }: Heard): Sound | null {
  if (!inbox || inbox.untaken === 0) return null;
  const unread = (attempt: string) => !opened.has(attempt);
  if (inbox.locked) return [...fresh].some(unread) ? "page-urgent" : null;
  const unopened = inbox.pages.filter((page) => waits(page) && !page.receipts.includes("opened") && (page.attempt === null || unread(page.attempt)));
  if (unopened.some((page) => page.urgency !== "routine")) return "page-urgent";
  return unopened.length > 0 ? "page-routine" : null;
}

/** Red: urgent and nobody has taken it. Amber: something waits, or may. */
export function lampFor(inbox: Inbox | undefined): "off" | "amber" | "red" {
  if (!inbox || inbox.untaken === 0) return "off";
  return inbox.pages.some((page) => waits(page) && page.urgency !== "routine") ? "red" : "amber";
}
