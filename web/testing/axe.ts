import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What room alone decides: the same page at another width has the same names and colours. */
const LAYOUT = ["target-size", "scrollable-region-focusable"];
/** Axe stays in a page until the page is loaded anew: only then is it read again, which takes as long as half its rules. */
const NOTHING_TO_READ = ";";

/**
 * What axe finds, and how far the page is wider than its window. `colours`: the same page in its other theme differs in nothing else;
 * `layout`: the same page at a width between two that were looked at whole.
 * Our pages hold no frames, so axe is asked in the page itself and not in a second one that puts frames together (`legacy`); and what
 * it passed is not listed. The findings are the same, in a quarter of the time.
 */
export async function findingsOf(page: Page, look: "everything" | "colours" | "layout" = "everything"): Promise<string[]> {
  const at = await page.evaluate(() => ({ axe: "axe" in globalThis, frames: document.querySelectorAll("iframe, frame").length, wider: document.documentElement.scrollWidth - innerWidth }));
  if (at.frames > 0) throw new Error("this page holds a frame, and axe would not look into it");
  const axe = new AxeBuilder({ page, ...(at.axe && { axeSource: NOTHING_TO_READ }) }).options({ resultTypes: ["violations"], selectors: false }).setLegacyMode();
  const { violations } = await (look === "everything" ? axe.withTags(EVERYTHING) : axe.withRules(look === "colours" ? "color-contrast" : LAYOUT)).analyze();
  return [...violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html.slice(0, 140)).join(" | ")}`), ...(at.wider > 0 ? [`${at.wider} pixels wider than the window`] : [])];
}
