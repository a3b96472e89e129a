import { FarBrowser } from "../../server/edge/media/testing/far-browser.ts";
import { promptSound } from "../../server/edge/media/prompts.ts";
import { signIn, type Person } from "../crash/person.ts";
import { until } from "../crash/until.ts";
import { placeCall, type SipCaller } from "../ring/sip-caller.ts";
import { openSpeech, type Speech } from "../ring/speech.ts";
import type { Pair, RunningNode } from "./pair.ts";

/** A telephone that speaks from its answer on, and follows when the other side's sound moves. */
interface Caller {
  readonly call: SipCaller;
  readonly speech: Speech;
  /** When each frame came. */
  readonly heardAt: number[];
}

const SPEECH = promptSound("ring-caller");
const LOUD = 300;

async function ring(pair: Pair): Promise<Caller> {
  const heardAt: number[] = [];
  const speech = await openSpeech(() => void heardAt.push(performance.now()));
  const { number } = pair.demo.accounts.find(({ slug }) => slug === "lakeside")!;
  const call = placeCall({ user: number, host: "127.0.0.1", port: pair.sipPort, from: "+12125550142", fromName: "MARIA SAMPLE", rtpPort: speech.port, say: () => undefined, moved: (far) => speech.towards(far) });
  speech.towards(await call.answered);
  void speech.say(Buffer.concat(Array.from({ length: 40 }, () => SPEECH)));
  return { call, speech, heardAt };
}

export const hears = ({ speech, heardAt }: Caller, before = 0): boolean => heardAt.length > before + 25 && speech.heard().loudness > LOUD;

/** The longest a far end heard nothing since an instant, in milliseconds. */
export const gapSince = ({ heardAt }: Caller, since: number): number => {
  const after = heardAt.filter((at) => at > since - 100);
  return Math.round(Math.max(...after.slice(1).map((at, i) => at - after[i]!)));
};

interface PlacedRow {
  readonly id: string;
  readonly node: string;
  readonly carried: boolean;
}
export const placed = (pair: Pair): Promise<PlacedRow[]> => pair.ask("select id, node, carried is not null as carried from foundation.placed order by id");
export const frame = (person: Person, type: string) => person.frames.filter((each) => each.type === type);

/** By the name that their address begins with. */
export const demoPerson = (pair: Pair, node: RunningNode, name: string): Promise<Person> => signIn(node.origin, pair.demo.users.find(({ email }) => email.startsWith(`${name}@`))!);

export async function answer(person: Person, call: string): Promise<FarBrowser> {
  const browser = await FarBrowser.open();
  const { sdp } = await person.must("answer", { params: { call }, body: { sdp: browser.offer } });
  await browser.take(sdp);
  browser.speak(450);
  return browser;
}

/** A caller rings, and how another node would go on with them is kept. Calls before it are known by their ids. */
export async function rung(pair: Pair): Promise<{ caller: Caller; id: string; node: string }> {
  const before = new Set((await placed(pair)).map(({ id }) => id));
  const isNew = ({ id, carried }: PlacedRow): boolean => carried && !before.has(id);
  const caller = await ring(pair);
  await until("how to go on with the call is kept", async () => (await placed(pair)).some(isNew));
  return { caller, ...(await placed(pair)).find(isNew)! };
}

interface Talk {
  readonly caller: Caller;
  readonly id: string;
  readonly browser: FarBrowser;
}

/** A caller rings at this node, and this operator answers. Kamailio spreads callers: who comes to another node is hung up on. */
export async function talkAt(pair: Pair, node: string, person: Person): Promise<Talk> {
  for (;;) {
    const each = await rung(pair);
    const isOffered = (): boolean => frame(person, "offer").some((one) => one.type === "offer" && one.call === each.id);
    if (each.node === node) {
      await until("the call is offered", isOffered);
      return { caller: each.caller, id: each.id, browser: await answer(person, each.id) };
    }
    each.caller.call.hangUp();
    each.caller.speech.close();
    await until("nobody has it", async () => !(await placed(pair)).some(({ id }) => id === each.id));
  }
}

const DOCTOR = { id: "0192f0c0-0000-7000-8000-0000000000e1", kind: "clinician", label: "Dr Lee, mobile", number: "+12125550171" } as const;

/** The practice lets its doctor be rung. */
export async function allowDoctor(pair: Pair, node: RunningNode): Promise<void> {
  const administrator = await demoPerson(pair, node, "ida");
  const [{ id }] = await pair.ask<{ id: string }>("select id from directory.account where name = 'Lakeside Pediatrics'") as [{ id: string }];
  await administrator.must("saveDialEntry", { params: { account: id, entry: DOCTOR.id }, body: { kind: DOCTOR.kind, label: DOCTOR.label, number: DOCTOR.number } });
}

/** The operator rings the doctor for this caller, brings them together and leaves them: two telephones, and nobody else. */
export async function patchThrough(pair: Pair, person: Person, call: string): Promise<void> {
  const before = pair.clinician.talking;
  await person.must("dial", { params: { call }, body: { entry: DOCTOR.id } });
  await until("the doctor answered", () => pair.clinician.talking > before);
  await until("they are joined", async () => (await person.ask("join", { params: { call }, body: {} })).ok);
  await person.must("leave", { params: { call }, body: {} });
}
