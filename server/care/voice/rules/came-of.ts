import type { DialFailure } from "../../calls/index.ts";
import type { Answer } from "../../delivery/index.ts";

/** [VD7] What came of one message's try by telephone. */
export type CameOf =
  // A person decided.
  | "acknowledged" | "acknowledged-connected" | "passed" | "refused"
  // Rung and answered, and no person took it.
  | "no-key" | "no-key-reading" | "no-sound" | "hung-up" | "hung-up-reading" | "broke-off" | "broke-off-reading" | "not-read" | "pin-refused" | "pin-unheard" | "told-fixed" | "voice-failed" | "not-theirs" | "late"
  // Never answered.
  | DialFailure | "lost"
  // Nobody was rung.
  | "not-allowed" | "not-proved" | "no-pin" | "closed" | "no-trunk" | "not-wanted";

interface Told {
  /** Its line on the timeline; none: others say it. */
  readonly say: string | null;
  readonly answer: Answer;
}
const failed = (reason: string, fault?: "channel"): Answer => ({ kind: "failed", reason, ...(fault && { fault }) });
const accepted: Answer = { kind: "accepted" };
const line = (say: string | null, answer: Answer): Told => ({ say, answer });

const TABLE: Readonly<Record<CameOf, Told>> = {
  acknowledged: line("Read by telephone, and taken with key 1.", accepted),
  "acknowledged-connected": line("Read by telephone, and taken with key 3 to ring the caller.", accepted),
  passed: line("Read by telephone, and passed on with key 2.", accepted),
  refused: line("Read by telephone. A key to take it came too late: it is somebody else's, or was changed.", accepted),
  "no-key": line("Answered, no key: nothing was read, and nobody has it. It may have been a mailbox.", failed("voice-no-key")),
  "no-key-reading": line("Answered with the right PIN and read, and no key was pressed: nobody has it.", failed("voice-no-key")),
  "no-sound": line("Answered, no key, and for half a minute no sound came from there: the line may carry none. Nothing was read, and nobody has it.", failed("voice-no-sound")),
  "hung-up": line("Answered, and hung up before the PIN: nothing was read.", failed("voice-hung-up")),
  "hung-up-reading": line("Hung up while the message was read: nobody has it.", failed("voice-hung-up")),
  "broke-off": line("Answered, and the connection broke before the PIN: nothing was read.", failed("voice-lost")),
  "broke-off-reading": line("The connection broke while the message was read: nobody has it.", failed("voice-lost")),
  "not-read": line("The call ended before this message was read: nobody has it.", failed("voice-hung-up")),
  "pin-refused": line("Answered, and the PIN was wrong three times: nothing was read. This telephone is not used for 15 minutes.", failed("voice-pin")),
  "pin-unheard": line("Answered, and the PIN could not be looked at: nothing was read. It says nothing of whoever keyed it.", failed("voice-lost")),
  "told-fixed": line("Answered. No voice is installed, so fixed words said that a message waits in the inbox: nobody has it.", failed("voice-none")),
  "voice-failed": line("Answered with the right PIN, and the message could not be made into sound: nobody has it.", failed("voice-none")),
  "not-theirs": line("Answered with the right PIN, and the message may not be read to this person any more.", failed("voice-not-theirs")),
  late: line("The call to this person goes on with something else, and this message has waited too long for it: nobody has it.", failed("voice-busy")),
  busy: line("Rung by telephone: the line was busy.", failed("voice-busy")),
  declined: line("Rung by telephone: the call was declined.", failed("voice-declined")),
  "no-answer": line("Rung by telephone: no answer.", failed("voice-no-answer")),
  "no-such-number": line("Rung by telephone: the number cannot be called.", failed("voice-no-such-number")),
  "trunk-fault": line("Not rung by telephone: no trunk took the call.", failed("voice-trunk", "channel")),
  "challenged-for-ever": line("Not rung by telephone: the trunks did not accept our password.", failed("voice-trunk", "channel")),
  "refused-by-limit": line("Not rung by telephone: one of our own limits refused the call.", failed("voice-limit")),
  cancelled: line("Rung by telephone, and given up.", failed("voice-cancelled")),
  lost: line("Rung by telephone: the connection was lost.", failed("voice-lost")),
  "not-allowed": line("Not rung by telephone: the office has not allowed it for this person.", failed("voice-not-allowed")),
  "not-proved": line("Not rung by telephone: this person has no number on file that a test call proved.", failed("voice-not-proved")),
  "no-pin": line("Not rung by telephone: this person has set no PIN.", failed("voice-no-pin")),
  closed: line("Not rung by telephone: wrong PINs closed this telephone a while ago.", failed("voice-closed")),
  "no-trunk": line("Not rung by telephone: no outbound trunk is set up.", failed("voice-trunk", "channel")),
  "not-wanted": line(null, failed("no-longer-wanted")),
};

/** A telephone from which nothing came for so long, with nobody who pressed a key, is told as that and not as a mailbox. */
const SILENT_SECONDS_MIN = 30;

/** How a call ended, told apart: somebody who hung up, a connection that broke, a line without sound, words without a voice. */
export function cameOfEnd(came: CameOf, { why, silentSeconds }: { readonly why: string; readonly silentSeconds: number }): CameOf {
  if (why === "no-voice") return "voice-failed";
  if (came === "no-key" && silentSeconds >= SILENT_SECONDS_MIN) return "no-sound";
  if (why !== "lost") return came;
  return came === "hung-up" ? "broke-off" : came === "hung-up-reading" ? "broke-off-reading" : came;
}

export const told = (came: CameOf): Told => TABLE[came];
export const allCameOf = Object.keys(TABLE) as CameOf[];
export const CLOSED_MINUTES = 15;
