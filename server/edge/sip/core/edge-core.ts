import {
  Grammar, LoggerFactory, UserAgentCore,
  type Body, type IncomingRequestMessage, type OutgoingRequestMessage, type OutgoingResponse, type ResponseOptions, type SessionDialog,
  type Transport, type URI, type UserAgentCoreDelegate,
} from "sip.js/lib/core/index.js";
import type { World } from "../../../foundation/world.ts";
import { hostPort, type Address, type Flow } from "../transport/flow.ts";
import { steadyTag } from "../wire/reply.ts";
import { chooseBranches } from "./library.ts";
import { ServerIndex } from "./server-index.ts";

/** The core answers 404 unless the request's user is its own: every request is given this one, and the dialled one is kept aside. */
export const OWN_USER = "line";

export interface CoreParts {
  readonly world: World;
  readonly local: Address;
  readonly transport: "udp" | "tcp" | "tls";
  readonly secret: Buffer;
  /** Sends over a flow; over UDP it also starts the resending. */
  readonly send: (text: string, flow: Flow) => void;
}

/** 80 random bits as hexadecimal. */
export const chance = (world: World): string => world.bytes(10).toString("hex");

/** The transaction core of sip.js with the flow of each message bound to its transaction, and tags and branches of ours. */
export class EdgeCore extends UserAgentCore {
  readonly servers = new ServerIndex();
  readonly #parts: CoreParts;
  readonly #flow: { current: Flow | undefined };

  constructor(parts: CoreParts, delegate: UserAgentCoreDelegate) {
    const flow: { current: Flow | undefined } = { current: undefined };
    super(configuration(parts, () => flow.current), delegate);
    this.#parts = parts;
    this.#flow = flow;
    this.userAgentServers = this.servers;
  }

  get contact(): string {
    return this.configuration.contact.toString();
  }

  /** Whatever is sent while `act` runs, and by the transactions it makes, takes this flow. */
  through<T>(flow: Flow, act: () => T): T {
    const before = this.#flow.current;
    this.#flow.current = flow;
    try {
      return act();
    } finally {
      this.#flow.current = before;
    }
  }

  /** From now on what this transaction sends, the ACK of a 2xx above all, takes another flow (RFC 3261 13.2.2.4). */
  retarget(client: { readonly transaction: object }, flow: Flow): void {
    Object.assign(client.transaction, { _transport: bound(this.#parts, flow) });
  }

  dialogOf(message: IncomingRequestMessage): SessionDialog | undefined {
    return this.dialogs.get(message.callId + message.toTag + message.fromTag) as SessionDialog | undefined;
  }

  override replyStateless(message: IncomingRequestMessage, options: ResponseOptions): OutgoingResponse {
    return super.replyStateless(message, { ...options, toTag: steadyTag(this.#parts.secret, message.callId, message.viaBranch) });
  }

  override makeOutgoingRequestMessage(
    ...[method, requestUri, from, to, options, extraHeaders, body]: [string, URI, URI, URI, OutgoingRequestMessage["options"] | object, string[]?, Body?]
  ): OutgoingRequestMessage {
    const message = super.makeOutgoingRequestMessage(method, requestUri, from, to, options as never, extraHeaders, body);
    chooseBranches(message, () => `z9hG4bK${chance(this.#parts.world)}`);
    return message;
  }
}

function configuration(parts: CoreParts, flow: () => Flow | undefined): ConstructorParameters<typeof UserAgentCore>[0] {
  const host = hostPort(parts.local);
  const contact = Grammar.URIParse(`sip:${OWN_USER}@${host};transport=${parts.transport}`);
  const aor = Grammar.URIParse(`sip:${OWN_USER}@${host}`);
  if (!contact || !aor) throw new RangeError("SIP settings: publicAddress is no address");
  const loggerFactory = new LoggerFactory();
  loggerFactory.builtinEnabled = false; // Its lines hold numbers.
  return {
    aor,
    contact: { pubGruu: undefined, tempGruu: undefined, uri: contact, toString: () => `<${contact.toString()}>` },
    displayName: "",
    loggerFactory,
    hackViaTcp: false,
    routeSet: [],
    sipjsId: "",
    supportedOptionTags: ["timer"],
    supportedOptionTagsResponse: ["timer"],
    userAgentHeaderFieldValue: "Compline",
    viaForceRport: true,
    viaHost: host,
    authenticationFactory: () => undefined,
    transportAccessor: () => bound(parts, flow()),
  };
}

/** A transaction asks for its transport once, when it is made: it then has its flow for life. */
function bound(parts: CoreParts, flow: Flow | undefined): Transport {
  return {
    protocol: parts.transport.toUpperCase(),
    send: async (text) => {
      if (!flow?.alive) throw new Error("the flow is lost");
      parts.send(text, flow);
    },
  };
}
