import { useEffect, useRef, useState } from "react";
import type { LiveFrame } from "../../contract/index.ts";
import { useSession } from "../app/session.tsx";
import { connectLive, type LiveRoom, type LiveSocket } from "./socket.ts";
import { startOfLine, type LiveState } from "./touch.ts";

export interface Live extends LiveState { again(): void }

/** Keeps one line open while the room is shown. The listener may change without a new line. */
export function useLive(room: LiveRoom, onFrame: (frame: LiveFrame) => void): Live {
  const [state, setState] = useState<LiveState>(startOfLine);
  const listener = useRef(onFrame);
  const socket = useRef<LiveSocket | undefined>(undefined);
  const { session, narrowed, ended } = useSession();
  useEffect(() => {
    listener.current = (frame) => {
      if (frame.type === "access-ended") narrowed();
      if (frame.type === "session" && frame.state === "ended") ended();
      onFrame(frame);
    };
  });
  useEffect(() => {
    const line = connectLive({ room, onFrame: (frame) => listener.current(frame), onState: setState });
    socket.current = line;
    return () => line.close();
  }, [room]);
  // Who signs in again in place has a new session, and the line still has the old one: it would stay silent for ever.
  const isIn = session.state === "in";
  const wasIn = useRef(isIn);
  useEffect(() => {
    if (isIn && !wasIn.current) socket.current?.again();
    wasIn.current = isIn;
  }, [isIn]);
  return { ...state, again: () => socket.current?.again() };
}
