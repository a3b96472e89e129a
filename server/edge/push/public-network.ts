import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP, isIPv6 } from "node:net";

/**
 * Subscriptions come from browsers, so an endpoint is whatever somebody sent. Without this guard the server could be made to knock at
 * machines behind the firewall (server-side request forgery).
 */
const closed = new BlockList();
for (const [network, prefix] of [["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15], ["224.0.0.0", 3]] as const) closed.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [["::", 96], ["64:ff9b::", 96], ["fc00::", 7], ["fe80::", 10], ["ff00::", 8]] as const) closed.addSubnet(network, prefix, "ipv6");

export const isPublic = (address: string): boolean => isIP(address) !== 0 && !closed.check(address, isIPv6(address) ? "ipv6" : "ipv4");

const NAMED_INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home|invalid|test)$/i;

/** An https address on the usual port, by a public name. Where the name leads is asked again when we connect. */
export function isPushAddress(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  const plain = url.origin === `https://${url.hostname}` && url.username === "" && url.password === "";
  const name = url.hostname.replace(/\.$/, "");
  return plain && isIP(name.replace(/^\[|\]$/g, "")) === 0 && name.includes(".") && !NAMED_INSIDE.test(name);
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** For `lookup` of a request: a name that leads to a private address leads nowhere. */
export function publicLookup(name: string, options: LookupOptions, found: Found): void {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, []);
    const open = addresses.filter(({ address }) => isPublic(address));
    const first = open[0];
    if (!first) return found(Object.assign(new Error("the push service is at a private address"), { code: "EPRIVATE" }), []);
    return options.all ? found(null, open) : found(null, first.address, first.family);
  });
}
