import { linked, type Link } from "../foundation/nodes/index.ts";
import { memoryKeys } from "../trust/vault/index.ts";
import { testHouse, type TestHouse } from "./house.ts";
import { fakeWorld } from "./world.ts";

export interface TwoHouses {
  readonly link: Link;
  readonly a: TestHouse;
  readonly b: TestHouse;
  /** What either node was told has arrived. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Two nodes of one house, over one database and one clock, that hear each other until the link is cut. */
export async function twoHouses(): Promise<TwoHouses> {
  const [link, world] = [linked(), fakeWorld()];
  const keys = memoryKeys(world);
  const a = await testHouse({ world, keys, nodes: link.node("a") });
  const b = await testHouse({ world, keys, nodes: link.node("b"), base: { ...a.base, drop: async () => undefined } });
  await link.settled();
  return {
    link, a, b,
    settle: async () => {
      for (const each of [a, b]) each.house.calls.tick();
      await link.settled();
      await a.settle();
      await link.settled();
    },
    close: async () => {
      await b.close();
      await a.close();
    },
  };
}
