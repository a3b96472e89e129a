import "./digests.css";
import { useEffect, useState } from "react";
import { useMe } from "../app/session.tsx";
import { useSending } from "../api/asked.ts";
import { pushState, turnOnPush, type PushState } from "../clinician/push.ts";
import { Button, Icon, ProblemNote } from "../ui/index.ts";

const words: Readonly<Record<PushState, string>> = {
  on: "On. It says “1 new page” and nothing else; what it is about is here.", off: "Off. What waits for you is here all the same, and the desk rings the office about a night that nobody opened.",
  blocked: "Blocked by the browser. Allow notifications for this site in its settings.", unsupported: "This browser cannot be woken. Use another one, or put Compline on the home screen first.",
};

/** How it stands, and the one press that there may be. */
export function Standing({ state, busy, turnOn }: { readonly state: PushState | undefined; readonly busy: boolean; readonly turnOn: () => void }) {
  return (
    <div className="row wrap">
      <Icon name="bell" size={20} tone="dim" /><span className="grow sm t2">{state ? words[state] : "Looking"}</span>
      {state === "off" && <Button tone="strong" inert={busy} onClick={turnOn}>{busy ? "Turning on" : "Turn on"}</Button>}
    </div>
  );
}

/** [W241] A manager's device is woken when a night is ready, or when a gap has opened. The office reads this page too, and is woken by other ways. */
export function ThisDevice() {
  const me = useMe();
  const [state, setState] = useState<PushState>();
  const sending = useSending();
  const look = () => void pushState().then(setState);
  useEffect(look, []);
  if (!me.memberships.some(({ role }) => role === "client-manager")) return null;
  return (
    <section className="panel pad stack thisdevice" aria-labelledby="this-device">
      <h2 id="this-device">Notices on this device</h2>
      <p className="sm t2">When a night is ready to be picked up, and when a stretch of the next 60 days has become uncovered.</p>
      <Standing state={state} busy={sending.busy} turnOn={() => sending.send(turnOnPush, look)} />
      {sending.trouble && <ProblemNote what="Notices are not on" trouble={sending.trouble} safe="What waits for you stands here all the same." next="Look at the browser's settings, then try again." />}
    </section>
  );
}
