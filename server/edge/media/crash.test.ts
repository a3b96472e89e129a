import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readdirSync, readFileSync } from "node:fs";
import { strengthOf } from "./g711.ts";
import { readAudio } from "./sdp.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { rigOf } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";

const media = createWeriftMedia(settingsFor({ limits: { hungSecondsMax: 1.5, loopDelayP99MsMax: 1000 } }), { world });
const { caller, told, clear } = rigOf(media);

beforeAll(() => media.ready());
afterEach(clear);
afterAll(() => media.shutdown());

/** The media processes this test has started, by asking the kernel. */
const mediaPids = (): number[] => readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" "))
  .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("media/worker/main.ts")).map(Number);

describe("when a media process dies", () => {
  for (const suite of [undefined, "AES_CM_128_HMAC_SHA1_80"] as const) {
    test(`[M15] both callers (${suite ?? "clear"}) hear each other again within a second of a kill -9`, async () => {
      const [a, b] = [await caller(suite), await caller(suite)];
      a.phone.speak(450);
      b.phone.speak(1000);
      await media.bridge(a.endpoint, b.endpoint);
      await until("both hear", () => a.phone.heard.length > 5 && b.phone.heard.length > 5);
      const killedAt = performance.now();
      process.kill(mediaPids()[0]!, "SIGKILL");
      await until("both are told as lost", () => told("lost", a.endpoint).length + told("lost", b.endpoint).length === 2);
      a.phone.forget();
      b.phone.forget();
      for (const each of [a, b]) {
        const offer = await media.rebuildPhone(each.endpoint);
        expect(await media.acceptPhoneAnswer(each.endpoint, each.phone.answer(offer))).toBe(true);
      }
      await media.bridge(a.endpoint, b.endpoint);
      await until("both hear again", () => strengthOf(1000, a.phone.lately(5)) > 6000 && strengthOf(450, b.phone.lately(5)) > 6000);
      expect(performance.now() - killedAt).toBeLessThan(1000);
    });
  }

  test("[M16] a media process that hangs is killed and replaced", async () => {
    const { endpoint } = await caller();
    const [hung] = mediaPids();
    process.kill(hung!, "SIGSTOP");
    await until("the endpoint is told as lost", () => told("lost", endpoint).length === 1);
    await until("a new process is ready", () => media.status().processes === 1);
    expect(mediaPids()).not.toContain(hung);
    expect(readAudio(await media.rebuildPhone(endpoint))).toBeDefined();
  });

  test("[M17] without a living media process no call is admitted", async () => {
    expect(media.admits()).toBe(true);
    process.kill(mediaPids()[0]!, "SIGKILL");
    await until("the death is noticed", () => !media.admits());
    await until("a new process is ready", () => media.admits());
  });
});
