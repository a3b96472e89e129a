import type { DialAsk, DialEnd, DialLimit, DialPurpose, OutboundLeg as Port, TrunkStanding } from "../../../care/calls/ports.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { House, Lane } from "../core/lane.ts";
import type { SipTransport } from "../../../care/calls/ports.ts";
import type { Flow, Receiver } from "../transport/flow.ts";
import type { DigestLogin } from "./digest-login.ts";
import { mayDial, unitsAMinute } from "./destinations.ts";
import { endedLeg } from "./ended-leg.ts";
import { brokenCap, countsMinute, isForCallers, recordsInMemory, Spending, type SharedSpending } from "./limits.ts";
import { readDialled, type Dialled } from "./number.ts";
import { OutboundLeg } from "./outbound-leg.ts";
import type { OutboundSettings } from "./settings.ts";
import { Trunk } from "./trunk.ts";

/** A cap refused a call. Told once in a while for each cap, not for each call. */
export interface LimitTrip {
  readonly limit: DialLimit;
  readonly purpose: DialPurpose;
  readonly at: Instant;
}

const MINUTE_MILLISECONDS = 60_000;
const TOLD_AGAIN_MILLISECONDS = 15 * 60_000;

interface Ground {
  readonly house: House;
  readonly laneFor: (transport: SipTransport) => { lane: Lane; receiver: Receiver };
}

/** Places calls: asks the limits, puts the trunks in order, and keeps the book of what is spent. */
export class Dialler {
  readonly #house: House;
  readonly #settings: OutboundSettings;
  readonly #trunks: readonly Trunk[];
  readonly #spending: Spending;
  readonly #legs = new Map<OutboundLeg, NodeJS.Timeout | undefined>();
  /** Calls that another node placed and this one goes on with. */
  readonly #takenUp = new Set<NodeJS.Timeout>();
  readonly #toldAt = new Map<string, Instant>();
  readonly #hearers: ((trip: LimitTrip) => void)[] = [];
  readonly #legsElsewhere = new Map<string, number>();
  readonly #legsTellers: ((legs: number) => void)[] = [];

  constructor(settings: OutboundSettings, { house, laneFor }: Ground) {
    this.#house = house;
    this.#settings = settings;
    this.#trunks = settings.trunks.map((each) => new Trunk(house, each, laneFor(each.transport)));
    this.#spending = new Spending(house.needs.records ?? recordsInMemory(), () => house.tally.add("dial-records-away"));
  }

  get legs(): number {
    return this.#legs.size;
  }

  get connections(): number {
    return this.#trunks.reduce((sum, trunk) => sum + trunk.connections, 0);
  }

  /** [S93] The book of this house, where other nodes write too. */
  get shared(): SharedSpending {
    const now = (): Instant => this.#house.needs.world.now();
    return {
      own: () => this.#spending.charges(now()).filter(({ node }) => node === undefined),
      learn: (node, charge) => this.#spending.learn(node, charge),
      learnDay: (node, charges) => this.#spending.learnDay(node, charges, now()),
      learnLegs: (node, legs) => void this.#legsElsewhere.set(node, legs),
      onSpent: (tell) => this.#spending.onSpent(tell),
      onLegs: (tell) => void this.#legsTellers.push(tell),
    };
  }

