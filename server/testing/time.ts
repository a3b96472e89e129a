import type { Runner } from "../foundation/due/index.ts";
import { instant, plus, type Duration } from "../foundation/time.ts";
import type { FakeWorld } from "./world.ts";

/** Lets time pass: everything that falls due on the way runs at its own instant, in order. */
export async function advance(world: FakeWorld, runner: Runner, by: Duration): Promise<void> {
  const until = plus(world.now(), by);
  await runner.settle();
  for (let next = await runner.next(); next !== null && next <= until; next = await runner.next()) {
    world.set(instant(next));
    await runner.settle();
  }
  world.set(until);
  await runner.settle();
}
