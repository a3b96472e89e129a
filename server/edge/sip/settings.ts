import type { World } from "../../foundation/world.ts";
import type { DialRecords } from "./trunk/limits.ts";
import type { Names } from "./trunk/locate.ts";
import { checkOutbound, type OutboundSettings } from "./trunk/settings.ts";

/** Where we listen, whom we hear, and how much we take. Checked by `checkSettings`, which names what is wrong. */
export interface SipSettings {
  /** An address of this machine; UDP and TCP listen on it. */
  readonly bindAddress: string;
  /** UDP and TCP. 0 takes a free one (tests). */
  readonly port: number;
  /** The address written in Contact and Via. Needed when `bindAddress` is a wildcard. */
  readonly publicAddress?: string;
  readonly tls?: TlsSettings;
  /** Trunk addresses or networks in CIDR form. Empty: loopback alone. All others are dropped unanswered and counted. */
  readonly allow: readonly string[];
  /** The trunks write the number in From, or its `verstat`, themselves in every call: it is as good as one that is asserted. */
  readonly trustsFrom?: "verstat" | "number" | undefined;
  /** Calls at once; the next one hears 503 with Retry-After. */
  readonly legsMax: number;
  readonly invitesPerSecondPerAddress: number;
  /** RFC 4028 Min-SE: a shorter refresh interval is answered 422. */
  readonly sessionSecondsMin: number;
  /** RFC 4028 Session-Expires we ask for when the far end asks for none. */
  readonly sessionSeconds: number;
  /** The calls we place. Undefined: none. */
  readonly outbound?: OutboundSettings;
  /** RFC 3261 T1, 500 unless told. It is one value for the whole process. Tests shorten it. */
  readonly roundTripMilliseconds?: number;
  /** What else tests shorten; each has its default in `LIMITS`. */
  readonly patience?: Partial<Pick<typeof LIMITS, Patient>>;
}

type Patient = "ringSeconds" | "idleSeconds" | "partialMessageSeconds" | "firstAnswerSeconds" | "probeSeconds" | "restSeconds" | "dialRingSecondsMin";

export interface TlsSettings {
  /** 0 takes a free one (tests). */
  readonly port: number;
  readonly certPem: string;
  readonly keyPem: string;
  /** With it every peer must show a certificate of this authority (mutual TLS), and the allow-list does not apply to TLS. */
  readonly clientCaPem?: string;
}

/** Fields of a log line. They never hold a number, a name, a Call-ID or SDP. */
export type LogFields = Readonly<Record<string, string | number>>;

export interface SipNeeds {
  readonly world: World;
  /** What calls cost, kept across a restart. Undefined: it is forgotten with the process. */
  readonly records?: DialRecords;
  /** Names of trunks to addresses. Undefined: the system's own resolver. */
  readonly names?: Names;
  readonly log: (event: string, fields: LogFields) => void;
}

export const LIMITS = {
  headBytes: 8192,
  bodyBytes: 65_536,
  headerLines: 128,
  /** Together, of the fields that the library's grammar reads: it takes about 3 microseconds a character, and 40 calls a second may come. */
  grammarCharacters: 3072,
  connections: 256,
  connectionsPerAddress: 32,
  /** A peer that does not read what we send is cut off at this many unread bytes. */
  unsentBytes: 1_048_576,
  /** From the first byte of a message to its last, on a stream. */
  partialMessageSeconds: 10,
  handshakeSeconds: 10,
  /** A connection that carries no call is closed after this long without a byte. */
  idleSeconds: 300,
  /** A call nobody answers, rejects or redirects is ended by us (RFC 3261 16.8: proxies give up after 3 minutes). */
  ringSeconds: 180,
  /** A trunk that has not said even 100 after this long is passed over for the next one. */
  firstAnswerSeconds: 4,
  connectSeconds: 4,
  /** A trunk that is well is asked by OPTIONS this often; one that rests after this long at first, and doubling, up to restSecondsMax. */
  probeSeconds: 30,
  restSeconds: 5,
  restSecondsMax: 300,
  trunks: 8,
  addressesPerTrunk: 4,
  /** Of one call, over all trunks and their addresses. */
  routesTried: 8,
  /** A call that we place may ring no shorter than this. */
  dialRingSecondsMin: 5,
  glareTries: 5,
  queuedReinvites: 8,
  retryAfterSeconds: 5,
  addressesRemembered: 10_000,
  /** Answers given without a call (503, 400, OPTIONS …): beyond that an address floods and is not answered. */
  repliesPerSecondPerAddress: 500,
} satisfies Record<string, number>;

export const isWildcard = (address: string): boolean => address === "0.0.0.0" || address === "::";

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

export function checkSettings(settings: SipSettings): void {
  const faults: readonly (readonly [boolean, string])[] = [
    [isWildcard(settings.bindAddress) && settings.publicAddress === undefined, "publicAddress is needed when bindAddress is a wildcard"],
    [!isPort(settings.port), "port must be a whole number from 0 to 65535"],
    [settings.tls !== undefined && !isPort(settings.tls.port), "tls.port must be a whole number from 0 to 65535"],
    [!(settings.legsMax >= 1), "legsMax must be at least 1"],
    [!(settings.invitesPerSecondPerAddress > 0), "invitesPerSecondPerAddress must be above 0"],
    [!(settings.sessionSecondsMin >= 1), "sessionSecondsMin must be at least 1"],
    [!(settings.sessionSeconds >= settings.sessionSecondsMin), "sessionSeconds must not be below sessionSecondsMin"],
    [!((settings.roundTripMilliseconds ?? 500) >= 10), "roundTripMilliseconds must be at least 10"],
  ];
  const fault = faults.find(([wrong]) => wrong);
  if (fault) throw new RangeError(`SIP settings: ${fault[1]}.`);
  if (settings.outbound) checkOutbound(settings.outbound);
}
