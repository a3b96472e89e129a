import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { emptyDraft, type Draft, type WorkingRow } from "../../contract/index.ts";
import { openSound, ring, type Caller } from "./caller.ts";
import { signIn, type Person } from "./person.ts";
import { startService, type Service } from "./server-process.ts";
import { until } from "./until.ts";

/** The main job on a real server: an operator, a supervisor who looks, two clinicians who are paged, and a memory of all that was promised. */
export interface Scene {
  readonly service: Service;
  readonly operator: Person;
  readonly supervisor: Person;
  readonly clinicians: readonly Person[];
  /** From 0 to 1: the instant of a kill. */
  readonly chance: () => number;
  readonly kept: Map<string, Kept>;
  /** How long the whole job takes here, as far as was seen. */
  readonly pace: { jobMs: number };
}

const JOB_MS_FIRST = 1500;

/** What the server answered 200 to, and so must never forget. */
export interface Kept {
  readonly words: string;
  taken?: { readonly by: string; readonly attempts: number };
}

const CALLERS = { from: "+12125550142", slug: "lakeside" } as const;

export async function openScene(chance: () => number): Promise<Scene> {
  const service = await startService();
  try {
    const [operator, supervisor, ...clinicians] = await Promise.all(["ana", "carla", "lee", "cho"].map((key) => signIn(service.origin, service.demo.users.find((user) => user.email.startsWith(`${key}@`))!)));
    return { service, operator: operator!, supervisor: supervisor!, clinicians, chance, kept: new Map(), pace: { jobMs: JOB_MS_FIRST } };
  } catch (error) {
    await service.close();
    throw error;
  }
}

export async function closeScene({ service, operator, supervisor, clinicians }: Scene): Promise<void> {
  for (const person of [operator, supervisor, ...clinicians]) person.leave();
  await service.close();
}

/** Asked and answered again, in whole: nothing depends on what was heard before the server died. */
export const desk = ({ operator }: Scene) => operator.must("desk");

export async function ready(scene: Scene): Promise<void> {
  await scene.operator.open("desk");
  await scene.operator.must("ready", { body: { state: "ready" } });
}

const RINGS_MAX = 20;
const RING_AGAIN_MS = 500;

/** A busy machine answers 503 for a moment ([C13]): the caller rings again, as people do. */
export async function call({ service, operator }: Scene): Promise<Caller> {
  const { number } = service.demo.accounts.find(({ slug }) => slug === CALLERS.slug)!;
  const wasLive = operator.isLive();
  for (let rings = 1; ; rings++) {
    const caller = await ring({ number, sipPort: service.sipPort, from: CALLERS.from });
    await until("the call is taken or refused", () => {
      if (wasLive && !operator.isLive()) throw new Error("the line to the server is cut");
      return caller.isTaken() || caller.refused();
    }).catch((error: Error) => {
      caller.hangUp();
      throw error;
    });
    const refused = caller.refused();
    if (refused === undefined) return caller;
    caller.hangUp();
    if (!refused.startsWith("503") || rings === RINGS_MAX) throw new Error(`the call was refused: ${refused}`);
    await wait(RING_AGAIN_MS);
  }
}

export interface Talk {
  readonly id: string;
  readonly caller: Caller;
  close(): Promise<void>;
}

/** Rings, and the operator answers with sound. `seen` has what is known so far, for when the server dies before the end. */
export async function talk(scene: Scene, seen: Partial<Talk> = {}): Promise<Talk> {
  await ready(scene);
  const caller = await call(scene);
  const id = await offered(scene, caller);
  const sound = await openSound();
  const close = async (): Promise<void> => {
    caller.hangUp();
    await sound.close();
  };
  Object.assign(seen, { id, caller, close });
  const { sdp } = await scene.operator.must("answer", { params: { call: id }, body: { sdp: sound.offer } });
  await sound.take(sdp);
  return { id, caller, close };
}

async function offered(scene: Scene, caller: Caller): Promise<string> {
  const { operator } = scene;
  const offer = await until("the call is offered", () => {
    if (!operator.isLive()) throw new Error("the line to the server is cut");
    return operator.frames.find((frame) => frame.type === "offer");
  }).catch(async (error: Error) => {
    caller.hangUp();
    const { me, calls } = await desk(scene);
    throw new Error(`${error.message}; the caller saw ${caller.saw.join(", ")}; the operator is ${me.state}; calls: ${calls.map((each) => each.state).join(", ")}`);
  });
  return (offer as { call: string }).call;
}

