/** Where sound may travel unencrypted: to this machine itself, and on interfaces declared private (45 CFR 164.312(e)). */
import { BlockList } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";

export function clearNetworks(privateInterfaces: readonly string[], interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): (address: string) => boolean {
  const networks = new BlockList();
  networks.addSubnet("127.0.0.0", 8, "ipv4");
  for (const each of privateInterfaces.flatMap((name) => interfaces[name] ?? [])) {
    const prefix = Number(each.cidr?.split("/")[1]);
    if (each.family === "IPv4" && prefix > 0) networks.addSubnet(each.address, prefix, "ipv4");
  }
  return (address) => networks.check(address, "ipv4");
}
