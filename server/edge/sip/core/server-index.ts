import type { IncomingRequestMessage, UserAgentServer } from "sip.js/lib/core/index.js";

/**
 * The core's table of server transactions. For each request without a To tag the core copies all of it to look for a
 * merged request (RFC 3261 8.2.2.2): at 200 calls a second that is most of a processor. We keep an index instead, and
 * show the core an empty list.
 */
export class ServerIndex extends Map<string, UserAgentServer> {
  readonly #byRequest = new Map<string, string>();

  /** The same request came before by another way: a fork upstream closed into a loop. */
  merged(message: IncomingRequestMessage): boolean {
    const known = this.#byRequest.get(requestKey(message));
    return message.toTag === undefined && known !== undefined && known !== message.viaBranch;
  }

  override set(id: string, server: UserAgentServer): this {
    const key = requestKey(server.message);
    if (!this.#byRequest.has(key)) this.#byRequest.set(key, id);
    return super.set(id, server);
  }

  override delete(id: string): boolean {
    const server = this.get(id);
    const key = server && requestKey(server.message);
    if (key !== undefined && this.#byRequest.get(key) === id) this.#byRequest.delete(key);
    return super.delete(id);
  }

  override clear(): void {
    this.#byRequest.clear();
    super.clear();
  }

  override values(): MapIterator<UserAgentServer> {
    return new Map<string, UserAgentServer>().values();
  }
}

const requestKey = (message: IncomingRequestMessage): string => `${message.callId} ${message.fromTag} ${message.cseq} ${message.method}`;
