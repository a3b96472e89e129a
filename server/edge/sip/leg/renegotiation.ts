import type { IncomingInviteRequest, IncomingResponse, IncomingResponseMessage, SessionDialog } from "sip.js/lib/core/index.js";
import type { LegEnd } from "../../../care/calls/ports.ts";
import { LIMITS } from "../settings.ts";
import type { Patience } from "../transport/resend.ts";
import type { DigestLogin } from "../trunk/digest-login.ts";

/** What a change of the session under way needs of its leg. */
export interface Sides {
  readonly patience: Patience;
  /** Sends what `act` sends to the far end's present address. */
  through<T>(act: () => T): T;
  /** Header lines of our re-INVITE and of our 200 to theirs. */
  requestLines(): string[];
  answerLines(message: IncomingInviteRequest["message"]): string[];
  /** The far end gave a final answer to our re-INVITE: it is alive. */
  alive(message: IncomingResponseMessage): void;
  /** The dialog is beyond repair. */
  fail(end: LegEnd): void;
  /** Our answer to the far end's offer; undefined refuses it. */
  offered(offer: string): Promise<string | undefined>;
  /** Runs `act` from a timer; a throw does not get out. */
  safely(act: () => void): void;
  /** 0 or more, below `limit`. */
  random(limit: number): number;
  /** The far end may ask who we are: a login for one offer. */
  login?(): DigestLogin | undefined;
  /** How long two offers that crossed wait at least, in milliseconds. */
  readonly glareAtLeast?: number;
}

interface Ask {
  readonly sdp: string | undefined;
  readonly done: PromiseWithResolvers<string>;
  readonly login: DigestLogin | undefined;
  tries: number;
}

export const sdpBody = (sdp: string): { contentDisposition: string; contentType: string; content: string } => ({
  contentDisposition: "session",
  contentType: "application/sdp",
  content: sdp,
});

