import type { SipTransport } from "../../../care/calls/ports.ts";
import { isPort } from "../wire/head.ts";
import { PREFIX, type Destinations } from "./destinations.ts";
import type { Login } from "./digest.ts";
import type { DialCaps } from "./limits.ts";

export interface TrunkSettings {
  /** Shown and logged; a short word. */
  readonly name: string;
  /** A host name or an IP address. */
  readonly host: string;
  /** Undefined: by SRV records (RFC 3263), else 5060, or 5061 over TLS. */
  readonly port?: number | undefined;
  readonly transport: SipTransport;
  readonly sound: "srtp" | "rtp";
  /** What stands right of the @ in what we write; undefined: `host`. */
  readonly domain?: string | undefined;
  readonly login?: Login | undefined;
  /** The number we present when a call names none. */
  readonly from: string;
  /** Which numbers the carrier lets us present: its own alone, unless told otherwise, or those of the practices too. */
  readonly presents?: "own" | "any" | undefined;
  /** Of a caller who is sent on: the practice is shown, unless the carrier takes their own number with word of who sends them, by one of two fields. */
  readonly onward?: "practice" | "diversion" | "history" | undefined;
  /** How the carrier learns where a 911 call comes from: by the number it knows the place of, or also told in the call. */
  readonly location?: "registered" | "pidf" | undefined;
  /** How we say who calls: P-Asserted-Identity (RFC 3325), P-Preferred-Identity, or From alone. */
  readonly identity: "pai" | "ppi" | "from";
  /** Numbers with or without their "+". */
  readonly plus: boolean;
  /** PEM of the authorities that may sign its certificate; undefined: those Node trusts. */
  readonly caPem?: string | undefined;
  readonly certPem?: string | undefined;
  readonly keyPem?: string | undefined;
}

export interface OutboundSettings {
  /** In the order they are tried. */
  readonly trunks: readonly TrunkSettings[];
  readonly destinations: Destinations;
  readonly caps: DialCaps;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]+\]?)$/;
/** A quote or a backslash would end the quoted string it is written in. */
const USER = /^[^"\\\r\n]{1,128}$/;

/** Names what cannot work, by trunk, and never says a secret. */
export function checkOutbound({ trunks, destinations, caps }: OutboundSettings): void {
  const names = trunks.map(({ name }) => name);
  const prefixes = [...destinations.allow, ...destinations.deny, ...destinations.rates.map(({ prefix }) => prefix)];
  const faults: readonly (readonly [boolean, string])[] = [
    [trunks.length > TRUNKS_MAX, `there are more than ${TRUNKS_MAX} outbound trunks`],
    [new Set(names).size < names.length, "two outbound trunks have one name"],
    [prefixes.some((prefix) => !PREFIX.test(prefix)), "a destination is no prefix such as +44"],
    [Object.values(caps).some((cap) => !Number.isInteger(cap) || cap < 0), "every cap must be a whole number from 0"],
    ...trunks.map((trunk) => [trunkFault(trunk) !== undefined, `outbound trunk ${trunk.name}: ${trunkFault(trunk) ?? ""}`] as const),
  ];
  const fault = faults.find(([wrong]) => wrong);
  if (fault) throw new RangeError(`SIP settings: ${fault[1]}.`);
}

export const TRUNKS_MAX = 8;

function trunkFault(trunk: TrunkSettings): string | undefined {
  const faults: readonly (readonly [boolean, string])[] = [
    [!NAME.test(trunk.name), "its name must be letters, digits and hyphens"],
    [!HOST.test(trunk.host) || (trunk.domain !== undefined && !HOST.test(trunk.domain)), "its host and domain must be host names or IP addresses"],
    [trunk.port !== undefined && !isPort(trunk.port), "its port must be a whole number from 1 to 65535"],
    [trunk.login !== undefined && !USER.test(trunk.login.user), "its user name has characters that cannot be sent"],
    [!/^\+[1-9]\d{6,14}$/.test(trunk.from), "the number it presents must be +E.164"],
  ];
  return faults.find(([wrong]) => wrong)?.[1];
}
