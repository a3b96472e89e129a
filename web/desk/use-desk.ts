import { useCallback, useEffect, useRef, useState } from "react";
import type { CallRow, DeskSnapshot, LiveFrame } from "../../contract/index.ts";
import { useSession } from "../app/session.tsx";
import { api, type Trouble } from "../api/index.ts";
import { useBack, useLive, type Live } from "../live/index.ts";

export interface Desk {
  readonly snapshot: DeskSnapshot | undefined;
  readonly live: Live;
  readonly trouble: Trouble | undefined;
  /** The call of this operator: on the line, held, or being finished. */
  readonly mine: CallRow | undefined;
  /** The call that rings here. */
  readonly offered: CallRow | undefined;
}

const own = new Set<CallRow["state"]>(["talking", "held", "joined", "wrap-up"]);
/** The desk as the server says it: whole snapshots, the newest wins. Which is the newest is a matter of the line, not of a clock that may be set back. */
export function useDesk(onMediaLost: (call: string) => void): Desk {
  const { lapse } = useSession();
  const [snapshot, setSnapshot] = useState<DeskSnapshot>();
  const [trouble, setTrouble] = useState<Trouble>();
  const frames = useRef(0);
  const take = useCallback((fresh: DeskSnapshot) => { setTrouble(undefined); setSnapshot(fresh); }, []);
  const fetch = useCallback(() => {
    const before = frames.current;
    void api.desk().then((answer) => {
      if (!answer.ok) setTrouble(answer.trouble);
      else if (frames.current === before) take(answer.value); // Else a frame came after the question: it is newer than the answer.
    });
  }, [take]);
  const onFrame = (frame: LiveFrame) => {
    if (frame.type === "desk") {
      frames.current += 1;
      take(frame.desk);
    }
    if (frame.type === "offer") fetch();
    if (frame.type === "call-media-lost") onMediaLost(frame.call);
    if (frame.type === "session") lapse();
  };
  const live = useLive("desk", onFrame);
  useEffect(fetch, [fetch]);
  useBack(live, fetch);
  // Of two, the one with somebody on the line: what was typed in the other waits.
  const owned = snapshot?.calls.filter((call) => call.mine && own.has(call.state));
  const mine = owned?.find((call) => call.state !== "wrap-up") ?? owned?.[0];
  const offered = snapshot?.calls.find((call) => call.mine && call.state === "offered");
  return { snapshot, live, trouble, mine, offered };
}
