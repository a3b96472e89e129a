import { lookup, resolveSrv } from "node:dns/promises";
import { isIP } from "node:net";
import { LIMITS } from "../settings.ts";
import { isPort } from "../wire/head.ts";
import type { Address } from "../transport/flow.ts";
import type { TrunkSettings } from "./settings.ts";

/** What we ask of DNS. Each rejects when there is no such name. */
export interface Names {
  addresses(host: string): Promise<readonly string[]>;
  services(name: string): Promise<readonly { readonly name: string; readonly port: number; readonly priority: number; readonly weight: number }[]>;
}

export const systemNames: Names = {
  addresses: async (host) => (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address),
  services: (name) => resolveSrv(name),
};

type Sought = Pick<TrunkSettings, "host" | "port" | "transport">;

/** Where a trunk is (RFC 3263 without NAPTR: the transport is a setting), in the order to try. Rejects when DNS knows nothing. */
export async function locate(trunk: Sought, names: Names): Promise<readonly Address[]> {
  const host = trunk.host.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return [{ address: host, port: trunk.port ?? defaultPort(trunk) }];
  const hosts = trunk.port === undefined ? await servers(trunk, names) : [{ name: host, port: trunk.port }];
  const found = await Promise.all(hosts.map(async ({ name, port }) => (await names.addresses(name)).map((address) => ({ address, port }))));
  return found.flat().slice(0, LIMITS.addressesPerTrunk);
}

const defaultPort = ({ transport }: Sought): number => (transport === "tls" ? 5061 : 5060);

async function servers(trunk: Sought, names: Names): Promise<{ name: string; port: number }[]> {
  const service = { udp: "_sip._udp", tcp: "_sip._tcp", tls: "_sips._tcp" }[trunk.transport];
  const found = await names.services(`${service}.${trunk.host}`).catch(() => []); // Without SRV records the host itself is asked for.
  const sound = found.filter(({ name, port }) => name !== "" && isPort(port)).slice(0, LIMITS.addressesPerTrunk);
  if (sound.length === 0) return [{ name: trunk.host, port: defaultPort(trunk) }];
  // Heavier first among equals: calls are few, and a trunk that fails is passed over; spreading load is not ours to do.
  return sound.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight);
}
