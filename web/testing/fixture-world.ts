import { randomUUID } from "node:crypto";
import { RTCPeerConnection } from "werift";
import { usualKeys } from "../../contract/index.ts";
import type { CallCard, CallRow, CheckInCard, DeskKeys, DeskSnapshot, Draft, LiveFrame, routes, SoundStanding } from "../../contract/index.ts";
import { cardOf, clockOf, deskOf, ids, meOf, messageOf, nightScript, typedDraft, type SceneName } from "./scenes.ts";

/** What the browser saved, sent and asked, in order. */
export interface Seen { readonly drafts: Draft[]; readonly sends: { readonly key: string; readonly draft: Draft }[]; readonly asked: string[]; answers: number; audioPackets: number }
export interface State {
  desk: DeskSnapshot;
  card: CallCard;
  signedIn: boolean;
  /** Proved already, unless a test asks for tones. */
  sound: SoundStanding;
  iceServers: { readonly urls: string; readonly username?: string; readonly credential?: string }[];
  keys: DeskKeys;
  /** Route names that answer nothing, as if the line were cut. */
  readonly cut: Set<string>;
}
export type RouteName = keyof typeof routes;
export type Handler = (ask: { readonly params: Record<string, string>; readonly body: never }) => unknown;
export type Handlers = Partial<Record<RouteName, Handler>>;

export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly say: string;
  constructor(status: number, code: string, say: string) { super(code); this.status = status; this.code = code; this.say = say; }
}
const refuse = (status: number, code: string, say: string): never => { throw new Refused(status, code, say); };
const now = () => new Date().toISOString();
const fromNow = clockOf;

export interface World { readonly state: State; readonly seen: Seen; readonly peers: RTCPeerConnection[]; readonly push: (frame: LiveFrame) => void }

export function worldOf(scene: SceneName, push: World["push"]): World {
  const at = clockOf(Date.now());
  const talking: Partial<CallCard> = scene === "active" || scene === "alarm" ? { state: "talking", answeredAt: at(-107), draft: typedDraft, draftVersion: 4 } : {};
  return {
    push, peers: [], seen: { drafts: [], sends: [], asked: [], answers: 0, audioPackets: 0 },
    state: { desk: deskOf(at, scene), card: cardOf(at, talking), signedIn: true, iceServers: [], keys: usualKeys, sound: { tones: null, provedAt: now() }, cut: new Set() },
  };
}

const show = ({ state, push }: Pick<World, "state" | "push">, change: Partial<DeskSnapshot>) => {
  state.desk = { ...state.desk, ...change, at: now() };
  push({ type: "desk", desk: state.desk });
};
const operatorOf: Record<string, DeskSnapshot["me"]["state"]> = { talking: "on-a-call", held: "on-a-call", joined: "on-a-call", "wrap-up": "wrap-up" };

/** A hold has its own clock from its first second, as at the server. */
const moved = ({ hold: _hold, others: _others, operatorIn: _in, ...call }: CallRow, to: CallRow["state"]): CallRow =>
  to === "held" ? { ...call, state: to, since: now(), hold: { operator: "Ana Ruiz", reminders: 0, officeTold: false } } : { ...call, state: to, mine: true };

/** Moves this operator's call; null ends it. */
function move(world: World, to: CallRow["state"] | null): Record<string, never> {
  const { desk } = world.state;
  const calls = desk.calls.flatMap((call) => (call.id !== ids.call ? [call] : to ? [moved(call, to)] : []));
  show(world, { calls, me: { ...desk.me, state: operatorOf[to ?? ""] ?? "ready" } });
  return {};
}

type Stage = "calling" | "ringing" | "consulting" | "joined";
type Others = NonNullable<CallRow["others"]>;

const isPending = (other: Others[number]): boolean => other.stage !== "joined";
type Who = Pick<Others[number], "kind" | "label">;
const HELP: Who = { kind: "911", label: "911" };
const named = (card: CallCard, entry: string | undefined): Who | undefined => (entry === "911" ? HELP : card.directory.find(({ id }) => id === entry));

/** Who is on the call after this word: the one who is named, or is not joined yet, or whoever was rung last. */
function afterWord(others: Others, stage: Stage, who: Who | undefined): Others {
  const pending = others.find(isPending);
  const next = who ?? pending;
  if (!next) return others;
  const leg = pending?.leg ?? (others.at(-1)?.leg ?? 0) + 1;
  return [...others.filter((other) => !isPending(other)), { leg, kind: next.kind, label: next.label, stage, since: now() }];
}

