/** An operator's browser: Debian's Chromium with a microphone that hums 1,000 Hz, on a page at http://localhost. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IceServer } from "../settings.ts";
import { chromium, type Browser, type BrowserServer, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
export const HUM_HERTZ = 1000;

const page = `<!doctype html><title>operator</title><script>
let pc, sound;
async function offer(way) {
  pc?.close();
  sound ??= await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  pc = new RTCPeerConnection(way);
  sound.getTracks().forEach((track) => pc.addTrack(track, sound));
  pc.ontrack = ({ track }) => { const out = new Audio(); out.srcObject = new MediaStream([track]); out.play(); };
  await pc.setLocalDescription(await pc.createOffer());
  await new Promise((done) => { if (pc.iceGatheringState === "complete") done(); else pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && done(); });
  return pc.localDescription.sdp;
}
const take = (sdp) => pc.setRemoteDescription({ type: "answer", sdp });
async function heard() {
  const found = { energy: 0, packets: 0, lost: 0, ssrc: 0, codec: "" };
  for (const each of (await pc.getStats()).values()) {
    if (each.type === "inbound-rtp") Object.assign(found, { energy: each.totalAudioEnergy, packets: each.packetsReceived, lost: each.packetsLost, ssrc: each.ssrc });
    if (each.type === "codec") found.codec = each.mimeType;
  }
  return found;
}
</script>`;

/** A WAV of one second of hum, 16 bit, 48 kHz: Chromium plays it in a loop as the microphone. */
function humWave(): Buffer {
  const rate = 48_000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + rate * 2, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(rate * 2, 40);
  const samples = Int16Array.from({ length: rate }, (_, at) => 8000 * Math.sin((2 * Math.PI * HUM_HERTZ * at) / rate));
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

interface Heard { readonly energy: number; readonly packets: number; readonly lost: number; readonly ssrc: number; readonly codec: string }

export class OperatorBrowser {
  readonly #folder: string;
  readonly #site: Server;
  readonly #server: BrowserServer;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(parts: { folder: string; site: Server; server: BrowserServer; browser: Browser; page: Page }) {
    this.#folder = parts.folder;
    this.#site = parts.site;
    this.#server = parts.server;
    this.#browser = parts.browser;
    this.#page = parts.page;
  }

  static async open(): Promise<OperatorBrowser> {
    if (!existsSync(CHROMIUM)) throw new Error("this test needs the Debian package chromium");
    const folder = mkdtempSync(join(tmpdir(), "operator-"));
    writeFileSync(join(folder, "hum.wav"), humWave());
    const site = createServer((_, response) => void response.setHeader("content-type", "text/html").end(page));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    const server = await chromium.launchServer({ executablePath: CHROMIUM, args: [
      "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${join(folder, "hum.wav")}`,
      "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
    ] });
    const browser = await chromium.connect(server.wsEndpoint());
    const opened = await (await browser.newContext({ permissions: ["microphone"] })).newPage();
    await opened.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    return new OperatorBrowser({ folder, site, server, browser, page: opened });
  }

  /** By nothing but the relay, when one is given: as behind a firewall that lets only the TURN server through. */
  offer(relay?: IceServer): Promise<string> {
    return this.#page.evaluate(`offer(${JSON.stringify(relay === undefined ? {} : { iceServers: [relay], iceTransportPolicy: "relay" })})`);
  }

  take(answer: string): Promise<void> {
    return this.#page.evaluate(`take(${JSON.stringify(answer)})`);
  }

  heard(): Promise<Heard> {
    return this.#page.evaluate("heard()");
  }

  /** As when the machine loses power: no goodbye of any kind. All its processes at once, or one would go on speaking until it misses the others. */
  kill(): void {
    process.kill(-this.#server.process().pid!, "SIGKILL");
  }

  async close(): Promise<void> {
    await this.#browser.close().catch(() => undefined);
    await this.#server.kill().catch(() => undefined);
    this.#site.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
