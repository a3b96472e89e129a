import type { Socket } from "node:net";

/** Those who have connected and not yet shown who they are. A house has at most 16 nodes, and each connects once to each. */
const STRANGERS_MAX = 64;
/** One address that fills its share keeps no node at another one out. */
export const STRANGERS_OF_AN_ADDRESS_MAX = 8;
/** To show the key and say a name. */
export const STRANGER_SECONDS_MAX = 2;

type Peer = Pick<Socket, "remoteAddress" | "remotePort">;

export interface Threshold {
  /** Somebody connected. One too many is cut off at once. */
  enter(socket: Socket): void;
  /** It is a node of ours. */
  known(peer: Peer): void;
  /** Nobody is let in any more. */
  clear(): void;
}

/** [ND5] Whoever cannot show that they are a node holds a socket for two seconds, and few of them at a time do. */
export function createThreshold(): Threshold {
  const strangers = new Map<string, { readonly address: string; readonly socket: Socket; readonly late: NodeJS.Timeout }>();
  const nameOf = ({ remoteAddress, remotePort }: Peer): string => `${remoteAddress} ${remotePort}`;
  const forget = (name: string): void => {
    clearTimeout(strangers.get(name)?.late);
    strangers.delete(name);
  };
  const isOneTooMany = (address: string): boolean =>
    strangers.size >= STRANGERS_MAX || [...strangers.values()].filter((one) => one.address === address).length >= STRANGERS_OF_AN_ADDRESS_MAX;
  return {
    enter: (socket) => {
      const [name, address] = [nameOf(socket), socket.remoteAddress ?? ""];
      if (isOneTooMany(address)) return void socket.destroy();
      strangers.set(name, { address, socket, late: setTimeout(() => socket.destroy(), STRANGER_SECONDS_MAX * 1000) });
      return void socket.once("close", () => forget(name));
    },
    known: (peer) => forget(nameOf(peer)),
    clear: () => strangers.forEach(({ socket }) => socket.destroy()),
  };
}
