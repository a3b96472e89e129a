import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createServerClock } from "../api/server-clock.ts";
import { clock, dialled, lasted, left, moment, spoken } from "./say-time.ts";

describe("times and numbers as they are said", () => {
  it("[W16] a moment has its day and its zone, on both sides of a clock change", () => {
    expect(moment("America/New_York", "2027-01-14T07:16:04Z")).toBe("Thu 14 Jan 2027, 02:16 EST");
    expect(moment("America/New_York", "2027-03-14T06:59:00Z")).toBe("Sun 14 Mar 2027, 01:59 EST");
    expect(moment("America/New_York", "2027-03-14T07:00:00Z")).toBe("Sun 14 Mar 2027, 03:00 EDT");
    expect(clock("America/New_York", "2027-01-14T05:00:00Z", { seconds: true, zone: true })).toBe("00:00:00 EST");
  });

  it("[W16] what is left is said in minutes under an hour, in days and hours under two days, else in days", () => {
    expect([48, 192, 3599, 3600, 36_000, 90_000, 148_740, 5_061_600].map(left)).toEqual(["0:48", "3:12", "59:59", "1:00 h", "10:00 h", "1 d 01:00", "1 d 17:19", "58 d 14 h"]);
    expect([0, 48, 482, 3800].map(lasted)).toEqual(["0:00", "0:48", "8:02", "1:03:20"]);
    expect(spoken(107)).toBe("1 minute 47 seconds");
  });

  it("[W16] ten digits stand in groups, a number from abroad as it is", () => {
    expect(["+12125550142", "2125550142", "+442079460018"].map(dialled)).toEqual(["212 555 0142", "212 555 0142", "+442079460018"]);
  });

  it("[W15] the clock goes by the server: this machine's own time never shows", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 1e6 }), (server, passed) => {
      let monotonic = 5;
      const at = createServerClock(() => monotonic, 0);
      at.note(new Date(server).toISOString());
      monotonic += passed;
      expect(Math.abs(at.now() - (server + passed))).toBeLessThanOrEqual(400);
      expect(at.silence()).toBe(passed);
    }));
  });
});