const talkOf = (row: CallRow, others: Others): CallRow => ({
  ...(others.some((other) => !isPending(other)) ? moved(row, "joined") : held(row)), others, operatorIn: others.length > 1 || others.some(({ kind }) => kind === "interpreter"),
});
/** A hold that lasts already goes on lasting. */
const held = (row: CallRow): CallRow => ({ ...moved(row, "held"), ...(row.hold && { hold: row.hold, since: row.since }) });

/** Somebody else on this operator's call. Null: a mailbox. */
export function second(world: Pick<World, "state" | "push">, stage: Stage | null, entry?: string): Record<string, never> {
  const { card } = world.state;
  return changed(world, ({ others = [], otherFailed: _failed, ...row }) => {
    if (stage !== null) return talkOf(row, afterWord(others, stage, named(card, entry) ?? (others.length === 0 ? card.directory[0] : undefined)));
    const { kind, label } = others.at(-1)!;
    return { ...held(row), otherFailed: { kind, label, why: "voicemail-suspected", at: now() } };
  });
}

const changed = (world: Pick<World, "state" | "push">, change: (call: CallRow) => CallRow): Record<string, never> => {
  show(world, { calls: world.state.desk.calls.map((call) => (call.id === ids.call ? change(call) : call)) });
  return {};
};
const inTalk = (world: World, operatorIn: boolean) => changed(world, (call) => ({ ...call, operatorIn }));
const letGo = (world: World, leg: number) => changed(world, (call) => ({ ...call, others: (call.others ?? []).filter((other) => other.leg !== leg), operatorIn: false }));

/** Nobody's any more, and on every desk. */
function park(world: World): Record<string, never> {
  changed(world, ({ others: _others, operatorIn: _in, ...call }) => ({ ...call, state: "parked", mine: false, callerNumber: null, since: now(), hold: { operator: "Ana Ruiz", reminders: 0, officeTold: false } }));
  show(world, { me: { ...world.state.desk.me, state: "ready" } });
  return {};
}

/** The far end of the sound: counts what the browser sends. */
async function answerSound(world: World, sdp: string): Promise<string> {
  // On loopback too: a relay of the tests reaches nothing else.
  const peer = new RTCPeerConnection({ iceServers: [], iceAdditionalHostAddresses: ["127.0.0.1"] });
  world.peers.push(peer);
  peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe(() => { world.seen.audioPackets += 1; }));
  await peer.setRemoteDescription({ type: "offer", sdp });
  for (const { connection: ice } of peer.iceTransports) ice.stunServer = undefined; // Else werift asks one of its own choice on the internet.
  await peer.setLocalDescription(await peer.createAnswer());
  return peer.localDescription?.sdp ?? "";
}

const deskPlace = { name: "Desk 3", place: { houseNumber: "12", street: "Main Street", within: "Floor 2, desk 3", city: "Lakeside", state: "NY", zip: "10001" }, callback: "+12125550190" };

function callHandlers(world: World): Handlers {
  const { state, seen } = world;
  const sent = new Map<string, unknown>();
  return {
    card: () => state.card,
    answer: async ({ body }: { body: { sdp: string } }) => {
      seen.answers += 1;
      const sdp = await answerSound(world, body.sdp);
      state.card = { ...state.card, state: "talking", answeredAt: state.card.answeredAt ?? now() };
      // A browser that comes back to a caller on hold finds them on hold.
      if (!state.desk.calls.some(({ id, state: now }) => id === ids.call && (now === "held" || now === "joined"))) move(world, "talking");
      return { sdp };
    },
    iceServers: () => ({ iceServers: state.iceServers, until: null }),
    askSound: () => state.sound, proveSound: ({ body }: { body: { heard: number } }) => (state.sound = body.heard === state.sound.tones ? { tones: null, provedAt: now() } : { tones: 2, provedAt: null }),
    passOffer: () => move(world, null), hold: () => move(world, "held"), resume: () => move(world, "talking"), end: () => move(world, "wrap-up"), finish: () => move(world, null),
    dial: ({ body }: { body: { entry: string } }) => second(world, "ringing", body.entry), join: () => second(world, "joined"), leave: () => move(world, null),
    voicemailReached: () => second(world, null),
    myPlace: () => ({ desk: deskPlace, line: "ready" }),
    callEmergency: async ({ body }: { body: { number: "911" | "933"; sdp: string } }) => {
      const sdp = await answerSound(world, body.sdp);
      show(world, { help: { id: randomUUID(), number: body.number, at: now(), operator: "Ana Ruiz", desk: deskPlace, stage: "ringing", outcome: null } });
      return { sdp };
    },
    rejoinEmergency: async ({ body }: { body: { sdp: string } }) => ({ sdp: await answerSound(world, body.sdp) }),
    endEmergency: () => {
      const { help: _help, ...desk } = state.desk;
      state.desk = desk;
      show(world, {});
      return {};
    },
    dialEmergency: () => second(world, "ringing", "911"),
    stepIn: () => inTalk(world, true), stepOut: () => inTalk(world, false), letGo: ({ body }: { body: { leg: number } }) => letGo(world, body.leg), park: () => park(world),
    saveDraft: ({ body }: { body: { version: number; draft: Draft } }) => {
      if (body.version !== state.card.draftVersion) refuse(409, "draft-moved", "This draft was saved from another window since.");
      seen.drafts.push(body.draft);
      state.card = { ...state.card, draft: body.draft, draftVersion: body.version + 1 };
      return { version: state.card.draftVersion, savedAt: now() };
    },
    takeOver: ({ params }) => {
      const { desk } = state;
      state.card = { ...state.card, state: "wrap-up" };
      const call: CallRow = { id: params["call"] ?? "", accountName: state.card.account.name, state: "wrap-up", since: now(), offeredTo: null, mine: true, callerNumber: null };
      show(world, { calls: [...desk.calls, call], cues: desk.cues.filter((cue) => cue.call !== params["call"]), me: { ...desk.me, state: "wrap-up" } });
      return {};
    },
    send: ({ body }: { body: { key: string; draft: Draft } }) => {
      seen.sends.push(body);
      const reply = sent.get(body.key) ?? { message: randomUUID(), revision: 1, sentAt: now() };
      sent.set(body.key, reply);
      return reply;
    },
  };
}

