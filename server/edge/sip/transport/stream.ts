import { once } from "node:events";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { unmapped } from "../guard/allow-list.ts";
import { LIMITS, type TlsSettings } from "../settings.ts";
import { Connection } from "./connection.ts";
import type { Address, Listener, Receiver } from "./flow.ts";

export function listenTcp(at: Address, receiver: Receiver): Promise<Listener> {
  const server = createTcpServer({ noDelay: true });
  const sockets = admitSockets(server, receiver, (socket) => Connection.over(socket, receiver, "tcp"));
  return listening({ transport: "tcp", server, sockets }, at, receiver);
}

export function listenTls(at: Address, receiver: Receiver, settings: TlsSettings): Promise<Listener> {
  const mutual = settings.clientCaPem !== undefined;
  const server = createTlsServer({
    cert: settings.certPem,
    key: settings.keyPem,
    ca: settings.clientCaPem,
    requestCert: mutual,
    rejectUnauthorized: mutual,
    minVersion: "TLSv1.2",
    handshakeTimeout: LIMITS.handshakeSeconds * 1000,
    noDelay: true,
  });
  server.on("secureConnection", (socket: TLSSocket) => {
    socket.on("error", () => socket.destroy());
    Connection.over(socket, receiver, "tls");
  });
  server.on("tlsClientError", (_error: Error, socket: TLSSocket) => {
    receiver.dropped("tls-handshake");
    socket.destroy();
  });
  // Strangers are turned away before the handshake, which is the dear part.
  const sockets = admitSockets(server, receiver, () => undefined);
  return listening({ transport: "tls", server, sockets }, at, receiver);
}

interface Opened {
  readonly transport: "tcp" | "tls";
  readonly server: Server;
  readonly sockets: ReadonlyMap<Socket, string>;
}

function admitSockets(server: Server, receiver: Receiver, admitted: (socket: Socket) => void): ReadonlyMap<Socket, string> {
  const sockets = new Map<Socket, string>();
  server.on("connection", (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    const address = unmapped(socket.remoteAddress ?? "");
    const refusal = refuse(address, sockets, receiver);
    if (refusal) {
      receiver.dropped(refusal);
      socket.destroy();
      return;
    }
    sockets.set(socket, address);
    socket.once("close", () => sockets.delete(socket));
    admitted(socket);
  });
  return sockets;
}

async function listening({ transport, server, sockets }: Opened, at: Address, receiver: Receiver): Promise<Listener> {
  server.listen(at.port, at.address);
  await once(server, "listening");
  server.on("error", () => receiver.dropped(`${transport}-error`));
  const bound = server.address();
  const port = typeof bound === "object" && bound ? bound.port : at.port;
  return {
    transport,
    local: { address: at.address, port },
    get open() {
      return sockets.size;
    },
    flowTo: () => undefined,
    close: () => closeAll(server, sockets),
  };
}

function refuse(address: string, sockets: ReadonlyMap<Socket, string>, receiver: Receiver): string | undefined {
  if (!receiver.admits(address)) return "not-allowed";
  if (sockets.size >= LIMITS.connections) return "connections-full";
  const same = [...sockets.values()].filter((other) => other === address).length;
  return same >= LIMITS.connectionsPerAddress ? "connections-of-one-address" : undefined;
}

function closeAll(server: Server, sockets: ReadonlyMap<Socket, string>): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    for (const socket of sockets.keys()) socket.destroy();
  });
}
