import type { Path } from "../../../care/calls/ports.ts";
import { readNameAddr, splitAddresses, userOf } from "../wire/name-addr.ts";
import { plainNumber } from "./caller.ts";

/** Ours alone: whoever does not know it takes no notice of it (RFC 3261 8.2.2), and whoever gives it back tells us that the call is ours. */
export const MARK_FIELD = "Compline-Sent-On";
/** RFC 3261 8.1.1.6: what a call has that names no limit. */
export const HOPS_MAX = 70;
/** A call that was sent on more often than this is known well enough by the first of them. */
const SENDERS_MAX = 20;
const MARK = /^[A-Za-z0-9_-]{1,128}$/;

/** Reads the values of a field by its lower-case name. */
type Values = (name: string) => readonly string[];

/** Where the call has been. Pure. */
export function readPath(values: Values): Path {
  const hops = values("max-forwards")[0]?.trim();
  const mark = values(MARK_FIELD.toLowerCase())[0]?.trim();
  return {
    hopsLeft: hops !== undefined && /^\d{1,3}$/.test(hops) ? Number(hops) : HOPS_MAX,
    sentOnBy: [...numbersOf(values("diversion")), ...beforeLast(numbersOf(values("history-info")))],
    mark: mark !== undefined && MARK.test(mark) ? mark : undefined,
  };
}

const numbersOf = (fields: readonly string[]): string[] =>
  fields.flatMap(splitAddresses).slice(0, SENDERS_MAX).flatMap((text) => {
    const address = readNameAddr(text);
    return plainNumber((address && userOf(address.uri)) ?? "") ?? [];
  });

/** The last entry of History-Info is whom the call is for now, and a carrier that moves one number between its machines writes it several times. */
const beforeLast = (numbers: readonly string[]): readonly string[] => numbers.filter((number, at) => number !== numbers[at - 1]).slice(0, -1);
