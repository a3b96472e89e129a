/** The engine that needs nothing but Node: our own RTP and SRTP for telephones, werift for browsers, in media processes. */
import type { Endpoint, MediaEngine, SipTransport } from "../../care/calls/ports.ts";
import { clearNetworks } from "./clear.ts";
import { answering, checkBrowserOffer, isAnswerTo, isOpportunistic, readAudio, saidLast, writeAudio, type Crypto, type FarAudio, type NearAudio } from "./sdp.ts";
import { checkBindable, checkMediaSettings, type MediaNeeds, type MediaSettings } from "./settings.ts";
import { MASTER_BYTES } from "./srtp.ts";
import { Switchboard } from "./switchboard.ts";
import type { Far } from "./worker/protocol.ts";

/** The payload type for telephone events in our own offers; in answers it is the far end's. */
const OUR_DIGIT_TYPE = 101;

/** What we have told a far end, and it us. Outlives the media process. */
interface Dialog {
  near: NearAudio;
  far: FarAudio | undefined;
}

export function createWeriftMedia(settings: MediaSettings, needs: MediaNeeds): MediaEngine & { ready(): Promise<void> } {
  checkMediaSettings(settings);
  const board = new Switchboard(settings);
  const phones = new Phones(board, settings, needs);
  return {
    name: "werift",
    ready: async () => void (await Promise.all([checkBindable(settings), board.allReady()])),
    admits: () => board.admits(),
    status: () => board.status(),
    createPhone: (offer, near) => phones.create(offer, near),
    offerPhone: (transport, near, after) => (after === undefined ? phones.offer(transport, near) : phones.goOn(after, near)),
    acceptPhoneAnswer: (endpoint, answer) => phones.accept(endpoint, answer),
    updatePhone: (endpoint, offer) => phones.update(endpoint, offer),
    rebuildPhone: (endpoint, near) => phones.rebuild(endpoint, near),
    async createBrowser(offer, near) {
      checkBrowserOffer(offer);
      const endpoint: Endpoint = { id: needs.world.id(), kind: "browser" };
      const { answer } = await board.open(endpoint, { op: "browser", id: endpoint.id, offer, iceServers: settings.iceServers() }, near);
      return { endpoint, answer: answer! };
    },
    async close(endpoint) {
      phones.forget(endpoint);
      await board.close(endpoint);
    },
    ...switching(board),
  };
}

/** The part of an engine that is the switchboard alone. */
export const switching = (board: Switchboard): Pick<MediaEngine, "bridge" | "unbridge" | "room" | "listen" | "play" | "playSound" | "playMusic" | "stop" | "record" | "stopRecording" | "onEvent" | "shutdown"> => ({
  bridge: (a, b) => board.bridge(a, b),
  unbridge: async (a) => void (await board.tell({ op: "unbridge", id: a.id })),
  room: (seats) => board.room(seats),
  listen: (listener, to, { whispers }) => board.listen(listener, to, whispers),
  play: (endpoint, prompt, options) => board.play(endpoint, prompt, options),
  playSound: (endpoint, sound) => board.playSound(endpoint, sound),
  playMusic: (endpoint, piece) => board.playMusic(endpoint, piece),
  stop: async (endpoint) => void (await board.tell({ op: "stop", id: endpoint.id })),
  record: (endpoint, said, heard) => board.record(endpoint, said, heard),
  stopRecording: (endpoint) => board.stopRecording(endpoint),
  onEvent: (handler) => board.onEvent(handler),
  shutdown: () => board.shutdown(),
});

class Phones {
  readonly #board: Switchboard;
  readonly #settings: MediaSettings;
  readonly #needs: MediaNeeds;
  readonly #dialogs = new Map<string, Dialog>();
  readonly #mayBeClear: (address: string) => boolean;

  constructor(board: Switchboard, settings: MediaSettings, needs: MediaNeeds) {
    this.#board = board;
    this.#settings = settings;
    this.#needs = needs;
    this.#mayBeClear = clearNetworks(settings.privateNetworks);
  }

