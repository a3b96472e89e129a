import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../../foundation/phi.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { CallEvent, CallState } from "../rules/call-machine.ts";
import { desksOf, operatorsOf, type Board, type LiveCall, type Marks, type Picture, type Presence, type SeenCall } from "./board.ts";
import { countMissed, noteAway } from "./presence.ts";

/** The boards of several nodes as one. In a house of one node none of it does anything. */
interface Across {
  /** [C81] Rings this operator for a call of ours; one whose desk is at another node after that node said that they are free. */
  offer(call: LiveCall, operator: PersonId): void;
  /** [C14] An offer of ours was answered, passed on, or rang out. */
  offerEnded(operator: PersonId, how: { rangOut: boolean; at: Instant }): void;
  /** Something moved here: the others see it in a moment. */
  show(): void;
  /** Time passed. */
  look(at: Instant): void;
}

interface AcrossHouse {
  readonly tell: (call: LiveCall, event: CallEvent) => unknown;
  readonly assign: () => void;
  readonly changed: () => void;
}

/** Changes of one moment are shown together. */
const SHOW_MS = 15;
/** In one frame between nodes, whose limit is 4 MiB: a call is 1 to 3 KB. */
const TOLD_CALLS_MAX = 500;
/** Between asking whether an operator is free and seeing that they ring. */
const PROMISE_SECONDS_MAX = 2;

type Seen = Omit<SeenCall, "callerNumber"> & { readonly callerNumber: string | null };
/** What moved since the last picture; with `whole` nothing else is there. */
interface Shown {
  readonly whole: boolean;
  readonly calls: readonly Seen[];
  readonly gone: readonly CallId[];
  readonly desks: readonly (readonly [PersonId, Presence])[];
}

export function createAcross(needs: Needs, board: Board, house: AcrossHouse): Across {
  const { nodes } = needs;
  const shower = createShower(board, (shown, to) => nodes.tell("board", shown, to));
  let timer: NodeJS.Timeout | undefined;

  const offerEnded = (operator: PersonId, { rangOut, at }: { rangOut: boolean; at: Instant }): void => {
    if (countMissed(board, operator, { rangOut, at })) void noteAway(needs, operator, at);
  };
  nodes.onMet((node) => shower.whole(node));
  hear(needs, board, { ...house, offerEnded });

  /** Until it is answered neither of us offers them anything else; a no, or no answer, is looked at again when the promise is over. */
  const askFirst = (call: LiveCall, operator: PersonId, node: string): void => {
    if (board.promised.has(operator)) return;
    shower.moved(); // What it goes by is what we have now.
    board.promised.set(operator, plus(needs.world.now(), { seconds: PROMISE_SECONDS_MAX }));
    nodes.ask(node, "may-ring", { operator }).then(
      (free) => {
        if (free !== true) return;
        board.promised.delete(operator);
        house.tell(call, { kind: "offer", operator });
        house.assign();
      },
      (error: Error) => needs.log.warn("calls.may-not-ring", { call: call.id, error: error.name }),
    );
  };
  const homeOf = (operator: PersonId): string | null => (board.far.size === 0 ? null : (desksOf(board).get(operator)?.node ?? null));
  return {
    offer: (call, operator) => {
      const node = homeOf(operator);
      if (node === null) house.tell(call, { kind: "offer", operator });
      else askFirst(call, operator, node);
    },
    offerEnded: (operator, how) => {
      const node = homeOf(operator);
      if (node === null) offerEnded(operator, how);
      else nodes.tell("offer-ended", { operator, rangOut: how.rangOut }, node);
    },
    show: () => {
      if (nodes.others().length === 0 || timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        shower.moved();
      }, SHOW_MS).unref();
    },
    look: (at) => {
      if (nodes.others().length > 0) shower.moved();
      if (forgetPromises(board, at)) house.assign();
      if (board.far.size > 0) passFromGone(board, house);
    },
  };
}

function forgetPromises({ promised }: Board, at: Instant): boolean {
  const over = [...promised].filter(([, until]) => at >= until);
  for (const [operator] of over) promised.delete(operator);
  return over.length > 0;
}

