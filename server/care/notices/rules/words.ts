/** What the office can be told about. Stored: a kind is never renamed. */
export const KINDS = ["locked-out", "token-reused", "ladder-ended", "hold-unreviewed", "digest-unread", "called-again", "agreement-changed", "turned-away", "held-long", "parked-long", "help-called", "dial-limit", "check-in-failed", "devices-forgotten", "witness-behind", "coverage-found", "hand-over-unconfirmed", "nobody-rung", "watcher-silent", "channel-opened", "channel-closed", "drills-missed", "voice-closed"] as const;
export type NoticeKind = (typeof KINDS)[number];

/** By kind, then by the code that came with it. "" stands for any other code. Fixed words: nothing of a caller is in them. */
const WORDS: Readonly<Record<NoticeKind, Readonly<Record<string, string>>>> = {
  "locked-out": {
    account: "Too many sign-ins failed; the next one has to wait",
    network: "Too many sign-ins failed from one network; the next one from there has to wait",
    workstation: "Too many sign-ins failed at this person's own workstation",
    pin: "Three telephone PINs in this person's name were wrong; the next one has to wait",
    pinRung: "Three telephone PINs were wrong at this person's own telephone, which the service had rung; the next one there has to wait",
    caller: "One calling number gave wrong telephone PINs for too many people; it has to wait",
    withheld: "Callers who hide their number gave too many wrong telephone PINs; they have to wait",
    everyPin: "Many wrong telephone PINs came within minutes, for different people: somebody may be guessing",
    pinEndedOnLine: "Fifty wrong telephone PINs in a row: this person's PIN opens nothing on the check-in line until they set another",
    pinEnded: "Fifty wrong telephone PINs in a row: this person's PIN is over until they set another",
    "": "Too many sign-ins failed",
  },
  "token-reused": { "": "One session was shown by two browsers, so it was ended in both" },
  "hold-unreviewed": { "": "Messages were held for the office, and a day later nobody has reviewed whether that was right" },
  "digest-unread": { "": "An office has not opened this morning's digest, and the desk was asked to ring it" },
  "ladder-ended": { held: "A held message was not taken after the office opened, nor when it was rung: the desk has an alarm", "": "A ladder ended and nobody had taken the message: the desk has an alarm" },
  "called-again": { "": "A caller rang again about something urgent that nobody had taken" },
  "agreement-changed": {
    record: "A signed agreement was recorded",
    suspend: "The agreement was suspended: callers are turned away",
    resume: "The agreement is in force again",
    end: "The agreement was ended: callers are turned away",
    "": "The agreement was changed",
  },
  "turned-away": {
    suspended: "Callers are turned away: the agreement is suspended",
    expired: "Callers are turned away: the agreement has expired",
    ended: "Callers are turned away: the agreement was ended",
    "": "Callers are turned away: no agreement is in force",
  },
  "devices-forgotten": {
    forget: "Every phone and workstation of this person was forgotten: passkeys and enrolments are gone",
    reset: "Password, authenticator, passkeys and workstations of this person were ended, and a link was made",
    "": "Every phone and workstation of this person was forgotten",
  },
  "witness-behind": { "": "The witness has signed no newer state of the audit log for too long: entries since then have our own signature alone" },
  "nobody-rung": {
    "no-trunk": "An alarm that nobody at the desk answered could not leave the house: no outbound trunk is set up",
    "no-people": "An alarm that nobody at the desk answered could not leave the house: no night lead and no owner is named",
    "": "An alarm that nobody at the desk answered could not leave the house",
  },
  "watcher-silent": { "": "A watcher on another host was not heard for a minute: nobody outside would notice if this house stood still" },
  "coverage-found": { "": "The daily look at a schedule found something: the practice's calendar says what" },
  "hand-over-unconfirmed": { "": "Duty has begun, and this person has not said that they have it" },
  "channel-opened": {
    voice: "The telephone does not get through to clinicians: their pages take the next step at once until it does",
    push: "A service that wakes phones does not answer: pages to people whom it alone wakes take the next step at once until it does",
    "": "A way to reach clinicians does not answer: their pages take the next step at once until it does",
  },
  "channel-closed": { voice: "The telephone gets through to clinicians again", push: "A service that wakes phones answers again", "": "A way to reach clinicians answers again" },
  "drills-missed": { "": "Two test pages in a row were not acknowledged in time: would this person be reached tonight?" },
  "voice-closed": { "": "A telephone gave three wrong PINs when it was rung to have messages read: it is not used for 15 minutes. Ask this person whether it was them" },
  "check-in-failed": { "": "Somebody who rang in as this person gave three wrong proofs: the number they rang from is under Check-in" },
  "parked-long": { "": "Nobody took a parked caller for three minutes: they ring again, before all others" },
  "help-called": { "911": "911 was called from a desk. The floor says who, from where, and which number rings the desk back", "933": "A desk rang 933 to hear which place is registered for it", "": "911 was called from a desk" },
  "dial-limit": {
    "destination": "A call to a number outside of those that may be dialled was refused",
    "spend-hour": "A limit on what calls may cost in an hour refused a call", "spend-day": "A limit on what calls may cost in a day refused a call",
    "": "A limit on the calls we place refused one: is somebody using the line who should not?",
  },
  "held-long": { "": "A caller was on hold for more than five minutes" },
};

export const sayNotice = (kind: NoticeKind, code: string): string => (Object.hasOwn(WORDS[kind], code) ? WORDS[kind][code] : WORDS[kind][""])!;
