import type { IncomingInviteRequest, IncomingRequestMessage } from "sip.js/lib/core/index.js";
import type { Leg, LegEnd, SipTransport } from "../../../care/calls/ports.ts";
import type { RateLimit } from "../guard/rate-limit.ts";
import { screen } from "../guard/screen.ts";
import type { Tally } from "../guard/tally.ts";
import type { SipNeeds, SipSettings } from "../settings.ts";
import type { Address, Arrival, Flow, Listener } from "../transport/flow.ts";
import { Resend, type Patience } from "../transport/resend.ts";
import { first, type Head, type RequestLine } from "../wire/head.ts";
import { readNameAddr } from "../wire/name-addr.ts";
import { replyTo, type Reply } from "../wire/reply.ts";
import { examine } from "../wire/sanity.ts";
import { EdgeCore } from "./edge-core.ts";
import { parseRequest, parseResponse, transactionKey, type ParsedRequest } from "./parse.ts";

/** What all transports of one edge share. */
export interface House {
  readonly settings: SipSettings;
  readonly needs: SipNeeds;
  readonly patience: Patience;
  readonly tally: Tally;
  readonly rate: RateLimit;
  readonly replies: RateLimit;
  /** A peer of ours, whoever rings whom: what it says inside a call is heard. */
  knows(address: string): boolean;
  /** Who may ring us. */
  mayRing(arrival: Arrival, transport: SipTransport): boolean;
  draining(): boolean;
  full(): boolean;
  /** A call passed the guard. */
  called(call: IncomingCall): void;
  ended(leg: Leg, end: LegEnd): void;
  /** The far end refreshes a dialog by UPDATE: the lines of our 200. */
  refreshed(dialogId: string, message: IncomingRequestMessage): readonly string[] | undefined;
  /** A request came in a dialog, perhaps on a new connection. */
  heard(dialogId: string, flow: Flow): void;
}

export interface IncomingCall {
  readonly lane: Lane;
  readonly invite: IncomingInviteRequest;
  readonly flow: Flow;
  readonly dialled: string;
  readonly from: Address;
}

interface Seen {
  readonly head: Head;
  readonly line: RequestLine;
  readonly body: string;
  readonly arrival: Arrival;
  readonly flow: Flow;
}

/** One transport with its own core: what arrives is judged, screened, parsed and handed over, and nothing gets past it that throws. */
export class Lane {
  readonly core: EdgeCore;
  readonly resend: Resend;
  readonly #house: House;
  readonly #local: Address;
  readonly #listener: Listener;
  readonly #secret: Buffer;
  #call: Omit<IncomingCall, "invite" | "lane"> | undefined;

