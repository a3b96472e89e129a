import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { randomInt } from "node:crypto";

/** Below the ports that the kernel gives out by itself (32768 and up) and those that tests take for sound: nobody is given one of ours by chance before we have it. */
const [FIRST, LAST] = [6_000, 11_900];

async function isFreeForStreams(port: number): Promise<boolean> {
  const server = createServer().listen(port);
  const isFree = await Promise.race([once(server, "listening").then(() => true), once(server, "error").then(() => false)]);
  await new Promise((resolve) => server.close(resolve));
  return isFree;
}

async function isFreeForDatagrams(port: number): Promise<boolean> {
  const socket = createSocket("udp4");
  const isFree = Promise.race([once(socket, "listening").then(() => true), once(socket, "error").then(() => false)]);
  socket.bind(port);
  const answer = await isFree;
  socket.close();
  return answer;
}

/** As many in a row. */
async function freeRow(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(FIRST, LAST);
    const row = Array.from({ length: count }, (_, at) => first + at);
    const free = await Promise.all(row.map(async (port) => (await isFreeForStreams(port)) && (await isFreeForDatagrams(port))));
    if (free.every(Boolean)) return first;
  }
}

export const freePort = (): Promise<number> => freeRow(1);

/** One for the web and one for SIP, whose next one is SIP's too, over TLS. */
export async function freePorts(): Promise<{ readonly web: number; readonly sip: number }> {
  const first = await freeRow(3);
  return { web: first + 2, sip: first };
}
