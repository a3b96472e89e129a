/** Reads a name-addr or addr-spec (RFC 3261 20.10) by hand: trunks write display names the library's grammar refuses. Pure. */
export interface NameAddr {
  readonly display: string | undefined;
  readonly uri: string;
  readonly tag: string | undefined;
}

const QUOTED = /^"((?:[^"\\]|\\.)*)"\s*/;
const TAG = /;\s*tag\s*=\s*([A-Za-z0-9.!%*_+`'~-]{1,128})\s*(?=;|$)/i;

export function readNameAddr(value: string): NameAddr | undefined {
  const quoted = QUOTED.exec(value);
  const after = value.slice(quoted?.[0].length ?? 0);
  const open = after.indexOf("<");
  if (open < 0) return quoted ? undefined : readBare(after);
  const close = after.indexOf(">", open);
  if (close < 0) return undefined;
  const display = quoted ? quoted[1]!.replace(/\\(.)/g, "$1") : after.slice(0, open).trim();
  return { display: display === "" ? undefined : display, uri: after.slice(open + 1, close).trim(), tag: tagOf(after.slice(close + 1)) };
}

const tagOf = (parameters: string): string | undefined => TAG.exec(parameters)?.[1];

function readBare(value: string): NameAddr | undefined {
  const uri = /^[a-z][a-z0-9+.-]*:[^\s;<>"]+/i.exec(value)?.[0];
  return uri === undefined ? undefined : { display: undefined, uri, tag: tagOf(value.slice(uri.length)) };
}

/** An unclosed quote or bracket reaches to the end: a pattern that cannot fail never goes back, so time grows with length alone. */
const PART = /(?:"(?:[^"\\]|\\[^])*"?|<[^>]*>?|[^,"<])+/g;

/** Splits a list such as P-Asserted-Identity at the commas outside quotes and angle brackets. */
export const splitAddresses = (value: string): string[] => (value.match(PART) ?? []).map((part) => part.trim());

/** The user part of a sip:, sips: or tel: URI, percent-decoded, without its parameters (RFC 3261 19.1.1, RFC 3966). */
export function userOf(uri: string): string | undefined {
  const scheme = /^(?:tel|sips?):/i.exec(uri)?.[0];
  if (scheme === undefined) return undefined;
  const rest = uri.slice(scheme.length);
  const user = /^tel/i.test(scheme) ? before(rest, /[;?]/) : sipUserOf(rest);
  if (!user) return undefined;
  try {
    return decodeURIComponent(user);
  } catch {
    return user; // A lone % is no escape: the user is what was written.
  }
}

/** Without an "@", or with the headers' "?" before it, there is none: `sip:example.org?subject=a@b`. */
function sipUserOf(rest: string): string | undefined {
  const at = rest.indexOf("@");
  if (at < 0) return undefined;
  const named = before(rest.slice(0, at), /:/);
  return named.includes("?") ? undefined : before(named, /;/);
}

function before(text: string, mark: RegExp): string {
  const at = text.search(mark);
  return at < 0 ? text : text.slice(0, at);
}
