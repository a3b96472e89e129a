import { stripVTControlCharacters } from "node:util";
import type { Page } from "playwright-core";
import { onTestFinished, TestRunner, type TestContext } from "vitest";

const SHOWN_CHARACTERS_MAX = 600;
/** A page that does not answer any more is told as such. */
const ASKED_WITHIN_MS = 5_000;

interface Ended { readonly task: Readonly<TestContext["task"]> }

/**
 * [T-RUN-11] A test that fails tells in the first line of its error where its page stood and what could be read there: that line is all
 * that the end of a run says of it. Whoever stands on these pages is made up.
 */
export async function tellOf(page: Page, { task }: Ended): Promise<void> {
  // Those before it are of an earlier try, and have been told.
  const error = task.result?.state === "fail" ? task.result.errors?.at(-1) : undefined;
  if (!error) return;
  const shown = await shownBy(page);
  error.message = withReason(error.message, shown);
  if (error.stack) error.stack = withReason(error.stack, shown);
}

/** Of a page that this test opened. What the test put up before it is taken down after this. */
export const tellOfMine = (page: Page): void => onTestFinished((ended) => tellOf(page, ended));

export const isInTest = (): boolean => TestRunner.getCurrentTest() !== undefined;

const inOneLine = (text: string): string => stripVTControlCharacters(text).replaceAll(/\s+/g, " ").trim();

async function shownBy(page: Page): Promise<string> {
  const place = () => new URL(page.url()).pathname;
  try {
    const middle = page.locator("main");
    const text = await ((await middle.count()) > 0 ? middle.first() : page.locator("body")).innerText({ timeout: ASKED_WITHIN_MS });
    return `${place()} showed: ${inOneLine(text).slice(0, SHOWN_CHARACTERS_MAX)}`;
  } catch (error) {
    return `The page could not be read: ${inOneLine((error as Error).message).slice(0, SHOWN_CHARACTERS_MAX)}`;
  }
}

/** What Playwright writes of each try, whatever hinders it. */
const SAYS_NOTHING = /^(retrying|waiting \d+ms|scrolling into view|done scrolling|attempting|waiting for element to be)/;

/** The last line of Playwright's log of a call that gives a reason: what covers a button, what is not there. */
function lastReason(said: readonly string[]): string | undefined {
  const begins = said.findIndex((line) => line.startsWith("Call log:"));
  if (begins < 0) return undefined;
  const rest = said.slice(begins + 1);
  const ends = rest.findIndex((line) => /^\s+at /.test(line));
  const log = (ends < 0 ? rest : rest.slice(0, ends)).map((line) => inOneLine(line).replace(/^(- |\d+ × )+/, "")).filter((line) => line !== "");
  return log.findLast((line) => !SAYS_NOTHING.test(line)) ?? log.at(-1);
}

/** The same error, with Playwright's reason and what was shown at the end of its first line. */
export function withReason(said: string, shown: string): string {
  const [first = "", ...rest] = said.split("\n");
  const reason = lastReason(rest);
  return [[first, ...(reason === undefined || first.includes(reason) ? [] : [reason]), shown].join(" | "), ...rest].join("\n");
}
