import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";

const MODE_OTHERS = 0o077;
const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a number such as +12125550142");
const port = z.number().int().min(1).max(65_535);
const address = z.string().min(2).max(253);
const word = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "must be small letters, digits and hyphens");

const Trunk = z.strictObject({
  host: address, port: port.optional(), transport: z.enum(["udp", "tcp", "tls"]), sound: z.enum(["srtp", "rtp"]), from: E164,
  user: z.string().min(1).max(128).optional(), password: z.string().min(1).max(128).optional(), domain: address.optional(), caFile: z.string().optional(),
  identity: z.enum(["pai", "ppi", "from"]).default("pai"), plus: z.boolean().default(true),
});

export const WatchSettings = z.strictObject({
  /** As COMPLINE_WATCHERS of the house names it. */
  name: word,
  url: z.url({ protocol: /^https?$/ }),
  /** What `./compline watch secret NAME` printed on the house's own host. */
  secret: z.string().regex(/^[0-9a-f]{64}$/, "must be the 64 characters that `compline watch secret NAME` printed"),
  ring: z.array(E164).min(1).max(10),
  trunk: Trunk,
  sip: z.strictObject({ bind: address, port, address: address.optional() }),
  media: z.strictObject({ address, ports: z.tuple([port, port]), privateNetworks: z.array(z.string()).max(16).default([]) }),
  lookSeconds: z.number().min(1).max(300).default(15),
  failuresMax: z.number().int().min(1).max(100).default(3),
  dueSecondsMax: z.number().int().min(1).max(3600).default(60),
  lagSecondsMax: z.number().int().min(1).max(3600).default(60),
  quietMinutes: z.number().min(1).max(720).default(30),
});
export type WatchSettings = z.infer<typeof WatchSettings>;

export type Read = { readonly ok: true; readonly settings: WatchSettings } | { readonly ok: false; readonly faults: readonly string[] };

/** [OW4] Names what is wrong, never what was written: it may be a secret. */
export function readSettings(path: string): Read {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return { ok: false, faults: [`There is no file ${path}: see docs/operate/watch.md.`] };
  const faults = (found.mode & MODE_OTHERS) === 0 ? [] : [`${path} is open to other users: chmod 600 it.`];
  const parsed = WatchSettings.safeParse(parseText(readFileSync(path, "utf8")));
  if (!parsed.success) faults.push(...parsed.error.issues.map(({ path: at, message }) => `${at.join(".") || "the file"}: ${message}.`));
  if (!parsed.success || faults.length > 0) return { ok: false, faults };
  const { trunk } = parsed.data;
  const caFile = trunk.caFile === undefined ? {} : { caFile: resolve(dirname(path), trunk.caFile) };
  return { ok: true, settings: { ...parsed.data, trunk: { ...trunk, ...caFile } } };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // The parser's message would quote the file.
  }
}
