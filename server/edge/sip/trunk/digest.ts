import { createHash } from "node:crypto";

/** Digest access authentication (RFC 7616) as SIP uses it (RFC 8760). Pure. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: keyof typeof HASHES;
  /** "-sess": the key is of this nonce pair alone. */
  readonly session: boolean;
  /** As the challenge wrote it; an answer repeats it only when it was there. */
  readonly named: string | undefined;
  /** Undefined: RFC 2069, without a client nonce. */
  readonly qop: "auth" | undefined;
  readonly stale: boolean;
}

export interface Login {
  readonly user: string;
  readonly secret: string;
}

const HASHES = { "SHA-512-256": "sha512-256", "SHA-256": "sha256", MD5: "md5" } as const;
const CHALLENGES_READ_MAX = 8;
const CHARACTERS_MAX = 2048;
/** name = token or quoted string; a pattern that eats something at each step, so that time grows with length alone. */
const PARAMETER = /^[\s,]*([A-Za-z0-9_-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\[^])*)"|([^\s,"]{1,512}))/;

/** The topmost one we can answer (RFC 8760 2.4): the server lists them in its own order of preference. */
export const chooseChallenge = (fields: readonly string[]): Challenge | undefined =>
  fields.slice(0, CHALLENGES_READ_MAX).map(readChallenge).find((challenge) => challenge !== undefined);

/** Undefined: not Digest, cut short, or one whose algorithm or protection we do not have. */
export function readChallenge(field: string): Challenge | undefined {
  const scheme = /^\s*digest\s+/i.exec(field);
  const given = scheme && field.length <= CHARACTERS_MAX ? readParameters(field.slice(scheme[0].length)) : undefined;
  return given && challengeOf((name) => given.get(name));
}

function challengeOf(given: (name: string) => string | undefined): Challenge | undefined {
  const [realm, nonce, named] = [given("realm"), given("nonce"), given("algorithm")];
  const method = methodOf(named);
  const qop = qopOf(given("qop"));
  if (realm === undefined || !nonce || !method || qop === null) return undefined;
  return { realm, nonce, opaque: given("opaque"), ...method, named, qop, stale: /^true$/i.test(given("stale") ?? "") };
}

function readParameters(text: string): Map<string, string> | undefined {
  const found = new Map<string, string>();
  let rest = text;
  while (/[^\s,]/.test(rest)) {
    const parameter = PARAMETER.exec(rest);
    if (!parameter) return undefined;
    const [whole, name, quoted, token] = parameter as unknown as [string, string, string | undefined, string | undefined];
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted ?? token ?? "");
    rest = rest.slice(whole.length);
  }
  return found;
}

function methodOf(named: string | undefined): Pick<Challenge, "algorithm" | "session"> | undefined {
  const [, base = "MD5", session] = /^(.*?)(-sess)?$/i.exec(named ?? "MD5") ?? [];
  const algorithm = (Object.keys(HASHES) as Challenge["algorithm"][]).find((known) => known === base.toUpperCase());
  return algorithm && { algorithm, session: session !== undefined };
}

/** Null: it asks for protection of the body alone, which we do not give. */
function qopOf(given: string | undefined): "auth" | undefined | null {
  if (given === undefined) return undefined;
  return given.split(",").some((each) => each.trim().toLowerCase() === "auth") ? "auth" : null;
}

export interface Signed {
  readonly method: string;
  readonly uri: string;
  readonly cnonce: string;
  /** How often this nonce has been used, this time included. */
  readonly count: number;
}

/** The value of Authorization or Proxy-Authorization. Realm, nonce and opaque go back as they came, escapes included. */
export function answerChallenge(challenge: Challenge, login: Login, signed: Signed): string {
  const { realm, nonce, opaque, qop, named } = challenge;
  const hash = (text: string): string => createHash(HASHES[challenge.algorithm]).update(text).digest("hex");
  const key = hash(`${login.user}:${realm}:${login.secret}`);
  const a1 = challenge.session ? hash(`${key}:${nonce}:${signed.cnonce}`) : key;
  const a2 = hash(`${signed.method}:${signed.uri}`);
  const count = signed.count.toString(16).padStart(8, "0");
  const response = hash(qop ? `${a1}:${nonce}:${count}:${signed.cnonce}:auth:${a2}` : `${a1}:${nonce}:${a2}`);
  const parts = [`username="${login.user}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${signed.uri}"`, `response="${response}"`];
  if (named !== undefined) parts.push(`algorithm=${named}`);
  if (opaque !== undefined) parts.push(`opaque="${opaque}"`);
  if (qop) parts.push("qop=auth", `nc=${count}`);
  if (qop || challenge.session) parts.push(`cnonce="${signed.cnonce}"`);
  return `Digest ${parts.join(", ")}`;
}
