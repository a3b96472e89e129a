import { BlockList, isIP } from "node:net";

/** The addresses whose packets we read. Empty means loopback alone. */
export class AllowList {
  readonly #list = new BlockList();

  constructor(networks: readonly string[]) {
    for (const network of networks.length > 0 ? networks : ["127.0.0.0/8", "::1"]) this.#add(network);
  }

  admits(address: string): boolean {
    const plain = unmapped(address);
    const family = isIP(plain);
    return family !== 0 && this.#list.check(plain, family === 6 ? "ipv6" : "ipv4");
  }

  #add(network: string): void {
    const [address = "", prefix, ...rest] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    const bits = readBits(prefix, family === "ipv6" ? 128 : 32);
    if (isIP(address) === 0 || rest.length > 0 || bits === undefined) throw new RangeError("SIP settings: allow takes IP addresses and CIDR networks.");
    this.#list.addSubnet(address, bits, family);
  }
}

function readBits(prefix: string | undefined, bitsMax: number): number | undefined {
  if (prefix === undefined) return bitsMax;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsMax ? Number(prefix) : undefined;
}

/** An IPv4 peer of a dual-stack socket shows as ::ffff:a.b.c.d. */
export const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%[^]*$/, "");
