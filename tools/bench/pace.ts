/** Begins `count` acts, `perSecond` of them a second, whether or not those before are over: callers do not wait for each other. */
export async function paced<T>({ count, perSecond }: { count: number; perSecond: number }, act: (index: number) => Promise<T>): Promise<T[]> {
  const began = performance.now();
  const under: Promise<T>[] = [];
  for (let index = 0; index < count; index++) {
    await pause(began + (index * 1000) / perSecond - performance.now());
    under.push(act(index));
  }
  return Promise.all(under);
}

/** `atOnce` clients, each beginning its next act when its last is over. Gives acts a second. */
export async function sustained({ count, atOnce }: { count: number; atOnce: number }, act: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) await act(next++);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, client));
  return (count * 1000) / (performance.now() - began);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Waits until something holds; the deadline says what did not. */
export async function until(what: string, secondsMax: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + secondsMax * 1000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`after ${secondsMax} s still not: ${what}`);
    await pause(20);
  }
}
