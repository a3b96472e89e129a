import { createSocket, type Socket } from "node:dgram";
import { randomBytes, randomInt } from "node:crypto";

/** One outgoing call over SIP on UDP, as a telephone would place it: enough of RFC 3261 to ring our own service, and no more. */
export interface SipCaller {
  /** Resolves with the far end's RTP address when the call is answered; rejects with the status when it is refused, or was cancelled. */
  readonly answered: Promise<{ address: string; port: number }>;
  readonly ended: Promise<string>;
  hangUp(): void;
}

export interface RingSettings {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly fromName: string;
  readonly rtpPort: number;
  readonly say: (line: string) => void;
  /** The far end says during the call that its sound is elsewhere now. */
  readonly moved?: (far: { address: string; port: number }) => void;
}

const T1_MS = 500;
/** Repeats with doubled pauses: the last is given up at 64 × T1 (RFC 3261 17.1.1.2), a goodbye after some 4 seconds. */
const INVITE_REPEATS_MAX = 5;
const GOODBYE_REPEATS_MAX = 2;
/** The socket stays this long for what crosses on the wire. */
const LINGER_MS = T1_MS;

interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly cseqMethod: string;
  readonly to: string;
  readonly contact: string | undefined;
  /** The proxies that want to see the rest of the call, in our order (RFC 3261 12.1.2). */
  readonly routes: readonly string[];
  readonly body: string;
}

const header = (text: string, name: string): string | undefined => new RegExp(`^${name}\\s*:\\s*(.*)$`, "im").exec(text)?.[1]?.trim();
const random = (bytes: number): string => randomBytes(bytes).toString("hex");

const contactOf = (text: string): string | undefined => /<([^>]+)>/.exec(header(text, "Contact") ?? "")?.[1];

function readReply(text: string): Reply | undefined {
  const first = /^SIP\/2\.0 (\d{3}) (.*)\r?$/m.exec(text);
  if (!first) return undefined;
  return {
    status: Number(first[1]), reason: first[2]!.trim(), cseqMethod: (header(text, "CSeq") ?? "").split(/\s+/)[1] ?? "", to: header(text, "To") ?? "",
    contact: contactOf(text), routes: [...text.matchAll(/^Record-Route\s*:\s*(.*?)\r?$/gim)].map((line) => line[1]!).toReversed(), body: text.split("\r\n\r\n").slice(1).join("\r\n\r\n"),
  };
}

export function placeCall(settings: RingSettings): SipCaller {
  const call = new Call(settings);
  return { answered: call.answered, ended: call.ended, hangUp: () => call.hangUp() };
}

interface Ask { readonly method: "INVITE" | "ACK" | "BYE" | "CANCEL"; readonly cseq: number; readonly body?: string; readonly branch?: string }

class Call {
  readonly #far = Promise.withResolvers<{ address: string; port: number }>();
  readonly #end = Promise.withResolvers<string>();
  readonly answered = this.#far.promise;
  readonly ended = this.#end.promise;
  readonly #settings: RingSettings;
  readonly #socket: Socket = createSocket("udp4");
  readonly #callId = random(10);
  readonly #fromTag = random(6);
  /** CANCEL, and the ACK of a refusal, carry the INVITE's own branch (RFC 3261 9.1, 17.1.1.3). */
  readonly #branch = `z9hG4bK${random(10)}`;
  #to: string;
  #target: string;
  #state: "calling" | "cancelling" | "up" | "leaving" | "over" = "calling";
  #routes: readonly string[] = [];
  #isHeard = false;
  #again: NodeJS.Timeout | undefined;