/** What the other nodes show, ask and tell us. */
function hear({ nodes, world }: Needs, board: Board, house: AcrossHouse & Pick<Across, "offerEnded">): void {
  nodes.onCut((node) => {
    const picture = board.far.get(node);
    if (picture) board.far.set(node, { ...picture, cut: true });
    house.changed();
  });
  nodes.hear("board", (body, from) => {
    take(board, body as Shown, { from, at: world.now() });
    house.assign();
    house.changed();
  });
  nodes.hear("may-ring", (body) => {
    const { operator } = body as { operator: PersonId };
    const free = operatorsOf(board).some((one) => one.person === operator && one.node === null && one.state === "ready");
    if (free) board.promised.set(operator, plus(world.now(), { seconds: PROMISE_SECONDS_MAX }));
    return free;
  });
  nodes.hear("offer-ended", (body) => {
    const { operator, rangOut } = body as { operator: PersonId; rangOut: boolean };
    house.offerEnded(operator, { rangOut, at: world.now() });
    house.changed();
  });
}

/** Remembers what the others have seen. A call that moved has another state: none is ever changed in place. */
function createShower(board: Board, tell: (shown: Shown, to?: string) => void): { whole(node: string): void; moved(): void } {
  const seen = new Map<CallId, { state: CallState; marks: string }>();
  const toSeen = (call: LiveCall): Seen => seenOf(call, board.marksOf(call));
  let desksSeen = "";
  const desks = (): Shown["desks"] => [...board.presence];
  return {
    whole: (node) => {
      const calls = [...board.calls.values()].map(toSeen);
      tell({ whole: true, calls: calls.slice(0, TOLD_CALLS_MAX), gone: [], desks: desks() }, node);
      for (let at = TOLD_CALLS_MAX; at < calls.length; at += TOLD_CALLS_MAX) tell({ whole: false, calls: calls.slice(at, at + TOLD_CALLS_MAX), gone: [], desks: desks() }, node);
    },
    moved: () => {
      const marksOf = (call: LiveCall): string => JSON.stringify(board.marksOf(call));
      const calls = [...board.calls.values()].filter((call) => seen.get(call.id)?.state !== call.state || seen.get(call.id)?.marks !== marksOf(call));
      const gone = [...seen.keys()].filter((id) => !board.calls.has(id));
      for (const call of calls) seen.set(call.id, { state: call.state, marks: marksOf(call) });
      for (const id of gone) seen.delete(id);
      const said = JSON.stringify(desks());
      if (calls.length + gone.length === 0 && said === desksSeen) return;
      desksSeen = said;
      tell({ whole: false, calls: calls.map(toSeen), gone, desks: desks() });
    },
  };
}

const seenOf = ({ id, client, accountId, account, offeredAt, callerNumber, state }: LiveCall, marks: Marks): Seen =>
  ({ id, client, accountId, account, offeredAt, state, marks, callerNumber: callerNumber === null ? null : dangerouslyReveal(callerNumber) });

function take(board: Board, shown: Shown, { from, at }: { from: string; at: Instant }): void {
  const before = board.far.get(from)?.calls ?? [];
  const moved = new Map(shown.calls.map(({ callerNumber, ...call }): [CallId, SeenCall] => [call.id, { ...call, callerNumber: callerNumber === null ? null : phi(callerNumber) }]));
  const stay = shown.whole ? [] : before.filter(({ id }) => !moved.has(id) && !shown.gone.includes(id));
  const picture: Picture = { calls: [...stay, ...moved.values()], desks: new Map(shown.desks), cut: false };
  board.far.set(from, picture);
  for (const { state } of moved.values()) if (state.offeredTo !== null) board.promised.delete(state.offeredTo);
  rest(board, before, { picture, at });
}

/** An operator of ours is free again of a call that another node has: the longest idle is reckoned from now. */
function rest(board: Board, before: readonly SeenCall[], { picture, at }: { picture: Picture; at: Instant }): void {
  for (const { id, state } of before) {
    const presence = state.operator === null || state.phase === "wrap-up" ? undefined : board.presence.get(state.operator);
    const now = picture.calls.find((call) => call.id === id)?.state;
    if (presence && (now === undefined || now.endedAt !== null)) presence.since = at;
  }
}

/** An operator who was to be rung for a call of ours, and whose desk at another node is gone or says away. */
function passFromGone(board: Board, { tell }: AcrossHouse): void {
  const offered = [...board.calls.values()].filter(({ state }) => state.offeredTo !== null);
  if (offered.length === 0) return;
  const desks = desksOf(board);
  for (const call of offered) {
    const desk = desks.get(call.state.offeredTo!);
    if (desk && desk.node !== null && (!desk.connected || desk.wish === "away")) tell(call, { kind: "pass", operator: call.state.offeredTo! });
  }
}
