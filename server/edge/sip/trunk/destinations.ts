/** Where we call at all, and what a minute there costs in units. Longest prefix wins. Pure. */

/** "?" stands for any one digit. */
export interface Prefixed<T> {
  readonly prefix: string;
  readonly value: T;
}

export interface Destinations {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Units for each minute begun. */
  readonly rates: readonly Prefixed<number>[];
}

export const PREFIX = /^\+[\d?]{1,15}$/;

/** North American codes that are no ordinary numbers: personal (5XX), carrier's own (700) and premium (900) ones. */
const SPECIAL_CODES = ["500", "521", "522", "523", "524", "525", "526", "527", "528", "529", "533", "544", "566", "577", "588", "700", "900"];
/** Countries that share +1 and are billed as abroad: the classic roads of toll fraud. United States territories are not among them. */
const ABROAD_CODES = ["242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784", "809", "829", "849", "868", "869", "876"];
const DEFAULT_DENY = [...SPECIAL_CODES, ...ABROAD_CODES].map((code) => `+1${code}`).concat("+1???976");
const DEFAULT_RATES: readonly Prefixed<number>[] = [{ prefix: "+", value: 10 }, { prefix: "+1", value: 1 }];

/** By default North America without premium numbers and the Caribbean; nothing abroad. Equally long: an installation's own word before ours, "deny" before "allow". */
export function mayDial({ allow, deny }: Destinations, e164: string): boolean {
  const verdict = (prefixes: readonly string[], value: boolean): Prefixed<boolean>[] => prefixes.map((prefix) => ({ prefix, value }));
  return longest([...verdict(deny, false), ...verdict(allow, true), ...verdict(DEFAULT_DENY, false), { prefix: "+1", value: true }], e164) ?? false;
}

export const unitsAMinute = ({ rates }: Destinations, e164: string): number => longest([...rates, ...DEFAULT_RATES], e164) ?? 0;

function longest<T>(table: readonly Prefixed<T>[], e164: string): T | undefined {
  const fitting = table.filter(({ prefix }) => [...prefix].every((mark, at) => mark === e164[at] || (mark === "?" && at < e164.length)));
  return fitting.reduce<Prefixed<T> | undefined>((best, each) => (best && best.prefix.length >= each.prefix.length ? best : each), undefined)?.value;
}
