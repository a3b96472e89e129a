import { isIP } from "node:net";

/** A trunk over which we place calls, as one line of the settings says it. Secrets and certificates are files. */
export interface OutboundTrunk {
  readonly name: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly transport: "udp" | "tcp" | "tls";
  readonly sound: "srtp" | "rtp";
  readonly from: string;
  readonly domain: string | undefined;
  readonly user: string | undefined;
  readonly secretFile: string | undefined;
  readonly caFile: string | undefined;
  readonly identity: "pai" | "ppi" | "from";
  readonly plus: boolean;
  readonly presents: "own" | "any";
  readonly onward: "practice" | "diversion" | "history";
  readonly location: "registered" | "pidf";
}

const CHARACTERS_MAX = 1024;
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const WHERE = /^(udp|tcp|tls):(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(\d{1,5}))?$/i;
const WORDS: Readonly<Record<string, RegExp>> = {
  from: /^\+[1-9]\d{6,14}$/,
  sound: /^(?:srtp|rtp)$/,
  domain: /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i,
  user: /^[^"\\]{1,128}$/,
  secret: /^\/.+$/,
  ca: /^\/.+$/,
  identity: /^(?:pai|ppi|from)$/,
  plus: /^(?:yes|no)$/,
  presents: /^(?:own|any)$/,
  onward: /^(?:practice|diversion|history)$/,
  location: /^(?:registered|pidf)$/,
};

/** `name transport:host[:port] word=value …`, in any order of words, each once. Undefined: something in it cannot be read. */
export function toOutboundTrunk(text: string): OutboundTrunk | undefined {
  const [name = "", where = "", ...rest] = text.length > CHARACTERS_MAX ? [] : text.trim().split(/\s+/);
  const place = readPlace(where);
  const words = readWords(rest);
  return NAME.test(name) && place && words ? settled({ name, ...place }, words) : undefined;
}

function readPlace(where: string): Pick<OutboundTrunk, "transport" | "host" | "port"> | undefined {
  const place = WHERE.exec(where);
  if (!place) return undefined;
  const [, transport, named, digits] = place as unknown as [string, string, string, string | undefined];
  const host = named.replace(/^\[|\]$/g, "").toLowerCase();
  const port = digits === undefined ? undefined : Number(digits);
  return isHost(host) && isPort(port) ? { transport: transport.toLowerCase() as OutboundTrunk["transport"], host, port } : undefined;
}

/** Digits and points alone are an address, or a slip in one. */
const isHost = (host: string): boolean => isIP(host) !== 0 || !/^[\d.]*$/.test(host);
const isPort = (port: number | undefined): boolean => port === undefined || (port >= 1 && port <= 65_535);

function readWords(parts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const pairs = parts.map((part) => /^([a-z]{1,16})=(.*)$/.exec(part)?.slice(1) ?? ["", ""]) as [string, string][];
  const words = new Map(pairs);
  const sound = pairs.every(([word, value]) => Object.hasOwn(WORDS, word) && WORDS[word]!.test(value)) && words.size === pairs.length;
  return sound && words.has("from") && words.has("user") === words.has("secret") ? words : undefined;
}

function settled(place: Pick<OutboundTrunk, "name" | "transport" | "host" | "port">, words: ReadonlyMap<string, string>): OutboundTrunk {
  return {
    ...place,
    from: words.get("from")!,
    // Keys for SRTP would stand readable in anything but TLS.
    sound: (words.get("sound") ?? (place.transport === "tls" ? "srtp" : "rtp")) as OutboundTrunk["sound"],
    domain: words.get("domain"), user: words.get("user"), secretFile: words.get("secret"), caFile: words.get("ca"),
    identity: (words.get("identity") ?? "pai") as OutboundTrunk["identity"],
    plus: words.get("plus") !== "no",
    // A carrier that knows a number of ours under no contract refuses the call: the others are presented only where it was said that they may be.
    presents: (words.get("presents") ?? "own") as OutboundTrunk["presents"],
    // To whom a caller's number goes is for the house to say: nobody who does not ask for it sends it anywhere.
    onward: (words.get("onward") ?? "practice") as OutboundTrunk["onward"],
    location: (words.get("location") ?? "registered") as OutboundTrunk["location"],
  };
}

/** The caps on calls we place, in their order in the setting. */
export const DIAL_CAPS = ["concurrent", "minute", "hour", "day", "spend-hour", "spend-day"] as const;
export type DialCap = (typeof DIAL_CAPS)[number];
/** For a house of ten desks: far above a night's work, far below what a thief would need. */
export const DEFAULT_CAPS: Readonly<Record<DialCap, number>> = { concurrent: 20, minute: 30, hour: 300, day: 2000, "spend-hour": 1200, "spend-day": 6000 };

/** `concurrent=20`: undefined when it is no cap, or no number. */
export function toCap(text: string): readonly [DialCap, number] | undefined {
  const [, name, digits] = /^([a-z-]{1,16})=(\d{1,7})$/.exec(text) ?? [];
  const cap = DIAL_CAPS.find((known) => known === name);
  return cap && [cap, Number(digits)];
}

/** `+44=10`: units for a minute begun there. */
export function toRate(text: string): { readonly prefix: string; readonly units: number } | undefined {
  const [, prefix, digits] = /^(\+[\d?]{1,15})=(\d{1,6})$/.exec(text) ?? [];
  return prefix === undefined ? undefined : { prefix, units: Number(digits) };
}

export const isPrefix = (text: string): boolean => /^\+[\d?]{1,15}$/.test(text);
