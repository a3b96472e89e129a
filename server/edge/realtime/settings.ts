export interface LiveSettings {
  readonly beatSeconds: number;
  /** Without a word for so long, a browser is lost. */
  readonly lostSeconds: number;
  readonly sweepMilliseconds: number;
  /** How often each session is looked at again. */
  readonly watchSeconds: number;
  readonly snapshotMilliseconds: number;
}
export const LIVE: LiveSettings = { beatSeconds: 2, lostSeconds: 3.5, sweepMilliseconds: 250, watchSeconds: 5, snapshotMilliseconds: 50 };

export const LIVE_PATH = "/api/live";
export const MESSAGE_BYTES_MAX = 4 * 1024;
export const MESSAGES_PER_SECOND_MAX = 20;
export const CONNECTIONS_PER_PERSON_MAX = 9;
export const CONNECTIONS_MAX = 2_000;
/** What may wait for one browser before it is dropped: some 10 desk snapshots. */
export const WAITING_BYTES_MAX = 1024 * 1024;