  /** `local` is what Contact and Via say. */
  constructor(house: House, listener: Listener, local: Address) {
    this.#house = house;
    this.#listener = listener;
    this.#local = local;
    this.#secret = house.needs.world.bytes(32);
    this.resend = new Resend(house.patience);
    const send = (text: string, flow: Flow): void => this.#send(text, flow);
    const parts = { world: house.needs.world, local, transport: listener.transport, secret: this.#secret, send };
    this.core = new EdgeCore(parts, { onInvite: (invite) => this.#invited(invite) });
  }

  receive(arrival: Arrival): void {
    this.safely(() => this.#judge(arrival));
  }

  /** For whatever runs from the wire or a timer: one call's fault must not end the others. */
  safely(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.threw(error);
    }
  }

  /** The library throws on what it did not foresee. Its words may hold what the peer sent: the place is enough. */
  threw(error: unknown): void {
    this.#house.tally.add("threw");
    this.#house.needs.log("sip.threw", { where: placeOf(error) });
  }

  /** Where a request inside a dialog goes (RFC 3261 12.2.1.1): the address named, if it is one of the trunk's; else back the way. */
  flowFor(target: Address | undefined, way: Flow): Flow {
    if (!target || way.transport !== "udp" || !this.#house.knows(target.address)) return way;
    return this.#listener.flowTo(target) ?? way;
  }

  get transport(): SipTransport {
    return this.#listener.transport;
  }

  /** A flow to a peer over the socket we listen on; streams have none. */
  datagramsTo(address: Address): Flow | undefined {
    return this.#listener.flowTo(address);
  }

  /** A request that no transaction of ours stands behind: it is sent again until it is answered, as any other over UDP. */
  say(text: string, flow: Flow): void {
    this.#send(text, flow);
  }

  close(): Promise<void> {
    this.resend.stopAll();
    this.core.dispose();
    return this.#listener.close();
  }

  #judge(arrival: Arrival): void {
    const verdict = examine(arrival.bytes);
    if (verdict.kind === "drop") return this.#house.tally.add(verdict.because);
    const { head } = verdict;
    const flow = arrival.flowTo(head.via.rport ? arrival.from.port : (head.via.port ?? 5060));
    if (verdict.kind === "reply") {
      this.#house.tally.add(verdict.because);
      return this.#reply(head, { status: verdict.status }, flow);
    }
    if (head.line.kind === "response") return this.#response(head, verdict.body, arrival.from);
    return this.#request({ head, line: head.line, body: verdict.body, arrival, flow });
  }

  #response(head: Head, body: string, from: Address): void {
    const message = parseResponse(head, body, from);
    if (!message) return this.#house.tally.add("response-unparsed");
    this.resend.answered(head.via, message.method, message.statusCode ?? 0);
    return this.core.receiveIncomingResponseFromTransport(message);
  }

  #request(seen: Seen): void {
    if (seen.line.method === "ACK") this.resend.acknowledged(seen.head.via);
    if (this.#strangerRings(seen)) return this.#house.tally.add("not-allowed");
    const refusal = this.#screened(seen);
    if (refusal) return this.#reply(seen.head, refusal, seen.flow);
    const parsed = parseRequest(seen.head, seen.body, { from: seen.arrival.from, local: this.#local });
    if (parsed) return this.core.through(seen.flow, () => this.#deliver(seen, parsed));
    this.#house.tally.add("request-unparsed");
    return seen.line.method === "ACK" ? undefined : this.#reply(seen.head, { status: 400 }, seen.flow);
  }

  /** A trunk that only takes our calls answers them over the same port; it may not ring us. */
  #strangerRings({ line, head, arrival }: Seen): boolean {
    if (line.method !== "INVITE" || readNameAddr(first(head.fields, "to")!)?.tag !== undefined) return false;
    return !this.#house.mayRing(arrival, this.#listener.transport);
  }

  /** Before the parser, which is the dear part: a flood is answered cheaply. */
  #screened({ head, line, body, arrival }: Seen): Reply | undefined {
    const { needs, rate, settings } = this.#house;
    const tagOf = (name: string): string | undefined => readNameAddr(first(head.fields, name)!)?.tag;
    const toTag = tagOf("to");
    const known = this.core.dialogs.has(`${first(head.fields, "call-id")!}${toTag}${tagOf("from")}`);
    return screen(
      { method: line.method, fields: head.fields, body: body !== "" },
      {
        newCall: line.method === "INVITE" && toTag === undefined && !this.core.servers.has(transactionKey(head, arrival.from)),
        dialog: dialogOf(toTag, known),
        draining: this.#house.draining(),
        full: this.#house.full(),
        withinRate: () => rate.take(arrival.from.address, needs.world.now()),
        sessionSecondsMin: settings.sessionSecondsMin,
      },
    );
  }

  #deliver({ line, flow, arrival }: Seen, { message, dialled }: ParsedRequest): void {
    if (this.core.servers.merged(message)) return void this.core.replyStateless(message, { statusCode: 482 });
    const dialog = message.toTag ? this.core.dialogOf(message) : undefined;
    if (dialog) this.#house.heard(dialog.id, flow);
    if (line.method === "UPDATE") return this.#update(message);
    this.#call = { flow, dialled, from: arrival.from };
    this.core.receiveIncomingRequestFromTransport(message);
    this.#call = undefined;
    return undefined;
  }

  /** The library refuses UPDATE. As a session refresh (RFC 4028 7.2) it is answered; with an offer it is not. */
  #update(message: IncomingRequestMessage): void {
    const dialog = message.toTag ? this.core.dialogOf(message) : undefined;
    if (!dialog) return void this.core.replyStateless(message, { statusCode: 481 });
    // RFC 3261 12.2.2: out of order.
    if (message.cseq <= (dialog.remoteSequenceNumber ?? 0)) return void this.core.replyStateless(message, { statusCode: 500 });
    if (message.body) return void this.core.replyStateless(message, { statusCode: 488 });
    const lines = this.#house.refreshed(dialog.id, message) ?? [];
    return void this.core.replyStateless(message, { statusCode: 200, extraHeaders: [...lines, `Contact: ${this.core.contact}`] });
  }

  #invited(invite: IncomingInviteRequest): void {
    if (!this.#call) return;
    this.#house.called({ ...this.#call, lane: this, invite });
  }

  #reply(head: Head, reply: Reply, flow: Flow): void {
    const { needs, replies, tally } = this.#house;
    if (!replies.take(flow.address, needs.world.now())) return tally.add("flood");
    if (flow.alive) flow.write(replyTo(head, reply, { address: flow.address, port: flow.port, secret: this.#secret }));
  }

  #send(text: string, flow: Flow): void {
    if (flow.transport === "udp") this.resend.sent(text, flow);
    flow.write(text);
  }
}

function dialogOf(toTag: string | undefined, known: boolean): "ours" | "unknown" | "none" {
  if (toTag === undefined) return "none";
  return known ? "ours" : "unknown";
}

/** The innermost function of a stack, without the message above it. */
function placeOf(error: unknown): string {
  const frame = error instanceof Error ? /\n\s+at (?:async )?([\w.#<>]+)/.exec(error.stack ?? "") : undefined;
  return frame?.[1] ?? "unknown";
}
