import { afterAll, beforeAll, expect, test } from "vitest";
import { FarBrowser } from "./edge/media/testing/far-browser.ts";
import { promptSound } from "./edge/media/prompts.ts";
import { startPair, type Pair } from "../tools/nodes/pair.ts";
import { sendOf, newWords } from "../tools/crash/scene.ts";
import { signIn, type Person } from "../tools/crash/person.ts";
import { until } from "../tools/crash/until.ts";
import { placeCall, type SipCaller } from "../tools/ring/sip-caller.ts";
import { openSpeech, type Speech } from "../tools/ring/speech.ts";

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
}, 60_000);
afterAll(() => pair?.close());

interface Caller {
  readonly call: SipCaller;
  readonly speech: Speech;
  /** When each frame came. */
  readonly heardAt: number[];
}

const SPEECH = promptSound("ring-caller");

/** A telephone that speaks from its answer on, and follows when the other side's sound moves. */
async function ring(): Promise<Caller> {
  const heardAt: number[] = [];
  const speech = await openSpeech(() => void heardAt.push(performance.now()));
  const { number } = pair.demo.accounts.find(({ slug }) => slug === "lakeside")!;
  const call = placeCall({ user: number, host: "127.0.0.1", port: pair.sipPort, from: "+12125550142", fromName: "MARIA SAMPLE", rtpPort: speech.port, say: () => undefined, moved: (far) => speech.towards(far) });
  speech.towards(await call.answered);
  void speech.say(Buffer.concat(Array.from({ length: 8 }, () => SPEECH)));
  return { call, speech, heardAt };
}

const placedOn = async (): Promise<{ id: string; node: string; carried: boolean }[]> => pair.ask("select id, node, carried is not null as carried from foundation.placed");
const frame = (person: Person, type: string) => person.frames.filter((each) => each.type === type);
/** The longest a far end heard nothing since an instant, in milliseconds. */
const gapSince = (heardAt: readonly number[], since: number): number => {
  const after = heardAt.filter((at) => at > since - 100);
  return Math.round(Math.max(...after.slice(1).map((at, i) => at - after[i]!)));
};

async function answer(person: Person, call: string, hertz: number): Promise<FarBrowser> {
  const browser = await FarBrowser.open();
  const { sdp } = await person.must("answer", { params: { call }, body: { sdp: browser.offer } });
  await browser.take(sdp);
  browser.speak(hertz);
  return browser;
}

test("[RUN-20] through Kamailio a caller rings at one node and is answered at the other; that node is killed, and they hear each other again, end the call, and nothing is lost", async () => {
  const caller = await ring();
  await until("how to go on with the call is kept", async () => (await placedOn())[0]?.carried);
  const { id, node } = (await placedOn())[0]!;
  const other = pair.nodes.find(({ name }) => name !== node)!;
  const ana = await signIn(other.origin, pair.demo.users.find(({ email }) => email.startsWith("ana@"))!);
  await ana.open("desk");
  await ana.must("ready", { body: { state: "ready" } });
  await until("the call is offered across the nodes", () => frame(ana, "offer").length > 0);
  const browser = await answer(ana, id, 450);
  await until("both hear each other", () => caller.speech.heard().loudness > 300 && browser.heard.length > 10);

  const killedAt = performance.now();
  pair.node(node).kill();
  await until("the operator is asked for her sound anew", () => frame(ana, "call-media-lost").length > 0);
  const again = await answer(ana, id, 450);
  const heard = caller.heardAt.length;
  await until("both hear each other again", () => caller.heardAt.length > heard + 25 && caller.speech.heard().loudness > 300 && again.heard.length > 25);
  expect(gapSince(caller.heardAt, killedAt)).toBeLessThan(3_000);
  expect((await placedOn())[0]).toMatchObject({ id, node: other.name });
  expect((await ana.must("desk")).calls.map(({ state, mine }) => ({ state, mine }))).toEqual([{ state: "talking", mine: true }]);

  await ana.must("hold", { params: { call: id }, body: {} });
  await ana.must("resume", { params: { call: id }, body: {} });
  caller.call.hangUp(); // By Kamailio, to the node that is alive.
  await until("the desk knows that the caller is gone", async () => (await ana.must("desk")).calls[0]?.state === "wrap-up");
  const { message } = await ana.must("send", sendOf(id, newWords()));
  await ana.must("finish", { params: { call: id }, body: { reason: "message-sent" } });
  expect(await pair.ask("select c.message_id as message from calls.call c where id = $1", [id])).toEqual([{ message }]);
  expect([await placedOn(), await pair.ask("select name from foundation.node")]).toEqual([[], [{ name: other.name }]]);
  for (const each of [browser, again]) await each.close();
  caller.speech.close();
  ana.leave();
}, 40_000);
