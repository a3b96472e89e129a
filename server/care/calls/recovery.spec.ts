import { expect, test } from "vitest";
import { keptToGoOn, pair } from "./across-under-test.ts";
import { freshGround, ground, house, talking, type House } from "./calls-under-test.ts";

freshGround();

const places = () => ground.base.asOwner<{ node: string }>("select node from foundation.placed order by node");
/** How often each call was put away, whoever did it. */
const putAway = () => ground.base.asOwner<{ times: number }>("select count(*)::int as times from calls.call_event where kind = 'service-restarted' group by call_id order by 1");
const recordings = async (): Promise<string[]> => (await ground.base.asOwner<{ state: string }>("select state from calls.recording order by started_at, id")).map(({ state }) => state);

/** One caller whom an operator has, and one whom nobody has. */
async function twoCallers(h: House): Promise<void> {
  await talking(h);
  h.ring();
  await h.settled(() => h.calls.live().length === 2);
}
const sum = (all: readonly { wrapUp: number; callBack: number }[]) => ({ wrapUp: all.reduce((to, each) => to + each.wrapUp, 0), callBack: all.reduce((to, each) => to + each.callBack, 0) });

test("[C86] a house without a name that starts after nodes with names died takes up what each of them left, once", async () => {
  const { a, b, until } = await pair();
  await twoCallers(a);
  b.ring();
  await until(() => a.calls.live().length === 3);
  expect((await places()).map(({ node }) => node)).toEqual(["a", "a", "b"]);
  await ground.base.asOwner("insert into foundation.node (name, address) values ('a', '10.0.0.1:5090'), ('b', '10.0.0.2:5090')");
  const after = house({ world: a.world });
  expect(await after.calls.recover()).toEqual({ wrapUp: 1, callBack: 2, cut: 0 });
  expect([await places(), await ground.base.asOwner("select name from foundation.node"), await putAway()]).toEqual([[], [], [{ times: 1 }, { times: 1 }, { times: 1 }]]);
  expect(after.facts.filter((name) => name === "call.abandoned")).toHaveLength(2);
  expect(await house({ world: a.world }).calls.recover()).toMatchObject({ callBack: 0 });
});

test("[C86] two nodes that start at once after a house without a name died take up each call once between them, and it stays with that one", async () => {
  const died = house();
  await twoCallers(died);
  const { a, b, until } = await pair();
  expect(sum(await Promise.all([a, b].map((each) => each.calls.recover())))).toEqual({ wrapUp: 1, callBack: 1 });
  expect([(await places()).length, await putAway()]).toEqual([1, [{ times: 1 }, { times: 1 }]]);
  await until(() => [a, b].every((each) => each.calls.live().length === 1)); // One node has it, and both desks see it.
});

test("[C86] a node that starts again puts away its own calls, none that it inherited a moment before, and none of a living one", async () => {
  const { link, a, b, until } = await pair();
  b.ring();
  await until(() => a.calls.live().length === 1);
  await keptToGoOn();
  link.cut("b");
  const c = house({ world: a.world, nodes: link.node("c") });
  c.ring();
  await c.settled(() => c.calls.live().length > 0);
  const [inherited, recovered] = await Promise.all([a.calls.inherit("b"), a.calls.recover()]);
  expect([inherited.carried, recovered]).toEqual([1, { wrapUp: 0, callBack: 0, cut: 0 }]);
  expect([await putAway(), (await places()).map(({ node }) => node)]).toEqual([[], ["a", "c"]]);
});

test("[C87] a voicemail that a dead node was recording is closed before its caller hears the heir, and the one that begins there is another", async () => {
  const asSoundCame: string[] = [];
  const { link, a, b, wires, until } = await pair({ asSoundComes: async () => void asSoundCame.push(...(await recordings())) });
  b.ring();
  await until(() => a.calls.live().length === 1);
  b.wait(7);
  await until(() => b.sound.played.includes("voicemail-notice"));
  b.sound.finish([...b.sound.open][0]!);
  await until(() => b.sound.played.includes("record-tone"));
  await expect.poll(recordings).toEqual(["writing"]);
  await keptToGoOn();
  link.cut("b");
  expect(await a.calls.inherit("b")).toMatchObject({ carried: 1, cut: 1 });
  await a.calls.settled();
  expect(asSoundCame).toEqual(["cut"]);
  const caller = [...a.sound.open][0]!;
  for (const prompt of ["nobody-ready", "voicemail-notice"]) if (a.sound.hears(caller) === prompt) a.sound.finish(caller);
  await a.settled(() => a.sound.played.includes("record-tone"));
  a.sound.speak(caller, 4);
  wires.takenUp[0]!.hangup();
  await a.settled(() => a.facts.includes("call.voicemail-left"));
  expect(await recordings()).toEqual(["cut", "whole"]);
});
