import { Grammar, type IncomingInviteRequest, type IncomingRequestMessage, type IncomingResponseMessage, type SessionDialog } from "sip.js/lib/core/index.js";
import { isIP } from "node:net";
import type { Leg, LegEnd, SipTransport } from "../../../care/calls/ports.ts";
import { chance } from "../core/edge-core.ts";
import type { House, IncomingCall, Lane } from "../core/lane.ts";
import { LIMITS } from "../settings.ts";
import type { Address, Flow } from "../transport/flow.ts";
import { isPort, type Fields } from "../wire/head.ts";
import { readCaller } from "./caller.ts";
import { carriedOf } from "./carried.ts";
import { Renegotiation, sdpBody } from "./renegotiation.ts";
import { answerLines, planAnswer, planFromAnswer, readTimer, requestLines, SessionClock, type TimerPlan, type TimerPolicy } from "./session-timer.ts";

type Rejection = Parameters<Leg["reject"]>[0];

/** What a leg has once it is answered. */
interface Talk {
  readonly dialog: SessionDialog;
  readonly renegotiation: Renegotiation;
  acknowledged: boolean;
}

/** A call that came in: one dialog, one `end`, whatever crosses on the wire. */
export class InboundLeg implements Leg {
  readonly id: string;
  readonly dialled: string;
  readonly callerNumber: string | undefined;
  readonly callerName: string | undefined;
  readonly transport: SipTransport;
  readonly remoteAddress: string;
  readonly offer: string | undefined;
  readonly #house: House;
  readonly #lane: Lane;
  readonly #invite: IncomingInviteRequest;
  readonly #policy: TimerPolicy;
  readonly #clock: SessionClock;
  readonly #endHandlers: ((end: LegEnd) => void)[] = [];
  #flow: Flow;
  #forgetFlow: () => void = () => undefined;
  #state: Leg["state"] = "ringing";
  #rung = false;
  #ended: LegEnd | undefined;
  #answer: PromiseWithResolvers<string | undefined> | undefined;
  #talk: Talk | undefined;
  #plan: TimerPlan;
  #reoffered: ((offer: string) => Promise<string | undefined>) | undefined;
  #ringTimer: NodeJS.Timeout;
  #byeWaits = false;

