import { readNameAddr, splitAddresses, userOf } from "../wire/name-addr.ts";

export interface Caller {
  readonly number: string | undefined;
  /** Who stands for the number; undefined: nobody but the caller. */
  readonly proof: "asserted" | "verified" | undefined;
  readonly name: string | undefined;
  /** They asked not to be shown, which is more than that their number is not known. */
  readonly withheld?: true;
}

const UNKNOWN: Caller = { number: undefined, proof: undefined, name: undefined };
const WITHHELD: Caller = { ...UNKNOWN, withheld: true };
const NUMBER = /^\+?[0-9*#]{1,32}$/;
const NAME_CHARACTERS_MAX = 128;

/** Reads the values of a field by its lower-case name. */
type Values = (name: string) => readonly string[];

/**
 * Who calls, as the trunk says it: P-Asserted-Identity (RFC 3325) before From. A caller who asks for privacy
 * (RFC 3323) or comes as "anonymous" is not shown, even where the trunk told us. Anybody can write what they like into a From, a
 * `verstat` too: `trustsFrom` is for a trunk that passes on none of it, or none of the other, that it did not write itself.
 */
export function readCaller(values: Values, { trustsFrom }: { readonly trustsFrom?: TrustsFrom | undefined } = {}): Caller {
  const privacy = values("privacy").join(";").toLowerCase().split(/[;,\s]+/);
  if (privacy.some((word) => ["id", "user", "header", "full"].includes(word))) return WITHHELD;
  const asserted = values("p-asserted-identity").flatMap(splitAddresses);
  const claims = [...asserted.map((text) => ({ text, by: "trunk" as const })), ...values("from").map((text) => ({ text, by: "caller" as const }))].flatMap(claimOf);
  const named = claims.find(({ user }) => plainNumber(user) !== undefined) ?? claims[0];
  if (!named) return UNKNOWN;
  if (claims.some(({ user }) => /anonymous/i.test(user))) return WITHHELD;
  const proof = claims.some(hasFailed) ? undefined : proofOf(named, trustsFrom);
  return { number: plainNumber(named.user), proof, name: named.display?.slice(0, NAME_CHARACTERS_MAX) };
}

/** A signature that the trunk wrote into From, or the number there itself. */
export type TrustsFrom = "verstat" | "number";

interface Claim {
  readonly display: string | undefined;
  readonly user: string;
  readonly by: "trunk" | "caller";
  readonly verstat: string;
}

function claimOf({ text, by }: { readonly text: string; readonly by: Claim["by"] }): Claim[] {
  const read = readNameAddr(text);
  if (!read) return [];
  return [{ display: read.display, user: userOf(read.uri) ?? "", by, verstat: (/;\s*verstat=([A-Za-z-]+)/i.exec(read.uri)?.[1] ?? "").toLowerCase() }];
}

/** What the trunk found of the caller's signature (STIR/SHAKEN; `verstat`, 3GPP TS 24.229 7.2A.20). A number that failed is nobody's, whoever asserts it. */
const hasFailed = ({ verstat }: Claim): boolean => verstat.startsWith("tn-validation-failed");
const hasPassed = ({ verstat }: Claim): boolean => verstat.startsWith("tn-validation-passed");

function proofOf(claim: Claim, trustsFrom: TrustsFrom | undefined): Caller["proof"] {
  if (plainNumber(claim.user) === undefined) return undefined;
  if (hasPassed(claim) && (claim.by === "trunk" || trustsFrom !== undefined)) return "verified";
  return claim.by === "trunk" || trustsFrom === "number" ? "asserted" : undefined;
}

/** Visual separators go (RFC 3966 5.1.1); anything else that is no digit makes it a user name, not a number. */
export function plainNumber(user: string): string | undefined {
  const plain = user.replace(/[-.() ]/g, "");
  return NUMBER.test(plain) ? plain : undefined;
}
