import { useEffect, useState } from "react";
import { useLook } from "../app/look.ts";
import { Link } from "../app/route.tsx";
import { useMe, useSession } from "../app/session.tsx";
import { useSending } from "../api/asked.ts";
import type { Sound } from "../sound/index.ts";
import { Button, Icon, ProblemNote } from "../ui/index.ts";
import { pushState, turnOnPush, type PushState } from "./push.ts";
import { enrolThisPhone } from "./unlock.ts";

function Passkey() {
  const me = useMe();
  const { ask } = useSession();
  const sending = useSending();
  const enrol = () => sending.send(() => enrolThisPhone("This phone"), ask);
  return (
    <li className="stack">
      <div className="row"><Icon name="fingerprint" size={20} tone="dim" /><div className="grow"><b>Passkey</b><div className="sm t2">{me.hasPasskey ? "You have a passkey. Unlocking takes one touch." : "Without one, each unlock asks for password and code."}</div></div>
        <Button big tone={me.hasPasskey ? "plain" : "strong"} inert={sending.busy} onClick={enrol}>{me.hasPasskey ? "Add this phone" : "Make a passkey"}</Button></div>
      {sending.done && <p className="sm" role="status">Done. Your phone keeps the key; we keep only its public half.</p>}
      {sending.trouble && <ProblemNote what="No passkey was made" trouble={sending.trouble} next="Unlock afresh, then try again. Password and code go on working." />}
    </li>
  );
}

const pushWords: Record<PushState, string> = {
  on: "On. A notification says “1 new page” and nothing else.", off: "Off. You are still rung; a notification is quicker.",
  blocked: "Blocked by the browser. Allow notifications for this site in its settings.", unsupported: "This browser has none. Install Compline on the home screen first.",
};

function Notifications() {
  const [state, setState] = useState<PushState>();
  const sending = useSending();
  const look = () => void pushState().then(setState);
  useEffect(look, []);
  return (
    <li className="stack">
      <div className="row"><Icon name="bell" size={20} tone="dim" /><div className="grow"><b>Notifications</b><div className="sm t2">{state ? pushWords[state] : "Looking"}</div></div>
        {state === "off" && <Button big tone="strong" inert={sending.busy} onClick={() => sending.send(turnOnPush, look)}>Turn on</Button>}</div>
      {sending.trouble && <ProblemNote what="Notifications are not on" trouble={sending.trouble} safe="Pages still come here while this page is open, and nobody is missed: what is not taken goes on." next="Look at the browser's settings, then try again." />}
    </li>
  );
}

/** What this phone is set up for. First visit: a passkey and notifications; later: sound, theme, the way out. */
export function ThisPhone({ test }: { readonly test: (sound: Sound) => void }) {
  const { signOut } = useSession();
  const [look, other] = useLook();
  return (
    <section className="card stack" aria-labelledby="this-phone">
      <h2 id="this-phone">This phone</h2>
      <ul className="stack phoneset"><Passkey /><Notifications /></ul>
      <div className="four">
        <button type="button" className="btn" onClick={() => test("page-urgent")}><Icon name="volume" size={20} />Test sound</button>
        <button type="button" className="btn" onClick={other}><Icon name="moon" size={20} />{look === "dark" ? "Light" : "Dark"}</button>
        <Link className="btn" to="/clinician/telephone"><Icon name="phone" size={20} />My telephone</Link>
        <Link className="btn" to="/my-sign-in"><Icon name="key" size={20} />My sign-in</Link>
        <button type="button" className="btn" onClick={signOut}><Icon name="lock" size={20} />Sign out</button>
      </div>
    </section>
  );
}
