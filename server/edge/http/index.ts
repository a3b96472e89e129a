import type { Server } from "node:http";
import Fastify, { type FastifyInstance } from "fastify";
import { routes } from "../../../contract/index.ts";
import type { Endpoint } from "../../foundation/endpoint.ts";
import type { Log } from "../../foundation/log.ts";
import type { World } from "../../foundation/world.ts";
import { judge, sendRefusal, type Site } from "./guard.ts";
import { securityHeaders } from "./headers.ts";
import { registerHealth, type Probes } from "./health.ts";
import { openApi } from "./openapi.ts";
import { registerPages } from "./pages.ts";
import { logBug, problemOf, refusalOf } from "./problem.ts";
import { createRateLimit } from "./rate.ts";
import { registerEndpoint, type Door } from "./register.ts";
import { BODY_BYTES_MAX, checkHttpSettings, CONNECTIONS_MAX, HEADER_BYTES_MAX, OPEN_REQUESTS, originOf, REQUEST_SECONDS_MAX, type HttpSettings } from "./settings.ts";

export { readCookies } from "./cookies.ts";
export { isDatabaseAway } from "../../foundation/db/trouble.ts";
export type { Site } from "./guard.ts";
export type { Probes } from "./health.ts";
export { openApi } from "./openapi.ts";
export { networkOf } from "./rate.ts";
export { checkHttpSettings, originOf, type HttpSettings } from "./settings.ts";

export interface HttpNeeds {
  readonly settings: HttpSettings;
  readonly world: World;
  readonly log: Log;
  readonly admit: Door["admit"];
  /** The workstation a token was made for, or undefined when it is not one of ours. Cheap: no database. */
  readonly workstationOf: (token: string) => string | undefined;
  readonly probes: Probes;
  readonly version: string;
}

export interface Http {
  /** Adds a slice's endpoints. Before `listen` only. */
  register(endpoints: readonly Endpoint[]): void;
  listen(): Promise<Site & { port: number }>;
  /** For edge/realtime, which takes the upgrade of /api/live. */
  readonly server: Server;
  site(): Site;
  /** `/readyz` answers 503 from now on, so that a load balancer looks elsewhere; requests are still answered. */
  drain(): void;
  close(): Promise<void>;
}

export async function createHttp(needs: HttpNeeds): Promise<Http> {
  const wrong = checkHttpSettings(needs.settings);
  if (wrong.length > 0) throw new Error(wrong.join("; "));
  const app = build(needs);
  let draining = false;
  let site = originOf(needs.settings, needs.settings.port);
  addHooks(app, needs, () => site);
  registerHealth(app, needs.probes, () => draining);
  const described = JSON.stringify(openApi(routes, needs.version));
  app.get("/api/openapi.json", (_request, reply) => reply.type("application/json; charset=utf-8").send(described));
  await registerPages(app, needs.settings.webRoot);
  const door = doorOf(needs);
  return {
    register: (endpoints) => endpoints.forEach((at) => registerEndpoint(app, door, at)),
    server: app.server as Server,
    site: () => site,
    drain: () => void (draining = true),
    close: () => app.close(),
    listen: async () => {
      await app.listen({ port: needs.settings.port, host: needs.settings.tls?.bindAddress ?? "localhost" });
      const port = (app.server.address() as { port: number }).port;
      site = originOf(needs.settings, port);
      return { ...site, port };
    },
  };
}

function build({ settings, world }: HttpNeeds): FastifyInstance {
  const limits = {
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_SECONDS_MAX * 1000,
    keepAliveTimeout: 65_000,
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 100 },
    genReqId: () => world.id(),
    // Bad percent-encoding in the path: Fastify's own answer would repeat the path.
    frameworkErrors: (_error: unknown, _request: unknown, reply: { code(n: number): { send(b: unknown): void } }) => reply.code(400).send({ code: "http.badAddress", say: "The server could not read this address." }),
  } as const;
  const http = { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: 10_000 };
  const app = settings.tls
    ? Fastify({ ...limits, https: { ...http, cert: settings.tls.certPem, key: settings.tls.keyPem, minVersion: "TLSv1.2" } } as never)
    : Fastify({ ...limits, http } as never);
  app.removeContentTypeParser("text/plain"); // A form can send text/plain without a preflight; JSON it cannot.
  app.server.maxConnections = CONNECTIONS_MAX;
  return app as unknown as FastifyInstance;
}

function addHooks(app: FastifyInstance, { log, world }: HttpNeeds, site: () => Site): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders(site().origin)).header("x-request-id", request.id);
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
    const verdict = judge(request, site());
    if (verdict.kind === "move") return reply.redirect(verdict.to, 308);
    if (verdict.kind === "no") return sendRefusal(reply, verdict.refusal, problemOf(verdict.refusal));
    return undefined;
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    const about = { id: request.id, route: request.routeOptions.url ?? "none" };
    if (refusal.code === "http.broken") logBug(log, about, error);
    if (refusal.code === "http.databaseAway") log.warn("http.databaseAway", about);
    return sendRefusal(reply, refusal, problemOf(refusal));
  });
  // The pattern of the route, never the address: an address could carry what somebody typed.
  app.addHook("onResponse", async (request, reply) => {
    log.info("http.answered", { id: request.id, method: request.method, route: request.routeOptions.url ?? "none", status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime), at: world.now() });
  });
}

function doorOf(needs: HttpNeeds): Door {
  const byNetwork = createRateLimit(OPEN_REQUESTS, needs.world.now);
  return {
    secure: needs.settings.tls !== undefined,
    admit: needs.admit,
    mayAskOpen: (network, token) => {
      const workstation = token === undefined ? undefined : needs.workstationOf(token);
      return byNetwork.take(workstation ?? network);
    },
  };
}
