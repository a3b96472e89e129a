import { useCallback, useEffect, useRef, useState } from "react";
import type { Inbox, LiveFrame } from "../../contract/index.ts";
import { api, serverClock, type Trouble } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { useBack, useLive, type Live } from "../live/index.ts";

export type Page = Inbox["pages"][number];
export interface InboxView {
  readonly inbox: Inbox | undefined;
  readonly trouble: Trouble | undefined;
  readonly live: Live;
  /** Attempts that came while this page was open. Ids only: they live on while the phone is locked. */
  readonly fresh: ReadonlySet<string>;
  readonly again: () => void;
  /** When the server last took something away from this person; undefined: not while this page was open. */
  readonly narrowedAt: number | undefined;
}

/** Says once for each attempt that it reached this device; what the network lost is said again at the next chance. */
function useOnDevice(): (attempts: readonly (string | null)[]) => void {
  const told = useRef(new Set<string>());
  return useCallback((attempts) => {
    for (const attempt of attempts) {
      if (attempt === null || told.current.has(attempt)) continue;
      told.current.add(attempt);
      void api.onDevice({ params: { attempt }, body: {} }).then((answer) => { if (!answer.ok && answer.trouble.kind !== "refused") told.current.delete(attempt); });
    }
  }, []);
}

/** The inbox, asked again at each word from the server that something changed, and whenever the line comes back. */
export function useInbox(onSession: (state: "locked" | "ended") => void, standing: string): InboxView {
  const asked = useAsked(() => api.inbox(), standing);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [narrowedAt, setNarrowedAt] = useState<number>();
  const arrived = useOnDevice();
  const live = useLive("clinician", (frame: LiveFrame) => {
    if (frame.type === "session") onSession(frame.state);
    if (frame.type === "access-ended") {
      // Everything, because the frame names nothing: what is still this person's is back with the answer.
      asked.drop();
      setNarrowedAt(serverClock.now());
      asked.again();
    }
    const came = frame.type === "paged" ? [frame.attempt] : frame.type === "inbox" ? frame.attempts : undefined;
    if (!came) return;
    arrived(came);
    setFresh((old) => new Set([...old, ...came]));
    // What a page says is asked with the count, which follows it in a moment: one question for both.
    if (frame.type === "inbox") asked.again();
  });
  const { value, again } = asked;
  useEffect(() => { if (value) arrived(value.pages.map((page) => page.attempt)); }, [value, arrived]);
  useBack(live, again);
  return { inbox: value, trouble: asked.trouble, live, fresh, again, narrowedAt };
}
