import { expect } from "vitest";
import { linked, type Link } from "../../foundation/nodes/index.ts";
import { memoryKeys } from "../../trust/vault/index.ts";
import { fakeWorld } from "../../testing/world.ts";
import { ground, house, type House } from "./calls-under-test.ts";
import type { Carrying, Leg } from "./ports.ts";

/** Legs that a node answered or placed, and what becomes of them at the node that takes them up: the caller's first, then the others'. */
interface Wires {
  readonly takenUp: (Leg & { readonly saw: string[] })[];
  readonly carrying: Carrying;
  /** Of how many legs it is kept how to go on with them, and how many of the others rang. */
  readonly kept: () => number;
  readonly ringing: () => number;
  /** Those who rang at the dead node, and were called off by the heir: the numbers of their legs. */
  readonly calledOff: number[];
}

interface GivenPair {
  /** False: the caller is gone when the heir speaks to them. */
  readonly takes?: boolean;
  /** Of several legs this one is gone, counted from the caller's. */
  readonly gone?: number;
  /** What the account is, at both nodes. */
  readonly account?: Pick<Parameters<typeof house>[0] & object, "recording" | "reception" | "open" | "db">;
  /** The heir brings the sound to itself: nothing is heard from it before. */
  readonly asSoundComes?: () => Promise<void>;
}

const LINE = "+12125550100";
interface Carried {
  readonly up: readonly number[];
  readonly rings: readonly number[];
}

/** The telephones outlive the node: whoever takes a leg up speaks with the same caller. */
function wires({ takes = true, gone, asSoundComes }: GivenPair): Wires {
  let [kept, ringing] = [0, 0];
  const calledOff: number[] = [];
  const takenUp: Wires["takenUp"] = [];
  const takeUp = (): Leg & { saw: string[] } => {
    const saw: string[] = [];
    const isThere = takes && takenUp.length + 1 !== gone;
    let end: ((how: "local-hangup") => void) | undefined;
    return {
      id: `taken-${takenUp.length}`, dialled: LINE, callerNumber: undefined, callerName: undefined, transport: "udp", remoteAddress: "127.0.0.1", offer: undefined, state: "up", saw,
      ring: () => undefined, answer: () => Promise.reject(new Error("answered")), reject: () => undefined, redirect: () => undefined,
      reoffer: async (sdp) => {
        await asSoundComes?.();
        saw.push(`offered ${sdp.slice(0, 3)}`);
        if (!isThere) throw new Error("481");
        return "v=0 fake answer";
      },
      probe: () => undefined, hangup: () => (saw.push("hung up"), end?.("local-hangup")), onReoffer: () => undefined, onEnd: (tell) => void (end = tell),
    };
  };
  return {
    takenUp,
    kept: () => kept,
    ringing: () => ringing,
    calledOff,
    carrying: {
      carry: (leg, others = []) => {
        if (leg.state !== "up") return undefined;
        const numbersOf = (state: Leg["state"]): number[] => others.filter((other) => other.leg.state === state).map(({ number }) => number);
        const carried: Carried = { up: numbersOf("up"), rings: numbersOf("ringing") };
        [kept, ringing] = [1 + carried.up.length, carried.rings.length];
        return JSON.stringify(carried);
      },
      takeUp: (text) => {
        const { up, rings } = JSON.parse(text) as Carried;
        calledOff.push(...rings);
        const taken = () => {
          const leg = takeUp();
          takenUp.push(leg);
          return { leg, said: "v=0 said last" };
        };
        return { ...taken(), others: up.map((number) => ({ number, ...taken() })) };
      },
    },
  };
}

export interface Pair {
  readonly link: Link;
  readonly a: House;
  readonly b: House;
  readonly wires: Wires;
  /** Until both have seen what the other has, and done what follows. */
  until(what: () => boolean): Promise<void>;
}

export async function pair(how: GivenPair = {}): Promise<Pair> {
  const [link, world] = [linked(), fakeWorld()];
  const given = { world, keys: memoryKeys(world), ...how.account, ...wires(how) };
  const [a, b] = ["a", "b"].map((name) => house({ ...given, nodes: link.node(name) }));
  await link.settled();
  const until = async (what: () => boolean): Promise<void> => {
    await expect.poll(async () => {
      for (const each of [a!, b!]) {
        each.calls.tick();
        await each.calls.settled();
      }
      await link.settled();
      return what();
    }, { interval: 5 }).toBe(true);
  };
  return { link, a: a!, b: b!, wires: given, until };
}

/** The database knows how another node would go on with every call there is. */
export const keptToGoOn = (): Promise<void> => expect.poll(async () => {
  const rows = await ground.base.asOwner<{ kept: boolean }>("select carried is not null as kept from foundation.placed");
  return rows.length > 0 && rows.every(({ kept }) => kept);
}, { timeout: 20_000, interval: 10 }).toBe(true);
