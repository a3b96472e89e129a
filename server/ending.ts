/** systemd and a closed terminal tell the launcher and us, and the launcher tells us too: that is one asking. */
const ONE_ASKING_MS = 500;

/** Calls `end` when this process is asked to end; asked again, it ends at once. */
export function whenAskedToEnd(end: () => void): void {
  let askedAt: number | undefined;
  const hear = (): void => {
    const at = performance.now();
    if (askedAt !== undefined) return at - askedAt > ONE_ASKING_MS ? process.exit(1) : undefined;
    askedAt = at;
    end();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, hear);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined); // The terminal was closed; calls go on.
}
