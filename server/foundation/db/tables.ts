/**
 * Every table there is, with its registry number and kind. A number is bound into each sealed value (additional authenticated
 * data), so it never changes and is never used again, whatever the table is called later. tidy checks this file against the
 * migrated database: client tables have the key (client_id, id) and FORCE ROW LEVEL SECURITY, machine tables hold no text of people.
 *
 * client   rows of one client, seen only in its scope      service  no client: identity, vendors; grants only
 * machine  due, outbox, audit queue: ids and times, never PHI
 */
export interface TableEntry {
  readonly number: number;
  readonly name: `${string}.${string}`;
  readonly kind: "client" | "service" | "machine";
  /** Sealed columns and their numbers. */
  readonly sealed?: Readonly<Record<string, number>>;
}

export const tables: readonly TableEntry[] = [
  // foundation: 1-19
  { number: 1, name: "foundation.due", kind: "machine" },
  { number: 2, name: "foundation.migration", kind: "machine" },
  { number: 3, name: "foundation.clock", kind: "machine" },
  { number: 4, name: "foundation.node", kind: "machine" },
  { number: 5, name: "foundation.placed", kind: "client", sealed: { carried: 1 } },
  // audit: 20-29
  { number: 20, name: "audit.epoch", kind: "machine" },
  { number: 21, name: "audit.entry", kind: "machine" },
  { number: 22, name: "audit.leaf", kind: "machine" },
  { number: 23, name: "audit.subtree", kind: "machine" },
  { number: 24, name: "audit.checkpoint", kind: "machine" },
  { number: 25, name: "audit.cosignature", kind: "machine" },
  { number: 26, name: "audit.touched", kind: "machine" },
  // vault: 30-39
  // identity: 40-49
  { number: 40, name: "identity.person", kind: "service" },
  { number: 41, name: "identity.password", kind: "service" },
  { number: 42, name: "identity.totp", kind: "service", sealed: { sealed: 1 } },
  { number: 43, name: "identity.passkey", kind: "service" },
  { number: 44, name: "identity.invitation", kind: "service" },
  { number: 45, name: "identity.session", kind: "service" },
  { number: 46, name: "identity.workstation", kind: "service" },
  { number: 47, name: "identity.challenge", kind: "machine" },
  { number: 48, name: "identity.throttle", kind: "machine" },
  { number: 49, name: "identity.news", kind: "service" },
  // clients: 50-59
  { number: 50, name: "clients.roll", kind: "service" },
  { number: 51, name: "clients.client", kind: "client" },
  // access: 60-69
  { number: 60, name: "access.membership", kind: "service" },
  { number: 61, name: "access.call_group", kind: "service" },
  { number: 62, name: "access.call_group_member", kind: "service" },
  { number: 63, name: "access.call_group_account", kind: "service" },
  // agreements: 100-109
  { number: 100, name: "agreements.agreement", kind: "client" },
  { number: 101, name: "agreements.change", kind: "client" },
  // directory: 200-209
  { number: 200, name: "directory.account", kind: "client" },
  { number: 201, name: "directory.number", kind: "service" },
  { number: 202, name: "directory.status_note", kind: "client" },
  { number: 203, name: "directory.dial_entry", kind: "client" },
  { number: 204, name: "directory.hours_version", kind: "client" },
  { number: 205, name: "directory.closing", kind: "client" },
  { number: 206, name: "directory.reception_version", kind: "client" },
  { number: 207, name: "directory.operator_skills", kind: "service" },
  { number: 208, name: "directory.account_music", kind: "client" },
  { number: 209, name: "directory.house_music", kind: "service" },
  { number: 299, name: "directory.account_greeting", kind: "client", sealed: { sound: 1 } },
  // oncall: 210-219
  { number: 210, name: "oncall.schedule_version", kind: "client" },
  { number: 211, name: "oncall.override", kind: "client" },
  { number: 212, name: "oncall.note", kind: "client" },
  { number: 213, name: "oncall.swap", kind: "client" },
  // scripts: 220-229
  { number: 220, name: "scripts.script", kind: "client" },
  { number: 221, name: "scripts.script_version", kind: "client" },
  // calls: 230-239
  { number: 230, name: "calls.call", kind: "client", sealed: { caller: 1, caller_index: 2 } },
  { number: 231, name: "calls.call_event", kind: "client" },
  { number: 232, name: "calls.turned_away", kind: "client" },
  { number: 233, name: "calls.recording", kind: "client", sealed: { file: 1 } },
  { number: 234, name: "calls.operator_event", kind: "service" },
  { number: 235, name: "calls.desk_place", kind: "service" },
  { number: 236, name: "calls.emergency_call", kind: "service" },
  { number: 238, name: "calls.recording_consent", kind: "client" },
  // ringback: 237
  { number: 237, name: "ringback.try", kind: "client" },
  // messages: 240-249
  { number: 240, name: "messages.draft", kind: "client", sealed: { content: 1 } },
  { number: 241, name: "messages.message", kind: "client" },
  { number: 242, name: "messages.revision", kind: "client", sealed: { content: 1 } },
  { number: 243, name: "messages.event", kind: "client", sealed: { words: 1 } },
  { number: 244, name: "messages.call_back", kind: "client" },
  { number: 245, name: "messages.caller_match", kind: "client", sealed: { number_index: 1, person_index: 2 } },
  { number: 246, name: "messages.status_ask", kind: "client" },
  // delivery: 250-259
  { number: 250, name: "delivery.attempt", kind: "client" },
  { number: 251, name: "delivery.receipt", kind: "client" },
  { number: 252, name: "delivery.inbox", kind: "client" },
  { number: 253, name: "delivery.push_subscription", kind: "service" },
  { number: 254, name: "delivery.push_note", kind: "client" },
  { number: 255, name: "delivery.turn", kind: "machine" },
  { number: 256, name: "delivery.bucket", kind: "machine" },
  { number: 257, name: "delivery.breaker", kind: "machine" },
  // dispatch: 260-269
  { number: 260, name: "dispatch.ladder", kind: "client" },
  { number: 261, name: "dispatch.dispatch", kind: "client" },
  { number: 262, name: "dispatch.decision", kind: "client" },
  { number: 263, name: "dispatch.assignment", kind: "client" },
  { number: 264, name: "dispatch.hold", kind: "client" },
  { number: 265, name: "dispatch.digest_plan", kind: "client" },
  { number: 266, name: "dispatch.digest", kind: "client" },
  { number: 267, name: "dispatch.digest_item", kind: "client" },
  // desk: 270-274
  { number: 270, name: "desk.cue", kind: "client", sealed: { words: 1 } },
  { number: 271, name: "desk.chosen_keys", kind: "service" },
  // coverage: 275-279
  { number: 275, name: "coverage.accepted_hole", kind: "client" },
  { number: 276, name: "coverage.report", kind: "client" },
  { number: 277, name: "coverage.feed", kind: "service" },
  { number: 278, name: "coverage.hand_over", kind: "client" },
  { number: 279, name: "coverage.import", kind: "client" },
  // notices: 280-289
  { number: 280, name: "notices.notice", kind: "service" },
  // drills: 286-287
  { number: 286, name: "drills.plan", kind: "client" },
  { number: 287, name: "drills.drill", kind: "client" },
  // nightlead: 283-285, 288
  { number: 283, name: "nightlead.person", kind: "service" },
  { number: 284, name: "nightlead.alarm", kind: "client" },
  { number: 285, name: "nightlead.watcher", kind: "service" },
  { number: 288, name: "nightlead.sound", kind: "service" },
  // voice: 290-292, 298
  { number: 290, name: "voice.telephone", kind: "service" },
  { number: 291, name: "voice.call", kind: "service" },
  { number: 292, name: "voice.ringing", kind: "service" },
  { number: 298, name: "voice.test_call", kind: "service" },
  // checkin: 293-295
  { number: 293, name: "checkin.attempt", kind: "service", sealed: { caller: 1 } },
  { number: 294, name: "checkin.card", kind: "client" },
  { number: 295, name: "checkin.line", kind: "service" },
  // identity, by telephone: 296-297
  { number: 296, name: "identity.pin", kind: "service" },
  { number: 297, name: "identity.telephone", kind: "service" },
];

export function sealedColumn(table: string, column: string): { table: number; column: number } {
  const entry = tables.find((t) => t.name === table);
  const number = entry?.sealed?.[column];
  if (!entry || number === undefined) throw new Error(`no sealed column ${table}.${column} in the registry`);
  return { table: entry.number, column: number };
}
