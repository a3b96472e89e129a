import { existsSync, readFileSync, statSync } from "node:fs";
import { isIPv6 } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fields, isSetting, settingNames, type Setting, type Values } from "./config/fields.ts";
import type { Network } from "./config/networks.ts";
import { DEFAULT_CAPS, type DialCap, type OutboundTrunk } from "./config/outbound.ts";
import { rules } from "./config/together.ts";
import type { WitnessSetting } from "./config/witnesses.ts";

export { inNetworks, isLoopback, type Network } from "./config/networks.ts";

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Everything the environment and `compline.json` decide, checked. Holds secrets (database, TURN): never log it whole. */
export interface Config {
  readonly home: string;
  /** Without a database of its own or with its keys beside its data: loopback only, no trunk, and the web says so. */
  readonly evaluation: boolean;
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Who outside signs the states of the audit log; none: nobody. */
  readonly witnesses: readonly WitnessSetting[];
  /** Names of the programs on other hosts that look at this one. */
  readonly watchers: readonly string[];
  /** Where calls are kept while the database is away; a disk of its own survives more. */
  readonly emergency: string;
  readonly keyring: string;
  /** Sealed recordings. Several nodes share one folder. */
  readonly recordings: string;
  /** One of several processes over one database: its name, and where the others reach it. Undefined: a house of one. */
  readonly node: { readonly name: string; readonly bind: string; readonly address: string } | undefined;
  /** After which the database takes a machine that says nothing for lost. */
  readonly nodeSilenceSeconds: number;
  /** The program that makes sound of words, and its arguments; undefined: espeak-ng. */
  readonly voice: readonly string[] | undefined;
  readonly web: {
    readonly port: number;
    readonly bind: string;
    /** The address people type; `rpId` is its host (Web Authentication). */
    readonly origin: string;
    readonly rpId: string;
    readonly tls: CertificateFiles | undefined;
  };
  readonly sip: {
    readonly port: number;
    readonly tlsPort: number;
    readonly bind: string;
    /** The address written in Contact and Via. */
    readonly address: string;
    readonly tls: CertificateFiles | undefined;
    /** Callers that present a certificate of this authority are trunks too. */
    readonly clientCaFile: string | undefined;
    /** What of a From counts as much as what the trunk asserts. */
    readonly trustsFrom: "verstat" | "number" | undefined;
    readonly trunks: readonly Network[];
    /** The calls we place: over which trunks in their order, where to, and how much. */
    readonly outbound: {
      readonly trunks: readonly OutboundTrunk[];
      readonly allow: readonly string[];
      readonly deny: readonly string[];
      readonly rates: readonly { readonly prefix: string; readonly units: number }[];
      readonly caps: Readonly<Record<DialCap, number>>;
    };
  };
  readonly media: {
    /** The address written into SDP: where others reach us, which behind address translation is not where we listen. */
    readonly address: string;
    readonly bind: string;
    readonly engine: "werift" | "rtpengine";
    readonly processes: number;
    readonly rtpPorts: { readonly first: number; readonly last: number };
    readonly rtpengine: { readonly host: string; readonly port: number } | undefined;
    /** Clear RTP is allowed on these and on loopback, nowhere else. */
    readonly privateNetworks: readonly Network[];
    readonly stun: readonly string[];
    /** With a name and password that last, or with the secret we share with the TURN server, from which passes of some hours are made. */
    readonly turn: { readonly urls: readonly string[]; readonly login: { readonly user: string; readonly secret: string } | { readonly sharedSecret: string } } | undefined;
  };
}

export interface Fault {
  readonly setting: string;
  readonly says: string;
}

/** The little of a disk that settings need. */
export interface Disk {
  exists(path: string): boolean;
  /** Undefined when the file cannot be read. */
  readText(path: string): string | undefined;
  /** The file system that holds `path`, or will once it is made. */
  fileSystemOf(path: string): number;
  readonly folder: string;
}

export type Reading = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly faults: readonly Fault[] };
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every setting, and reports every fault there is, not the first. */
export function readConfig(env: Environment, disk: Disk = realDisk): Reading {
  const home = resolve(disk.folder, env.COMPLINE_HOME || ".compline");
  const file = readFile(join(home, "compline.json"), disk);
  const faults = [...file.faults, ...misspelt(env)];
  const values = parseEach({ ...file.texts, ...textsOf(env) }, faults);
  const config = settle({ home, values, disk });
  faults.push(...rules.flatMap((rule) => rule({ values, config, disk })));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
}

/** One line a fault, for the terminal. */
export const faultLines = (faults: readonly Fault[]): string => faults.map(({ setting, says }) => `${setting} ${says}.`).join("\n");

/** An empty variable is one that is not set: shells and unit files have no other way to say so. */
function textsOf(env: Environment): Record<string, string> {
  return Object.fromEntries(settingNames.map((name) => [name, env[name]?.trim() ?? ""]).filter(([, text]) => text !== ""));
}

/** Where the home is, and what the tests read. */
const OTHER_NAMES = new Set(["COMPLINE_HOME", "COMPLINE_NIGHTS", "COMPLINE_SEED", "COMPLINE_SHOTS"]);

/** A misspelt variable would be a setting that silently is not made. */
function misspelt(env: Environment): Fault[] {
  const strange = Object.keys(env).filter((name) => name.startsWith("COMPLINE_") && !isSetting(name) && !OTHER_NAMES.has(name));
  return strange.map((setting) => ({ setting, says: "is no setting" }));
}

