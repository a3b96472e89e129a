import { createHook } from "node:async_hooks";
import { createSocket } from "node:dgram";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import type { Endpoint, MediaEngine } from "../../care/calls/ports.ts";
import { strengthOf } from "./g711.ts";
import { mediaLimits } from "./settings.ts";
import { settingsFor, world } from "./testing/engines.ts";
import { FakePhone } from "./testing/fake-phone.ts";
import { FarBrowser } from "./testing/far-browser.ts";
import { until } from "./testing/until.ts";
import { createWeriftMedia } from "./werift.ts";
import { Browser } from "./worker/browser.ts";
import { PlayClock } from "./worker/play-clock.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});
const keep = <T extends { close(): unknown }>(thing: T): T => {
  opened.push(thing);
  return thing;
};

async function engine(change: { mediaAddress: string; bindAddress: string }): Promise<MediaEngine> {
  const media = createWeriftMedia(settingsFor(change), { world });
  keep({ close: () => media.shutdown() });
  await media.ready();
  return media;
}

interface Pair { readonly phone: FakePhone; readonly browser: FarBrowser; readonly answers: readonly string[]; readonly ends: readonly [Endpoint, Endpoint] }

/** A telephone and a browser; both read our answers as they come out of the translation. */
async function pair(media: MediaEngine, translated: (sdp: string) => string): Promise<Pair> {
  const phone = await FakePhone.open();
  keep({ close: () => phone.close() });
  const caller = (await media.createPhone(phone.offer()))!;
  phone.meet(translated(caller.answer)).speak(450);
  const browser = keep(await FarBrowser.open());
  const desk = await media.createBrowser(browser.offer, caller.endpoint);
  await browser.take(translated(desk.answer));
  browser.speak(1000);
  return { phone, browser, answers: [caller.answer, desk.answer], ends: [caller.endpoint, desk.endpoint] };
}

/** But for the lines where WebRTC says 0.0.0.0 and nobody looks (RFC 8829 5.2.1, RFC 8839 4.2.1.3). */
const addressesIn = (sdp: string): Set<string> => new Set(sdp.replaceAll(/^(o=|a=rtcp:).*$/gm, "").match(/\b\d{1,3}(\.\d{1,3}){3}\b/g));
const bothHear = ({ phone, browser }: Pair): Promise<number> =>
  until("both hear each other", () => strengthOf(1000, phone.lately()) > 4000 && strengthOf(450, browser.lately()) > 4000, 10);

/** UDP sockets of our media processes, each by its address and port in the kernel's hexadecimal. */
function socketsOfMedia(): string[] {
  const pids = readdirSync("/proc/self/task").flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ")).filter((pid) => pid !== "");
  const inodes = new Set(pids.flatMap((pid) => readdirSync(`/proc/${pid}/fd`).map((fd) => /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1])));
  return readFileSync("/proc/net/udp", "utf8").split("\n").slice(1).map((line) => line.trim().split(/\s+/)).filter((cells) => cells[9] !== undefined && inodes.has(cells[9])).map((cells) => cells[1]!);
}

describe("where sound is bound and what is told of it", () => {
  test("[M26] bound to every address of the machine, one is told, and a telephone and a browser hear each other", async () => {
    const media = await engine({ mediaAddress: "127.0.0.1", bindAddress: "0.0.0.0" });
    const both = await pair(media, (sdp) => sdp);
    await media.bridge(...both.ends);
    await bothHear(both);
    for (const answer of both.answers) expect(addressesIn(answer)).toEqual(new Set(["127.0.0.1"]));
    expect(socketsOfMedia()).toHaveLength(2);
  });

  test("[M26] behind one-to-one address translation the public address is told and the private one appears nowhere", async () => {
    const media = await engine({ mediaAddress: "192.0.2.7", bindAddress: "127.0.0.1" });
    const both = await pair(media, (sdp) => sdp.replaceAll("192.0.2.7", "127.0.0.1"));
    await media.bridge(...both.ends);
    await bothHear(both);
    for (const answer of both.answers) expect(addressesIn(answer)).toEqual(new Set(["192.0.2.7"]));
    expect(socketsOfMedia().map((each) => each.split(":")[0])).toEqual(["0100007F", "0100007F"]);
  });

  test("[M23] an address that this machine does not have is refused at start, named", async () => {
    const media = createWeriftMedia(settingsFor({ mediaAddress: "192.0.2.7", bindAddress: "192.0.2.7" }), { world });
    keep({ close: () => media.shutdown() });
    await expect(media.ready()).rejects.toThrow(/COMPLINE_MEDIA_BIND.*EADDRNOTAVAIL/);
  });
});

test("[M29] an operator speaks within two seconds although no STUN or TURN server answers, and still when they have given up", async () => {
  const silent = createSocket("udp4");
  keep({ close: () => silent.close() });
  await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
  const server = `127.0.0.1:${silent.address().port}`;
  const media = createWeriftMedia(settingsFor({ iceServers: () => [{ urls: `stun:${server}` }, { urls: `turn:${server}`, username: "compline", credential: "secret" }] }), { world });
  keep({ close: () => media.shutdown() });
  await media.ready();
  const events: string[] = [];
  media.onEvent(({ kind }) => void events.push(kind));
  const asked = performance.now();
  const both = await pair(media, (sdp) => sdp);
  expect(performance.now() - asked).toBeLessThan(2000);
  await media.bridge(...both.ends);
  await bothHear(both);
  await until("werift has given up on them", () => performance.now() - asked > 9000, 10);
  both.browser.forget();
  await bothHear(both);
  expect(events).not.toContain("gone");
}, 20_000);

test("[M27] with no STUN server set none is asked, and no name is looked up for a browser", async () => {
  let namesLookedUp = 0;
  const hook = createHook({ init: (_, type) => void (type === "GETADDRINFOREQWRAP" && namesLookedUp++) }).enable();
  keep({ close: () => hook.disable() });
  const { mediaAddress, bindAddress, rtpPorts } = settingsFor();
  const far = keep(await FarBrowser.open());
  const needs = { tell: () => undefined, clock: new PlayClock(), limits: mediaLimits };
  const browser = keep(new Browser("one", { mediaAddress, bindAddress, ports: rtpPorts, iceServers: [] }, needs));
  const answer = await browser.answer(far.offer);
  expect(answer.match(/^a=candidate:/gm)).toHaveLength(1);
  expect(namesLookedUp).toBe(0);
});
