/**
 * The engine for large sites: rtpengine faces the network (ICE, DTLS, SRTP, SDES) and hands each endpoint to our media
 * processes as clear RTP on loopback. They remain the switch, so prompts, digits, recordings and the one continuous
 * stream are the same code as in the other engine; what rtpengine takes over is all cryptography and all open ports.
 * RULES.md says what that leaves out.
 */
import type { Endpoint, MediaEngine, SipTransport } from "../../care/calls/ports.ts";
import { clearNetworks } from "./clear.ts";
import { Ng, type ControlAddress } from "./ng.ts";
import { answering, checkBrowserOffer, isAnswerTo, isOpportunistic, readAudio, saidLast, writeAudio, type FarAudio, type NearAudio } from "./sdp.ts";
import { checkMediaSettings, type MediaNeeds, type MediaSettings } from "./settings.ts";
import { Switchboard } from "./switchboard.ts";
import { switching } from "./werift.ts";

export interface RtpengineSettings extends MediaSettings {
  /** Where its ng protocol listens (`--listen-ng`). */
  readonly rtpengine: ControlAddress;
  /** Names of rtpengine's `--interface=NAME/ADDRESS` to the world and to us, when it has two. */
  readonly interfaces?: { readonly outside: string; readonly inside: string };
}

const LOOPBACK = "127.0.0.1";
const OUR_DIGIT_TYPE = 101;
const PING_MS = 500;
const PINGS_MISSED_MAX = 2;

interface Dialog {
  /** rtpengine's name for the call; a new one with each rebuild. */
  callId: string;
  insidePort: number;
  /** Of the stream we send: WebRTC stacks in other languages hear only what was announced to them. */
  ssrc: number;
  session: { id: number; version: number };
  isEncrypted: boolean;
  /** Encrypted under the plain profile, as its far end offered it (RFC 8643). */
  opportunistic: boolean;
  /** Our own offer, which the far end has to take up. */
  offered: NearAudio | undefined;
}

export function createRtpengineMedia(settings: RtpengineSettings, needs: MediaNeeds): MediaEngine & { ready(): Promise<void> } {
  checkMediaSettings(settings);
  const board = new Switchboard({ ...settings, mediaAddress: LOOPBACK, bindAddress: LOOPBACK });
  const front = new Front(board, settings, needs);
  return {
    name: "rtpengine",
    ready: async () => void (await Promise.all([board.allReady(), front.ready()])),
    admits: () => front.isUp && board.admits(),
    status: () => ({ ...board.status(), ...(front.isUp ? {} : { processes: 0 }) }),
    createPhone: (offer, near) => front.create(offer, near),
    offerPhone: (transport, near, after) => (after === undefined ? front.offer(transport, near) : front.goOn(after, near)),
    acceptPhoneAnswer: (endpoint, answer) => front.accept(endpoint, answer),
    updatePhone: (endpoint, offer) => front.update(endpoint, offer),
    rebuildPhone: (endpoint, near) => front.rebuild(endpoint, near),
    createBrowser: (offer, near) => front.browser(offer, near),
    ...switching(board),
    async close(endpoint) {
      await front.forget(endpoint);
      await board.close(endpoint);
    },
    async shutdown() {
      front.stop();
      await board.shutdown();
    },
  };
}

class Front {
  readonly #board: Switchboard;
  readonly #settings: RtpengineSettings;
  readonly #needs: MediaNeeds;
  readonly #ng: Ng;
  readonly #dialogs = new Map<string, Dialog>();
  readonly #mayBeClear: (address: string) => boolean;
  readonly #pings: NodeJS.Timeout;
  #missed = PINGS_MISSED_MAX;

  constructor(board: Switchboard, settings: RtpengineSettings, needs: MediaNeeds) {
    this.#board = board;
    this.#settings = settings;
    this.#needs = needs;
    this.#ng = new Ng(settings.rtpengine);
    this.#mayBeClear = clearNetworks(settings.privateNetworks);
    this.#pings = setInterval(() => void this.#ping(), PING_MS);
  }

  get isUp(): boolean {
    return this.#missed < PINGS_MISSED_MAX;
  }

  async ready(): Promise<void> {
    await this.#ping();
    if (!this.isUp) throw new Error("rtpengine does not answer on its control port");
  }

  /** Ports and keys of a dead rtpengine are gone; a restarted one is given new ones by the rebuilds. */
  async #ping(): Promise<void> {
    const isThere = await this.#ng.isThere();
    this.#missed = isThere ? 0 : this.#missed + 1;
    if (this.#missed === PINGS_MISSED_MAX) this.#board.loseAll();
  }

