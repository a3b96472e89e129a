import { BlockList, isIP } from "node:net";

/** A network of addresses, from CIDR text (RFC 4632, RFC 4291 section 2.3). */
export interface Network {
  readonly address: string;
  readonly prefixBits: number;
  readonly family: "ipv4" | "ipv6";
}

/** Reads `203.0.113.0/24` or a single address; undefined when it is neither. */
export function toNetwork(text: string): Network | undefined {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const bitsMax = version === 4 ? 32 : 128;
  const prefixBits = Number(bits ?? bitsMax);
  return prefixBits > bitsMax ? undefined : { address, prefixBits, family: version === 4 ? "ipv4" : "ipv6" };
}

/** Answers whether an address lies in one of the networks. */
export function inNetworks(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefixBits, family } of networks) list.addSubnet(address, prefixBits, family);
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
  };
}

const loopback = inNetworks([
  { address: "127.0.0.0", prefixBits: 8, family: "ipv4" },
  { address: "::1", prefixBits: 128, family: "ipv6" },
]);

export const isLoopback = (host: string): boolean => host === "localhost" || loopback(host.replace(/^\[(.*)\]$/, "$1"));