  constructor(settings: RingSettings) {
    this.#settings = settings;
    this.#to = `<sip:${settings.user}@${settings.host}>`;
    this.#target = `sip:${settings.user}@${settings.host}:${settings.port}`;
    this.#socket.on("message", (bytes) => this.#received(bytes.toString("utf8")));
    this.#socket.bind(0, "127.0.0.1", () => {
      const invite = this.#request({ method: "INVITE", cseq: 1, branch: this.#branch, body: this.#offer() });
      this.#repeat({ text: invite, repeatsMax: INVITE_REPEATS_MAX, inVain: () => this.#over("no answer", new Error("no answer from the service")) });
    });
  }

  hangUp(): void {
    if (this.#state === "up") return this.#bye("hung up");
    if (this.#state !== "calling") return;
    this.#state = "cancelling";
    if (this.#isHeard) this.#cancel();
  }

  #received(text: string): void {
    const reply = readReply(text);
    if (reply) return this.#replied(reply);
    if (text.startsWith("BYE ")) {
      this.#send(this.#okTo(text));
      this.#over("the service hung up");
      return;
    }
    if (text.startsWith("INVITE ")) this.#moved(text);
    if (/^(INVITE|OPTIONS|UPDATE) /.test(text)) this.#send(this.#okTo(text, text.startsWith("INVITE ") ? this.#offer() : undefined));
  }

  /** A new offer in the call: who speaks to us, and from where, may be other than before (RFC 3261 12.2.2). */
  #moved(text: string): void {
    this.#target = contactOf(text) ?? this.#target;
    const far = farEnd(text);
    if (far) this.#settings.moved?.(far);
  }

  #replied(reply: Reply): void {
    if (reply.cseqMethod === "BYE" && reply.status >= 200) return this.#close();
    // The CANCEL is heard; the INVITE's own last word is still to come (RFC 3261 9.1).
    if (reply.cseqMethod === "CANCEL") return clearTimeout(this.#again);
    if (reply.cseqMethod !== "INVITE") return;
    if (reply.status < 200) return this.#progress(reply);
    this.#final(reply);
  }

  #final(reply: Reply): void {
    this.#to = reply.to;
    if (reply.status >= 300) return this.#refused(reply);
    this.#target = reply.contact ?? this.#target;
    this.#routes = reply.routes;
    // Each copy of the 200 is acknowledged, also when we have left since (RFC 3261 13.2.2.4).
    this.#send(this.#request({ method: "ACK", cseq: 1 }));
    if (this.#state === "calling" || this.#state === "cancelling") this.#taken(reply);
  }

  #progress({ status, reason }: Reply): void {
    if (this.#state !== "calling" && this.#state !== "cancelling") return;
    const isFirst = !this.#isHeard;
    this.#isHeard = true;
    if (isFirst) clearTimeout(this.#again);
    // A CANCEL goes out only once the INVITE was heard of (RFC 3261 9.1).
    if (isFirst && this.#state === "cancelling") this.#cancel();
    this.#settings.say(`${status} ${reason}`);
  }

  #refused({ status, reason, contact }: Reply): void {
    this.#send(this.#request({ method: "ACK", cseq: 1, branch: this.#branch }));
    this.#over(this.#state === "cancelling" ? "hung up" : "refused", Object.assign(new Error(`${status} ${reason}`), { contact }));
  }

  /** The answer came. When it crossed our CANCEL the call stands all the same: it was acknowledged, and is now ended (RFC 3261 9.1, 15). */
  #taken({ body }: Reply): void {
    clearTimeout(this.#again);
    const isCrossed = this.#state === "cancelling";
    this.#state = "up";
    const far = farEnd(body);
    if (far && !isCrossed) return this.#far.resolve(far);
    this.#far.reject(new Error(isCrossed ? "hung up before the answer" : "the answer has no sound"));
    this.#bye(isCrossed ? "hung up" : "no sound");
  }

  #cancel(): void {
    const inVain = (): void => this.#over("hung up", new Error("hung up before the answer"));
    this.#repeat({ text: this.#request({ method: "CANCEL", cseq: 1, branch: this.#branch }), repeatsMax: INVITE_REPEATS_MAX, inVain });
  }

  #bye(why: string): void {
    this.#state = "leaving";
    this.#end.resolve(why);
    this.#repeat({ text: this.#request({ method: "BYE", cseq: 2 }), repeatsMax: GOODBYE_REPEATS_MAX, inVain: () => this.#close() });
  }

  #over(why: string, error?: Error): void {
    if (this.#state === "over") return;
    if (error) this.#far.reject(error);
    this.#end.resolve(why);
    this.#close();
  }

  #close(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    clearTimeout(this.#again);
    setTimeout(() => this.#socket.close(), LINGER_MS);
  }

  /** Over UDP a request goes out again until it is answered (RFC 3261 17.1). */
  #repeat(what: { text: string; repeatsMax: number; inVain: () => void }, repeats = 0): void {
    clearTimeout(this.#again);
    this.#send(what.text);
    this.#again = setTimeout(() => (repeats >= what.repeatsMax ? what.inVain() : this.#repeat(what, repeats + 1)), T1_MS * 2 ** repeats);
  }

  #send(text: string): void {
    this.#socket.send(text, this.#settings.port, this.#settings.host);
  }

  get #contact(): string {
    const { address, port } = this.#socket.address();
    return `Contact: <sip:caller@${address}:${port}>`;
  }

  #request({ method, cseq, body = "", branch = `z9hG4bK${random(10)}` }: Ask): string {
    const { address, port } = this.#socket.address();
    const { from, fromName, host } = this.#settings;
    const lines = [
      `${method} ${this.#target} SIP/2.0`, `Via: SIP/2.0/UDP ${address}:${port};branch=${branch};rport`, "Max-Forwards: 70",
      `From: "${fromName}" <sip:${from}@${host}>;tag=${this.#fromTag}`, `To: ${this.#to}`, `Call-ID: ${this.#callId}`, `CSeq: ${cseq} ${method}`,
      // As a carrier says it: a number in From alone counts for nothing.
      ...(method === "INVITE" ? [`P-Asserted-Identity: <sip:${from}@${host}>`] : []),
      this.#contact, ...this.#routes.map((route) => `Route: ${route}`), "User-Agent: compline-ring", ...(body ? ["Content-Type: application/sdp"] : []), `Content-Length: ${Buffer.byteLength(body)}`, "", body,
    ];
    return lines.join("\r\n");
  }

  #okTo(requestText: string, body = ""): string {
    const kept = requestText.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq|Record-Route)\s*:/i.test(line));
    return ["SIP/2.0 200 OK", ...kept, this.#contact, ...(body ? ["Content-Type: application/sdp"] : []), `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
  }

  #offer(): string {
    const { address } = this.#socket.address();
    return [
      "v=0", `o=ring ${SESSION} 1 IN IP4 ${address}`, "s=-", `c=IN IP4 ${address}`, "t=0 0", `m=audio ${this.#settings.rtpPort} RTP/AVP 0 101`,
      "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv", "",
    ].join("\r\n");
  }
}

const SESSION = randomInt(2 ** 31 - 1);

function farEnd(sdp: string): { address: string; port: number } | undefined {
  const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
  const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
  return address && port ? { address, port: Number(port) } : undefined;
}
