/**
 * How long a session lasts without a hand, by where it is. A workstation's and an office's session ends; a clinician's phone
 * stays signed in and locks what is PHI (45 CFR 164.312(a)(2)(iii), automatic logoff). A live call's sound asks no session.
 */
export const KINDS = {
  workstation: { idleSecondsMax: 15 * 60, ageSecondsMax: 14 * 3600, onIdle: "ends" },
  office: { idleSecondsMax: 10 * 60, ageSecondsMax: 14 * 3600, onIdle: "ends" },
  phone: { idleSecondsMax: 5 * 60, ageSecondsMax: 30 * 86_400, onIdle: "locks" },
} as const;
export type SessionKind = keyof typeof KINDS;

/** A token is exchanged after this much use; one that crossed with its successor is still heard for the grace. */
export const TOKEN_SECONDS_MAX = 15 * 60;
export const TOKEN_GRACE_SECONDS = 30;
export const TOKEN_BYTES = 32;

export const INVITATION_DAYS = 7;
export const CHALLENGE_SECONDS_MAX = 5 * 60;
/** Browsers keep no cookie longer (RFC 6265bis, 5.5). An unused enrolment is forgotten sooner. */
export const WORKSTATION_COOKIE_DAYS = 400;
export const WORKSTATION_UNUSED_DAYS_MAX = 180;
/** Half of what NIST SP 800-63B allows in a row: three codes are good at a time, so fifty guesses find one in 6,700 times. */
export const WORKSTATION_FAILURES_MAX = 50;
export const PASSKEYS_PER_PERSON_MAX = 20;
/** Adding a way to sign in asks for a proof not older than this. */
export const STEP_UP_SECONDS = 10 * 60;

/** argon2id with the parameters OWASP's Password Storage Cheat Sheet names first: 19 MiB, 2 passes, 1 lane. */
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
/** Hashes at once and in line, for strangers and, apart from them, for enrolled workstations: a flood cannot take the desk's turn. */
export const HASHING = { atOnceMax: 2, waitingMax: 40 } as const;

/** RFC 6238: 30 s steps, six digits; the step before and after are heard, because clocks differ. */
export const TOTP = { periodSeconds: 30, digits: 6, window: 1, secretBytes: 20 } as const;

/** By telephone. Of a million PINs of six digits, this many wrong ones in a row find one in 20,000 times; then the PIN is over. */
export const PIN_FAILURES_MAX = 50;
/** A number entered by somebody who stole a session is noticed before the house rings it for proof. */
export const NUMBER_SETTLES_HOURS = 24;
