import type { Route } from "../../contract/common.ts";
import { system, type Actor } from "./actor.ts";
import type { Outcome } from "./refusal.ts";

/**
 * Who may use a route. Every endpoint says so; one that does not cannot be registered.
 * This is the first of three doors: the command asks again for the row's own client, and row-level security asks last.
 */
export type Permit =
  /** Nobody has signed in yet. Only routes that the contract calls open. */
  | { readonly kind: "open" }
  /** Any signed-in person; `evenLocked` for the few that show no PHI. */
  | { readonly kind: "signed-in"; readonly evenLocked?: boolean }
  /** A person whose role, at some client or at the service, allows this act (access/rules/acts.ts). */
  | { readonly kind: "may"; readonly act: string; readonly evenLocked?: boolean };

export const open: Permit = { kind: "open" };
export const signedIn: Permit = { kind: "signed-in" };
export const evenLocked: Permit = { kind: "signed-in", evenLocked: true };

/** Someone who has not signed in: sees no client and no person, and no role allows anything. */
export const visitor: Actor = system("visitor", { role: "app" });
export const isVisitor = (as: Actor): boolean => as.kind === "system" && as.name === "visitor";

export type CookieName = "session" | "workstation";

/** What a handler may know of the wire and do to it. No library type passes this line. */
export interface Wire {
  /** The address the request came from: one IPv4 address, or the first 64 bits of an IPv6 address. */
  readonly network: string;
  readonly cookies: Readonly<Partial<Record<CookieName, string>>>;
  give(cookie: CookieName, token: string, secondsMax: number): void;
  take(cookie: CookieName): void;
}

export interface Ask<P, Q, B> {
  readonly as: Actor;
  /** PHI is locked on this device: answer with numbers, never with names. True only where the permit says `evenLocked`. */
  readonly locked: boolean;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly wire: Wire;
}

/** One route with its permit and what it does. Made by `endpoint`, which checks the types, and listed by a slice's routes.ts. */
export interface Endpoint {
  readonly route: Route<unknown, unknown, unknown, unknown>;
  readonly permit: Permit;
  readonly handle: (ask: Ask<never, never, never>) => Promise<Outcome<unknown>>;
}

export function endpoint<P, Q, B, R>(route: Route<P, Q, B, R>, permit: Permit, handle: (ask: Ask<P, Q, B>) => Promise<Outcome<R>>): Endpoint {
  return { route: route as Route<unknown, unknown, unknown, unknown>, permit, handle };
}

/** A request at the door, before anyone knows who it is. */
export interface Knock {
  readonly permit: Permit;
  readonly sessionToken: string | undefined;
}

/** Answered by access: who it is, and a fresh token when the old one has served its time. */
export type Admission = Outcome<{ readonly as: Actor; readonly locked: boolean; readonly renew?: { readonly token: string; readonly secondsMax: number } }>;
