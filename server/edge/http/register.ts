import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Actor } from "../../foundation/actor.ts";
import { visitor, type Admission, type CookieName, type Endpoint, type Knock, type Wire } from "../../foundation/endpoint.ts";
import type { Refusal } from "../../foundation/refusal.ts";
import { readCookies, writeCookie } from "./cookies.ts";
import { sendRefusal } from "./guard.ts";
import { BadShape, problemOf } from "./problem.ts";
import { networkOf } from "./rate.ts";
import { refusals } from "./refusals.ts";
import { BODY_BYTES_CEILING, BODY_BYTES_MAX } from "./settings.ts";

export interface Door {
  readonly secure: boolean;
  /** Answered by access: who knocks, and whether the permit lets them in. */
  admit(knock: Knock): Promise<Admission>;
  /** False when this network has asked the open routes too often. Enrolled workstations have a bucket of their own. */
  mayAskOpen(network: string, workstationToken: string | undefined): boolean;
}

const admitted = new WeakMap<FastifyRequest, { as: Actor; locked: boolean; wire: Wire }>();

/** Throws at start when an endpoint forgets its permit, is open against its contract, or takes more than any body may hold. */
export function checkEndpoint({ route, permit }: Endpoint): void {
  const name = `${route.method} ${route.path}`;
  if (!(permit as unknown)) throw new Error(`${name} has no permit: say who may use it`);
  if ((route.open === true) !== (permit.kind === "open")) throw new Error(`${name}: the contract and the permit disagree on whether a sign-in is needed`);
  if (route.method === "GET" && route.body) throw new Error(`${name}: a GET has no body`);
  if ((route.bodyBytesMax ?? 0) > BODY_BYTES_CEILING) throw new Error(`${name}: its body may be larger than the server takes`);
}

export function registerEndpoint(app: FastifyInstance, door: Door, at: Endpoint): void {
  checkEndpoint(at);
  app.route({
    method: at.route.method,
    url: at.route.path,
    bodyLimit: Math.ceil(at.route.bodyBytesMax ?? BODY_BYTES_MAX),
    // Before the body is read: a stranger cannot make the server buffer and parse megabytes.
    onRequest: (request, reply) => admitRequest(door, at, { request, reply }),
    handler: (request, reply) => answer(at, request, reply),
  });
}

async function admitRequest(door: Door, at: Endpoint, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): Promise<FastifyReply | undefined> {
  const wire = wireOf(door, request, reply);
  if (at.permit.kind === "open") {
    admitted.set(request, { as: visitor, locked: false, wire });
    return door.mayAskOpen(wire.network, wire.cookies.workstation) ? undefined : no(reply, refusals.tooMany);
  }
  const admission = await door.admit({ permit: at.permit, sessionToken: wire.cookies.session });
  if (!admission.ok) return no(reply, admission.refusal);
  if (admission.value.renew) wire.give("session", admission.value.renew.token, admission.value.renew.secondsMax);
  admitted.set(request, { as: admission.value.as, locked: admission.value.locked, wire });
  return undefined;
}

async function answer(at: Endpoint, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { as, locked, wire } = admitted.get(request)!;
  const ask = {
    as,
    locked,
    wire,
    params: read(at.route.params, request.params),
    query: read(at.route.query, request.query),
    body: read(at.route.body, request.body ?? (at.route.body ? {} : undefined)),
  };
  const outcome = await at.handle(ask as never);
  if (!outcome.ok) return no(reply, outcome.refusal);
  // The contract's shape goes out and nothing else: a column added to a row does not leak by itself.
  const value = at.route.reply.parse(outcome.value ?? {});
  return reply.type(`${at.route.replyType ?? "application/json"}; charset=utf-8`).send(at.route.replyType ? value : JSON.stringify(value));
}

const no = (reply: FastifyReply, refusal: Refusal): FastifyReply => sendRefusal(reply, refusal, problemOf(refusal));

function read(shape: z.ZodType | undefined, value: unknown): unknown {
  if (!shape) return undefined;
  const found = shape.safeParse(value);
  if (!found.success) throw new BadShape(found.error);
  return found.data;
}

function wireOf(door: Door, request: FastifyRequest, reply: FastifyReply): Wire {
  const given = new Map<CookieName, string>();
  const set = (cookie: CookieName, token: string, secondsMax: number): void => {
    given.set(cookie, writeCookie(cookie, token, { secure: door.secure, secondsMax }));
    reply.removeHeader("set-cookie").header("set-cookie", [...given.values()]);
  };
  return {
    network: networkOf(request.socket.remoteAddress),
    cookies: readCookies(request.headers.cookie, door.secure),
    give: set,
    take: (cookie) => set(cookie, "", 0),
  };
}
