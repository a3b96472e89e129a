import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { sendRefusal } from "./guard.ts";
import { problemOf } from "./problem.ts";
import { refusals } from "./refusals.ts";

const ASSET_SECONDS_MAX = 31_536_000;
/** Vite writes the content's hash into these names, so that a name never changes its content. */
const HASHED = /\/assets\/[^/]+-[\w-]{8}\.\w+$/;

/** The web app: hashed assets for a year, pages never from the cache, and any address without a file opens the app. */
export async function registerPages(app: FastifyInstance, webRoot: string | undefined): Promise<void> {
  const here = webRoot !== undefined && existsSync(webRoot);
  if (here) {
    await app.register(fastifyStatic, {
      root: webRoot,
      wildcard: true,
      index: false,
      dotfiles: "ignore",
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header("cache-control", HASHED.test(path) ? `public, max-age=${ASSET_SECONDS_MAX}, immutable` : "no-cache"),
    });
    app.get("/", (_request, reply) => reply.sendFile("index.html"));
  }
  app.setNotFoundHandler((request, reply) => {
    const page = here && request.method === "GET" && !/^\/(api|assets)\//.test(request.url) && (request.headers.accept ?? "").includes("text/html");
    return page ? reply.sendFile("index.html") : sendRefusal(reply, refusals.noSuchRoute, problemOf(refusals.noSuchRoute));
  });
}
