import type { Carrying, DialAsk, Leg, LegEnd, OutboundLeg, SipTransport, Telephony, TrunkStanding } from "../../care/calls/ports.ts";
import { Lane, type House } from "./core/lane.ts";
import { patchLibrary, releaseTimers, takeTimers } from "./core/library.ts";
import { AllowList } from "./guard/allow-list.ts";
import { RateLimit } from "./guard/rate-limit.ts";
import { Tally } from "./guard/tally.ts";
import { LoopDelay } from "./guard/loop-delay.ts";
import { readCarried, type CarriedDialog } from "./leg/carried.ts";
import { CarriedLeg } from "./leg/carried-leg.ts";
import { InboundLeg } from "./leg/inbound-leg.ts";
import { Dialler } from "./trunk/dialler.ts";
import { OutboundLeg as PlacedLeg } from "./trunk/outbound-leg.ts";
import type { SharedSpending } from "./trunk/limits.ts";
import type { OutboundSettings } from "./trunk/settings.ts";
import { checkSettings, LIMITS, type SipNeeds, type SipSettings } from "./settings.ts";
import { deafListener, hostPort, type Address, type Arrival, type Listener, type Receiver } from "./transport/flow.ts";
import { listenTcp, listenTls } from "./transport/stream.ts";
import { listenUdp } from "./transport/udp.ts";

export { outboundFrom } from "./trunk/from-config.ts";
export type { Charge, SharedSpending } from "./trunk/limits.ts";
export { recordsInFile } from "./trunk/records-file.ts";
export type { LogFields, SipNeeds, SipSettings, TlsSettings } from "./settings.ts";

/** What is alive inside, for tests and for `doctor`: all are 0 when every call is over and its timers have run. */
export interface SipCounts {
  readonly legs: number;
  readonly dialogs: number;
  readonly transactions: number;
  readonly resends: number;
  readonly connections: number;
}

export interface Sip extends Telephony, Carrying {
  counts(): SipCounts;
  /** [S93] What calls cost, for the other nodes of the house and from them. */
  readonly spending: SharedSpending;
  /** The ports taken, for settings that asked for 0. */
  readonly ports: Readonly<Partial<Record<SipTransport, number>>>;
}

/** Opens UDP, TCP and, with a certificate, TLS; resolves when all listen. */
export async function createSip(settings: SipSettings, needs: SipNeeds): Promise<Sip> {
  checkSettings(settings);
  patchLibrary();
  const room = new SwitchRoom(settings, needs);
  try {
    await room.open();
  } catch (error) {
    await room.close();
    throw error;
  }
  return room;
}

const NO_OUTBOUND: OutboundSettings = {
  trunks: [],
  destinations: { allow: [], deny: [], rates: [] },
  caps: { concurrentMax: 0, callsPerMinuteMax: 0, callsPerHourMax: 0, callsPerDayMax: 0, unitsPerHourMax: 0, unitsPerDayMax: 0 },
};
const DEFAULT_TLS_PORT = 5061;

type Start = (receiver: Receiver) => Promise<Listener>;

class SwitchRoom implements Sip, House {
  readonly settings: SipSettings;
  readonly needs: SipNeeds;
  readonly patience: House["patience"];
  readonly tally: Tally;
  readonly rate: RateLimit;
  readonly replies: RateLimit;
  readonly #allow: AllowList;
  readonly #lanes: { lane: Lane; listener: Listener }[] = [];
  readonly #legs = new Set<InboundLeg | CarriedLeg>();
  readonly #loop: LoopDelay;
  #dialler!: Dialler;
  #handler: ((leg: Leg) => void) | undefined;
  #draining = false;
  #closed = false;

  constructor(settings: SipSettings, needs: SipNeeds) {
    this.settings = settings;
    this.needs = needs;
    this.#allow = new AllowList(settings.allow);
    this.rate = new RateLimit(settings.invitesPerSecondPerAddress, LIMITS.addressesRemembered);
    this.replies = new RateLimit(LIMITS.repliesPerSecondPerAddress, LIMITS.addressesRemembered);
    this.tally = new Tally(needs);
    this.patience = takeTimers(settings.roundTripMilliseconds ?? 500);
    this.#loop = new LoopDelay();
  }

