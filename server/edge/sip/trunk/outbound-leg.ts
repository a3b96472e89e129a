import type { DialAsk, DialEnd, DialProgress, OutboundLeg as Port } from "../../../care/calls/ports.ts";
import type { House } from "../core/lane.ts";
import { carriedOf, type CallsOff, type CarriedDialog } from "../leg/carried.ts";
import { planFromAnswer, readTimer } from "../leg/session-timer.ts";
import { policyOf, Talk, timerFields } from "../leg/talk.ts";
import { Way } from "../leg/way.ts";
import { LIMITS } from "../settings.ts";
import type { Flow } from "../transport/flow.ts";
import { Attempt, type Answer, type Fault } from "./attempt.ts";
import { invitationOf } from "./invitation.ts";
import type { Dialled } from "./number.ts";
import { CHALLENGED, outcomeOf, unreached, type Outcome } from "./outcome.ts";
import type { Trunk } from "./trunk.ts";

export interface Placing {
  readonly house: House;
  readonly ask: DialAsk;
  readonly dialled: Dialled;
  /** In the order to try. */
  readonly trunks: readonly Trunk[];
  /** What a minute costs. */
  readonly units: number;
  readonly up: () => void;
  readonly ended: (leg: OutboundLeg, end: DialEnd) => void;
}

interface Try {
  readonly trunk: Trunk;
  readonly flow: Flow;
  readonly sdp: string;
}

/** A call that we place: over one trunk after another until somebody answers or says no. One `end`, whatever crosses on the wire. */
export class OutboundLeg implements Port {
  readonly id: string;
  readonly answered: Port["answered"];
  readonly #placing: Placing;
  readonly #answer = Promise.withResolvers<{ readonly sdp: string } | undefined>();
  readonly #ends: ((end: DialEnd) => void)[] = [];
  readonly #untold: DialProgress[] = [];
  #tell: ((progress: DialProgress) => void) | undefined;
  #state: Port["state"] = "calling";
  #trunk: Trunk | undefined;
  #offer: { readonly sound: string; readonly sdp: string } | undefined;
  #attempt: Attempt | undefined;
  /** Where the attempt went. */
  #tried: Flow | undefined;
  #heardHere = new Set<DialProgress["kind"]>();
  #early: string | undefined;
  #rang = false;
  #last: { readonly outcome: Outcome; readonly status: number | undefined } = { outcome: unreached, status: undefined };
  #challenged = true;
  #talk: Talk | undefined;
  #way: Way | undefined;
  #end: DialEnd | undefined;
  #reoffered: ((offer: string) => Promise<string | undefined>) | undefined;
  #patience: NodeJS.Timeout;

  constructor(placing: Placing) {
    this.id = placing.house.needs.world.id();
    this.answered = this.#answer.promise;
    this.#placing = placing;
    const { dialRingSecondsMin = LIMITS.dialRingSecondsMin, ringSeconds = LIMITS.ringSeconds } = placing.house.settings.patience ?? {};
    const seconds = Math.min(Math.max(placing.ask.ringSecondsMax, dialRingSecondsMin), ringSeconds);
    // Before it ever rang the trunk is to blame, not whoever did not come.
    this.#patience = setTimeout(() => this.#giveUp(this.#rang ? { why: "no-answer" } : this.#verdict()), seconds * 1000);
    this.#place().catch(() => this.#giveUp({ why: "trunk-fault" }));
  }

  get state(): Port["state"] {
    return this.#state;
  }

  get trunk(): string | undefined {
    return this.#trunk?.settings.name;
  }

  get dialogId(): string | undefined {
    return this.#talk?.dialogId;
  }

  onProgress(handler: (progress: DialProgress) => void): void {
    this.#tell = handler;
    this.#untold.splice(0).forEach(handler);
  }

  reoffer(sdp: string): Promise<string> {
    return this.#talk && this.#state === "up" ? this.#talk.reoffer(sdp) : Promise.reject(new Error("the leg is not up"));
  }

