import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openChromium } from "./browser.ts";
import { openHouse, type OpenHouse } from "./open-house.ts";
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
  const opened: { house?: OpenHouse; browser?: Browser } = {};
  beforeAll(async () => {
    await Promise.all([openHouse().then((house) => { opened.house = house; }), openChromium().then((browser) => { opened.browser = browser; })]);
    await first?.(opened.house!);
  }, 90_000);
  afterAll(async () => {
    await opened.browser?.close();
    await opened.house?.close();
  }, 30_000);
  return {
    get house() { return opened.house!; },
    get browser() { return opened.browser!; },
    enter: async (person) => openPage(await opened.house!.enter(opened.browser!, person)),
  };
}
