export type Closers = (() => Promise<unknown>)[];

export interface WaitNeeds<T> {
  readonly open: (closers: Closers) => Promise<T>;
  /** Answers callers by the last copy of the gate from now on. False: there is nothing to answer them by. */
  readonly answer: () => Promise<boolean>;
  readonly say: (line: string) => void;
  /** Somebody asks this process to end. */
  readonly ending: AbortSignal;
  readonly tryAgainMs?: number;
}

const TRY_AGAIN_MS = 2_000;
/** The network's words for nobody there, PostgreSQL's for not yet and no more, and our own for an embedded one that does not start. */
const AWAY: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EPIPE", "57P01", "57P03", "53300", "DATABASE_AWAY"]);
export const isAway = (error: unknown): boolean => AWAY.has((error as NodeJS.ErrnoException).code ?? "");

/** [EM9] [RUN-4] What the database must be there for. While it is away callers are answered, if there is a copy to answer by; else the start ends and says why. */
export async function openOrWait<T>(needs: WaitNeeds<T>, closers: Closers): Promise<T> {
  const first = await tryOnce(needs, closers);
  if ("value" in first) return first.value;
  if (!isAway(first.error) || !(await needs.answer())) throw first.error;
  needs.say(`The database is away (${first.error.message}). Callers are answered and kept meanwhile; it is tried again and again.`);
  return waitFor(needs, closers);
}

async function waitFor<T>(needs: WaitNeeds<T>, closers: Closers): Promise<T> {
  for (;;) {
    await napUntil(needs.tryAgainMs ?? TRY_AGAIN_MS, needs.ending);
    if (needs.ending.aborted) throw new Error("it was asked to end while the database was away");
    const again = await tryOnce(needs, closers);
    if ("value" in again) return (needs.say("The database answers again"), again.value);
    if (!isAway(again.error)) throw again.error;
  }
}

/** What was opened on the way to a failure is closed again. */
async function tryOnce<T>({ open }: WaitNeeds<T>, closers: Closers): Promise<{ value: T } | { error: Error }> {
  const opened: Closers = [];
  try {
    const value = await open(opened);
    closers.push(...opened);
    return { value };
  } catch (error) {
    for (const close of opened.toReversed()) await close().catch(() => undefined);
    return { error: error as Error };
  }
}

function napUntil(milliseconds: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      ending.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    ending.addEventListener("abort", over);
    if (ending.aborted) over();
  });
}