/** One clinician, whose PIN always fits. */
function checkInHandlers(): Handlers {
  const lee = { id: "00000000-0000-7000-8000-0000000000d1", name: "Dr Hannah Lee" };
  let card: CheckInCard | null = null;
  return {
    checkInCard: () => ({ card, people: [lee] }),
    openCheckIn: () => ({ card: (card = { person: lee.id, state: "claimed", how: null, triesLeft: 3 }) }),
    checkInByPin: () => ({ card: (card = { person: lee.id, state: "verified", how: "pin", triesLeft: 3 }) }),
  };
}

function personHandlers({ state }: World): Handlers {
  const me = () => ({ ...meOf(fromNow(Date.now())), serverTime: now() });
  return {
    me,
    signIn: ({ body }: { body: { code: string } }) => {
      if (body.code !== "819042") refuse(403, "not-known", "E-mail, password and code do not belong together.");
      state.signedIn = true;
      return me();
    },
    touch: () => ({ idleAt: fromNow(Date.now())(900) }),
    passkeys: () => ({ passkeys: [] }), signInNews: () => ({ news: [] }),
    signOut: () => { state.signedIn = false; return {}; },
    acceptInvitation: () => ({ email: "emil.novak@example.com", totpUri: "otpauth://totp/Compline:emil.novak%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Compline" }),
    firstAdministrator: () => refuse(410, "link-used", "This link was used already."),
  };
}

/** What each route of the contract answers in this world. */
export function handlersOf(world: World): Handlers {
  const { state } = world;
  const done = () => ({});
  return {
    ...callHandlers(world), ...personHandlers(world),
    desk: () => ({ ...state.desk, at: now() }), message: () => messageOf(fromNow(Date.now())), give: done,
    correction: () => ({ revision: 1, draft: { ...typedDraft, readBack: { ...typedDraft.readBack, names: false } }, script: nightScript(fromNow(Date.now())), callerNumber: "+12125550142" }), pageAgain: done,
    ready: ({ body }: { body: { state: "ready" | "break" | "finishing" } }) => { show(world, { me: { ...state.desk.me, state: body.state } }); return {}; },
    quiet: () => { show(world, { working: state.desk.working.map((row) => (row.state === "alarm" ? { ...row, quietUntil: fromNow(Date.now())(60) } : row)) }); return {}; },
    deskKeys: () => ({ keys: state.keys }),
    saveDeskKeys: ({ body }: { body: { keys: DeskKeys } }) => { state.keys = body.keys; return { keys: body.keys }; },
    ...checkInHandlers(),
    callerStatus: ({ body }) => ("said" in (body as object) ? { told: false, say: "I can take a message for you." } : { told: true, say: "Dr Lee acknowledged your message at 02:14 EST." }),
    remind: () => ({ cue: randomUUID() }),
    cueWords: () => ({ text: "Ring the pharmacy about the inhaler" }),
    cueDone: ({ params }) => { show(world, { cues: state.desk.cues.filter((cue) => cue.id !== params["cue"]) }); return {}; },
    find: ({ body }: { body: { words: string } }) => ({ hits: body.words.startsWith("har") ? [{ kind: "account", id: ids.lakeside, title: "Harbor ENT", detail: "646 555 0177, Dr Okafor on duty" }, { kind: "message", id: ids.message, title: "Message of 02:09", detail: "Harbor ENT, not taken" }] : [] }),
  };
}
