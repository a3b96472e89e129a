import type { Actor } from "../../../foundation/actor.ts";
import type { Fact } from "../../../foundation/facts/index.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { plus, type Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import type { DialEnd, Leg, LegEnd, OutboundLeg } from "../ports.ts";
import * as store from "../store/emergencies.ts";
import type { DeskPlace } from "../store/emergencies.ts";
import { untilWritten } from "./until-written.ts";

/** A call for help that left a desk: 911, or 933, which only reads the place back. */
export interface HelpCall {
  readonly id: string;
  readonly at: Instant;
  readonly number: "911" | "933";
  readonly person: PersonId;
  /** The caller for whom it was made, when there was one. */
  readonly call: CallId | null;
  readonly desk: DeskPlace | null;
  readonly stage: "calling" | "ringing" | "talking" | "over";
  readonly outcome: DialEnd["why"] | null;
  readonly endedAt: Instant | null;
}

export interface HelpAsk {
  readonly as: Actor & { readonly person: PersonId };
  readonly number: HelpCall["number"];
  readonly workstation: string | undefined;
  readonly call: CallId | null;
  readonly desk: DeskPlace | null;
}

export interface Help {
  /** Where this desk stands. It is waited for no longer than help can wait; then what was last known of it serves. */
  placeOf(workstation: string | undefined): Promise<DeskPlace | null>;
  remember(workstation: string, desk: DeskPlace): void;
  /** [C110] It is being dialled now: the office is told, whether the database is there at this moment or later. */
  begin(ask: HelpAsk, leg: OutboundLeg): HelpCall;
  /** Newest first, of every node: those that live, and those that ended in the last hour. */
  list(): readonly HelpCall[];
  /** [C114] That node is dead, and this one is its heir. A desk's call to 911 died with it; one for a caller goes on where its leg did. */
  nodeDied(node: string, legOf: (call: CallId) => OutboundLeg | Leg | undefined): void;
}

const PLACE_MS_MAX = 800;
const SHOWN_HOURS = 1;
/** More than a house could make in an hour; the oldest are still in the database. */
const KEPT_MAX = 50;

interface HelpList {
  all(): readonly Placed[];
  /** One of ours: the other nodes see it. */
  put(help: HelpCall): HelpCall;
  /** Of one of ours that is not over yet. */
  change(id: string, part: Partial<HelpCall>): void;
}

function createHelpList({ world, nodes }: Needs, changed: () => void): HelpList {
  let calls: readonly Placed[] = [];
  const keep = (help: Placed): void => {
    const since = plus(world.now(), { hours: -SHOWN_HOURS });
    const others = calls.filter((one) => one.id !== help.id && (one.endedAt === null || one.endedAt >= since));
    calls = [help, ...others].toSorted((a, b) => b.at - a.at).slice(0, KEPT_MAX);
    changed();
  };
  const put = (help: HelpCall): HelpCall => {
    keep({ ...help, node: null });
    nodes.tell(WORD, help);
    return help;
  };
  shareHelp(nodes, { keep, ours: () => calls.filter(({ node }) => node === null) });
  return {
    all: () => calls,
    put,
    change: (id, part) => {
      const help = calls.find((one) => one.id === id && one.node === null);
      if (help && help.endedAt === null) put({ ...withoutNode(help), ...part });
    },
  };
}

