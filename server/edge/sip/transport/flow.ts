import type { SipTransport } from "../../../care/calls/ports.ts";

export interface Address {
  readonly address: string;
  readonly port: number;
}

/** A way to one peer: a UDP address, or one TCP or TLS connection. Answers take the flow their request came on. */
export interface Flow extends Address {
  readonly transport: SipTransport;
  readonly alive: boolean;
  write(text: string): void;
  /** A call uses this flow: a connection in use is not closed for idleness. */
  hold(): void;
  release(): void;
  /** Told once when a connection is lost. UDP never tells. Returns how to stop listening. */
  onLost(handler: () => void): () => void;
}

/** One message with the way back to whoever sent it. */
export interface Arrival {
  readonly from: Address;
  /** `port` is where UDP answers go when the request asked for no `rport`. Streams answer on their connection. */
  readonly flowTo: (port: number) => Flow;
  readonly bytes: Buffer;
  /** It came over a connection that we made. */
  readonly overOurs?: boolean;
}

export interface Receiver {
  readonly idleSeconds: number;
  readonly partialMessageSeconds: number;
  /** Asked before any byte is read: false drops the datagram, or the connection, unanswered. */
  admits(address: string): boolean;
  receive(arrival: Arrival): void;
  /** Something was dropped, for this reason. */
  dropped(because: string): void;
}

export interface Listener {
  readonly transport: SipTransport;
  readonly local: Address;
  /** A flow to an address nobody called from yet. Undefined where a connection would have to be made first. */
  flowTo(address: Address): Flow | undefined;
  /** Connections open. */
  readonly open: number;
  /** Nobody reaches us here; it stands for the connections that we make. */
  readonly deaf?: boolean;
  close(): Promise<void>;
}

export const deafListener = (transport: SipTransport, local: Address): Listener => ({ transport, local, deaf: true, open: 0, flowTo: () => undefined, close: async () => undefined });

export const hostPort = ({ address, port }: Address): string => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
