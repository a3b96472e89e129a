/** The least that could carry a ring to a desk: each datagram becomes one WebSocket frame. In a process of its own, as the product is. */
import { fork } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { until } from "./pace.ts";

const OPEN_SECONDS_MAX = 10;

export interface Relay { readonly origin: string; readonly udpPort: number; close(): void }

export async function openRelay(): Promise<Relay> {
  const child = fork(new URL(import.meta.url), [], { execArgv: [], env: {} });
  let opened: { http: number; udp: number } | undefined;
  child.on("message", (ports: { http: number; udp: number }) => (opened = ports));
  await until("the bare relay is open", OPEN_SECONDS_MAX, () => opened !== undefined);
  return { origin: `http://127.0.0.1:${opened!.http}`, udpPort: opened!.udp, close: () => void child.kill() };
}

function relay(): void {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const udp = createSocket("udp4");
  udp.on("message", (bytes) => {
    const frame = JSON.stringify({ type: "offer", call: bytes.toString("latin1") });
    for (const each of sockets.clients) each.send(frame);
  });
  udp.bind(0, "127.0.0.1", () => server.listen(0, "127.0.0.1", () => process.send!({ http: (server.address() as AddressInfo).port, udp: udp.address().port })));
  process.on("disconnect", () => process.exit(0));
}

if (import.meta.main) relay();
