import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import { LIMITS } from "../settings.ts";
import { Connection } from "./connection.ts";
import { hostPort, type Address, type Flow, type Receiver } from "./flow.ts";

export interface ConnectorSettings {
  readonly transport: "tcp" | "tls";
  /** The name the certificate must be for. */
  readonly serverName: string;
  /** Authorities that may have signed it; undefined: those Node trusts. */
  readonly caPem?: string | undefined;
  /** Ours, for a trunk that asks who we are. */
  readonly certPem?: string | undefined;
  readonly keyPem?: string | undefined;
}

/** The connections that we make to one trunk: one for each of its addresses, made when needed and kept while used. */
export class Connector {
  readonly #settings: ConnectorSettings;
  readonly #receiver: Receiver;
  readonly #made = new Map<string, Promise<Flow>>();
  readonly #sockets = new Set<Socket>();

  constructor(settings: ConnectorSettings, receiver: Receiver) {
    this.#settings = settings;
    this.#receiver = receiver;
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** Rejects when nobody is there, or when the certificate is not the trunk's. */
  flow(to: Address): Promise<Flow> {
    const key = hostPort(to);
    const made = this.#made.get(key);
    if (made) return made;
    const making = this.#make(to, () => this.#made.delete(key));
    this.#made.set(key, making);
    return making;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #make(to: Address, gone: () => void): Promise<Flow> {
    const socket = this.#begin(to);
    this.#sockets.add(socket);
    const ready = Promise.withResolvers<Flow>();
    const timer = setTimeout(() => socket.destroy(new Error("no connection in time")), LIMITS.connectSeconds * 1000);
    socket.once("close", () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
      gone();
      ready.reject(new Error("the connection could not be made"));
    });
    socket.on("error", () => this.#receiver.dropped("trunk-connection"));
    socket.once(this.#settings.transport === "tls" ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      ready.resolve(Connection.over(socket, this.#receiver, this.#settings.transport));
    });
    return ready.promise;
  }

  #begin({ address, port }: Address): Socket {
    const { transport, serverName, caPem, certPem, keyPem } = this.#settings;
    if (transport === "tcp") return connectTcp({ host: address, port, noDelay: true });
    const ours = certPem !== undefined && keyPem !== undefined ? { cert: certPem, key: keyPem } : {};
    const trusted = caPem === undefined ? {} : { ca: caPem };
    const name = isIP(serverName) === 0 ? { servername: serverName } : {}; // RFC 6066 3: an address is no server name.
    return connectTls({
      host: address, port, minVersion: "TLSv1.2", rejectUnauthorized: true, checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate), ...name, ...ours, ...trusted,
    });
  }
}
