import { useEffect, useRef, useState } from "react";
import { api } from "../api/index.ts";
import type { Desk } from "./use-desk.ts";
import type { SoundLine } from "./use-sound-line.ts";

/** Whether the browser gives the microphone without asking a person. */
const isGranted = (): Promise<boolean> => navigator.permissions.query({ name: "microphone" as PermissionName }).then(({ state }) => state === "granted", () => false);

/**
 * [W18] The server takes this operator for ready, and this window has no microphone: it was loaded anew, was away, or the headset was
 * unplugged. Where the browser has said yes before, the microphone is taken again; else no call is offered here until a hand asks for it.
 * True while it is so.
 */
export function useHearing({ snapshot, offered, live }: Desk, { microphone, open }: SoundLine): boolean {
  const [deaf, setDeaf] = useState(false);
  const isCounted = snapshot?.me.state === "ready" || snapshot?.me.state === "ringing";
  const mute = isCounted && (microphone.state === "unasked" || microphone.state === "lost");
  const offer = useRef<string | undefined>(undefined);
  useEffect(() => { offer.current = offered?.id; });
  useEffect(() => {
    if (!mute || !live.inTouch) return;
    void (async () => {
      if ((await isGranted()) && (await open())) return;
      setDeaf(true);
      if (offer.current) await api.passOffer({ params: { call: offer.current }, body: {} });
      await api.ready({ body: { state: "break" } });
    })();
  }, [mute, live.inTouch, open]);
  useEffect(() => { if (microphone.state === "open") setDeaf(false); }, [microphone.state]);
  return deaf;
}
