const MINUTE = 60;

/** "48 s", "3 min 5 s": as long as a talk can be. */
export function lasted(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / MINUTE), seconds % MINUTE];
  return minutes === 0 ? `${rest} s` : `${minutes} min ${rest} s`;
}
