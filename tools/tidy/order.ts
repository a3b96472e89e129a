/** The line of slices: a file may import its own slice, the contract, and the door (index.ts) of any slice to its left. */
export const order = [
  "trust/audit", "trust/vault", "trust/identity", "trust/clients", "trust/access",
  "gates/agreements",
  "care/directory", "care/oncall", "care/scripts", "care/calls", "care/messages", "care/delivery", "care/dispatch", "care/ringback", "care/drills", "care/coverage", "care/notices", "care/nightlead", "care/checkin", "care/voice", "care/desk",
] as const;

/** Edges fit the ports of slices, so they may know the door of any slice; slices know no edge. */
export const edges = ["edge/emergency", "edge/http", "edge/keys", "edge/media", "edge/nodes", "edge/push", "edge/realtime", "edge/sip", "edge/speech", "edge/witness"] as const;

/** Files outside the slices that put the house together: the only ones that know every door. */
export const composers = ["server/compose.ts", "server/run.ts", "server/rung-back.ts", "server/parts.ts", "server/main.ts", "server/first-run.ts", "server/holding.ts", "server/asked.ts", "server/ending.ts", "server/why-not.ts", "server/sequencing.ts", "server/emergency.ts", "server/checked-in.ts", "server/watched.ts", "server/nodes.ts", "server/voiced.ts", "server/demo/"] as const;

/** A type that a slice may take from the file that owns it although it is no door: narrow, and said here. */
export const sideDoors: Readonly<Record<string, readonly string[]>> = {
  "trust/audit/entry.ts": ["trust/identity", "trust/clients", "trust/access"],
  "care/calls/ports.ts": ["edge/sip", "edge/media"],
};
