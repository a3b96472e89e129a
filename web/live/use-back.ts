import { useEffect, useRef } from "react";

/** Calls when the line is back after a loss, and only then: the room asked once when it opened. */
export function useBack(inTouch: boolean, again: () => void): void {
  const lost = useRef(false);
  useEffect(() => {
    if (inTouch && lost.current) again();
    lost.current = !inTouch;
  }, [inTouch, again]);
}
