import type { ReactNode } from "react";
import { Brand, Icon, moment, useTick } from "../ui/index.ts";

/** The page around a form before the rooms. */
export function Entry({ children }: { readonly children: ReactNode }) {
  const { now } = useTick();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className="entry">
      <header className="top"><Brand /></header>
      <main className="box1">{children}</main>
      <footer className="end"><span><Icon name="shield-lock" /> A session ends when nobody touches it; a call you are on goes on</span><span className="right tn">{moment(zone, now)}</span></footer>
    </div>
  );
}
