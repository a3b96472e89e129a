import { readNameAddr, splitAddresses, userOf } from "../wire/name-addr.ts";

export interface Caller {
  readonly number: string | undefined;
  readonly name: string | undefined;
}

const WITHHELD: Caller = { number: undefined, name: undefined };
const NUMBER = /^\+?[0-9*#]{1,32}$/;
const NAME_CHARACTERS_MAX = 128;

/** Reads the values of a field by its lower-case name. */
type Values = (name: string) => readonly string[];

/**
 * Who calls, as the trunk says it: P-Asserted-Identity (RFC 3325) before From. A caller who asks for privacy
 * (RFC 3323) or comes as "anonymous" is not shown, even where the trunk told us.
 */
export function readCaller(values: Values): Caller {
  const privacy = values("privacy").join(";").toLowerCase().split(/[;,\s]+/);
  if (privacy.some((word) => ["id", "user", "header", "full"].includes(word))) return WITHHELD;
  const asserted = values("p-asserted-identity").flatMap(splitAddresses);
  const claims = [...asserted, ...values("from")].map(readNameAddr).filter((claim) => claim !== undefined).map(({ display, uri }) => ({ display, user: userOf(uri) ?? "" }));
  const named = claims.find(({ user }) => numberOf(user) !== undefined) ?? claims[0];
  if (!named || /anonymous/i.test(named.user)) return WITHHELD;
  return { number: numberOf(named.user), name: named.display?.slice(0, NAME_CHARACTERS_MAX) };
}

/** Visual separators go (RFC 3966 5.1.1); anything else that is no digit makes it a user name, not a number. */
function numberOf(user: string): string | undefined {
  const plain = user.replace(/[-.() ]/g, "");
  return NUMBER.test(plain) ? plain : undefined;
}
