import { useEffect, useRef } from "react";
import type { LiveState } from "./touch.ts";

/** Calls when the line is back after a loss, and when what it said could not be read; else never: the room asked once when it opened. */
export function useBack({ inTouch, unread }: Pick<LiveState, "inTouch" | "unread">, again: () => void): void {
  const known = useRef({ lost: false, unread });
  useEffect(() => {
    const { lost, unread: before } = known.current;
    known.current = { lost: !inTouch, unread };
    if ((inTouch && lost) || unread !== before) again();
  }, [inTouch, unread, again]);
}
