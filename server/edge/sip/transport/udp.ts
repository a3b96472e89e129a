import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv4 } from "node:net";
import { unmapped } from "../guard/allow-list.ts";
import type { Address, Flow, Listener, Receiver } from "./flow.ts";

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
/** RFC 5626 4.4.1 and the empty datagrams that keep a NAT open: shorter than any SIP message. */
const KEEP_ALIVE_BYTES_MAX = 4;

export async function listenUdp(at: Address, receiver: Receiver): Promise<Listener> {
  const socket = createSocket({ type: at.address.includes(":") ? "udp6" : "udp4", recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.on("message", (bytes, from) => {
    const peer = { address: unmapped(from.address), port: from.port };
    if (!receiver.admits(peer.address)) return receiver.dropped("not-allowed");
    if (bytes.length <= KEEP_ALIVE_BYTES_MAX) return undefined;
    return receiver.receive({ bytes, from: peer, flowTo: (port) => flow(socket, { address: peer.address, port }, receiver) });
  });
  socket.bind(at.port, at.address);
  try {
    await once(socket, "listening");
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on("error", () => receiver.dropped("udp-error"));
  const local = { address: at.address, port: socket.address().port };
  return {
    transport: "udp",
    local,
    open: 0,
    flowTo: (address) => flow(socket, address, receiver),
    close: () => new Promise((done) => socket.close(() => done())),
  };
}

function flow(socket: Socket, to: Address, receiver: Receiver): Flow {
  // A dual-stack socket writes to IPv4 by the mapped form alone.
  const wire = socket.address().family === "IPv6" && isIPv4(to.address) ? `::ffff:${to.address}` : to.address;
  return {
    ...to,
    transport: "udp",
    alive: true,
    // A datagram the kernel would not take is a lost datagram: the timers repeat it.
    write: (text) => socket.send(text, to.port, wire, (error) => error && receiver.dropped("udp-unsent")),
    hold: () => undefined,
    release: () => undefined,
    onLost: () => () => undefined,
  };
}
