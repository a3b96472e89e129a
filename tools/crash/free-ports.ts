import { createServer } from "node:net";

const freePort = (): Promise<number> => {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  }));
};

/** One for the web and one for SIP, whose next one is SIP's too, over TLS. */
export async function freePorts(): Promise<{ readonly web: number; readonly sip: number }> {
  const [sip, web] = [await freePort(), await freePort()];
  return web === sip || web === sip + 1 ? freePorts() : { web, sip };
}
