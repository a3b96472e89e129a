import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { openChromium } from "./browser.ts";
import { openHouse, type OpenHouse } from "./open-house.ts";
import { isInTest, tellOf } from "./shown.ts";
import { openPage } from "./tour.ts";

/** A house of a file's own and a browser in front of it. */
interface Visit {
  readonly house: OpenHouse;
  readonly browser: Browser;
  /** A page of somebody who signs in, with a browser of their own. */
  readonly enter: (person: string) => ReturnType<typeof openPage>;
}

/** Opened before the first test of the file, closed after its last. `first` happens in the house before anybody looks. */
export function visit(first?: (house: OpenHouse) => Promise<unknown>): Visit {
  /** Opened before any test, and looked at by each. */
  const lasting = new Set<Page>();
  const opened: { house?: OpenHouse; browser?: Browser } = {};
  beforeAll(async () => {
    await Promise.all([openHouse().then((house) => { opened.house = house; }), openChromium().then((browser) => { opened.browser = browser; })]);
    await first?.(opened.house!);
  }, 90_000);
  afterAll(async () => {
    await opened.browser?.close();
    await opened.house?.close();
  }, 30_000);
  afterEach(async (ended) => { for (const page of lasting) await tellOf(page, ended); });
  return {
    get house() { return opened.house!; },
    get browser() { return opened.browser!; },
    enter: async (person) => {
      const entered = await openPage(await opened.house!.enter(opened.browser!, person));
      if (!isInTest()) lasting.add(entered.page);
      return entered;
    },
  };
}