  /** Calls that are up or ring, here and at the other nodes. */
  get #concurrent(): number {
    return this.#ours + [...this.#legsElsewhere.values()].reduce((sum, legs) => sum + legs, 0);
  }

  get #ours(): number {
    return this.#legs.size + this.#takenUp.size;
  }

  #legsMoved(): void {
    for (const tell of this.#legsTellers) tell(this.#ours);
  }

  knows(address: string): boolean {
    return this.#trunks.some((trunk) => trunk.knows(address));
  }

  standing(): readonly TrunkStanding[] {
    const legs = (name: string): number => [...this.#legs.keys()].filter(({ trunk }) => trunk === name).length;
    return this.#trunks.map(({ standing }) => ({ ...standing, legs: legs(standing.name) }));
  }

  onLimit(handler: (trip: LimitTrip) => void): void {
    this.#hearers.push(handler);
  }

  dial(ask: DialAsk): Port {
    const refuse = (end: DialEnd): Port => endedLeg(this.#house.needs.world.id(), end);
    const dialled = readDialled(ask.to);
    if (!dialled) return refuse({ why: "no-such-number" });
    if (this.#trunks.length === 0) return refuse({ why: "trunk-fault" });
    const limit = this.#refusal(dialled, ask.purpose);
    if (limit === undefined) return this.#place(dialled, ask);
    this.#tripped(limit, ask.purpose);
    return refuse({ why: "refused-by-limit", limit });
  }

  /** [S92] Its minutes are paid here from now on, and its trunk's password is ours to give. */
  goOn({ trunk, units, purpose = "patch" }: { readonly trunk: string; readonly units: number; readonly purpose?: string | undefined }): { login(): DigestLogin | undefined; over(): void } {
    const minutes = setInterval(() => this.#chargeMinute(units, purpose), MINUTE_MILLISECONDS);
    this.#takenUp.add(minutes);
    this.#legsMoved();
    return {
      login: () => this.#trunks.find(({ settings }) => settings.name === trunk)?.login(),
      over: () => {
        clearInterval(minutes);
        this.#takenUp.delete(minutes);
        this.#legsMoved();
      },
    };
  }

  refreshed(...[dialogId, message]: Parameters<House["refreshed"]>): readonly string[] | undefined {
    return this.#legOf(dialogId)?.refreshed(message);
  }

  heard(dialogId: string, flow: Flow): void {
    this.#legOf(dialogId)?.heard(flow);
  }

  hangUpAll(): void {
    for (const leg of this.#legs.keys()) leg.hangup();
  }

  close(): void {
    for (const trunk of this.#trunks) trunk.close();
  }

  /** 911 and 933 pass everything, and only a call for help dials them: whoever shows 911 as their number is not rung back. What is an emergency by its purpose passes the caps, and not the destinations: a thief would call everything one. */
  #refusal(dialled: Dialled, purpose: DialPurpose): DialLimit | undefined {
    if (dialled.kind === "emergency") return purpose === "emergency" ? undefined : "destination";
    if (!mayDial(this.#settings.destinations, dialled.e164)) return "destination";
    if (purpose === "emergency") return undefined;
    const at = this.#house.needs.world.now();
    return brokenCap(this.#settings.caps, { charges: this.#spending.charges(at), concurrent: this.#concurrent, at, units: this.#units(dialled), purpose });
  }

  #place(dialled: Dialled, ask: DialAsk): Port {
    const trunks = inOrder(this.#trunks);
    const units = this.#units(dialled);
    this.#charge(1, units);
    const leg: OutboundLeg = new OutboundLeg({
      house: this.#house, ask, dialled, trunks, units,
      // The first minute is charged when it rings; each further one as it begins.
      up: () => void this.#legs.set(leg, setInterval(() => this.#chargeMinute(units, ask.purpose), MINUTE_MILLISECONDS)),
      ended: (ended, end) => this.#ended(ended, { ...end, purpose: ask.purpose }),
    });
    this.#legs.set(leg, undefined);
    this.#legsMoved();
    return leg;
  }

  #ended(leg: OutboundLeg, { why, purpose, trunk, sipStatus }: DialEnd & { purpose: DialPurpose }): void {
    clearInterval(this.#legs.get(leg));
    this.#legs.delete(leg);
    this.#legsMoved();
    this.#house.needs.log("sip.dial-ended", { leg: leg.id, why, purpose, ...(trunk !== undefined && { trunk }), ...(sipStatus !== undefined && { status: sipStatus }) });
  }

  #units(dialled: Dialled): number {
    return dialled.kind === "emergency" ? 0 : unitsAMinute(this.#settings.destinations, dialled.e164);
  }

  #charge(calls: 0 | 1, units: number): void {
    this.#spending.add({ at: this.#house.needs.world.now(), calls, units });
  }

  #chargeMinute(units: number, purpose: string): void {
    const at = this.#house.needs.world.now();
    if (countsMinute(this.#settings.caps, { charges: this.#spending.charges(at), at, units, purpose })) this.#charge(0, units);
  }

  #tripped(limit: DialLimit, purpose: DialPurpose): void {
    const at = this.#house.needs.world.now();
    this.#house.tally.add(`dial-limit-${limit}`);
    // A full share of the callers' must not keep it quiet that a page was refused.
    const kind = isForCallers(purpose) ? `${limit} of callers` : limit;
    const before = this.#toldAt.get(kind);
    if (before !== undefined && at - before < TOLD_AGAIN_MILLISECONDS && at >= before) return;
    this.#toldAt.set(kind, at);
    for (const hear of this.#hearers) hear({ limit, purpose, at });
  }

  #legOf(dialogId: string): OutboundLeg | undefined {
    return [...this.#legs.keys()].find((leg) => leg.dialogId === dialogId);
  }
}

/** Their own order; those that rest come last, since one that does not answer is better than none. */
export const inOrder = (trunks: readonly Trunk[]): readonly Trunk[] => {
  const rests = ({ standing }: Trunk): boolean => standing.state === "resting";
  return [...trunks.filter((trunk) => !rests(trunk)), ...trunks.filter(rests)];
};
