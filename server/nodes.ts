import type { LiveFrame } from "../contract/index.ts";
import type { Calls } from "./care/calls/index.ts";
import type { Ringback } from "./care/ringback/index.ts";
import type { Voice } from "./care/voice/index.ts";
import { createLines } from "./edge/nodes/index.ts";
import type { Charge, SharedSpending } from "./edge/sip/index.ts";
import type { Actor } from "./foundation/actor.ts";
import type { Config } from "./foundation/config.ts";
import type { Endpoint, Wire } from "./foundation/endpoint.ts";
import type { CallId, PersonId } from "./foundation/ids.ts";
import type { Log } from "./foundation/log.ts";
import { alone, keepMembership, keepSingle, type MembershipNeeds, type Nodes } from "./foundation/nodes/index.ts";
import { refuse, refusalsOf, type Outcome } from "./foundation/refusal.ts";
import type { Parts } from "./parts.ts";

const refusals = refusalsOf("nodes", {
  away: { status: 503, say: "The part of the service that has this call does not answer. It is being taken over: try again in a moment." },
});

type Closers = (() => Promise<unknown>)[];

/** This process among those of its house. */
export interface Place {
  readonly nodes: Nodes;
  /** Once everything here can be asked: takes its place, and from then on that of any node that dies. */
  join(needs: Pick<MembershipNeeds, "url" | "db" | "onHeir">): Promise<void>;
}

export async function openPlace({ config, log, derive }: { config: Config; log: Log; derive: Parts["derive"] }, closers: Closers): Promise<Place> {
  if (!config.node) {
    return {
      nodes: alone,
      join: async ({ url, db }) => {
        const single = await keepSingle({ url, db, log, silenceSeconds: config.nodeSilenceSeconds });
        closers.push(() => single.stop());
      },
    };
  }
  const { name, address, bind } = config.node;
  const lines = await createLines({ name, address, bind, derive, log });
  closers.push(() => lines.close());
  return {
    nodes: lines,
    join: async (needs) => {
      const membership = await keepMembership({ ...needs, log, lines, silenceSeconds: config.nodeSilenceSeconds, self: { name, address }, onOusted: () => letGo(log) });
      closers.push(() => membership.stop());
      lines.onCut(() => membership.look());
      lines.onStranger(() => membership.look());
    },
  };
}

/** [F33] Its calls are another node's now: a word from here in any of them would end it. systemd starts us again. */
function letGo(log: Log): void {
  log.error("nodes.ousted");
  process.exit(70);
}

/** [VD16] [RB4] Whom a process that died was ringing beside its callers. Null: in a house of one, whoever it was. */
export const takeUpRinging = async ({ voice, ringback }: { voice: Pick<Voice, "ringAgain">; ringback: Pick<Ringback, "endTriesOf"> }, node: string | null): Promise<{ rungAgain: number; cutOff: number }> =>
  ({ rungAgain: await voice.ringAgain(node), cutOff: await ringback.endTriesOf(node) });

/** Whole, and made by each node for its own desks; or told by news that cross anyway. */
const OWN_FRAMES: ReadonlySet<LiveFrame["type"]> = new Set(["desk", "floor", "access-ended"]);

/** Whoever is told something is told it wherever their windows are. */
export function liveAcross(live: Parts["live"], nodes: Nodes): Parts["live"] {
  nodes.hear("frame", (body) => {
    const { person, frame } = body as { person: PersonId; frame: LiveFrame };
    live.toPerson(person, frame);
  });
  return {
    ...live,
    toPerson: (person, frame) => {
      live.toPerson(person, frame);
      if (!OWN_FRAMES.has(frame.type)) nodes.tell("frame", { person, frame });
    },
  };
}

/** The newest of a day: so many fit a frame between nodes. */
const CHARGES_TOLD_MAX = 50_000;

/**
 * [S93] The caps on dialling are the house's: what one node spends the others count as it is spent, and of a node that was away its whole day.
 * Two that dial in one moment may both be let through; the next one is not.
 */
export function shareSpending({ spending }: { readonly spending: SharedSpending }, nodes: Nodes): void {
  const legs = { here: 0 };
  nodes.hear("charge", (body, from) => spending.learn(from, body as Charge));
  nodes.hear("charges", (body, from) => spending.learnDay(from, body as readonly Charge[]));
  nodes.hear("dial-legs", (body, from) => spending.learnLegs(from, body as number));
  nodes.hear("dial-legs-asked", (_body, from) => nodes.tell("dial-legs", legs.here, from));
  nodes.onMet((node) => {
    nodes.tell("charges", spending.own().slice(-CHARGES_TOLD_MAX), node);
    nodes.tell("dial-legs", legs.here, node);
    // Perhaps only our line to it was cut: then it noticed nothing. It answers on its own, in order with what else it tells.
    nodes.tell("dial-legs-asked", null, node);
  });
  // Its calls end with it, or are ours.
  nodes.onCut((node) => spending.learnLegs(node, 0));
  spending.onSpent((charge) => nodes.tell("charge", charge));
  spending.onLegs((count) => nodes.tell("dial-legs", (legs.here = count)));
}

interface Act {
  readonly route: string;
  readonly as: Actor;
  readonly locked: boolean;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** By which 911 is told where the desk stands [C111]. */
  readonly workstation: string | undefined;
}

const nameOf = ({ route }: Endpoint): string => `${route.method} ${route.path}`;

/**
 * [C82] An act upon a call is done by the node that has the call, and what an operator says of themselves by the node where their desk is:
 * the whole endpoint, with who asks, as this node admitted them. What reads is read here.
 */
export function atItsNode(endpoints: readonly Endpoint[], { nodes, calls }: { nodes: Nodes; calls: Pick<Calls, "nodeOfCall" | "nodeOfDesk"> }): Endpoint[] {
  const known = new Map(endpoints.map((each) => [nameOf(each), each]));
  nodes.hear("act", (body) => {
    const { route, workstation, ...ask } = body as Act;
    const there = known.get(route);
    if (!there) throw new Error("the other node asks for what this one does not know");
    return there.handle({ ...ask, wire: { ...NO_WIRE, cookies: workstation === undefined ? {} : { workstation } } } as never);
  });
  return endpoints.map((each): Endpoint => {
    const nodeFor = whose(each, calls);
    if (!nodeFor) return each;
    return {
      ...each,
      handle: async (ask) => {
        const { as, locked, params, query, body, wire } = ask as unknown as Act & { readonly wire: Wire };
        const node = nodeFor(params as { call?: string }, as);
        if (node === null) return each.handle(ask);
        return nodes.ask(node, "act", { route: nameOf(each), as, locked, params, query, body, workstation: wire.cookies.workstation } satisfies Act).then(
          (outcome) => outcome as Outcome<unknown>,
          () => refuse(refusals.away),
        );
      },
    };
  });
}

function whose({ route }: Endpoint, calls: Pick<Calls, "nodeOfCall" | "nodeOfDesk">): ((params: { call?: string }, as: Actor) => string | null) | undefined {
  if (route.method === "GET") return undefined;
  if (route.path.startsWith("/api/calls/:call/")) return ({ call }) => calls.nodeOfCall(call as CallId);
  return route.path === "/api/desk/state" ? (_params, as) => (as.kind === "person" ? calls.nodeOfDesk(as.person) : null) : undefined;
}

/** What crosses has left its wire behind, but for which desk it came from. */
const NO_WIRE = { network: "", cookies: {}, give: () => undefined, take: () => undefined };
