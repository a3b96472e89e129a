import type { ReactNode } from "react";
import { api } from "../api/index.ts";
import { useMe, useSession } from "../app/session.tsx";
import { Button, Icon, Mark, instant, lasted, spoken, useTick, type Lamp } from "../ui/index.ts";

/** The strip of every open screen: the mark, where one is, and when this phone locks. A tap locks it now. */
export function Top({ lamp, title, back }: { readonly lamp: Lamp; readonly title: string; readonly back?: ReactNode }) {
  const me = useMe();
  const { ask } = useSession();
  const { now } = useTick();
  const seconds = Math.max(0, (instant(me.session.idleAt) - now) / 1000);
  const lock = () => void api.lock({ body: {} }).then(ask);
  return (
    <header className="bar-top">
      {back ?? <Mark lamp={lamp} />}<b>{title}</b>
      <Button className="right locks" tone="bare" icon="lock" aria-label={`Locks in ${spoken(seconds)}. Lock now`} onClick={lock}><span className="tn">Locks in {lasted(seconds)}</span></Button>
    </header>
  );
}

/** The line of a phone without a network: what is shown is what was known then. */
export function OutOfTouch({ since, again }: { readonly since: string; readonly again: () => void }) {
  return <div className="net" role="status"><Icon name="wifi-off" size={20} /><span className="grow"><b>No connection since {since}.</b> A page may have come since; your phone is rung for what nobody takes.</span><Button onClick={again}>Try now</Button></div>;
}
