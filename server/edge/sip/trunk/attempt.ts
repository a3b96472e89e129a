import { Grammar, type InviteUserAgentClient, type IncomingResponseMessage, type OutgoingInviteRequest, type OutgoingRequestMessage, type SessionDialog, type URI } from "sip.js/lib/core/index.js";
import { chance } from "../core/edge-core.ts";
import type { House, Lane } from "../core/lane.ts";
import { provisionalOf } from "../core/parse.ts";
import { requestLines } from "../leg/session-timer.ts";
import { policyOf, targetOf } from "../leg/talk.ts";
import { LIMITS } from "../settings.ts";
import type { Flow } from "../transport/flow.ts";
import type { DigestLogin } from "./digest-login.ts";
import type { Invitation } from "./invitation.ts";

export interface AttemptParts {
  readonly house: House;
  readonly lane: Lane;
  readonly flow: Flow;
  readonly invitation: Invitation;
  readonly sdp: string;
  readonly login: DigestLogin | undefined;
}

/** Why one trunk did not connect the call. Without a status nobody answered, or nothing could be sent. */
export interface Fault {
  readonly status: number | undefined;
  readonly reasons: readonly string[];
  readonly retryAfterSeconds: number | undefined;
}

export interface Answer {
  readonly dialog: SessionDialog;
  readonly message: IncomingResponseMessage;
}

export interface AttemptEvents {
  /** 180, 183 and their like, with the SDP they carry. */
  progress(status: number, sdp: string | undefined): void;
  /** Told within the turn in which the 200 came: the next message may be its BYE. */
  answered(answer: Answer): void;
  failed(fault: Fault): void;
}

const SILENCE: Fault = { status: undefined, reasons: [], retryAfterSeconds: undefined };

/** One call to one trunk: INVITE, its challenges, and its end in every race. Of `answered` and `failed` one is told, once, unless it is abandoned. */
export class Attempt {
  readonly #parts: AttemptParts;
  readonly #events: AttemptEvents;
  readonly #callId: string;
  readonly #fromTag: string;
  #client: OutgoingInviteRequest | undefined;
  #state: "calling" | "proceeding" | "over" = "calling";
  #abandoned = false;
  #answered = false;
  #cseq = 0;
  #minSeconds: number;
  #timer: NodeJS.Timeout | undefined;
  #stopWatching: () => void;

  constructor(parts: AttemptParts, events: AttemptEvents) {
    const { house, flow } = parts;
    this.#parts = parts;
    this.#events = events;
    this.#callId = chance(house.needs.world);
    this.#fromTag = chance(house.needs.world);
    this.#minSeconds = house.settings.sessionSecondsMin;
    this.#stopWatching = flow.onLost(() => this.#fail(SILENCE));
    flow.hold();
    this.#send();
  }