export function createHelp(needs: Needs, changed: () => void): Help {
  const known = new Map<string, DeskPlace>();
  const { all, put, change } = createHelpList(needs, changed);

  /** Its end is written by whoever takes up what a dead node left. */
  const over = (id: string, outcome: DialEnd["why"]): void => {
    const endedAt = needs.world.now();
    change(id, { stage: "over", outcome, endedAt });
    void untilWritten(needs.log, { what: "emergency-end", call: id }, () => needs.db.transaction({ role: "app", clients: [] }, (tx) => store.endEmergency(tx, { id, answeredAt: null, endedAt, outcome })));
  };

  function follow(help: HelpCall, leg: OutboundLeg, written: Promise<unknown>): void {
    let answeredAt: Instant | null = null;
    leg.onProgress(() => answeredAt === null && change(help.id, { stage: "ringing" }));
    void leg.answered.then((answer) => {
      if (!answer) return;
      answeredAt = needs.world.now();
      change(help.id, { stage: "talking" });
    });
    leg.onEnd(({ why }) => {
      const endedAt = needs.world.now();
      change(help.id, { stage: "over", outcome: why, endedAt });
      const end = { id: help.id, answeredAt, endedAt, outcome: why };
      void written.then(() => untilWritten(needs.log, { what: "emergency-end", call: help.id }, () => needs.db.transaction({ role: "app", clients: [] }, (tx) => store.endEmergency(tx, end))));
    });
  }

  return {
    list: () => all().map(withoutNode),
    nodeDied: (node, legOf) => {
      for (const dead of all().filter((one) => one.node === node && one.endedAt === null)) {
        const help = put(withoutNode(dead));
        // [C115] What rang is rung anew, as a call of its own.
        const leg = help.call === null || help.stage !== "talking" ? undefined : legOf(help.call);
        if (leg) leg.onEnd((end) => over(help.id, typeof end === "string" ? endOf(end) : end.why));
        else over(help.id, "transport-lost");
      }
    },
    remember: (workstation, desk) => void known.set(workstation, desk),
    placeOf: async (workstation) => {
      if (workstation === undefined) return null;
      const late = Promise.withResolvers<null>();
      const timer = setTimeout(() => late.resolve(null), PLACE_MS_MAX);
      const read = needs.db.transaction({ role: "app", clients: [] }, (tx) => store.deskAt(tx, workstation)).catch(() => undefined);
      const found = await Promise.race([read, late.promise]).finally(() => clearTimeout(timer));
      if (found?.desk) known.set(workstation, found.desk);
      return found?.desk ?? known.get(workstation) ?? null;
    },
    begin: ({ as, workstation, ...ask }, leg) => {
      const help = put({ ...ask, id: needs.world.id(), at: needs.world.now(), person: as.person, stage: "calling", outcome: null, endedAt: null });
      follow(help, leg, untilWritten(needs.log, { what: "emergency", call: help.id }, () => tell(needs, { as, help, workstation: workstation ?? null })));
      return help;
    },
  };
}

/** A call for help, and the node that has its desk; null: it is ours. */
type Placed = HelpCall & { readonly node: string | null };
const withoutNode = ({ node: _node, ...help }: Placed): HelpCall => help;
const WORD = "help";

/** [C114] Told as it moves, and all of it whenever a node is met: no database stands between a call for help and whoever must see it. */
function shareHelp(nodes: Needs["nodes"], { keep, ours }: { keep: (help: Placed) => void; ours: () => readonly Placed[] }): void {
  nodes.onMet((node) => ours().forEach((help) => nodes.tell(WORD, withoutNode(help), node)));
  nodes.hear(WORD, (body, from) => keep({ ...(body as HelpCall), node: from }));
}

/** Of a leg that was taken up, in the words of one that was placed. */
const endOf = (end: LegEnd): DialEnd["why"] => (end === "remote-hangup" || end === "local-hangup" || end === "session-expired" || end === "transport-lost" ? end : "failed");

/** [C110] 47 CFR 9.16(b)(2): whoever minds the house is told at the moment of the call that it was made, from where, and how to ring the desk back. */
async function tell(needs: Needs, { as, help, workstation }: { as: Actor & { person: PersonId }; help: HelpCall; workstation: string | null }): Promise<void> {
  const { id, at, number, person, call, desk } = help;
  const fact: Fact = { name: "desk.help-called", subject: id, at, ids: { number, by: person, known: desk !== null } };
  await needs.db.transaction({ ...as.scope, clients: [] }, async (tx) => {
    await needs.audit.record(tx, as, "desk.call-emergency", { type: "emergency-call", id }, number === "911" ? "emergency" : "test", { ...(workstation !== null && { workstation: [workstation] }), ...(call !== null && { calls: [call] }) });
    await store.addEmergency(tx, { id, at, number, person, workstation, call, desk });
    await needs.facts.record(tx, fact);
  });
}