  async create(offer: string, near?: Endpoint): Promise<{ endpoint: Endpoint; answer: string } | undefined> {
    const far = readAudio(offer);
    if (!far || !this.#isPermitted(far)) return undefined;
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "phone" };
    const dialog = await this.#open(endpoint, near);
    return { endpoint, answer: await this.#agree(endpoint, dialog, far) };
  }

  async update(endpoint: Endpoint, offer: string): Promise<string | undefined> {
    const dialog = this.#dialogs.get(endpoint.id);
    const far = readAudio(offer);
    if (!dialog || !far || !this.#isPermitted(far) || (dialog.isEncrypted && !far.crypto)) return undefined;
    dialog.session.version += 1;
    return this.#agree(endpoint, dialog, far);
  }

  /** The far end's offer through rtpengine to our port, and the answer back. All SDP on the wire is written by us. */
  async #agree(endpoint: Endpoint, dialog: Dialog, far: FarAudio): Promise<string> {
    const tags = { ...this.#call(dialog), "from-tag": "far", "to-tag": "near" };
    const direction = answering(far);
    const within = await this.#ng.sdp("offer", { ...tags, ...this.#toInside, sdp: asOffered(far), "transport-protocol": "RTP/AVP" });
    const insideAnswer = writeAudio({ ...this.#inside(dialog), digitType: far.digitType, direction });
    const without = await this.#ng.sdp("answer", { ...tags, sdp: insideAnswer, "transport-protocol": far.crypto ? "RTP/SAVP" : "RTP/AVP" });
    await this.#connect(endpoint, within, far);
    dialog.isEncrypted = far.crypto !== undefined;
    dialog.opportunistic = isOpportunistic(far);
    return writeAudio({ ...this.#outside(dialog, without), digitType: far.digitType, direction }, far);
  }

  async offer(transport: SipTransport, near?: Endpoint): Promise<{ endpoint: Endpoint; offer: string }> {
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "phone" };
    const dialog = await this.#open(endpoint, near);
    dialog.isEncrypted = transport === "tls";
    return { endpoint, offer: await this.#invite(dialog) };
  }

  /** As a rebuild, of a telephone that another node had. */
  async goOn(after: string, near?: Endpoint): Promise<{ endpoint: Endpoint; offer: string }> {
    const said = saidLast(after);
    if (!said) throw new Error("media: what the other node said last is not understood");
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "phone" };
    const dialog = await this.#open(endpoint, near);
    const { session: { id, version }, crypto, opportunistic = false } = said;
    Object.assign(dialog, { session: { id, version: version + 1 }, isEncrypted: crypto !== undefined, opportunistic });
    return { endpoint, offer: await this.#invite(dialog) };
  }

  async rebuild(endpoint: Endpoint, near?: Endpoint): Promise<string> {
    const before = this.#dialogs.get(endpoint.id);
    if (!before) throw new Error("media rebuild: no such telephone");
    await this.forget(endpoint);
    const dialog = await this.#open(endpoint, near);
    dialog.isEncrypted = before.isEncrypted;
    dialog.opportunistic = before.opportunistic;
    dialog.session = { id: before.session.id, version: before.session.version + 1 };
    return this.#invite(dialog);
  }

  async #invite(dialog: Dialog): Promise<string> {
    const within = writeAudio({ ...this.#inside(dialog), digitType: OUR_DIGIT_TYPE, direction: "sendrecv" });
    const without = await this.#ng.sdp("offer", { ...this.#call(dialog), "from-tag": "near", ...this.#toOutside, sdp: within, "transport-protocol": dialog.isEncrypted ? "RTP/SAVP" : "RTP/AVP" });
    dialog.offered = { ...this.#outside(dialog, without), opportunistic: dialog.opportunistic, digitType: OUR_DIGIT_TYPE, direction: "sendrecv" };
    return writeAudio(dialog.offered);
  }

  async accept(endpoint: Endpoint, answer: string): Promise<boolean> {
    const dialog = this.#dialogs.get(endpoint.id);
    const far = readAudio(answer);
    if (!dialog || !far || !this.#isPermitted(far) || !dialog.offered || !isAnswerTo(dialog.offered, far)) return false;
    const tags = { ...this.#call(dialog), "from-tag": "near", "to-tag": "far" };
    const within = await this.#ng.sdp("answer", { ...tags, sdp: asOffered(far), "transport-protocol": "RTP/AVP" });
    await this.#connect(endpoint, within, far);
    return true;
  }

  async browser(offer: string, near: Endpoint): Promise<{ endpoint: Endpoint; answer: string }> {
    checkBrowserOffer(offer);
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "browser" };
    const dialog = await this.#open(endpoint, near);
    try {
      const tags = { ...this.#call(dialog), "from-tag": "far", "to-tag": "near" };
      const within = await this.#ng.sdp("offer", { ...tags, ...this.#toInside, sdp: withoutCandidates(offer), "transport-protocol": "RTP/AVP", ICE: "remove", "rtcp-mux": ["demux"] });
      const insideAnswer = `${writeAudio({ ...this.#inside(dialog), digitType: undefined, direction: "sendrecv" })}a=ssrc:${dialog.ssrc} cname:compline\r\n`;
      const answer = await this.#ng.sdp("answer", { ...tags, sdp: insideAnswer, "transport-protocol": "UDP/TLS/RTP/SAVPF", ICE: "force", DTLS: "passive", SDES: ["off"], "rtcp-mux": ["accept"] });
      await this.#connect(endpoint, within, { sends: true, wants: true, digitType: undefined });
      return { endpoint, answer };
    } catch (error) {
      await this.forget(endpoint);
      await this.#board.close(endpoint);
      throw error;
    }
  }

  async forget(endpoint: Endpoint): Promise<void> {
    const dialog = this.#dialogs.get(endpoint.id);
    this.#dialogs.delete(endpoint.id);
    // What rtpengine has already forgotten, or cannot hear, it drops by its own timeout.
    if (dialog) await this.#ng.forget(dialog.callId).catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.#pings);
    for (const { callId } of this.#dialogs.values()) void this.#ng.forget(callId).catch(() => undefined);
    this.#dialogs.clear();
    this.#ng.close();
  }

  async #open(endpoint: Endpoint, near?: Endpoint): Promise<Dialog> {
    const { port, ssrc } = await this.#board.open(endpoint, { op: "phone", id: endpoint.id, watch: endpoint.kind }, near);
    const { world } = this.#needs;
    const dialog: Dialog = { callId: world.id(), insidePort: port!, ssrc: ssrc!, session: { id: world.bytes(4).readUInt32BE(0), version: 1 }, isEncrypted: false, opportunistic: false, offered: undefined };
    this.#dialogs.set(endpoint.id, dialog);
    return dialog;
  }

  async #connect(endpoint: Endpoint, within: string, far: Pick<FarAudio, "sends" | "wants" | "digitType">): Promise<void> {
    const inside = /^m=audio (\d+) /m.exec(within)?.[1];
    const address = /^c=IN IP4 (\S+)/m.exec(within)?.[1];
    if (inside === undefined || address === undefined || !this.#mayBeClear(address)) throw new Error("rtpengine: its inside address is not private");
    await this.#board.tell({ op: "far", id: endpoint.id, far: { address, port: Number(inside), sends: far.sends, wants: far.wants, digitType: far.digitType, keys: undefined } });
  }

  #call(dialog: Dialog): Record<string, unknown> {
    return { "call-id": dialog.callId, replace: ["origin", "session-connection"], flags: ["trust-address", "strict-source"], ICE: "remove" };
  }

  get #toInside(): Record<string, unknown> {
    const { interfaces } = this.#settings;
    return interfaces ? { direction: [interfaces.outside, interfaces.inside] } : {};
  }

  get #toOutside(): Record<string, unknown> {
    const { interfaces } = this.#settings;
    return interfaces ? { direction: [interfaces.inside, interfaces.outside] } : {};
  }

  #inside(dialog: Dialog): Omit<NearAudio, "digitType" | "direction"> {
    return { address: LOOPBACK, port: dialog.insidePort, session: dialog.session, crypto: undefined };
  }

  /** What rtpengine opened for us to the world. */
  #outside(dialog: Dialog, sdp: string): Omit<NearAudio, "digitType" | "direction"> {
    const opened = readAudio(sdp);
    if (!opened) throw new Error("rtpengine: its SDP is not understood");
    return { address: this.#settings.mediaAddress, port: opened.port, session: dialog.session, crypto: opened.crypto };
  }

  #isPermitted(far: FarAudio): boolean {
    return far.crypto !== undefined || far.address === "0.0.0.0" || this.#mayBeClear(far.address);
  }
}

/**
 * Given candidates, rtpengine completes ICE and begins DTLS in one role before our answer gives it the other. Given
 * none, it waits for the browser to call (RFC 8445 §7.3.1.3), and sends nothing to addresses it was merely told.
 */
const withoutCandidates = (sdp: string): string => sdp.split(/\r?\n/).filter((line) => !line.startsWith("a=candidate:")).join("\r\n");

/** The far end's audio alone, in our words: rtpengine is never given what a stranger wrote. */
const asOffered = (far: FarAudio): string => writeAudio({
  address: far.address, port: far.port, session: { id: 1, version: 1 }, crypto: far.crypto, digitType: far.digitType,
  direction: far.sends ? (far.wants ? "sendrecv" : "sendonly") : far.wants ? "recvonly" : "inactive",
});
