import type { FastifyReply, FastifyRequest } from "fastify";
import type { Refusal } from "../../foundation/refusal.ts";
import { refusals } from "./refusals.ts";
import { URL_LENGTH_MAX } from "./settings.ts";

export interface Site {
  readonly origin: string;
  readonly rpId: string;
}

const LOOPBACK_HOST = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)(:\d+)?$/;
const isProbe = (url: string): boolean => url === "/healthz" || url === "/readyz";
const isPage = ({ method, url }: FastifyRequest): boolean => (method === "GET" || method === "HEAD") && !url.startsWith("/api/");

export type Verdict = { readonly kind: "pass" } | { readonly kind: "move"; readonly to: string } | { readonly kind: "no"; readonly refusal: Refusal };
const no = (refusal: Refusal): Verdict => ({ kind: "no", refusal });

/** What every request must pass before anything reads its body. */
export function judge(request: FastifyRequest, site: Site): Verdict {
  if (request.url.length > URL_LENGTH_MAX) return no(refusals.addressTooLong);
  if (isProbe(request.url)) return { kind: "pass" };
  const elsewhere = judgeHost(request, site);
  if (elsewhere) return elsewhere;
  return isForeign(request, site) ? no(refusals.foreignOrigin) : { kind: "pass" };
}

/** Stops DNS rebinding: a page of another name that resolves to this machine is answered 421, whatever cookies it would bring. */
function judgeHost(request: FastifyRequest, site: Site): Verdict | undefined {
  const host = request.headers.host ?? "";
  if (host === new URL(site.origin).host) return undefined;
  if (!site.origin.startsWith("http:") || !LOOPBACK_HOST.test(host)) return no(refusals.wrongHost);
  // Passkeys refuse IP addresses as hosts, so a person who typed 127.0.0.1 is sent to localhost.
  return isPage(request) ? { kind: "move", to: site.origin + pathOf(request.url) } : undefined;
}

/** Never an absolute or protocol-relative address, so that the redirect stays on this origin. */
const pathOf = (url: string): string => `/${url.replace(/^[/\\]+/, "")}`;

/**
 * Cross-site request forgery has three locks: SameSite=Strict on the cookie, a header that a form or a foreign page cannot send
 * without a preflight nobody answers, and the Origin and Sec-Fetch-Site the browser itself writes.
 */
function isForeign(request: FastifyRequest, site: Site): boolean {
  if (request.method === "GET" || request.method === "HEAD") return false;
  if (request.headers["x-compline"] === undefined) return true;
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== site.origin) return true;
  const fetchSite = request.headers["sec-fetch-site"];
  return fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none";
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal, problem: object): FastifyReply {
  if (refusal.status === 429 || refusal.status === 503) reply.header("retry-after", "5");
  return reply.code(refusal.status).type("application/json; charset=utf-8").send(JSON.stringify(problem));
}
