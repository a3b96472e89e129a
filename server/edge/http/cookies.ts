import type { CookieName } from "../../foundation/endpoint.ts";

/** Tokens are base64url or hex with dots: nothing that needs quoting (RFC 6265, section 4.1.1). */
const TOKEN = /^[A-Za-z0-9_.-]{1,200}$/;
const NAMES: Record<CookieName, string> = { session: "compline", workstation: "compline-workstation" };

/** `__Host-` makes the browser refuse the cookie unless Secure, without Domain, for the whole host (RFC 6265bis, 4.1.3.2). */
const cookieName = (cookie: CookieName, secure: boolean): string => (secure ? `__Host-${NAMES[cookie]}` : NAMES[cookie]);

export function readCookies(header: string | undefined, secure: boolean): Partial<Record<CookieName, string>> {
  const found: Partial<Record<CookieName, string>> = {};
  const pairs = (header ?? "").split(";").map((pair) => pair.trim());
  for (const cookie of ["session", "workstation"] as const) {
    const start = `${cookieName(cookie, secure)}=`;
    const same = pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
    // Two cookies of one name mean that somebody planted one: neither is believed.
    if (same.length === 1 && TOKEN.test(same[0]!)) found[cookie] = same[0]!;
  }
  return found;
}

export function writeCookie(cookie: CookieName, token: string, as: { secure: boolean; secondsMax: number }): string {
  if (token !== "" && !TOKEN.test(token)) throw new TypeError("a cookie token holds characters that need quoting");
  const parts = [`${cookieName(cookie, as.secure)}=${token}`, "Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${Math.trunc(as.secondsMax)}`];
  return (as.secure ? [...parts, "Secure"] : parts).join("; ");
}
