import type { Leg, LegEnd, SipTransport } from "../../../care/calls/ports.ts";
import type { House, Lane } from "../core/lane.ts";
import type { Flow } from "../transport/flow.ts";
import type { DigestLogin } from "../trunk/digest-login.ts";
import { carriedOf, dialogFrom, type CarriedDialog } from "./carried.ts";
import { Talk } from "./talk.ts";
import { Way } from "./way.ts";

interface CarriedParts {
  readonly house: House;
  readonly lane: Lane;
  readonly carried: CarriedDialog;
  readonly flow: Flow;
  /** Of a call that came in: the number that was rung. */
  readonly dialled?: string | undefined;
  /** Of a call that the other node placed. */
  readonly placed?: { login(): DigestLogin | undefined; over(): void };
}

/** A call that another node answered or placed, and this one goes on with: it is up, its caller hears nothing, and the next thing said is ours to say. */
export class CarriedLeg implements Leg {
  readonly id: string;
  readonly dialled: string;
  readonly callerNumber = undefined;
  readonly callerName = undefined;
  readonly offer = undefined;
  readonly transport: SipTransport;
  readonly remoteAddress: string;
  readonly #parts: CarriedParts;
  readonly #way: Way;
  readonly #talk: Talk;
  readonly #endHandlers: ((end: LegEnd) => void)[] = [];
  #ended: LegEnd | undefined;
  #reoffered: ((offer: string) => Promise<string | undefined>) | undefined;

  constructor(parts: CarriedParts) {
    const { house, lane, carried, flow, placed } = parts;
    this.id = house.needs.world.id();
    this.dialled = parts.dialled ?? "";
    this.transport = flow.transport;
    this.remoteAddress = flow.address;
    this.#parts = parts;
    this.#way = new Way(flow, () => undefined);
    this.#talk = new Talk({
      house, lane, way: this.#way, dialog: dialogFrom(lane.core, carried), localSdp: carried.sdp, plan: carried.plan,
      callIdIsOurs: placed !== undefined, ...(placed && { login: () => placed.login() }),
      over: (end) => this.#over(end),
      offered: async (offer) => this.#reoffered?.(offer),
    });
  }

  get state(): Leg["state"] {
    return this.#ended === undefined ? "up" : "ended";
  }

  get dialogId(): string {
    return this.#talk.dialogId;
  }

  ring(): void {
    // It rang at the other node.
  }

  answer(): Promise<string | undefined> {
    return Promise.reject(new Error("the leg was answered by another node"));
  }

  reject(): void {
    this.hangup();
  }

  redirect(): void {
    this.hangup();
  }

  reoffer(sdp: string): Promise<string> {
    return this.#ended === undefined ? this.#talk.reoffer(sdp) : Promise.reject(new Error("the leg is not up"));
  }

  probe(): void {
    if (this.#ended === undefined) this.#talk.refresh();
  }

  hangup(): void {
    if (this.#ended === undefined) this.#over("local-hangup");
  }

  carry(): CarriedDialog | undefined {
    return this.#ended === undefined ? carriedOf({ ...this.#talk.standing(), way: this.#way.flow, placed: this.#parts.carried.placed }) : undefined;
  }

  onReoffer(handler: (offer: string) => Promise<string | undefined>): void {
    this.#reoffered = handler;
  }

  onEnd(handler: (end: LegEnd) => void): void {
    if (this.#ended === undefined) this.#endHandlers.push(handler);
    else handler(this.#ended);
  }

  heard(flow: Flow): void {
    if (flow.transport !== "udp" && flow !== this.#way.flow && this.#ended === undefined) this.#way.take(flow);
  }

  refreshed(message: Parameters<Talk["refreshed"]>[0]): string[] {
    return this.#talk.refreshed(message);
  }

  #over(end: LegEnd): void {
    if (this.#ended !== undefined) return;
    this.#ended = end;
    this.#talk.stop();
    if (end !== "remote-hangup") this.#talk.bye();
    this.#way.letGo();
    const { house, lane, placed } = this.#parts;
    placed?.over();
    house.ended(this, end);
    for (const tell of this.#endHandlers.splice(0)) lane.safely(() => tell(end));
  }
}
