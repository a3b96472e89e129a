import { Grammar } from "sip.js/lib/core/index.js";
import type { TrunkStanding, TrunkWay } from "../../../care/calls/ports.ts";
import { chance } from "../core/edge-core.ts";
import type { House, Lane } from "../core/lane.ts";
import { LIMITS } from "../settings.ts";
import { Connector } from "../transport/connector.ts";
import type { Address, Flow, Receiver } from "../transport/flow.ts";
import { DigestLogin } from "./digest-login.ts";
import { locate, systemNames } from "./locate.ts";
import type { TrunkSettings } from "./settings.ts";

/** One outbound trunk: where it is, how to reach it, and whether it is well. */
export class Trunk {
  readonly settings: TrunkSettings;
  readonly lane: Lane;
  readonly #house: House;
  readonly #connector: Connector | undefined;
  readonly #known = new Set<string>();
  #state: TrunkStanding["state"] = "unknown";
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(house: House, settings: TrunkSettings, parts: { lane: Lane; receiver: Receiver }) {
    const { transport, host, caPem, certPem, keyPem } = settings;
    this.settings = settings;
    this.lane = parts.lane;
    this.#house = house;
    this.#connector = transport === "udp" ? undefined : new Connector({ transport, serverName: host, caPem, certPem, keyPem }, parts.receiver);
    this.#probeAfter(0);
  }

  get way(): TrunkWay {
    const { name, transport, sound } = this.settings;
    return { trunk: name, transport, sound };
  }

  get standing(): Omit<TrunkStanding, "legs"> {
    const { name, transport, from } = this.settings;
    return { name, transport, from, state: this.#state };
  }

  get connections(): number {
    return this.#connector?.open ?? 0;
  }

  /** It is one of the addresses that this trunk's name stood for. */
  knows(address: string): boolean {
    return this.#known.has(address);
  }

  login(): DigestLogin | undefined {
    return this.settings.login && new DigestLogin(this.settings.login, this.#house.needs.world);
  }

  /** In the order to try. Empty: its name is not known. */
  async addresses(): Promise<readonly Address[]> {
    const found = await locate(this.settings, this.#house.needs.names ?? systemNames).catch(() => []);
    if (found.length > 0) this.#known.clear();
    for (const { address } of found) this.#known.add(address);
    return found;
  }

  /** Undefined: nobody is there, or not who should be. */
  async reach(address: Address): Promise<Flow | undefined> {
    if (this.#closed) return undefined;
    return this.#connector ? this.#connector.flow(address).catch(() => undefined) : this.lane.datagramsTo(address);
  }

  /** A call was refused for a fault of the trunk, or it said nothing: others go first until it answers a probe. */
  failed(retryAfterSeconds?: number): void {
    if (this.#closed) return;
    this.#failures += 1;
    this.#become("resting");
    this.#probeAfter(Math.max(this.#pause(), (retryAfterSeconds ?? 0) * 1000));
  }

  answered(): void {
    if (this.#closed) return;
    this.#failures = 0;
    this.#become("well");
    this.#probeAfter(this.#pause());
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#connector?.close();
  }

  #become(state: TrunkStanding["state"]): void {
    if (state !== this.#state) this.#house.needs.log("sip.trunk", { trunk: this.settings.name, state });
    this.#state = state;
  }

  #pause(): number {
    const { probeSeconds = LIMITS.probeSeconds, restSeconds = LIMITS.restSeconds } = this.#house.settings.patience ?? {};
    return 1000 * pauseSeconds(this.#failures, { probeSeconds, restSeconds });
  }

  #probeAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#probe(), milliseconds).unref();
  }

  /** OPTIONS (RFC 3261 11), outside any call. Whatever is answered but 408 and 5xx says that somebody is there; 401 and 404 too. */
  async #probe(): Promise<void> {
    const flow = await this.#reachFirst();
    if (this.#closed) return;
    const judge = (status: number | undefined): void => (status === undefined || status >= 500 || status === 408 ? this.failed() : this.answered());
    if (!flow) return judge(undefined);
    this.lane.safely(() => this.#ask(flow, judge));
  }

  async #reachFirst(): Promise<Flow | undefined> {
    for (const address of await this.addresses()) {
      const flow = await this.reach(address);
      if (flow) return flow;
    }
    return undefined;
  }

  #ask(flow: Flow, judge: (status: number | undefined) => void): void {
    const { core } = this.lane;
    const { host, domain } = this.settings;
    const uri = Grammar.URIParse(`sip:${domain ?? host}`);
    const us = Grammar.URIParse(core.contact.replace(/[<>]/g, ""));
    if (!uri || !us) return judge(undefined);
    const world = this.#house.needs.world;
    const message = core.makeOutgoingRequestMessage("OPTIONS", uri, us, uri, { callId: chance(world), fromTag: chance(world) }, ["Accept: application/sdp"]);
    const hear = ({ message: answer }: { message: { statusCode?: number | undefined } }): void => judge(answer.statusCode);
    core.through(flow, () => core.request(message, { onAccept: hear, onReject: hear, onRedirect: hear }));
  }
}

/** How long until the next probe: steady while well, doubling while it fails. Pure. */
export function pauseSeconds(failures: number, { probeSeconds, restSeconds }: { probeSeconds: number; restSeconds: number }): number {
  return failures === 0 ? probeSeconds : Math.min(restSeconds * 2 ** Math.min(failures - 1, 16), LIMITS.restSecondsMax);
}