/** Offers and answers after the call is up (RFC 3261 14). One at a time, whoever began it. */
export class Renegotiation {
  readonly #dialog: SessionDialog;
  readonly #sides: Sides;
  readonly #queue: Ask[] = [];
  #localSdp: string;
  /** What holds the line: the ACK of the first 200, our re-INVITE, theirs, or the wait after two crossed. */
  #busy: "ack" | "ours" | "theirs" | "glare" | undefined = "ack";
  #theirs: IncomingInviteRequest | undefined;
  #awaitsAnswerInAck = false;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(dialog: SessionDialog, localSdp: string, sides: Sides) {
    this.#dialog = dialog;
    this.#localSdp = localSdp;
    this.#sides = sides;
  }

  /** What we last said of our sound. */
  get localSdp(): string {
    return this.#localSdp;
  }

  /** Without SDP the last one is offered again: a session refresh. */
  offer(sdp?: string): Promise<string> {
    const ask: Ask = { sdp, done: Promise.withResolvers<string>(), login: this.#sides.login?.(), tries: 0 };
    ask.done.promise.catch(() => undefined); // The caller may not care; the process must live.
    if (this.#over || this.#queue.length >= LIMITS.queuedReinvites) ask.done.reject(new Error("the leg has ended, or too many offers wait"));
    else this.#queue.push(ask);
    this.#next();
    return ask.done.promise;
  }

  /** An ACK came: for our first 200, or for our 200 to their re-INVITE. `answer` is its SDP. */
  acknowledged(answer: string | undefined): void {
    if (this.#busy !== "ack" && this.#busy !== "theirs") return;
    if (this.#awaitsAnswerInAck && answer) void this.#sides.offered(answer).catch(() => undefined);
    this.#awaitsAnswerInAck = false;
    this.#free();
  }

  /** Their re-INVITE. Without an offer our 200 makes one and the ACK brings the answer, which is taken like an offer. */
  async reinvited(request: IncomingInviteRequest): Promise<void> {
    this.#busy = "theirs";
    this.#theirs = request;
    this.#deadline(this.#sides.patience.giveUp / 2, () => this.#refuse(request, 500));
    const offer = request.message.body;
    const answer = offer ? await this.#sides.offered(offer).catch(() => undefined) : this.#localSdp;
    if (this.#theirs !== request) return undefined; // Answered meanwhile: the deadline passed or the call ended.
    if (answer === undefined) return this.#refuse(request, 488);
    this.#theirs = undefined;
    this.#localSdp = answer;
    this.#awaitsAnswerInAck = !offer;
    request.accept({ statusCode: 200, body: sdpBody(answer), extraHeaders: this.#sides.answerLines(request.message) });
    // The library would resend the 200 for ever; the BYE stops it (RFC 3261 13.3.1.4).
    return this.#deadline(this.#sides.patience.giveUp, () => this.#sides.fail("no-ack"));
  }

  end(): void {
    this.#over = true;
    // RFC 3261 15.1.2: what is pending when the call ends is answered 487.
    if (this.#theirs) this.#refuse(this.#theirs, 487);
    clearTimeout(this.#timer);
    for (const ask of this.#queue.splice(0)) ask.done.reject(new Error("the leg has ended"));
    if (this.#dialog.reinviteUserAgentClient) setTimeout(() => this.#sides.safely(() => this.#forgetOurs()), this.#sides.patience.giveUp).unref();
  }

  /** An INVITE client that heard 100 and nothing more is kept by the library for ever (RFC 3261 17.1.1.2 has no timer there). */
  #forgetOurs(): void {
    const client = this.#dialog.reinviteUserAgentClient;
    if (!client) return;
    client.dispose();
    this.#dialog.userAgentCore.userAgentClients.delete(`${client.transaction.id}INVITE`);
  }

  #refuse(request: IncomingInviteRequest, statusCode: 487 | 488 | 500): void {
    this.#theirs = undefined;
    request.reject({ statusCode });
    this.#free();
  }

  #free(): void {
    clearTimeout(this.#timer);
    this.#busy = undefined;
    this.#next();
  }

  #deadline(milliseconds: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#sides.safely(act), milliseconds);
  }

  #next(): void {
    const ask = this.#queue[0];
    if (!ask || this.#busy || this.#over) return;
    this.#busy = "ours";
    const sdp = ask.sdp ?? this.#localSdp;
    // After a 100 the library waits for ever.
    this.#deadline(this.#sides.patience.giveUp * 2, () => this.#sides.fail("failed"));
    this.#sides.through(() =>
      this.#dialog.invite(
        {
          onAccept: (response) => this.#accepted(ask, sdp, response),
          onReject: ({ message }) => this.#rejected(ask, message),
          onRedirect: ({ message }) => this.#rejected(ask, message),
        },
        { body: sdpBody(sdp), extraHeaders: [...this.#sides.requestLines(), ...(ask.login?.lines("INVITE", this.#dialog.remoteTarget.toRaw()) ?? [])] },
      ),
    );
  }

  #accepted(ask: Ask, sdp: string, response: IncomingResponse & { ack(): unknown }): void {
    this.#sides.through(() => response.ack());
    if (this.#queue[0] !== ask) return;
    this.#localSdp = sdp;
    this.#queue.shift();
    this.#sides.alive(response.message);
    ask.done.resolve(response.message.body);
    this.#free();
  }

  #rejected(ask: Ask, message: IncomingResponseMessage): void {
    if (this.#queue[0] !== ask) return; // A late transport error after the answer.
    const status = message.statusCode ?? 500;
    const fatal = fatalEnd(message, status);
    if (fatal) return this.#sides.fail(fatal);
    this.#sides.alive(message);
    if (ask.login?.learn(message)) return this.#free();
    if (status === 491 && ask.tries < LIMITS.glareTries) return this.#glare(ask);
    this.#queue.shift();
    ask.done.reject(new Error(`the far end refused the offer: ${status}`));
    return this.#free();
  }

  /** RFC 3261 14.1: who did not make the Call-ID waits 0 to 2 s (4 × T1) in steps of 10 ms, who did longer. The line stays open to theirs. */
  #glare(ask: Ask): void {
    ask.tries += 1;
    this.#busy = "glare";
    const wait = (this.#sides.glareAtLeast ?? 0) + this.#sides.random(4 * this.#sides.patience.t1);
    this.#deadline(Math.trunc(wait / 10) * 10, () => this.#free());
  }
}

/** RFC 3261 14.1: the dialog is gone on 481, and on a 408 the far end is. A 503 without Via is the library's own: no flow. */
function fatalEnd(message: IncomingResponseMessage, status: number): LegEnd | undefined {
  if (status === 481 || status === 408) return "failed";
  return status === 503 && message.headers["Via"] === undefined ? "transport-lost" : undefined;
}
