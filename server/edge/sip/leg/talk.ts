import { Grammar, type IncomingRequestMessage, type IncomingResponseMessage, type SessionDialog } from "sip.js/lib/core/index.js";
import { isIP } from "node:net";
import type { LegEnd } from "../../../care/calls/ports.ts";
import type { House, Lane } from "../core/lane.ts";
import type { DigestLogin } from "../trunk/digest-login.ts";
import type { Address } from "../transport/flow.ts";
import { isPort, type Fields } from "../wire/head.ts";
import { Renegotiation } from "./renegotiation.ts";
import { answerLines, planAnswer, planFromAnswer, readTimer, requestLines, SessionClock, type TimerPlan, type TimerPolicy } from "./session-timer.ts";
import type { Way } from "./way.ts";

export interface TalkParts {
  readonly house: House;
  readonly lane: Lane;
  readonly way: Way;
  readonly dialog: SessionDialog;
  readonly localSdp: string;
  readonly plan: TimerPlan;
  /** Our 200 still waits for its ACK: told once, with the SDP it brought, or that it never came. Left out where the dialog is acknowledged already. */
  readonly firstAck?: { came(answer: string | undefined): void; never(): void };
  /** RFC 3261 14.1: of two offers that crossed, whoever made the Call-ID waits longer. */
  readonly callIdIsOurs: boolean;
  /** A login for each request inside the call, where the far end may ask for one. */
  readonly login?: () => DigestLogin | undefined;
  /** The dialog is over, or beyond repair: `bye` or `stop` is called next. */
  readonly over: (end: LegEnd) => void;
  readonly offered: (offer: string) => Promise<string | undefined>;
}

/** A call from its answer to its end, whoever placed it: offers, session timer, BYE. */
export class Talk {
  readonly #parts: TalkParts;
  readonly #renegotiation: Renegotiation;
  readonly #clock: SessionClock;
  readonly #policy: TimerPolicy;
  #plan: TimerPlan;
  #acknowledged: boolean;

  constructor(parts: TalkParts) {
    const { house, lane, dialog } = parts;
    this.#parts = parts;
    this.#plan = parts.plan;
    this.#policy = policyOf(house);
    const safely = (act: () => void) => () => lane.safely(act);
    this.#clock = new SessionClock(safely(() => this.refresh()), safely(() => parts.over("session-expired")));
    this.#renegotiation = this.#negotiate();
    this.#acknowledged = parts.firstAck === undefined;
    if (this.#acknowledged) this.#renegotiation.acknowledged(undefined);
    dialog.delegate = {
      onAck: ({ message }) => this.#acked(message.body === "" ? undefined : message.body),
      onAckTimeout: () => this.#neverAcked(),
      onBye: (bye) => {
        bye.accept();
        parts.over("remote-hangup");
      },
      onInvite: (request) => void this.#renegotiation.reinvited(request).catch((error: unknown) => lane.threw(error)),
    };
    this.#clock.restart(this.#plan);
  }

  /** A BYE may be sent: a callee must not before the ACK (RFC 3261 15). */
  get acknowledged(): boolean {
    return this.#acknowledged;
  }

  get dialogId(): string {
    return this.#parts.dialog.id;
  }

  /** What another node would need to go on. */
  standing(): { dialog: SessionDialog; plan: TimerPlan; sdp: string } {
    return { dialog: this.#parts.dialog, plan: this.#plan, sdp: this.#renegotiation.localSdp };
  }

  /** Without SDP the last one is offered again: a session refresh. */
  reoffer(sdp?: string): Promise<string> {
    return this.#renegotiation.offer(sdp);
  }

  /** Our own refresh. A far end that says nothing to it, or knows no such call, is gone: `over` is told. */
  refresh(): void {
    void this.reoffer().catch(() => undefined);
  }

  /** A refresh by UPDATE. Returns the lines of our 200. */
  refreshed(message: IncomingRequestMessage): string[] {
    this.#plan = planAnswer(readTimer(timerFields(message)), this.#policy);
    this.#clock.restart(this.#plan);
    return answerLines(this.#plan);
  }

  /** Nothing more is sent or refreshed. */
  stop(): void {
    this.#clock.stop();
    this.#renegotiation.end();
  }

  /** After `stop`: the far end hears that it is over, by password if it insists. */
  bye(): void {
    const { dialog, login } = this.#parts;
    const signing = login?.();
    const send = (extraHeaders: string[]): void =>
      void this.#through(() =>
        dialog.bye({ onReject: ({ message }) => signing?.learn(message) && send(signing.lines("BYE", dialog.remoteTarget.toRaw())) }, { extraHeaders }),
      );
    send([]);
  }

  #acked(answer: string | undefined): void {
    const isFirst = !this.#acknowledged;
    this.#acknowledged = true;
    if (isFirst) this.#parts.firstAck?.came(answer);
    this.#renegotiation.acknowledged(answer);
  }

  #neverAcked(): void {
    if (this.#acknowledged) return;
    this.#acknowledged = true; // The server transaction timed out: now BYE is allowed.
    this.#parts.firstAck?.never();
  }

  #negotiate(): Renegotiation {
    const { house, lane, dialog, localSdp, over, offered, login, callIdIsOurs } = this.#parts;
    const contact = `Contact: ${lane.core.contact}`;
    return new Renegotiation(dialog, localSdp, {
      patience: house.patience,
      through: (act) => this.#through(act),
      requestLines: () => [contact, ...requestLines(this.#plan, this.#policy)],
      answerLines: (message) => [contact, ...this.refreshed(message)],
      alive: (message) => this.#alive(message),
      fail: over,
      safely: (act) => lane.safely(act),
      offered,
      random: (limit) => house.needs.world.bytes(4).readUInt32BE() % limit,
      ...(login && { login }),
      ...(callIdIsOurs && { glareAtLeast: 4.2 * house.patience.t1 }), // 2.1 to 4 s.
    });
  }

  #alive(message: IncomingResponseMessage): void {
    if ((message.statusCode ?? 500) < 300) this.#plan = planFromAnswer(readTimer(timerFields(message)), this.#plan, this.#policy);
    this.#clock.restart(this.#plan);
  }

  #through<T>(act: () => T): T {
    const { lane, way, dialog } = this.#parts;
    return lane.core.through(lane.flowFor(targetOf(dialog), way.flow), act);
  }
}

export const policyOf = ({ settings }: House): TimerPolicy => ({ seconds: settings.sessionSeconds, secondsMin: settings.sessionSecondsMin });

export const timerFields = (message: { getHeaders(name: string): string[] }): Fields =>
  new Map(["session-expires", "supported", "require"].map((name) => [name, message.getHeaders(name)]));

/** Where a dialog's requests go: the top Route, or the Contact, when it is an IP address. */
export function targetOf(dialog: SessionDialog): Address | undefined {
  const route = dialog.routeSet[0] === undefined ? undefined : Grammar.nameAddrHeaderParse(dialog.routeSet[0])?.uri;
  const uri = route ?? dialog.remoteTarget;
  const address = uri.host.replace(/^\[|\]$/g, "");
  const port = uri.port ?? 5060;
  return isIP(address) === 0 || !isPort(port) ? undefined : { address, port };
}
