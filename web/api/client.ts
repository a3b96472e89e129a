import { Problem, routes, type Route } from "../../contract/index.ts";
import { serverClock } from "./server-clock.ts";

/** Why an ask has no value. `unreachable`: nobody knows whether it was done, ask again with the same key. */
export interface Trouble extends Problem { readonly kind: "refused" | "signed-out" | "unreachable"; readonly status: number }
export type Answer<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly trouble: Trouble };

type Part<K extends string, T> = [T] extends [undefined] ? unknown : { readonly [key in K]: T };
type Ask<T> = T extends Route<infer P, infer Q, infer B, infer _R> ? Part<"params", P> & Part<"query", Q> & Part<"body", B> & { readonly signal?: AbortSignal } : never;
type Reply<T> = T extends Route<infer _P, infer _Q, infer _B, infer R> ? R : never;
type Call<T> = Record<never, never> extends Ask<T> ? (ask?: Ask<T>) => Promise<Answer<Reply<T>>> : (ask: Ask<T>) => Promise<Answer<Reply<T>>>;
export type Api = { readonly [name in keyof typeof routes]: Call<(typeof routes)[name]> };
export type Value<N extends keyof Api> = Reply<(typeof routes)[N]>;

const PATIENCE_MS = 10_000;
const KEPT_ALIVE_CHARACTERS_MAX = 15_000;
interface Wire { readonly method: string; readonly path: string; readonly body?: unknown; readonly open?: boolean | undefined }
interface Parts { readonly params?: Record<string, string>; readonly query?: Record<string, unknown>; readonly body?: unknown; readonly signal?: AbortSignal }

/** What another part of the app wants to know of every answer: the idle guard and the sign-in in place. */
type Listener = (trouble: Trouble) => void;
const listeners = new Set<Listener>();
export const onTrouble = (listener: Listener): (() => void) => { listeners.add(listener); return () => void listeners.delete(listener); };

const unreachable = (say: string): Trouble => ({ kind: "unreachable", status: 0, code: "unreachable", say });
const late = `The server did not answer within ${PATIENCE_MS / 1000} s.`;

export function address(path: string, parts: Parts): string {
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(parts.params?.[name] ?? ""));
  const query = new URLSearchParams(Object.entries(parts.query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
  return query.size === 0 ? filled : `${filled}?${query}`;
}

/** Nobody is signed in here any more. A password or a passkey that does not fit is answered with the same status, and ends nothing. */
const SIGNED_OUT = "identity.signIn";

async function troubleOf(response: Response): Promise<Trouble> {
  const said = Problem.safeParse(await response.json().catch(() => undefined));
  const problem = said.success ? said.data : { code: `http-${response.status}`, say: "The server could not do this. Nothing was changed by it." };
  const kind = problem.code === SIGNED_OUT ? "signed-out" : response.status >= 500 ? "unreachable" : "refused";
  return { ...problem, kind, status: response.status };
}

function headersOf(wire: Wire, body: string | undefined): Record<string, string> {
  // A page of another origin cannot set this header without asking first: the guard against forged requests.
  const guard: Record<string, string> = wire.method === "GET" ? {} : { "x-compline": "1" };
  return body === undefined ? guard : { ...guard, "content-type": "application/json" };
}

function initOf(wire: Wire, parts: Parts, patience: AbortSignal): RequestInit {
  const body = parts.body === undefined ? undefined : JSON.stringify(parts.body);
  return {
    method: wire.method, headers: headersOf(wire, body), body: body ?? null, credentials: "same-origin", cache: "no-store", redirect: "error",
    // What is being saved outlives the page that was closed over it; browsers allow this for small bodies.
    keepalive: wire.method === "PUT" && body !== undefined && body.length < KEPT_ALIVE_CHARACTERS_MAX,
    signal: parts.signal ? AbortSignal.any([patience, parts.signal]) : patience,
  };
}

async function exchange(wire: Wire, parts: Parts): Promise<Answer<unknown>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(address(wire.path, parts), initOf(wire, parts, patience));
    const trouble = response.ok ? undefined : await troubleOf(response);
    return trouble ? { ok: false, trouble } : { ok: true, value: await response.json() };
  } catch {
    return { ok: false, trouble: unreachable(patience.aborted ? late : "No connection to the server.") };
  }
}

async function ask(wire: Wire, parts: Parts): Promise<Answer<unknown>> {
  const answer = await exchange(wire, parts);
  if (!answer.ok && !wire.open) for (const listener of listeners) listener(answer.trouble);
  const at = answer.ok ? (answer.value as { serverTime?: string } | null)?.serverTime : undefined;
  if (at) serverClock.note(at);
  return answer;
}

/** The whole contract as functions: `api.message({ params: { message } })`. Types come from the routes themselves. */
export const api: Api = Object.fromEntries(Object.entries(routes).map(([name, wire]) => [name, (parts: Parts = {}) => ask(wire, parts)])) as unknown as Api;
