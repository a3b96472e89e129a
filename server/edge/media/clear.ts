/** Where sound may travel unencrypted: to this machine itself, and on networks declared private (45 CFR 164.312(e)). */
import { inNetworks, isLoopback, type Network } from "../../foundation/config.ts";

export function clearNetworks(declared: readonly Network[]): (address: string) => boolean {
  const isDeclared = inNetworks(declared);
  return (address) => isLoopback(address) || isDeclared(address);
}
