import { afterEach, describe, expect, test } from "vitest";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { MediaEngine } from "../../care/calls/ports.ts";
import { strengthOf } from "./g711.ts";
import type { MediaLimits } from "./settings.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { takenUp } from "./testing/heir.ts";
import { pieceOf } from "./testing/room-story.ts";
import { rigOf, type Rig } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";

const open: { media: MediaEngine; rig: Rig }[] = [];
afterEach(async () => {
  for (const { media, rig } of open.splice(0)) {
    await rig.clear();
    await media.shutdown();
  }
});

async function engine(processes: number, limits: Partial<MediaLimits> = {}): Promise<{ media: MediaEngine; rig: Rig }> {
  const media = createWeriftMedia(settingsFor({ processes, limits }), { world });
  const both = { media, rig: rigOf(media) };
  open.push(both);
  await media.ready();
  return both;
}

/** The media processes this test has started, by asking the kernel. */
const mediaPids = (): number[] => readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" "))
  .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("media/worker/main.ts")).map(Number);

/** Which of them has opened this UDP port. */
function pidOfPort(port: number): number {
  const line = readFileSync("/proc/net/udp", "utf8").split("\n").find((each) => each.includes(`:${port.toString(16).toUpperCase().padStart(4, "0")} `));
  const socket = `socket:[${line!.trim().split(/\s+/)[9]}]`;
  return mediaPids().find((pid) => readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === socket))!;
}

test("[M38] a telephone whose sound another node had is heard and hears here, in the same session, encrypted as before with a key of its own", async () => {
  const { media: heir } = await engine(1);
  for (const suite of [undefined, "AES_CM_128_HMAC_SHA1_80"] as const) await takenUp(heir, heir, suite);
  await expect(heir.offerPhone("udp", undefined, "v=0 nothing")).rejects.toThrow("not understood");
});

describe("when a media process dies", () => {
  for (const [processes, suite] of [[2, undefined], [2, "AES_CM_128_HMAC_SHA1_80"], [1, undefined]] as const) {
    test(`[M15] with ${processes} processes, both callers (${suite ?? "clear"}) hear each other again within a second of a kill -9`, async () => {
      const { media, rig } = await engine(processes);
      const a = await rig.caller(suite);
      const b = await rig.caller(suite, a.endpoint);
      a.phone.speak(450);
      b.phone.speak(1000);
      await media.bridge(a.endpoint, b.endpoint);
      await until("both hear", () => a.phone.heard.length > 5 && b.phone.heard.length > 5);
      const killedAt = performance.now();
      process.kill(pidOfPort(a.phone.farPort), "SIGKILL");
      await until("both are told as lost", () => rig.told("lost", a.endpoint).length + rig.told("lost", b.endpoint).length === 2);
      a.phone.forget();
      b.phone.forget();
      for (const [each, near] of [[a, undefined], [b, a.endpoint]] as const) {
        const offer = await media.rebuildPhone(each.endpoint, near);
        expect(await media.acceptPhoneAnswer(each.endpoint, each.phone.answer(offer))).toBe(true);
      }
      await media.bridge(a.endpoint, b.endpoint);
      await until("both hear again", () => strengthOf(1000, a.phone.lately(5)) > 6000 && strengthOf(450, b.phone.lately(5)) > 6000);
      expect(performance.now() - killedAt).toBeLessThan(1000);
    });
  }

  test("[M15] calls in the other process are not touched, and the prompt of a lost one is told as stopped", async () => {
    const { media, rig } = await engine(2);
    const [a, b] = [await rig.caller(), await rig.caller()];
    expect(pidOfPort(a.phone.farPort)).not.toBe(pidOfPort(b.phone.farPort));
    const lost = media.play(a.endpoint, "hold", { loop: true });
    void media.play(b.endpoint, "hold", { loop: true });
    process.kill(pidOfPort(a.phone.farPort), "SIGKILL");
    expect(await lost).toBe("stopped");
    await until("a new process is ready", () => media.status().processes === 2);
    expect(rig.told("lost", b.endpoint)).toEqual([]);
    b.phone.forget();
    await until("its tone goes on", () => b.phone.heard.length > 10);
  });

  test("[M39] the process that takes its place is told the music anew", async () => {
    const { media, rig } = await engine(1);
    const { phone, endpoint } = await rig.caller();
    const piece = pieceOf("a piece", 16);
    const hears = (): boolean => phone.lately(1)[0]! >= 16 && phone.lately(1)[0]! < 26;
    void media.playMusic(endpoint, piece);
    await until("the music is heard", hears);
    process.kill(pidOfPort(phone.farPort), "SIGKILL");
    await until("it is told as lost", () => rig.told("lost", endpoint).length === 1);
    phone.forget();
    expect(await media.acceptPhoneAnswer(endpoint, phone.answer(await media.rebuildPhone(endpoint)))).toBe(true);
    void media.playMusic(endpoint, piece);
    await until("the music is heard again", hears);
  });

  test("[M16] a media process that hangs is killed and replaced", async () => {
    const { media, rig } = await engine(1, { hungSecondsMax: 1.5 });
    const { phone, endpoint } = await rig.caller();
    const hung = pidOfPort(phone.farPort);
    process.kill(hung, "SIGSTOP");
    await until("the endpoint is told as lost", () => rig.told("lost", endpoint).length === 1);
    await until("a new process is ready", () => media.status().processes === 1);
    expect(mediaPids()).not.toContain(hung);
  });

  test("[M25] a caller who rings while the only media process is being replaced is answered when it is back", async () => {
    const { media, rig } = await engine(1);
    process.kill(mediaPids()[0]!, "SIGKILL");
    await until("the death is noticed", () => media.status().processes === 0);
    expect(media.admits()).toBe(true);
    const { phone, endpoint } = await rig.caller();
    void media.play(endpoint, "hold", { loop: true });
    await until("the tone is heard", () => phone.heard.length > 10);
  });

  test("[M25] while media processes die as they start, no call is admitted", async () => {
    const { media } = await engine(1, { absentSecondsMax: 0.5 });
    const killing = setInterval(() => {
      for (const pid of mediaPids()) process.kill(pid, "SIGKILL");
    }, 5);
    await until("no call is admitted", () => !media.admits());
    clearInterval(killing);
    await until("a new process is ready", () => media.admits(), 10);
  });

  test("[M17] while every media process is overloaded no call is admitted; once they have recovered, calls are", async () => {
    const { media, rig } = await engine(1, { loopDelayP99MsMax: 30, busyEndpointsMin: 1, overloadSeconds: 1, recoverySeconds: 0.5, warmUpSeconds: 0.5 });
    const { phone } = await rig.caller();
    const pid = pidOfPort(phone.farPort);
    const slowing = slowed(pid);
    await until("the overload has lasted", () => !media.admits(), 10);
    slowing.end();
    await until("the process has recovered", () => media.admits(), 10);
  });
});

/** Stopped and let go again, by turns, as when the machine gives it too little time. */
function slowed(pid: number): { end(): void } {
  let isStopped = false;
  const turns = setInterval(() => {
    isStopped = !isStopped;
    process.kill(pid, isStopped ? "SIGSTOP" : "SIGCONT");
  }, 100);
  return {
    end() {
      clearInterval(turns);
      process.kill(pid, "SIGCONT");
    },
  };
}
