import { useEffect, useRef, useState } from "react";
import type { Me } from "../../contract/index.ts";
import { api, serverClock } from "../api/index.ts";
import { Button, Icon, lasted, useTick } from "../ui/index.ts";
import { useSession } from "./session.tsx";

const WARN_S = 60;
/** The server is told of a moving hand at most this often. */
const TOUCH_EVERY_MS = 30_000;

/** Keeps the idle time of the session: a hand starts it again, a minute before its end it says so, at its end it lapses. */
export function IdleGuard({ me }: { readonly me: Me }) {
  const { entered, lapse, session, touched } = useSession();
  const [idleAt, setIdleAt] = useState(() => Date.parse(me.session.idleAt));
  const toldAt = useRef(-Infinity);
  const { now } = useTick();
  const open = session.state === "in" && me.session.state === "open";
  // A clinician's phone locks instead of signing out, and its room says when.
  const locks = me.room === "clinician";
  const left = Math.ceil((idleAt - now) / 1000);

  useEffect(() => { setIdleAt(Date.parse(me.session.idleAt)); }, [me]);
  useEffect(() => {
    if (!open) return undefined;
    const touch = () => {
      if (serverClock.now() - toldAt.current < TOUCH_EVERY_MS) return;
      toldAt.current = serverClock.now();
      void api.touch({ body: {} }).then((answer) => { if (answer.ok) touched(answer.value.idleAt); else toldAt.current = -Infinity; });
    };
    const hands = ["pointerdown", "keydown"] as const;
    for (const hand of hands) addEventListener(hand, touch, { passive: true });
    return () => { for (const hand of hands) removeEventListener(hand, touch); };
  }, [open, touched]);
  const over = open && left <= 0;
  useEffect(() => {
    if (!over) return;
    // Another window of this person may have kept the session alive: the server knows.
    void api.me().then((answer) => {
      const kept = answer.ok && (answer.value.session.state === "locked" || Date.parse(answer.value.session.idleAt) > serverClock.now());
      if (answer.ok && kept) entered(answer.value);
      else if (!locks) lapse();
    });
  }, [over, locks, entered, lapse]);

  if (locks || !open || left > WARN_S || left <= 0) return null;
  return <div className="notice notice-lamp" role="status" aria-label="Session"><Icon name="clock" />Nobody has touched this for a while. You will be signed out in {lasted(left)}. <Button tone="bare">I am here</Button></div>;
}