  async open(): Promise<void> {
    const { bindAddress: address, port, tls } = this.settings;
    const allowed = (peer: string): boolean => this.#allow.admits(peer);
    const udp = await this.#open((peer) => this.knows(peer), (receiver) => listenUdp({ address, port }, receiver));
    await this.#open(allowed, (receiver) => listenTcp({ address, port: udp.local.port }, receiver));
    // With mutual TLS the certificate says who may call, not the address.
    const certified = tls?.clientCaPem === undefined ? allowed : () => true;
    if (tls) await this.#open(certified, (receiver) => listenTls({ address, port: tls.port }, receiver, tls));
    const laneFor = (transport: SipTransport): { lane: Lane; receiver: Receiver } => this.#laneOf(transport);
    this.#dialler = new Dialler(this.settings.outbound ?? NO_OUTBOUND, { house: this, laneFor });
  }

  onCall(handler: (leg: Leg) => void): void {
    this.#handler = handler;
  }

  dial(ask: DialAsk): OutboundLeg {
    return this.#dialler.dial(ask);
  }

  trunks(): readonly TrunkStanding[] {
    return this.#dialler.standing();
  }

  onDialLimit(handler: Parameters<Telephony["onDialLimit"]>[0]): void {
    this.#dialler.onLimit(handler);
  }

  carry(leg: Leg, others: Parameters<Carrying["carry"]>[1] = []): string | undefined {
    const carried = this.#carried(leg);
    if (!carried) return undefined;
    const rung = others.flatMap((other) => {
      const dialog = this.#carried(other.leg);
      return dialog ? [{ number: other.number, dialog }] : [];
    });
    const ringing = others.flatMap((other) => (other.leg instanceof PlacedLeg ? (other.leg.callsOff() ?? []) : []));
    return JSON.stringify({ ...carried, ...("dialled" in leg && { dialled: leg.dialled }), ...(rung.length > 0 && { others: rung }), ...(ringing.length > 0 && { ringing }) });
  }

  takeUp(text: string): ReturnType<Carrying["takeUp"]> {
    const carried = readCarried(text);
    const caller = carried && this.#goOn(carried, carried.dialled);
    if (!caller) return undefined;
    for (const { text, way } of carried.ringing ?? []) this.#callOff(text, way);
    const others = (carried.others ?? []).flatMap(({ number, dialog }) => {
      const taken = this.#goOn(dialog);
      return taken ? [{ number, ...taken }] : [];
    });
    return { ...caller, others };
  }