/** Typed and read back; `words` are found again in what the clinician opens. */
export const typed = (words: string): Draft => ({
  ...emptyDraft("patient"),
  answers: {
    caller: { value: "Maria Sample", spelled: "S-A-M-P-L-E" }, patient: { value: "Tobi Sample", spelled: "S-A-M-P-L-E" }, born: { value: "2024-09-03" },
    callback: { value: "212 555 0142" }, reason: { value: words }, since: { value: "about midnight" },
  },
  readBack: { names: true, reason: true, numberFirst: "212 555 0142", numberAgain: "(212) 555-0142" },
});

export const newWords = (): string => `Cough since the evening, ${randomUUID()}`;

export const sendOf = (call: string, words: string, key: string = randomUUID()) => ({ params: { call }, body: { key, draft: typed(words) } });

export async function send(scene: Scene, call: string, words: string): Promise<string> {
  const { message } = await scene.operator.must("send", sendOf(call, words));
  scene.kept.set(message, { words });
  return message;
}

/** The call is over and its operator free for the next. */
export async function finish(scene: Scene, { id, close }: Talk): Promise<void> {
  await close();
  await scene.operator.ask("end", { params: { call: id }, body: {} });
  await scene.operator.must("finish", { params: { call: id }, body: { reason: "message-sent" } });
  scene.operator.leave();
}

export async function rows({ supervisor }: Scene): Promise<WorkingRow[]> {
  const found = await supervisor.must("messages", { body: {} });
  if (!found.more) return found.rows;
  const older = await supervisor.must("messages", { body: { before: found.rows.at(-1)!.sentAt } });
  assert(!older.more, "a scene has at most 200 messages");
  return [...found.rows, ...older.rows];
}

export async function row(scene: Scene, message: string): Promise<WorkingRow> {
  const found = (await rows(scene)).filter((each) => each.message === message);
  assert.equal(found.length, 1, "a message is in the list once");
  return found[0]!;
}

export const inboxOf = async (person: Person, message: string) => (await person.must("inbox")).pages.filter((page) => page.message === message);

/** The clinician who was paged, once the page is there. */
export const paged = (scene: Scene, message: string): Promise<Person> => until("a clinician is paged", async () => {
  for (const person of scene.clinicians) if ((await inboxOf(person, message)).some((page) => page.mine)) return person;
  return undefined;
});

export const attemptsOf = ({ service }: Scene, message: string) =>
  service.ask<{ id: string; repeats: number; states: string[]; inboxRows: number }>(
    `select a.id, a.repeats, array(select r.state from delivery.receipt r where r.client_id = a.client_id and r.attempt_id = a.id) as states,
            (select count(*)::int from delivery.inbox i where i.client_id = a.client_id and i.id = a.id) as "inboxRows"
       from delivery.attempt a where a.message_id = $1 order by a.number`, [message]);

/** Timers that would still page somebody about a message. */
export const pendingOf = ({ service }: Scene, message: string) =>
  service.ask<{ kind: string }>(
    `select u.kind from foundation.due u join dispatch.dispatch d on d.id = u.subject
      where d.message_id = $1 and u.kind like 'dispatch.%'`, [message]);

export async function take(scene: Scene, person: Person, message: string): Promise<void> {
  await person.must("acknowledge", { params: { message }, body: { revision: 1 } });
  await noteTaken(scene, person, message);
}

export async function noteTaken(scene: Scene, person: Person, message: string): Promise<void> {
  const { takenBy } = await row(scene, message);
  assert(takenBy, "who took it is known");
  assert.equal((await person.must("me")).person.name, takenBy);
  Object.assign(scene.kept.get(message)!, { taken: { by: takenBy, attempts: (await attemptsOf(scene, message)).length } });
}

/** Nothing that was ever promised in this scene is lost, doubled or undone, and the audit log is whole. */
export async function checkAll(scene: Scene): Promise<void> {
  const [verdict, listed] = await Promise.all([scene.service.verifyAudit(), rows(scene)]);
  assert.equal(verdict.status, 0, verdict.says);
  assert.deepEqual(listed.map(({ message }) => message).toSorted(), [...scene.kept.keys()].toSorted(), "each message is there once, and no other");
  for (const { message, state, takenBy, next } of listed) {
    const { taken } = scene.kept.get(message)!;
    if (!taken) continue;
    assert.deepEqual({ state, takenBy, next }, { state: "taken", takenBy: taken.by, next: null }, "taken stays taken");
    assert.deepEqual(await pendingOf(scene, message), [], "nothing is pending after an acknowledgement");
    assert.equal((await attemptsOf(scene, message)).length, taken.attempts, "nobody is paged after an acknowledgement");
  }
}