  /** Nobody wants its answer any more: CANCEL as soon as it is allowed; an answer that crosses is acknowledged and ended. */
  abandon(): void {
    if (this.#abandoned || this.#answered) return;
    this.#abandoned = true;
    this.#stopWatching();
    if (this.#state === "proceeding") this.#cancel();
  }

  /**
   * [S95] The CANCEL of what rings there (RFC 3261 9.1), as whoever has our place can say it. None before the trunk has spoken, when it must
   * not be sent; none over a connection, which ends with us.
   */
  calledOffBy(): string | undefined {
    const { lane, flow } = this.#parts;
    if (this.#state !== "proceeding" || this.#abandoned || flow.transport !== "udp") return undefined;
    const client = this.#client as unknown as InviteUserAgentClient & { readonly message: OutgoingRequestMessage; readonly transaction: { readonly id: string } };
    const { ruri, from, to, callId, cseq } = client.message;
    const cancel = lane.core.makeOutgoingRequestMessage("CANCEL", ruri!, from!.uri, to!.uri, { callId, fromTag: this.#fromTag, cseq });
    cancel.setViaHeader(client.transaction.id, "UDP");
    return cancel.toString();
  }

  #send(): void {
    const { lane, flow, invitation, login, sdp, house } = this.#parts;
    const policy = { ...policyOf(house), secondsMin: this.#minSeconds };
    const plan = { seconds: Math.max(policy.seconds, policy.secondsMin), weRefresh: true };
    const uri = uriOf(invitation.uri);
    // RFC 4028 7.1: the far end may say who refreshes.
    const timer = requestLines(plan, policy).map((line) => line.replace(";refresher=uac", ""));
    const credentials = login?.lines("INVITE", uri.toRaw()) ?? [];
    const options = { callId: this.#callId, fromTag: this.#fromTag, cseq: (this.#cseq += 1) };
    const lines = [`Contact: ${lane.core.contact}`, ...invitation.lines, ...timer, ...credentials];
    const message = lane.core.makeOutgoingRequestMessage("INVITE", uri, uriOf(invitation.from), uriOf(invitation.to), options, lines, invitation.body(sdp));
    message.setHeader("max-forwards", String(invitation.hops));
    this.#client = lane.core.through(flow, () => this.#invite(message, credentials));
    this.#after((house.settings.patience?.firstAnswerSeconds ?? LIMITS.firstAnswerSeconds) * 1000, () => this.#fail(SILENCE));
  }

  #invite(message: OutgoingRequestMessage, credentials: string[]): OutgoingInviteRequest {
    const { lane } = this.#parts;
    const client = lane.core.invite(message, {
      onTrying: ({ message: answer }) => this.#provisional(answer),
      onAccept: (answer) => this.#accepted({ dialog: answer.session as SessionDialog, message: answer.message }, client, () => answer.ack({ extraHeaders: credentials })),
      onReject: ({ message: answer }) => client === this.#client && this.#refused(answer),
      onRedirect: ({ message: answer }) => client === this.#client && this.#refused(answer),
    });
    return client;
  }

  #provisional(message: IncomingResponseMessage): void {
    if (this.#state === "over") return;
    if (this.#state === "calling") {
      this.#state = "proceeding";
      clearTimeout(this.#timer);
      if (this.#abandoned) this.#cancel();
    }
    const status = provisionalOf(message);
    if (!this.#abandoned && status > 100) this.#events.progress(status, message.body === "" ? undefined : message.body);
  }

  /** The first is the call. Another one is of a fork that was answered too (RFC 3261 13.2.2.4), or crossed our CANCEL: it is ended politely. */
  #accepted(answer: Answer, client: OutgoingInviteRequest, acknowledge: () => unknown): void {
    const { lane, flow } = this.#parts;
    const way = lane.flowFor(targetOf(answer.dialog), flow);
    lane.core.retarget(client as InviteUserAgentClient & { readonly transaction: object }, way);
    acknowledge();
    if (this.#answered || this.#abandoned || this.#state === "over") {
      lane.core.through(way, () => answer.dialog.bye());
      return this.#over();
    }
    this.#answered = true;
    this.#over();
    return this.#events.answered(answer);
  }

  #refused(message: IncomingResponseMessage): void {
    if (this.#state === "over") return;
    if (!this.#abandoned && this.#again(message)) {
      this.#state = "calling";
      return this.#send();
    }
    const status = message.headers["Via"] === undefined ? undefined : message.statusCode; // The library's own 408 and 503 have no Via.
    return this.#fail({ status, reasons: message.getHeaders("reason"), retryAfterSeconds: secondsOf(message.getHeader("retry-after")) });
  }

  /** A challenge that we can answer, or a session interval that must be longer (RFC 4028 7.4). */
  #again(message: IncomingResponseMessage): boolean {
    if (this.#parts.login?.learn(message)) return true;
    const longer = message.statusCode === 422 ? secondsOf(message.getHeader("min-se")) : undefined;
    if (longer === undefined || longer <= this.#minSeconds) return false;
    this.#minSeconds = longer;
    return true;
  }

  #fail(fault: Fault): void {
    if (this.#state === "over") return;
    const wanted = !this.#abandoned;
    if (!this.#parts.flow.alive) this.#forget();
    else if (fault.status === undefined && wanted) this.abandon(); // It may yet ring there.
    else this.#over();
    if (wanted) this.#events.failed(fault);
  }

  #cancel(): void {
    const { lane, flow, house } = this.#parts;
    lane.core.through(flow, () => this.#client!.cancel());
    // RFC 3261 9.1: 64 × T1 after the CANCEL the call is over, whatever the trunk says.
    this.#after(house.patience.giveUp, () => this.#forget());
  }

  /** The library keeps an INVITE that heard 100 and nothing more for ever. */
  #forget(): void {
    if (this.#state === "over") return;
    const client = this.#client as unknown as InviteUserAgentClient & { readonly transaction: { readonly id: string } };
    client.dispose();
    this.#parts.lane.core.userAgentClients.delete(`${client.transaction.id}INVITE`);
    this.#over();
  }

  #over(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#stopWatching();
    clearTimeout(this.#timer);
    this.#parts.flow.release();
  }

  #after(milliseconds: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#parts.lane.safely(act), milliseconds);
  }
}

function uriOf(text: string): URI {
  const uri = Grammar.URIParse(text);
  if (!uri) throw new RangeError("a trunk's host makes no SIP address");
  return uri;
}

const SECONDS_MAX = 86_400;

function secondsOf(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})(?!\d)/.exec(value ?? "")?.[1];
  return digits === undefined ? undefined : Math.min(Number(digits), SECONDS_MAX);
}
