import { Grammar, type IncomingInviteRequest, type IncomingRequestMessage, type SessionDialog } from "sip.js/lib/core/index.js";
import type { Leg, LegEnd, SipTransport } from "../../../care/calls/ports.ts";
import { chance } from "../core/edge-core.ts";
import type { House, IncomingCall, Lane } from "../core/lane.ts";
import { LIMITS } from "../settings.ts";
import type { Flow } from "../transport/flow.ts";
import { readCaller } from "./caller.ts";
import { carriedOf, type CarriedDialog } from "./carried.ts";
import { readPath } from "./path.ts";
import { sdpBody } from "./renegotiation.ts";
import { answerLines, planAnswer, readTimer, type TimerPlan } from "./session-timer.ts";
import { policyOf, Talk, timerFields } from "./talk.ts";
import { Way } from "./way.ts";

type Rejection = Parameters<Leg["reject"]>[0];

/** A call that came in: one dialog, one `end`, whatever crosses on the wire. */
export class InboundLeg implements Leg {
  readonly id: string;
  readonly dialled: string;
  readonly callerNumber: string | undefined;
  readonly callerProof: Leg["callerProof"];
  readonly callerWithheld: boolean;
  readonly path: Leg["path"];
  readonly callerName: string | undefined;
  readonly transport: SipTransport;
  readonly remoteAddress: string;
  readonly offer: string | undefined;
  readonly #house: House;
  readonly #lane: Lane;
  readonly #invite: IncomingInviteRequest;
  readonly #way: Way;
  readonly #plan: TimerPlan;
  readonly #endHandlers: ((end: LegEnd) => void)[] = [];
  #state: Leg["state"] = "ringing";
  #rung = false;
  #ended: LegEnd | undefined;
  #answer: PromiseWithResolvers<string | undefined> | undefined;
  #talk: Talk | undefined;
  #reoffered: ((offer: string) => Promise<string | undefined>) | undefined;
  #ringTimer: NodeJS.Timeout;
  #byeWaits = false;

