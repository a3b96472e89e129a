const ROUNDS_MAX = 3;

/** Processor time of some work that took longer than `enough`, the least of three rounds: other work on the machine must not decide a test. */
export function cpuMilliseconds(work: () => unknown, enough: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS_MAX && least > enough; round++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
