import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { proofOf } from "../../server/care/nightlead/index.ts";
import { instant, plus } from "../../server/foundation/time.ts";
import { lookAt } from "./look.ts";
import { afterCall, afterLook, calm, judge, pauseAfter, whomToRing, type Answer, type Watching } from "./rule.ts";
import { readSettings } from "./settings.ts";

const limits = { failuresMax: 3, dueSecondsMax: 60, lagSecondsMax: 60, quietMinutes: 30 };
const well: Answer = { ok: true, down: [], watch: { oldestDueSeconds: 1, sequencerLagSeconds: 0 } };
const at = instant(0);

test("[OW1] no answer, a part that is down, overdue work, a lagging log and a house that does not know the watcher are bad; on the limit is still good", () => {
  const found = [undefined, { ...well, ok: false, down: ["database", "worker"] }, { ...well, ok: false }, { ...well, watch: { oldestDueSeconds: 61, sequencerLagSeconds: 0 } }, { ...well, watch: { oldestDueSeconds: 0, sequencerLagSeconds: 61 } }, { ...well, watch: "unknown" as const }, { ...well, watch: undefined }, { ...well, watch: { oldestDueSeconds: 60, sequencerLagSeconds: 60 } }];
  expect(found.map((answer) => judge(answer, limits)).map((look) => (look.good ? "good" : look.because))).toEqual([
    "the house does not answer", "down: database, worker", "the house is not ready", "work is 61 s overdue", "the audit log lags by 61 s", "the house does not know this watcher", "the house does not know this watcher", "good",
  ]);
});

const step = fc.oneof(
  fc.boolean().map((good) => ({ kind: "look" as const, good })),
  fc.boolean().map((pressed) => ({ kind: "call" as const, pressed })),
  fc.integer({ min: 0, max: 60 }).map((minutes) => ({ kind: "wait" as const, minutes })),
);

interface Night {
  readonly state: Watching;
  readonly now: typeof at;
  readonly badInARow: number;
  readonly quietUntil: number;
}

/** The same night by the plain words of the rules: what is counted, and until when somebody is left alone. */
function next(night: Night, one: { kind: "look"; good: boolean } | { kind: "call"; pressed: boolean } | { kind: "wait"; minutes: number }, rung: boolean): Night {
  if (one.kind === "wait") return { ...night, now: plus(night.now, { minutes: one.minutes }) };
  if (one.kind === "look") {
    const state = afterLook(night.state, one.good ? { good: true } : { good: false, because: "x" });
    return one.good ? { ...night, state, badInARow: 0, quietUntil: -1 } : { ...night, state, badInARow: night.badInARow + 1 };
  }
  if (!rung) return night;
  return { ...night, state: afterCall(night.state, one.pressed, { limits, at: night.now }), quietUntil: one.pressed ? plus(night.now, { minutes: 30 }) : -1 };
}

test("[OW1] [OW2] [OW3] whatever happens: nobody is rung before three bad looks in a row or in the quiet time, and afterwards somebody always is, the next one if nobody pressed", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, people) => {
    let night: Night = { state: calm, now: at, badInARow: 0, quietUntil: -1 };
    for (const one of steps) {
      const place = whomToRing(night.state, people, { limits, at: night.now });
      expect(place !== undefined).toBe(night.badInARow >= 3 && night.now >= night.quietUntil);
      night = next(night, one, place !== undefined);
      if (one.kind === "call" && !one.pressed && place !== undefined) expect(whomToRing(night.state, people, { limits, at: night.now })).toBe((place + 1) % people);
    }
  }));
});

test("[OW7] looks begin every 15 seconds, also at a house that hangs for the 8 seconds in which it may answer; one that takes longer is looked at again at once", () => {
  expect([0, 40, 8_000, 15_000, 20_000].map((took) => pauseAfter(15, took))).toEqual([15, 14.96, 7, 0, 0]);
});

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "compline-watch-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = {
  name: "north", url: "http://127.0.0.1:1", secret: "ab".repeat(32), ring: ["+12125550171"], sip: { bind: "127.0.0.1", port: 5070 }, media: { address: "127.0.0.1", ports: [40_000, 40_099] },
  trunk: { host: "127.0.0.1", port: 5060, transport: "udp", sound: "rtp", from: "+12125550100", user: "watch", password: "a password of the trunk" },
};
function written(text: string, mode = 0o600): string {
  const path = join(folder, "watch.json");
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

test("[OW4] the settings are read with their defaults; a file open to others, and each wrong line, is named without its words", () => {
  expect(readSettings(written(JSON.stringify(settings)))).toMatchObject({ ok: true, settings: { lookSeconds: 15, failuresMax: 3, quietMinutes: 30 } });
  expect(readSettings(written(JSON.stringify(settings), 0o644))).toMatchObject({ ok: false, faults: [expect.stringContaining("chmod 600")] });
  const wrong = readSettings(written(JSON.stringify({ ...settings, secret: "my own secret words", ring: [], trunks: 1 })));
  expect(wrong).toMatchObject({ ok: false, faults: expect.arrayContaining([expect.stringMatching(/^secret: /), expect.stringMatching(/^ring: /)]) });
  expect(JSON.stringify(wrong)).not.toContain("my own secret words");
  for (const text of ["", "{", "[]"]) expect(readSettings(written(text)).ok).toBe(false);
  expect(readSettings(join(folder, "none.json"))).toMatchObject({ ok: false, faults: [expect.stringContaining("There is no file")] });
});

test("[OW5] a look carries a proof and never the secret; what is no readiness is no answer", async () => {
  const seen: Record<string, unknown>[] = [];
  let says = JSON.stringify({ ok: false, database: "down", audit: "up", watch: { oldestDueSeconds: 3, sequencerLagSeconds: 4 } });
  const server = createServer((request, reply) => {
    seen.push(request.headers);
    reply.writeHead(503).end(says);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const house = { ...settings, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  try {
    expect(await lookAt(house, instant(1_000))).toEqual({ ok: false, down: ["database"], watch: { oldestDueSeconds: 3, sequencerLagSeconds: 4 } });
    expect(seen[0]).toMatchObject({ "x-compline-watcher": "north", "x-compline-at": "1970-01-01T00:00:01.000Z", "x-compline-proof": proofOf(Buffer.from(settings.secret, "hex"), { name: "north", at: "1970-01-01T00:00:01.000Z" }) });
    expect(JSON.stringify(seen)).not.toContain(settings.secret);
    for (says of ["<html>", "[]", "null", JSON.stringify("ok")]) expect(await lookAt(house, instant(2_000))).toBeUndefined();
  } finally {
    server.close();
  }
  expect(await lookAt(house, instant(3_000))).toBeUndefined();
});