  constructor(house: House, call: IncomingCall) {
    const { message } = call.invite;
    const caller = readCaller((name) => message.getHeaders(name));
    this.id = house.needs.world.id();
    this.dialled = call.dialled;
    this.callerNumber = caller.number;
    this.callerName = caller.name;
    this.transport = call.flow.transport;
    this.remoteAddress = call.from.address;
    this.offer = message.body === "" ? undefined : message.body;
    this.#house = house;
    this.#lane = call.lane;
    this.#invite = call.invite;
    this.#policy = { seconds: house.settings.sessionSeconds, secondsMin: house.settings.sessionSecondsMin };
    this.#plan = planAnswer(readTimer(timerFields(message)), this.#policy);
    const safely = (act: () => void) => () => this.#lane.safely(act);
    this.#clock = new SessionClock(safely(() => this.#refresh()), safely(() => this.#giveUp("session-expired")));
    this.#flow = call.flow;
    this.#take(call.flow);
    // The library's own tags come from Math.random.
    Object.assign(call.invite, { toTag: chance(house.needs.world) });
    call.invite.delegate = { onCancel: () => this.#refuse(487, "cancelled") };
    call.invite.trying();
    const ringSeconds = house.settings.patience?.ringSeconds ?? LIMITS.ringSeconds;
    this.#ringTimer = setTimeout(safely(() => this.#refuse(480, "failed")), ringSeconds * 1000);
  }

  get state(): Leg["state"] {
    return this.#state;
  }

  get dialogId(): string | undefined {
    return this.#talk?.dialog.id;
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
    const host = this.#flow.address.includes(":") ? `[${this.#flow.address}]` : this.#flow.address;
    const target = /^\+?[0-9]{1,32}$/.test(toNumber) ? Grammar.URIParse(`sip:${toNumber}@${host};user=phone`) : undefined;
    if (!target) return this.#refuse(480, "rejected");
    this.#invite.redirect([target], { statusCode: 302, extraHeaders: [] });
    return this.#finish("rejected");
  }

  reoffer(sdp: string): Promise<string> {
    return this.#talk && this.#state === "up" ? this.#talk.renegotiation.offer(sdp) : Promise.reject(new Error("the leg is not up"));
  }

  hangup(): void {
    if (this.#state === "ringing") this.#refuse(480, "local-hangup");
    else this.#giveUp("local-hangup");
  }

  /** Over a connection nothing is carried: it ends with this process, and the far end would have to connect anew. */
  carry(): string | undefined {
    const talk = this.#talk;
    if (!talk?.acknowledged || this.#state !== "up" || this.transport !== "udp") return undefined;
    return carriedOf({ dialog: talk.dialog, plan: this.#plan, way: this.#flow, sdp: talk.renegotiation.localSdp });
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
    if (flow.transport !== "udp" && flow !== this.#flow && this.#state !== "ended") this.#take(flow);
  }

  /** A refresh by UPDATE. Returns the lines of our 200. */
  refreshed(message: IncomingRequestMessage): string[] {
    this.#plan = planAnswer(readTimer(timerFields(message)), this.#policy);
    if (this.#state === "up") this.#clock.restart(this.#plan);
    return answerLines(this.#plan);
  }

  #adopt(dialog: SessionDialog, sdp: string): void {
    const renegotiation = new Renegotiation(dialog, sdp, {
      patience: this.#house.patience,
      through: (act) => this.#through(act),
      requestLines: () => [`Contact: ${this.#lane.core.contact}`, ...requestLines(this.#plan, this.#policy)],
      answerLines: (message) => [`Contact: ${this.#lane.core.contact}`, ...this.refreshed(message)],
      alive: (message) => this.#alive(message),
      fail: (end) => this.#giveUp(end),
      safely: (act) => this.#lane.safely(act),
      offered: async (offer) => this.#reoffered?.(offer),
      random: (limit) => this.#house.needs.world.bytes(4).readUInt32BE() % limit,
    });
    this.#talk = { dialog, renegotiation, acknowledged: false };
    dialog.delegate = {
      onAck: ({ message }) => this.#acknowledged(message.body === "" ? undefined : message.body),
      onAckTimeout: () => this.#neverAcknowledged(),
      onBye: (bye) => {
        bye.accept();
        this.#finish("remote-hangup");
      },
      onInvite: (request) => void renegotiation.reinvited(request).catch((error: unknown) => this.#lane.threw(error)),
    };
    this.#clock.restart(this.#plan);
  }

  #acknowledged(answer: string | undefined): void {
    const talk = this.#talk!;
    talk.acknowledged = true;
    if (this.#byeWaits) return this.#bye();
    this.#answer?.resolve(answer);
    return talk.renegotiation.acknowledged(answer);
  }

  #neverAcknowledged(): void {
    this.#talk!.acknowledged = true; // The server transaction timed out: now BYE is allowed.
    if (this.#byeWaits) this.#bye();
    else this.#giveUp("no-ack");
  }

  #refresh(): void {
    this.#talk?.renegotiation.offer().catch(() => undefined);
  }

  #alive(message: IncomingResponseMessage): void {
    const succeeded = (message.statusCode ?? 500) < 300;
    // A refusal of the refresh is a sign of life too: only silence ends a call.
    if (succeeded) this.#plan = planFromAnswer(readTimer(timerFields(message)), this.#plan, this.#policy);
    this.#clock.restart(this.#plan);
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
    if (this.#talk!.acknowledged) this.#bye();
    else this.#byeWaits = true;
  }

  #bye(): void {
    this.#byeWaits = false;
    this.#through(() => this.#talk!.dialog.bye());
    this.#letGo();
  }

  #finish(end: LegEnd): void {
    if (this.#ended !== undefined) return;
    const wasUp = this.#state === "up";
    this.#state = "ended";
    this.#ended = end;
    clearTimeout(this.#ringTimer);
    this.#clock.stop();
    this.#talk?.renegotiation.end();
    this.#answer?.reject(new Error("the leg has ended"));
    const byeIsOurs = wasUp && end !== "remote-hangup";
    if (!byeIsOurs) this.#letGo();
    this.#house.ended(this, end);
    for (const tell of this.#endHandlers.splice(0)) this.#lane.safely(() => tell(end));
  }

  #take(flow: Flow): void {
    this.#letGo();
    this.#flow = flow;
    flow.hold();
    const stop = flow.onLost(() => this.#lost());
    this.#forgetFlow = () => {
      stop();
      flow.release();
    };
  }

  #letGo(): void {
    this.#forgetFlow();
    this.#forgetFlow = () => undefined;
  }

  /** A connection lost before the answer loses the call. Afterwards the far end may connect again; the timers decide. */
  #lost(): void {
    this.#refuse(480, "transport-lost");
  }

  #through<T>(act: () => T): T {
    return this.#lane.core.through(this.#lane.flowFor(targetOf(this.#talk!.dialog), this.#flow), act);
  }
}

const timerFields = (message: { getHeaders(name: string): string[] }): Fields =>
  new Map(["session-expires", "supported", "require"].map((name) => [name, message.getHeaders(name)]));

/** The top Route, or the Contact, when it is an IP address. */
function targetOf(dialog: SessionDialog): Address | undefined {
  const route = dialog.routeSet[0] === undefined ? undefined : Grammar.nameAddrHeaderParse(dialog.routeSet[0])?.uri;
  const uri = route ?? dialog.remoteTarget;
  const address = uri.host.replace(/^\[|\]$/g, "");
  const port = uri.port ?? 5060;
  return isIP(address) === 0 || !isPort(port) ? undefined : { address, port };
}