  #carried(leg: Leg | OutboundLeg): CarriedDialog | undefined {
    const isOurs = this.#legs.has(leg as InboundLeg) || leg instanceof PlacedLeg;
    return isOurs ? (leg as InboundLeg | CarriedLeg | PlacedLeg).carry() : undefined;
  }

  get #datagrams(): Lane | undefined {
    return this.#lanes.find(({ listener }) => listener.transport === "udp")?.lane;
  }

  /** [S95] The node that rang them is dead: whoever picked up now would hear nobody. */
  #callOff(text: string, way: Address): void {
    const flow = this.#datagrams?.datagramsTo(way);
    if (flow) this.#datagrams?.say(text, flow);
  }

  #goOn(carried: CarriedDialog, dialled?: string): { leg: Leg; said: string } | undefined {
    const lane = this.#datagrams;
    const flow = lane?.datagramsTo(carried.way);
    if (!lane || !flow) return undefined;
    const placed = carried.placed && { placed: this.#dialler.goOn(carried.placed) };
    const leg = new CarriedLeg({ house: this, lane, carried, flow, dialled, ...placed });
    this.#legs.add(leg);
    return { leg, said: carried.sdp };
  }

  get spending(): SharedSpending {
    return this.#dialler.shared;
  }

  drain(): void {
    this.#draining = true;
  }

  knows(address: string): boolean {
    return this.#allow.admits(address) || (this.#dialler?.knows(address) ?? false);
  }

  /** With mutual TLS a peer that connected has shown who it is; over our own connection the trunk has, but not that it may ring us. */
  mayRing({ from, overOurs }: Arrival, transport: SipTransport): boolean {
    return (transport !== "udp" && !overOurs) || this.#allow.admits(from.address);
  }

  draining(): boolean {
    return this.#draining;
  }

  full(): boolean {
    return this.#legs.size >= this.settings.legsMax;
  }

  called(call: Parameters<House["called"]>[0]): void {
    const leg = new InboundLeg(this, call);
    this.#legs.add(leg);
    if (!this.#handler) return leg.reject(503, LIMITS.retryAfterSeconds);
    try {
      return this.#handler(leg);
    } catch (error) {
      leg.reject(500);
      throw error; // The lane writes it down.
    }
  }

  ended(leg: Leg, end: LegEnd): void {
    this.#legs.delete(leg as InboundLeg | CarriedLeg);
    this.needs.log("sip.ended", { leg: leg.id, end, transport: leg.transport });
  }

  refreshed(...[dialogId, message]: Parameters<House["refreshed"]>): readonly string[] | undefined {
    return this.#legOf(dialogId)?.refreshed(message) ?? this.#dialler.refreshed(dialogId, message);
  }

  heard(...[dialogId, flow]: Parameters<House["heard"]>): void {
    this.#legOf(dialogId)?.heard(flow);
    this.#dialler.heard(dialogId, flow);
  }

  get ports(): Sip["ports"] {
    return Object.fromEntries(this.#lanes.filter(({ listener }) => !listener.deaf).map(({ listener }) => [listener.transport, listener.local.port]));
  }

  status(): ReturnType<Telephony["status"]> {
    return {
      listening: this.#closed ? [] : this.#lanes.filter(({ listener }) => !listener.deaf).map(({ listener }) => `${listener.transport}:${hostPort(listener.local)}`),
      legs: this.#legs.size + this.#dialler.legs,
      dropped: this.tally.total,
      loopDelayP99Ms: this.#loop.p99Milliseconds,
    };
  }

  counts(): SipCounts {
    const sum = (of: (lane: Lane) => number): number => this.#lanes.reduce((total, { lane }) => total + of(lane), 0);
    return {
      legs: this.#legs.size + this.#dialler.legs,
      dialogs: sum(({ core }) => core.dialogs.size),
      transactions: sum(({ core }) => core.servers.size + core.userAgentClients.size),
      resends: sum(({ resend }) => resend.size),
      connections: this.#lanes.reduce((total, { listener }) => total + listener.open, this.#dialler.connections),
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const leg of this.#legs) leg.hangup();
    this.#dialler?.hangUpAll();
    await new Promise(setImmediate); // The BYEs are on their way before the sockets close.
    this.#dialler?.close();
    await Promise.all(this.#lanes.map(({ lane }) => lane.close()));
    this.#loop.stop();
    releaseTimers();
  }

  async #open(admits: (address: string) => boolean, start: Start): Promise<Listener> {
    let lane: Lane | undefined;
    const listener = await start(this.#receiver(admits, (arrival) => lane?.receive(arrival)));
    lane = this.#add(listener);
    return listener;
  }

  #add(listener: Listener): Lane {
    const lane = new Lane(this, listener, { address: this.settings.publicAddress ?? this.settings.bindAddress, port: listener.local.port });
    this.#lanes.push({ lane, listener });
    return lane;
  }

  #receiver(admits: Receiver["admits"], receive: Receiver["receive"]): Receiver {
    const { idleSeconds = LIMITS.idleSeconds, partialMessageSeconds = LIMITS.partialMessageSeconds } = this.settings.patience ?? {};
    return { admits, idleSeconds, partialMessageSeconds, dropped: (because) => this.tally.add(because), receive };
  }

  /** For the connections that we make. Without a certificate nobody reaches us over TLS, but we may still ring out by it. */
  #laneOf(transport: SipTransport): { lane: Lane; receiver: Receiver } {
    const local = { address: this.settings.bindAddress, port: DEFAULT_TLS_PORT };
    const lane = this.#lanes.find(({ listener }) => listener.transport === transport)?.lane ?? this.#add(deafListener(transport, local));
    return { lane, receiver: this.#receiver(() => true, (arrival) => lane.receive({ ...arrival, overOurs: true })) };
  }

  #legOf(dialogId: string): InboundLeg | CarriedLeg | undefined {
    return [...this.#legs].find((leg) => leg.dialogId === dialogId);
  }
}
