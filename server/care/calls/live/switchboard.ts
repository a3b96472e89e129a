import type { Fact } from "../../../foundation/facts/index.ts";
import type { CallId, ClientId, PersonId } from "../../../foundation/ids.ts";
import { instant, plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { isServedOutside } from "../rules/outside.ts";
import { nextOf, type CallEvent, type CallState, type Verdict } from "../rules/call-machine.ts";
import { detailOfHold, holdLasts, parkIsOver, standingOfHold } from "../rules/holding.ts";
import { menuEnds } from "../rules/menu.ts";
import { nextOffers, overdue, type Operator } from "../rules/queue.ts";
import { createAcross } from "./across.ts";
import { desksOf, operatorsOf, type Board, type LiveCall, type Presence } from "./board.ts";
import { connectBrowser, performEffect, rebuildMedia, VOICEMAIL_SECONDS_MAX, type EffectNeeds } from "./effects.ts";
import { followUnlessTalking, keepCarried, keepLegs } from "./carry.ts";
import { findGreetings } from "./greeting.ts";
import { hearHere } from "./hear-here.ts";
import type { Entry } from "./journal.ts";
import { createMusic } from "./music.ts";
import { outsideDue } from "./outside.ts";
import { forgetGone, lostDesks } from "./presence.ts";
import { hearAgain, rebuildOther } from "./second.ts";
import { createSkillsReader, newsOf, noteAnswer, theLine } from "./the-line.ts";

/** Who is told that something moved. */
export interface Listeners {
  changed(): void;
  offered(call: LiveCall, operator: PersonId): void;
  mediaLost(call: LiveCall, operator: PersonId): void;
}

export interface Switchboard {
  readonly board: Board;
  /** One thing happened to one call: the machine decides, the journal notes, the effects follow in order. */
  tell(call: LiveCall, event: CallEvent): Verdict;
  admit(call: LiveCall, connect: () => Promise<boolean>): void;
  /** [C83] A call that another node had: `bring` brings its sound here. */
  goOn(call: LiveCall, bring: () => Promise<void>): void;
  /** Time passed: offers expire, patience ends, lost desks become away. Call it a few times a second. */
  tick(): void;
  /** Offers every waiting call that can be offered. */
  assign(): void;
  rebuild(call: LiveCall): void;
  /** The same for a leg that we placed. */
  rebuildOther(call: LiveCall, number: number): void;
  changed(): void;
  /** The operator came back with a new browser to a caller on hold or to a patch: sound for them, and with whomever they hear. */
  connectAgain(call: LiveCall): void;
}

/** A browser that was answered and whose sound never arrives is as gone as one that left. */
const BROWSER_CONNECT_SECONDS_MAX = 8;

type Chain = (call: LiveCall, work: () => Promise<void>) => void;
/** Effects of one call, one after the other. */
const chainOf = ({ log }: Needs): Chain => (call, work) =>
  void (call.work = call.work.then(work).catch((error: Error) => log.error("calls.chain-broke", { call: call.id, error: error.name })));

const effectsOf = (needs: Needs, listeners: Listeners, tell: Switchboard["tell"]): EffectNeeds => ({
  ...needs,
  tell: (call, event) => void tell(call, event),
  offered: (call) => call.state.offeredTo !== null && listeners.offered(call, call.state.offeredTo),
  mediaLost: (call) => call.state.operator !== null && listeners.mediaLost(call, call.state.operator),
});

export function createSwitchboard(needs: Needs, board: Board, listeners: Listeners): Switchboard {
  const effectNeeds = effectsOf(needs, listeners, tell);
  const chain = chainOf(needs);

  function tell(call: LiveCall, event: CallEvent): Verdict {
    const at = needs.world.now();
    const verdict = nextOf(call.state, event, at);
    if (verdict.kind !== "moved") return verdict;
    const before = call.state;
    const { operator } = before;
    const rang = offerOver(event, before, verdict.state);
    if (rang !== null) across.offerEnded(rang, { rangOut: RANG_OUT.has(event.kind), at });
    call.state = verdict.state;
    followUnlessTalking(call);
    noteAnswer(board, { event, state: call.state, at });
    const entry = { at, kind: event.kind, operator: operatorOf(event) ?? operator, detail: detailOf(event, call.state) };
    // A call that ends with nobody is over on the disk only together with what it leaves, which is known once its effects are done.
    if (!isOverUntaken(call)) call.journal.note(entry, standingOf(call.state), leavesOf(call, event, at));
    for (const effect of verdict.effects) chain(call, () => performEffect(effectNeeds, call, effect));
    keepLegs(needs, call, before);
    if (call.state.endedAt !== null) leaveBoard({ needs, board, chain }, call, entry);
    assign();
    changed();
    return verdict;
  }

  function assign(): void {
    // [C80] Over the boards of all nodes, by the same rule at each: what another node's call is offered, that node offers.
    const { calls, operators } = theLine(board);
    for (const { call, operator } of nextOffers(calls, operators, needs.world.now())) {
      const own = board.calls.get(call as CallId);
      if (own) across.offer(own, operator);
    }
  }

  const skills = createSkillsReader(needs, board, assign);
  const across = createAcross(needs, board, { tell, assign, changed: () => listeners.changed() });
  const changed = (): void => {
    across.show();
    listeners.changed();
  };
  const tick = (): void => {
    const at = needs.world.now();
    skills.look(at);
    pass(board, { tell, changed, at });
    across.look(at);
  };
  return { board, tell, tick, assign, changed, ...comingAndGoing({ effectNeeds, board, chain, tell, assign, changed }) };
}

interface Hands extends Pick<Switchboard, "tell" | "assign" | "changed"> {
  readonly effectNeeds: EffectNeeds;
  readonly board: Board;
  readonly chain: Chain;
}

/** Calls that come, or come from another node, and sound that comes back to them. */
function comingAndGoing({ effectNeeds, board, chain, tell, assign, changed }: Hands): Pick<Switchboard, "admit" | "goOn" | "connectAgain" | "rebuild" | "rebuildOther"> {
  const music = createMusic(effectNeeds);
  const take = (call: LiveCall, work: () => Promise<void>): void => {
    board.calls.set(call.id, call);
    music.prepare(call);
    chain(call, work);
    assign();
    changed();
  };
  return {
    admit: (call, connect) => take(call, async () => {
      const [connected] = await Promise.all([connect(), findGreetings(effectNeeds, call)]);
      if (connected) tell(call, { kind: "leg-up" });
    }),
    goOn: (call, bring) => take(call, async () => {
      await bring();
      await hearHere(effectNeeds, call);
    }),
    connectAgain: (call) => void (WITHOUT_BRIDGE.has(call.state.phase) && chain(call, async () => {
      if (await connectBrowser(effectNeeds, call)) await hearAgain(effectNeeds, call);
    })),
    rebuild: (call) => chain(call, () => rebuildMedia(effectNeeds, Object.assign(call, { follow: undefined })).finally(() => void keepCarried(effectNeeds, call))),
    rebuildOther: (call, number) => chain(call, () => rebuildOther(effectNeeds, call, number).finally(() => void keepCarried(effectNeeds, call))),
  };
}

function leaveBoard({ needs, board, chain }: { needs: Needs; board: Board; chain: Chain }, call: LiveCall, entry: Entry): void {
  board.ending.add(call);
  chain(call, () => tidyUp(needs, call, entry).finally(() => board.ending.delete(call)));
  rest(board, call.state.operator, entry.at);
  if (call.state.phase === "ended") board.calls.delete(call.id);
}

/** An operator is free again: the longest idle is reckoned from now. */
function rest(board: Board, operator: PersonId | null, at: Instant): void {
  const presence = operator === null ? undefined : board.presence.get(operator);
  if (presence) presence.since = at;
}

/** Where an operator who comes back finds no bridge effect that waits for their sound. */
const WITHOUT_BRIDGE: ReadonlySet<CallState["phase"]> = new Set(["held", "joined"]);

/** What time alone does, to desks and to calls. */
function pass(board: Board, { tell, changed, at }: { tell: Switchboard["tell"]; changed: () => void; at: Instant }): void {
  for (const person of lostDesks(board, at)) {
    for (const call of board.calls.values()) tell(call, { kind: "pass", operator: person });
    changed();
  }
  forgetGone(board, at);
  const operators = operatorsOf(board);
  for (const call of board.calls.values()) {
    const event = dueOf(board, call, { operators, at });
    if (event) tell(call, event);
  }
}

/** What is due for a call by the clock alone: the first of these. */
function dueOf(board: Board, call: LiveCall, { operators, at }: { operators: readonly Operator[]; at: Instant }): CallEvent | undefined {
  const kind = menuEnds(call.state, at) ?? timedEvent(call, at);
  if (kind) return { kind };
  const waited = outsideDue(call, operators, at) ?? lineEnds(call, operators, at);
  if (waited) return waited;
  const left = neglected(board, call, at);
  return left ? { kind: left } : newsOf(board, call, at);
}

/** [C154] What came of the partner service is said to its end before anything else is. */
function lineEnds(call: LiveCall, operators: readonly Operator[], at: Instant): CallEvent | undefined {
  const kind = overdue(call.state, operators, at);
  return kind === "nobody" && call.sound?.name === "partner-unreached" ? undefined : kind && { kind };
}

/** [C16] On the disk a call belongs to who has it or last had it: after a restart what they typed is still theirs to finish. */
export const standingOf = (state: CallState): CallState => ({ ...state, operator: state.operator ?? state.lastOperator });

/** What an event leaves for others to do, written with the event itself: a kill after it loses neither, and a kill before it has told nobody. */
function leavesOf(call: LiveCall, event: CallEvent, at: Instant): Fact | undefined {
  const about = { subject: call.id, client: call.client, at };
  if (event.kind === "left-behind") return { name: "call.left-behind", ...about };
  if (event.kind === "hold-lasts" && standingOfHold(call.state).officeTold) return { name: "call.held-long", ...about, ids: { account: call.accountId, by: call.state.operator ?? call.state.lastOperator } };
  if (event.kind === "park-over") return { name: "call.parked-long", ...about, ids: { account: call.accountId, by: call.state.lastOperator } };
  return undefined;
}

const RANG_OUT: ReadonlySet<CallEvent["kind"]> = new Set(["offer-expired", "nobody"]);
const ENDS_OFFER: ReadonlySet<CallEvent["kind"]> = new Set([...RANG_OUT, "answer", "pass", "dial-answered", "other-pressed"]);

/** Whom the call was offered to, and is no more. */
const offerOver = (event: CallEvent, before: CallState, after: CallState): PersonId | null => (after.offeredTo === null && ENDS_OFFER.has(event.kind) ? before.offeredTo : null);

/** A desk that was closed or lost gets this long to come back to what it was finishing. */
const WRAP_UP_ALONE_MINUTES_MAX = 2;
/** Longer than any message takes to write: whoever is still there sees the same cue as the others. */
const WRAP_UP_MINUTES_MAX = 20;

/** [C16] A wrap-up that nobody is finishing. */
function isLeftBehind(board: Board, { state }: LiveCall, at: Instant): boolean {
  if (state.phase !== "wrap-up" || state.leftBehind || state.operator === null) return false;
  const goneSince = goneAt(desksOf(board).get(state.operator));
  const deadline = goneSince === undefined ? plus(state.since, { minutes: WRAP_UP_MINUTES_MAX }) : plus(instant(Math.max(state.since, goneSince)), { minutes: WRAP_UP_ALONE_MINUTES_MAX });
  return at >= deadline;
}

/** What is due because the operator does not come back to it: a message to finish, or a caller on hold. */
function neglected(board: Board, call: LiveCall, at: Instant): "left-behind" | "hold-lasts" | "park-over" | undefined {
  if (isLeftBehind(board, call, at)) return "left-behind";
  if (holdLasts(call.state, at)) return "hold-lasts";
  return parkIsOver(call.state, at) ? "park-over" : undefined;
}

/** Since when a desk is gone; undefined while it is there. One that was never seen was gone before the call. */
function goneAt(presence: Presence | undefined): number | undefined {
  if (!presence) return 0;
  if (presence.lostAt !== undefined) return presence.lostAt;
  return presence.connected ? undefined : presence.since;
}

function timedEvent(call: LiveCall, at: Instant): "browser-gone" | "voicemail-over" | undefined {
  const { phase, since, recordingVoicemail } = call.state;
  if (recordingVoicemail && at >= plus(since, { seconds: VOICEMAIL_SECONDS_MAX })) return "voicemail-over";
  const awaited = call.browserAwaitedSince;
  if ((phase === "talking" || phase === "held" || phase === "joined") && awaited !== undefined && at >= plus(awaited, { seconds: BROWSER_CONNECT_SECONDS_MAX })) return "browser-gone";
  return undefined;
}

const isOverUntaken = ({ state }: LiveCall): boolean => state.phase === "ended" && state.operator === null;

/** The caller is gone: close what sounded, end the files, and leave a call-back item when nobody ever spoke to them. */
async function tidyUp(needs: Needs, call: LiveCall, entry: Entry): Promise<void> {
  const { phone, browser } = call;
  call.phone = undefined;
  call.browser = undefined;
  for (const endpoint of [phone, browser]) if (endpoint) await needs.media.close(endpoint).catch(() => undefined);
  const { voicemail } = await call.recorder.end(needs.world.now());
  const close = (isServed: boolean): Promise<void> => {
    if (isOverUntaken(call)) call.journal.note(entry, standingOf(call.state), isServed ? undefined : callBack(call, entry.at));
    return call.journal.settled();
  };
  // [C157] Not closed before that is known, and not waited for here: after a crash it is a call like any that was open.
  if (call.proving) void call.proving.then(close);
  else await close(voicemail || isServedOutside(call.state));
}

/** [C3] Nobody is left who would ring this caller back, so the desk gets a call-back item. */
export const callBack = (call: { readonly id: CallId; readonly client: ClientId }, at: Instant): Fact => ({ name: "call.abandoned", subject: call.id, client: call.client, at });

const detailOf = (event: CallEvent, state: CallState): string | undefined => {
  switch (event.kind) {
    case "hold-lasts":
      return detailOfHold(state);
    case "leg-ended":
      return event.how;
    case "finish":
      return event.reason;
    case "sound-ended":
      return event.sound;
    case "digit":
    case "menu-over":
      return detailOfMenu(state);
    default:
      return detailOfOther(event);
  }
};

/** Which key it was is told by what it did. */
const detailOfMenu = ({ phase, wants, choosing }: CallState): string => (choosing ? `menu again, ${choosing.language}` : `${wants.language} ${wants.choice ?? "none"}, ${phase}`);

/** Legs are named by their number: the n-th that was dialled on this call. */
function detailOfOther(event: CallEvent): string | undefined {
  if (event.kind === "send-out") return event.to;
  if (event.kind === "dial") return `${event.target.kind} ${event.target.entry}`;
  if (event.kind === "dial-failed" || event.kind === "dial-ended") return `${event.leg} ${event.why}`;
  if (event.kind === "notice-over") return `${event.leg} ${event.heard ? "heard" : "cut"}`;
  return "leg" in event ? String(event.leg) : undefined;
}

const operatorOf = (event: CallEvent): PersonId | undefined => ("operator" in event ? event.operator : undefined);
