/**
 * The files that may take PHI out of its wrapping, each with its reason. Any other use of dangerouslyReveal fails the build: hand the
 * value on wrapped, or add the file here and say in a sentence why it may.
 */
export const reveals: Readonly<Record<string, string>> = {
  "server/foundation/phi.ts": "It is where the value stands.",
  "server/trust/vault/envelope.ts": "Seals it.",
  "server/trust/vault/sealed-file.ts": "Seals it, chunk by chunk.",
  "server/trust/vault/blind-index.ts": "Makes a keyed hash of it.",
  "server/trust/vault/index.ts": "Reads opened bytes as text, and wraps that again.",
  "server/trust/identity/one-time-code.ts": "A secret of one-time codes, which is no PHI, is compared.",
  "server/care/calls/commands/take-kept.ts": "Seals the number and name of a kept call again, under the keys of its client.",
  "server/edge/emergency/spool.ts": "Seals a call to the recovery key while the database is away.",
  "server/edge/speech/index.ts": "Hands words to the program that speaks them, by a pipe.",
  "server/care/calls/index.ts": "Reads number and name apart, and wraps each again.",
  "server/care/calls/live/consent.ts": "Reads the area code of the caller's number, for the law of its State.",
  "server/care/calls/live/across.ts": "Shows the caller's number to the other nodes, over a line that only nodes hear; each wraps it again.",
  "server/care/calls/live/carry.ts": "Hands the dialog of a dead node's call to the telephone, which speaks in it.",
  "server/care/calls/live/second.ts": "Rings the number of a directory entry; the trunk must have it in the clear.",
  "server/care/calls/live/spoken-join.ts": "Rings the number of a message for a clinician who asked for it; the trunk must have it in the clear.",
  "server/care/messages/commands/save-draft.ts": "Measures what is typed before it is sealed.",
  "server/care/messages/commands/save-message.ts": "Checks and orders what was typed before it is sealed.",
  "server/care/messages/commands/correct-message.ts": "As save-message, with the revision before.",
  "server/care/messages/commands/open-message.ts": "Compares two revisions, and wraps what is other between them again.",
  "server/care/messages/routes.ts": "Shows a message as it was typed to the operator who corrects it; begin-correction wrote the entry in the same transaction.",
  "server/care/messages/commands/know-caller.ts": "Puts a name and a birth date into one form, of which a keyed hash is made.",
  "server/care/messages/commands/save-voicemail.ts": "Writes the caller's number into the message that is sealed.",
  "server/care/dispatch/commands/open-detail.ts": "Opens a message for a person; the entry is in the same transaction.",
  "server/care/dispatch/rules/timeline.ts": "Shows a clinician's reply in a message that open-detail opened.",
  "server/care/desk/routes.ts": "Shows the words of a reminder to the operator who asked for them; remind wrote the entry in the same transaction.",
  "server/care/desk/commands/open-card.ts": "Shows number and draft to the operator who has the call; the entry is in the same transaction.",
  "server/care/desk/commands/hear-recording.ts": "Plays a recording; the entry is committed before the first byte is read.",
  "server/care/desk/live/view.ts": "Shows the caller's number to the operator who has the call, and on a cue to ring back.",
};
