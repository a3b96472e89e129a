import { isIP, isIPv4 } from "node:net";
import { z } from "zod";
import { toNetwork } from "./networks.ts";
import { isPrefix, toCap, toOutboundTrunk, toRate } from "./outbound.ts";
import { toWitness } from "./witnesses.ts";

/** What each setting may be, on its own. Every value arrives as text, from the environment or the file. */

const LIST_ITEMS_MAX = 256;
const MEDIA_PROCESSES_MAX = 64;
const PORT_MAX = 65_535;
/** A call through us takes two RTP ports and their two RTCP neighbours. */
const RTP_PORTS_MIN = 4;
/** Browsers try each of them before a call has sound. */
const TURN_SERVERS_MAX = 4;
const TURN_SECRET_CHARACTERS_MIN = 32;

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`);

const address = z.string().refine((text) => isIP(text) !== 0, "must be an IP address of this machine");
/** One that can be reached: no wildcard, multicast, or broadcast (RFC 6890). */
const isReachableIPv4 = (text: string): boolean => isIPv4(text) && Number(text.split(".")[0]) > 0 && Number(text.split(".")[0]) < 224;
const mediaAddress = z.string().refine(isReachableIPv4, "must be the IPv4 address at which others reach our sound");
const mediaBind = z.string().refine((text) => isReachableIPv4(text) || text === "0.0.0.0", "must be an IPv4 address of this machine, or 0.0.0.0");
const contactAddress = z.string().refine((text) => isReachableIPv4(text) || (isIP(text) === 6 && text !== "::"), "must be the IP address at which the trunk reaches us");
const path = z.string().min(1, "must name a file or folder");

const items = (text: string): string[] => text.split(",").map((item) => item.trim()).filter((item) => item !== "");
const list = z.string().transform(items).refine((found) => found.length <= LIST_ITEMS_MAX, `must have at most ${LIST_ITEMS_MAX} entries`);
const networks = list
  .refine((found) => found.every((item) => toNetwork(item)), "must be addresses or networks such as 203.0.113.0/24, separated by commas")
  .transform((found) => found.flatMap((item) => toNetwork(item) ?? []));

/** Each is asked twice a minute. */
const WITNESSES_MAX = 8;
const witnesses = list
  .refine((found) => found.length <= WITNESSES_MAX, `must have at most ${WITNESSES_MAX} entries`)
  .refine((found) => found.every((item) => toWitness(item)), "must be witnesses as name+id+key, a space and an https address, such as witness.example/w1+5f3a9c01+BH…= https://witness.example/submit, separated by commas")
  .transform((found) => found.flatMap((item) => toWitness(item) ?? []));

/** Each looks four times a minute. */
const WATCHERS_MAX = 8;
const watchers = list
  .refine((found) => found.length <= WATCHERS_MAX, `must have at most ${WATCHERS_MAX} entries`)
  .refine((found) => found.every((item) => /^[a-z0-9][a-z0-9-]{0,31}$/.test(item)) && new Set(found).size === found.length, "must be different names of small letters, digits and hyphens, separated by commas");

/** Words apart by blanks; there is no shell behind it, so nothing needs quotes and nothing can have them. */
const command = z.string().regex(/^[^\s"'`]+( +[^\s"'`]+){0,31}$/, "must be a program and its arguments, apart by blanks and without quotes").transform((text) => text.split(/ +/));

/** A call tries them in turn while somebody waits. */
const OUTBOUND_TRUNKS_MAX = 8;
const outbound = list
  .refine((found) => found.length <= OUTBOUND_TRUNKS_MAX, `must have at most ${OUTBOUND_TRUNKS_MAX} entries`)
  .refine((found) => found.every((item) => toOutboundTrunk(item)), "must be trunks such as east tls:sip.carrier.example from=+12125550100 user=house secret=/etc/compline/east.secret ca=/etc/compline/ca.pem, separated by commas")
  .transform((found) => found.flatMap((item) => toOutboundTrunk(item) ?? []));
const prefixes = list.refine((found) => found.every(isPrefix), "must be prefixes such as +44, separated by commas");
const rates = list.refine((found) => found.every((item) => toRate(item)), "must be units a minute by prefix, such as +44=10, separated by commas").transform((found) => found.flatMap((item) => toRate(item) ?? []));
const caps = list.refine((found) => found.every((item) => toCap(item)), "must be caps such as concurrent=20, minute=30, hour=300, day=2000, spend-hour=1200, spend-day=6000").transform((found) => found.flatMap((item) => { const cap = toCap(item); return cap ? [cap] : []; }));

const hostAndPort = z.string().transform((text, context) => {
  const [, host, port] = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(text) ?? [];
  if (host && Number(port) >= 1 && Number(port) <= PORT_MAX) return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
  context.addIssue("must be host:port");
  return z.NEVER;
});

/** The database counts in seconds, and one lost packet is not a lost machine. */
const NODE_SILENCE_SECONDS = { min: 3, max: 60 };

/** A name, and where the other nodes of the house reach it. */
const node = z.string().transform((text, context) => {
  const [, name, host, port] = /^([a-z0-9][a-z0-9-]{0,31}) (\[[0-9a-f:]+\]|\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(text) ?? [];
  const bind = host?.replace(/^\[(.*)\]$/, "$1");
  if (name && bind && isIP(bind) !== 0 && Number(port) >= 1 && Number(port) <= PORT_MAX) return { name, bind, address: `${host}:${port}` };
  context.addIssue("must be a name of small letters, digits and hyphens, a space, and the address and port where other nodes reach this one, such as east 10.0.0.5:7060");
  return z.NEVER;
});

const portRange = z.string().transform((text, context) => {
  const [first = Number.NaN, last = Number.NaN] = (/^(\d{4,5})-(\d{4,5})$/.exec(text) ?? []).slice(1).map(Number);
  if (first >= 1024 && last <= PORT_MAX && last - first + 1 >= RTP_PORTS_MIN) return { first, last };
  context.addIssue(`must be a range of at least ${RTP_PORTS_MIN} ports above 1023, such as 20000-29999`);
  return z.NEVER;
});

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
const isBareOrigin = (text: string): boolean => {
  const url = urlOf(text);
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, "");
};

const iceServer = (scheme: RegExp, example: string) => z.string().regex(scheme, `must look like ${example}`);
const STUN = /^stuns?:[a-z0-9.-]+(:\d{1,5})?$/i;
const TURN = /^turns?:[a-z0-9.-]+(:\d{1,5})?(\?transport=(udp|tcp))?$/i;

export const fields = {
  COMPLINE_PORT: whole(1, PORT_MAX),
  COMPLINE_BIND: address,
  COMPLINE_ORIGIN: z.string().refine(isBareOrigin, "must be an origin such as https://desk.example.org, without a path").transform((text) => new URL(text).origin),
  COMPLINE_TLS_CERT: path,
  COMPLINE_TLS_KEY: path,
  DATABASE_URL: z.string().refine((text) => /^postgres(ql)?:$/.test(urlOf(text)?.protocol ?? ""), "must be a URL such as postgres://user:password@localhost/compline?host=/run/postgresql"),
  COMPLINE_KEYRING: path,
  COMPLINE_WITNESSES: witnesses,
  COMPLINE_WATCHERS: watchers,
  COMPLINE_EMERGENCY: path,
  COMPLINE_RECORDINGS: path,
  COMPLINE_NODE: node,
  COMPLINE_NODE_SILENCE: whole(NODE_SILENCE_SECONDS.min, NODE_SILENCE_SECONDS.max),
  COMPLINE_VOICE: command,
  COMPLINE_SIP_PORT: whole(1, PORT_MAX - 1),
  COMPLINE_SIP_BIND: address,
  COMPLINE_SIP_ADDRESS: contactAddress,
  COMPLINE_SIP_TLS_CERT: path,
  COMPLINE_SIP_TLS_KEY: path,
  COMPLINE_SIP_CLIENT_CA: path,
  COMPLINE_SIP_CALLERS: z.enum(["asserted", "verstat", "from"], "must be asserted, verstat or from"),
  COMPLINE_TRUNKS: networks,
  COMPLINE_OUTBOUND: outbound,
  COMPLINE_DIAL_ALLOW: prefixes,
  COMPLINE_DIAL_DENY: prefixes,
  COMPLINE_DIAL_RATES: rates,
  COMPLINE_DIAL_CAPS: caps,
  COMPLINE_MEDIA_ADDRESS: mediaAddress,
  COMPLINE_MEDIA_BIND: mediaBind,
  COMPLINE_MEDIA_ENGINE: z.enum(["werift", "rtpengine"], "must be werift or rtpengine"),
  COMPLINE_MEDIA_PROCESSES: whole(1, MEDIA_PROCESSES_MAX),
  COMPLINE_RTP_PORTS: portRange,
  COMPLINE_RTPENGINE: hostAndPort,
  COMPLINE_PRIVATE_INTERFACES: networks,
  COMPLINE_STUN: list.pipe(z.array(iceServer(STUN, "stun:stun.example.org:3478"))),
  COMPLINE_TURN: list.pipe(z.array(iceServer(TURN, "turn:turn.example.org:3478")).min(1, "must name a server").max(TURN_SERVERS_MAX, `must have at most ${TURN_SERVERS_MAX} entries`)),
  COMPLINE_TURN_USER: z.string().min(1, "must not be empty"),
  COMPLINE_TURN_SECRET: z.string().min(1, "must not be empty"),
  // Whoever holds one pass can try secrets against it for as long as they like.
  COMPLINE_TURN_SHARED_SECRET: z.string().regex(new RegExp(`^[!-~]{${TURN_SECRET_CHARACTERS_MIN},128}$`), `must have from ${TURN_SECRET_CHARACTERS_MIN} to 128 characters without spaces, such as \`openssl rand -hex 32\` makes`),
} as const;

export type Setting = keyof typeof fields;
export type Values = { [S in Setting]?: z.output<(typeof fields)[S]> };

export const settingNames = Object.keys(fields) as Setting[];
export const isSetting = (name: string): name is Setting => Object.hasOwn(fields, name);