  probe(): void {
    if (this.#state === "up") this.#talk?.refresh();
  }

  hangup(): void {
    if (this.#state === "up") this.#over("local-hangup");
    else this.#giveUp({ why: "cancelled" });
  }

  /** As on a leg that came in: over a connection nothing is carried. */
  carry(): CarriedDialog | undefined {
    if (!this.#talk || !this.#trunk || this.#state !== "up" || this.#way?.flow.transport !== "udp") return undefined;
    return carriedOf({ ...this.#talk.standing(), way: this.#way.flow, placed: { trunk: this.#trunk.settings.name, units: this.#placing.units, purpose: this.#placing.ask.purpose } });
  }

  /** [S95] How another node lets a telephone that rings fall silent. */
  callsOff(): CallsOff | undefined {
    const text = this.#attempt?.calledOffBy();
    return text === undefined || !this.#tried ? undefined : { text, way: { address: this.#tried.address, port: this.#tried.port } };
  }

  onReoffer(handler: (offer: string) => Promise<string | undefined>): void {
    this.#reoffered = handler;
  }

  onEnd(handler: (end: DialEnd) => void): void {
    if (this.#end === undefined) this.#ends.push(handler);
    else handler(this.#end);
  }

  /** A request came in this dialog: over a stream the far end may have connected anew. */
  heard(flow: Flow): void {
    if (flow.transport !== "udp" && flow !== this.#way?.flow && this.#state === "up") this.#way?.take(flow);
  }

  refreshed(...[message]: Parameters<Talk["refreshed"]>): string[] {
    return this.#talk?.refreshed(message) ?? [];
  }

  async #place(): Promise<void> {
    let tried = 0;
    for (const trunk of this.#placing.trunks) {
      for (const address of await trunk.addresses()) {
        if (this.#end || (tried += 1) > LIMITS.routesTried) break;
        const outcome = await this.#try(trunk, await trunk.reach(address));
        if (this.#state === "up" || this.#end) return;
        if (!outcome.tryNext) return this.#giveUp(this.#verdict());
      }
    }
    return this.#giveUp(this.#verdict());
  }

  async #try(trunk: Trunk, flow: Flow | undefined): Promise<Outcome> {
    if (this.#end) return unreached;
    this.#trunk = trunk;
    this.#heardHere = new Set();
    if (!flow) return this.#failed(trunk, { status: undefined, reasons: [], retryAfterSeconds: undefined });
    const sdp = await this.#offerFor(trunk);
    if (this.#end) return unreached;
    const outcome = Promise.withResolvers<Outcome>();
    this.#tried = flow;
    this.#attempt = this.#begin({ trunk, flow, sdp }, outcome.resolve);
    return outcome.promise;
  }

  async #offerFor(trunk: Trunk): Promise<string> {
    const { sound } = trunk.way;
    if (this.#offer?.sound !== sound) this.#offer = { sound, sdp: await this.#placing.ask.offer(trunk.way) };
    return this.#offer.sdp;
  }

  #begin({ trunk, flow, sdp }: Try, done: (outcome: Outcome) => void): Attempt {
    const { house, ask, dialled } = this.#placing;
    const invitation = invitationOf(trunk.settings, { dialled, from: ask.from, withheld: ask.withheld ?? false, place: ask.place, sentOn: ask.sentOn });
    return new Attempt({ house, lane: trunk.lane, flow, invitation, sdp, login: trunk.login() }, {
      progress: (_status, early) => this.#progress(early),
      answered: (answer) => {
        trunk.answered();
        this.#adopt({ trunk, flow, sdp }, answer);
        done(unreached);
      },
      failed: (fault) => done(this.#failed(trunk, fault)),
    });
  }

  #failed(trunk: Trunk, fault: Fault): Outcome {
    const outcome = fault.status === undefined ? unreached : outcomeOf(fault.status, fault.reasons);
    this.#last = { outcome, status: fault.status };
    this.#challenged &&= outcome === CHALLENGED;
    // A 500 may be of one destination; silence and 503 are of the trunk.
    if (fault.status === undefined || fault.status === 503) trunk.failed(fault.retryAfterSeconds);
    return outcome;
  }

  #progress(early: string | undefined): void {
    if (this.#state === "calling") this.#state = "ringing";
    this.#rang = true;
    if (early === undefined) return this.#hear({ kind: "ringing" });
    this.#early = early;
    return this.#hear({ kind: "early-media", sdp: early });
  }

  #hear(progress: DialProgress): void {
    if (this.#heardHere.has(progress.kind)) return;
    this.#heardHere.add(progress.kind);
    if (this.#tell) this.#trunk?.lane.safely(() => this.#tell?.(progress));
    else this.#untold.push(progress);
  }

  #adopt({ trunk, flow, sdp }: Try, { dialog, message }: Answer): void {
    const { house } = this.#placing;
    const policy = policyOf(house);
    clearTimeout(this.#patience);
    this.#state = "up";
    this.#way = new Way(flow, () => void this.#reconnect(trunk, flow));
    const login = trunk.settings.login && { login: () => trunk.login() };
    this.#talk = new Talk({
      house, lane: trunk.lane, way: this.#way, dialog, localSdp: sdp, callIdIsOurs: true, ...login,
      plan: planFromAnswer(readTimer(timerFields(message)), { seconds: policy.seconds, weRefresh: true }, policy),
      over: (end) => this.#over(end),
      offered: async (offer) => this.#reoffered?.(offer),
    });
    // Many trunks answer our offer in the 183 alone.
    const answer = message.body === "" ? this.#early : message.body;
    if (answer === undefined) return this.#over("failed");
    this.#placing.up();
    return this.#answer.resolve({ sdp: answer });
  }

  /** The connection of a call that is up was lost: a new one is made, for what we have to say; the session timer decides the rest. */
  async #reconnect(trunk: Trunk, lost: Flow): Promise<void> {
    const flow = await trunk.reach(lost);
    if (flow && this.#state === "up") this.#way?.take(flow);
  }

  #verdict(): DialEnd {
    const { outcome, status } = this.#last;
    const why = outcome.why === "challenged-for-ever" && !this.#challenged ? "trunk-fault" : outcome.why;
    return { why, ...(status !== undefined && { sipStatus: status }), ...(this.#trunk && { trunk: this.#trunk.settings.name }) };
  }

  /** Before an answer. */
  #giveUp(end: DialEnd): void {
    if (this.#end || this.#state === "up") return;
    this.#attempt?.abandon();
    this.#finish({ ...end, ...(this.#trunk && { trunk: this.#trunk.settings.name }) });
  }

  /** After it. */
  #over(why: Parameters<ConstructorParameters<typeof Talk>[0]["over"]>[0]): void {
    if (this.#end || !this.#talk) return;
    const talk = this.#talk;
    talk.stop();
    if (why !== "remote-hangup") talk.bye();
    this.#way?.letGo();
    this.#finish({ why: why as DialEnd["why"], ...(this.#trunk && { trunk: this.#trunk.settings.name }) });
  }

  #finish(end: DialEnd): void {
    this.#state = "ended";
    this.#end = end;
    clearTimeout(this.#patience);
    this.#answer.resolve(undefined);
    this.#placing.ended(this, end);
    for (const tell of this.#ends.splice(0)) this.#safely(() => tell(end));
  }

  #safely(act: () => void): void {
    const lane = this.#trunk?.lane ?? this.#placing.trunks[0]?.lane;
    if (lane) lane.safely(act);
    else act();
  }
}