  constructor(house: House, call: IncomingCall) {
    const { message } = call.invite;
    const values = (name: string): readonly string[] => message.getHeaders(name);
    const caller = readCaller(values, house.settings);
    this.id = house.needs.world.id();
    this.dialled = call.dialled;
    this.callerNumber = caller.number;
    this.callerProof = caller.proof;
    this.callerWithheld = caller.withheld ?? false;
    this.path = readPath(values);
    this.callerName = caller.name;
    this.transport = call.flow.transport;
    this.remoteAddress = call.from.address;
    this.offer = message.body === "" ? undefined : message.body;
    this.#house = house;
    this.#lane = call.lane;
    this.#invite = call.invite;
    this.#plan = planAnswer(readTimer(timerFields(message)), policyOf(house));
    // A connection lost before the answer loses the call. Afterwards the far end may connect again; the timers decide.
    this.#way = new Way(call.flow, () => this.#refuse(480, "transport-lost"));
    // The library's own tags come from Math.random.
    Object.assign(call.invite, { toTag: chance(house.needs.world) });
    call.invite.delegate = { onCancel: () => this.#refuse(487, "cancelled") };
    call.invite.trying();
    const ringSeconds = house.settings.patience?.ringSeconds ?? LIMITS.ringSeconds;
    this.#ringTimer = setTimeout(() => this.#lane.safely(() => this.#refuse(480, "failed")), ringSeconds * 1000);
  }

  get state(): Leg["state"] {
    return this.#state;
  }

  get dialogId(): string | undefined {
    return this.#talk?.dialogId;
  }

  ring(): void {
    if (this.#state !== "ringing" || this.#rung) return;
    this.#rung = true;
    const { session } = this.#invite.progress({ statusCode: 180 });
    // A caller may end an early dialog by BYE instead of CANCEL (RFC 3261 15).
    session.delegate = {
      onBye: (bye) => {
        bye.accept();
        this.#refuse(487, "cancelled");
      },
    };
  }

  answer(sdp: string): Promise<string | undefined> {
    if (this.#answer) return this.#answer.promise;
    if (this.#state !== "ringing") return Promise.reject(new Error("the leg has ended"));
    this.#answer = Promise.withResolvers();
    this.#answer.promise.catch(() => undefined); // Whoever answers may not wait for the ACK; the process must live.
    const { session } = this.#invite.accept({ statusCode: 200, body: sdpBody(sdp), extraHeaders: answerLines(this.#plan) });
    clearTimeout(this.#ringTimer);
    this.#state = "up";
    this.#adopt(session as SessionDialog, sdp);
    return this.#answer.promise;
  }

  reject(status: Rejection, retryAfterSeconds?: number): void {
    const extraHeaders = retryAfterSeconds === undefined ? [] : [`Retry-After: ${Math.trunc(retryAfterSeconds)}`];
    this.#refuse(status, "rejected", extraHeaders);
  }

  redirect(toNumber: string): void {
    if (this.#state !== "ringing") return;
    // The trunk that brought the call is asked to place the new one (RFC 3261 8.3).
    const { address } = this.#way.flow;
    const host = address.includes(":") ? `[${address}]` : address;
    const target = /^\+?[0-9]{1,32}$/.test(toNumber) ? Grammar.URIParse(`sip:${toNumber}@${host};user=phone`) : undefined;
    if (!target) return this.#refuse(480, "rejected");
    this.#invite.redirect([target], { statusCode: 302, extraHeaders: [] });
    return this.#finish("rejected");
  }

  reoffer(sdp: string): Promise<string> {
    return this.#talk && this.#state === "up" ? this.#talk.reoffer(sdp) : Promise.reject(new Error("the leg is not up"));
  }

  probe(): void {
    if (this.#state === "up") this.#talk?.refresh();
  }

  hangup(): void {
    if (this.#state === "ringing") this.#refuse(480, "local-hangup");
    else this.#giveUp("local-hangup");
  }

  /** Over a connection nothing is carried: it ends with this process, and the far end would have to connect anew. */
  carry(): CarriedDialog | undefined {
    const talk = this.#talk;
    if (!talk?.acknowledged || this.#state !== "up" || this.transport !== "udp") return undefined;
    return carriedOf({ ...talk.standing(), way: this.#way.flow });
  }

  onReoffer(handler: (offer: string) => Promise<string | undefined>): void {
    this.#reoffered = handler;
  }

  onEnd(handler: (end: LegEnd) => void): void {
    if (this.#ended === undefined) this.#endHandlers.push(handler);
    else handler(this.#ended);
  }

  /** A request came in this dialog: over a stream the far end may have connected anew. */
  heard(flow: Flow): void {
    if (flow.transport !== "udp" && flow !== this.#way.flow && this.#state !== "ended") this.#way.take(flow);
  }

  /** A refresh by UPDATE. Returns the lines of our 200. */
  refreshed(message: IncomingRequestMessage): string[] {
    return this.#talk?.refreshed(message) ?? answerLines(planAnswer(readTimer(timerFields(message)), policyOf(this.#house)));
  }

  #adopt(dialog: SessionDialog, localSdp: string): void {
    this.#talk = new Talk({
      house: this.#house, lane: this.#lane, way: this.#way, dialog, localSdp, plan: this.#plan, callIdIsOurs: false,
      firstAck: { came: (answer) => this.#acknowledged(answer), never: () => this.#neverAcknowledged() },
      over: (end) => this.#giveUp(end),
      offered: async (offer) => this.#reoffered?.(offer),
    });
  }

  #acknowledged(answer: string | undefined): void {
    if (this.#byeWaits) this.#bye();
    else this.#answer?.resolve(answer);
  }

  #neverAcknowledged(): void {
    if (this.#byeWaits) this.#bye();
    else this.#giveUp("no-ack");
  }

  #refuse(statusCode: Rejection | 487, end: LegEnd, extraHeaders: string[] = []): void {
    if (this.#state !== "ringing") return;
    this.#invite.reject({ statusCode, extraHeaders });
    this.#finish(end);
  }

  /** Ends a call that is up. A callee must not send BYE before the ACK (RFC 3261 15): then it waits, and `end` does not. */
  #giveUp(end: LegEnd): void {
    if (this.#state !== "up") return;
    this.#finish(end);
    if (end === "remote-hangup") return;
    if (this.#talk!.acknowledged) this.#bye();
    else this.#byeWaits = true;
  }

  #bye(): void {
    this.#byeWaits = false;
    this.#talk!.bye();
    this.#way.letGo();
  }

  #finish(end: LegEnd): void {
    if (this.#ended !== undefined) return;
    const wasUp = this.#state === "up";
    this.#state = "ended";
    this.#ended = end;
    clearTimeout(this.#ringTimer);
    this.#talk?.stop();
    this.#answer?.reject(new Error("the leg has ended"));
    const byeIsOurs = wasUp && end !== "remote-hangup";
    if (!byeIsOurs) this.#way.letGo();
    this.#house.ended(this, end);
    for (const tell of this.#endHandlers.splice(0)) this.#lane.safely(() => tell(end));
  }
}