  async create(offer: string, near?: Endpoint): Promise<{ endpoint: Endpoint; answer: string } | undefined> {
    const far = readAudio(offer);
    if (!far || !this.#isPermitted(far)) return undefined;
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "phone" };
    const port = await this.#openSocket(endpoint, near);
    const dialog: Dialog = { near: this.#near(port, this.#cryptoFor(far)), far: undefined };
    this.#dialogs.set(endpoint.id, dialog);
    return { endpoint, answer: await this.#agree(endpoint, dialog, far) };
  }

  async offer(transport: SipTransport, near?: Endpoint): Promise<{ endpoint: Endpoint; offer: string }> {
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "phone" };
    const port = await this.#openSocket(endpoint, near);
    const crypto: Crypto | undefined = transport === "tls" ? { tag: 1, suite: "AES_CM_128_HMAC_SHA1_80", master: this.#key() } : undefined;
    const dialog: Dialog = { near: this.#near(port, crypto), far: undefined };
    this.#dialogs.set(endpoint.id, dialog);
    return { endpoint, offer: writeAudio(dialog.near) };
  }

  /** As a rebuild, of a telephone that another node had. */
  async goOn(after: string, near?: Endpoint): Promise<{ endpoint: Endpoint; offer: string }> {
    const said = saidLast(after);
    if (!said) throw new Error("media: what the other node said last is not understood");
    const endpoint: Endpoint = { id: this.#needs.world.id(), kind: "phone" };
    const made = this.#near(0, said.crypto);
    this.#dialogs.set(endpoint.id, { near: { ...made, ...said }, far: undefined });
    try {
      return { endpoint, offer: await this.rebuild(endpoint, near) };
    } catch (error) {
      this.forget(endpoint);
      throw error;
    }
  }

  async accept(endpoint: Endpoint, answer: string): Promise<boolean> {
    const dialog = this.#dialogs.get(endpoint.id);
    const far = readAudio(answer);
    if (!dialog || !far || !this.#isPermitted(far) || !isAnswerTo(dialog.near, far)) return false;
    dialog.far = far;
    await this.#board.tell({ op: "far", id: endpoint.id, far: toFar(dialog.near, far) });
    return true;
  }

  /** Our key stays while theirs and the suite do (their rollover counter goes on); a call that was encrypted stays so. */
  async update(endpoint: Endpoint, offer: string): Promise<string | undefined> {
    const dialog = this.#dialogs.get(endpoint.id);
    const far = readAudio(offer);
    if (!dialog || !far || !this.#isPermitted(far)) return undefined;
    if (dialog.near.crypto && !far.crypto) return undefined;
    dialog.near = { ...dialog.near, crypto: this.#cryptoFor(far, dialog.near.crypto) };
    return this.#agree(endpoint, dialog, far);
  }

  #cryptoFor(far: FarAudio, before?: Crypto): Crypto | undefined {
    const { crypto } = far;
    return crypto && { ...crypto, master: before?.suite === crypto.suite ? before.master : this.#key() };
  }

  /** A new socket begins a new stream, so it has a new key. */
  async rebuild(endpoint: Endpoint, near?: Endpoint): Promise<string> {
    const dialog = this.#dialogs.get(endpoint.id);
    if (!dialog) throw new Error("media rebuild: no such telephone");
    const port = await this.#openSocket(endpoint, near);
    if (!this.#dialogs.has(endpoint.id)) {
      await this.#board.close(endpoint);
      throw new Error("media rebuild: the telephone was closed meanwhile");
    }
    const { crypto, session } = dialog.near;
    dialog.near = {
      ...dialog.near, port, crypto: crypto && { ...crypto, tag: 1, master: this.#key() },
      direction: "sendrecv", session: { ...session, version: session.version + 1 },
    };
    return writeAudio(dialog.near);
  }

  forget(endpoint: Endpoint): void {
    this.#dialogs.delete(endpoint.id);
  }

  async #openSocket(endpoint: Endpoint, near?: Endpoint): Promise<number> {
    const { port } = await this.#board.open(endpoint, { op: "phone", id: endpoint.id, watch: "phone" }, near);
    return port!;
  }

  async #agree(endpoint: Endpoint, dialog: Dialog, far: FarAudio): Promise<string> {
    const { session } = dialog.near;
    const version = dialog.far ? session.version + 1 : session.version;
    dialog.near = { ...dialog.near, opportunistic: isOpportunistic(far), digitType: far.digitType, direction: answering(far), session: { ...session, version } };
    dialog.far = far;
    await this.#board.tell({ op: "far", id: endpoint.id, far: toFar(dialog.near, far) });
    return writeAudio(dialog.near, far);
  }

  #isPermitted(far: FarAudio): boolean {
    return far.crypto !== undefined || far.address === "0.0.0.0" || this.#mayBeClear(far.address);
  }

  #key(): Buffer {
    return this.#needs.world.bytes(MASTER_BYTES);
  }

  #near(port: number, crypto: Crypto | undefined): NearAudio {
    const session = { id: this.#needs.world.bytes(4).readUInt32BE(0), version: 1 };
    return { address: this.#settings.mediaAddress, port, session, crypto, digitType: OUR_DIGIT_TYPE, direction: "sendrecv" };
  }
}

function toFar(near: NearAudio, far: FarAudio): Far {
  const { address, port, sends, wants, digitType } = far;
  return { address, port, sends, wants, digitType, keys: near.crypto && far.crypto && { ours: near.crypto, theirs: far.crypto } };
}
