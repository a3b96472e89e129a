/** Waits on a condition, with a deadline; peers have no fake clock. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, secondsMax = 20): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > secondsMax * 1000) throw new Error(`not within ${secondsMax} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - began;
}