function readFile(path: string, disk: Disk): { texts: Record<string, string>; faults: Fault[] } {
  if (!disk.exists(path)) return { texts: {}, faults: [] };
  const found = parseObject(disk.readText(path) ?? "");
  if (!found) return { texts: {}, faults: [{ setting: "compline.json", says: "must be a file we can read that holds a JSON object of settings" }] };
  const texts: Record<string, string> = {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(found)) {
    const plain = toText(value);
    if (!isSetting(name)) faults.push({ setting: name, says: "is no setting that compline.json may hold" });
    else if (plain === undefined) faults.push({ setting: name, says: "must be a text, a number or a list of texts in compline.json" });
    else texts[name] = plain;
  }
  return { texts, faults };
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // The caller names the file; the parser's message would quote it.
  }
}

function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value.join(",") : undefined;
}

function parseEach(texts: Record<string, string>, faults: Fault[]): Values {
  const values: Partial<Record<Setting, unknown>> = {};
  for (const name of settingNames) {
    if (texts[name] === undefined) continue;
    const parsed = fields[name].safeParse(texts[name]);
    if (parsed.success) values[name] = parsed.data;
    else faults.push({ setting: name, says: parsed.error.issues[0]!.message });
  }
  return values as Values;
}

function settle({ home, values, disk }: { home: string; values: Values; disk: Disk }): Config {
  const keyring = resolve(disk.folder, values.COMPLINE_KEYRING ?? join(home, "keyring"));
  const apart = values.DATABASE_URL !== undefined && disk.fileSystemOf(keyring) !== disk.fileSystemOf(home);
  return { home, evaluation: !apart, databaseUrl: values.DATABASE_URL, witnesses: values.COMPLINE_WITNESSES ?? [], watchers: values.COMPLINE_WATCHERS ?? [], emergency: resolve(disk.folder, values.COMPLINE_EMERGENCY ?? join(home, "emergency")), keyring, recordings: resolve(disk.folder, values.COMPLINE_RECORDINGS ?? join(home, "recordings")), node: values.COMPLINE_NODE, nodeSilenceSeconds: values.COMPLINE_NODE_SILENCE ?? 5, voice: values.COMPLINE_VOICE, web: webOf(values), sip: sipOf(values), media: mediaOf(values) };
}

function webOf(values: Values): Config["web"] {
  const port = values.COMPLINE_PORT ?? 8080;
  const tls = pair(values.COMPLINE_TLS_CERT, values.COMPLINE_TLS_KEY);
  const origin = values.COMPLINE_ORIGIN ?? `${tls ? "https" : "http"}://localhost:${port}`;
  return { port, bind: values.COMPLINE_BIND ?? "127.0.0.1", origin, rpId: new URL(origin).hostname, tls };
}

function sipOf(values: Values): Config["sip"] {
  const port = values.COMPLINE_SIP_PORT ?? 5060;
  const bind = values.COMPLINE_SIP_BIND ?? "127.0.0.1";
  // Sound is IPv4 alone, so its address is no contact for peers who call over IPv6.
  const contact = isIPv6(bind) && bind !== "::" ? bind : mediaAddressOf(values);
  return {
    port,
    tlsPort: port + 1,
    bind,
    address: values.COMPLINE_SIP_ADDRESS ?? contact,
    tls: pair(values.COMPLINE_SIP_TLS_CERT, values.COMPLINE_SIP_TLS_KEY),
    clientCaFile: values.COMPLINE_SIP_CLIENT_CA,
    trustsFrom: ({ asserted: undefined, verstat: "verstat", from: "number" } as const)[values.COMPLINE_SIP_CALLERS ?? "asserted"],
    trunks: values.COMPLINE_TRUNKS ?? [],
    outbound: outboundOf(values),
  };
}

const outboundOf = ({ COMPLINE_OUTBOUND: trunks = [], COMPLINE_DIAL_ALLOW: allow = [], COMPLINE_DIAL_DENY: deny = [], COMPLINE_DIAL_RATES: rates = [], COMPLINE_DIAL_CAPS: caps = [] }: Values): Config["sip"]["outbound"] => ({
  trunks, allow, deny, rates,
  caps: { ...DEFAULT_CAPS, ...Object.fromEntries(caps) },
});

const mediaAddressOf = (values: Values): string => values.COMPLINE_MEDIA_ADDRESS ?? "127.0.0.1";

function mediaOf(values: Values): Config["media"] {
  return {
    address: mediaAddressOf(values),
    bind: values.COMPLINE_MEDIA_BIND ?? mediaAddressOf(values),
    engine: values.COMPLINE_MEDIA_ENGINE ?? "werift",
    processes: values.COMPLINE_MEDIA_PROCESSES ?? 2,
    rtpPorts: values.COMPLINE_RTP_PORTS ?? { first: 20_000, last: 29_999 },
    rtpengine: values.COMPLINE_RTPENGINE,
    privateNetworks: values.COMPLINE_PRIVATE_INTERFACES ?? [],
    stun: values.COMPLINE_STUN ?? [],
    turn: turnOf(values),
  };
}

function turnOf({ COMPLINE_TURN: urls, COMPLINE_TURN_USER: user, COMPLINE_TURN_SECRET: secret, COMPLINE_TURN_SHARED_SECRET: sharedSecret }: Values): Config["media"]["turn"] {
  if (!urls) return undefined;
  if (sharedSecret) return { urls, login: { sharedSecret } };
  return user && secret ? { urls, login: { user, secret } } : undefined;
}

const pair = (certFile?: string, keyFile?: string): CertificateFiles | undefined => (certFile && keyFile ? { certFile, keyFile } : undefined);

export const realDisk: Disk = {
  folder: process.cwd(),
  exists: existsSync,
  readText: (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  },
  fileSystemOf: (path) => {
    for (let at = path; ; at = dirname(at)) {
      const found = statSync(at, { throwIfNoEntry: false });
      if (found) return found.dev;
    }
  },
};
