import { useEffect, useRef, type ReactNode } from "react";
import type { Role } from "../../contract/index.ts";
import { useLook } from "../app/look.ts";
import { Link, usePath } from "../app/route.tsx";
import { useMe, useSession } from "../app/session.tsx";
import { Brand, Button, Icon, clock, day, useTick, weekday, type Lamp } from "../ui/index.ts";

export interface Way { readonly to: string; readonly icon: string; readonly say: string; readonly extra?: ReactNode }
const roleWords: Record<Role, string> = { operator: "Operator", supervisor: "Supervisor", clinician: "Clinician", "client-manager": "Practice manager", "compliance-officer": "Compliance officer", administrator: "Administrator" };
export const roleWord = (role: Role): string => roleWords[role];
const roomWords = { desk: "Desk", office: "Office", clinician: "Pages", practice: "Practice" } as const;

function Foot({ title }: { readonly title: ReactNode }) {
  const me = useMe();
  const { signOut } = useSession();
  const [look, other] = useLook();
  const { now } = useTick();
  const here = location.pathname.split("/")[1];
  return (
    <div className="foot">
      {title}
      <span>{me.person.name}, {[...new Set(me.memberships.map(({ role }) => roleWord(role).toLowerCase()))].join(", ")}</span>
      <span className="tn">{weekday(me.zone, now)} {day(me.zone, now).slice(0, -5)}, {clock(me.zone, now, { zone: true })}</span>
      <Link to="/my-sign-in"><Icon name="key" />My sign-in</Link>
      {me.rooms.filter((room) => room !== here).map((room) => <Link key={room} to={`/${room}`}><Icon name="arrow-right" />{roomWords[room]}</Link>)}
      <span className="row footacts"><Button tone="bare" icon="moon" onClick={other}>{look === "dark" ? "Light" : "Dark"}</Button><Button tone="bare" icon="lock" onClick={signOut}>Sign out</Button></span>
    </div>
  );
}

interface FrameProps { readonly label: string; readonly lamp: Lamp; readonly ways: readonly Way[]; readonly foot: ReactNode; readonly before?: ReactNode; readonly children: ReactNode }

/** A room with a side rail. The rail says where one is; the page owns the rest. */
export function Frame({ label, lamp, ways, foot, before, children }: FrameProps) {
  const path = usePath();
  const here = useRef<HTMLDivElement>(null);
  // On a narrow window the ways are one line that scrolls: the page one is on is in sight.
  useEffect(() => { const link = here.current?.querySelector<HTMLElement>("[aria-current]"); if (here.current && link) here.current.scrollLeft = link.offsetLeft - here.current.offsetLeft - 40; }, [path]);
  return (
    <div className="room">
      <nav className="rail" aria-label={label}>
        <span className="brand"><Brand lamp={lamp} /></span>
        {before}
        <div className="ways" ref={here}>{ways.map((way) => <Link key={way.to} to={way.to} within={way.to.split("/").length > 2}><Icon name={way.icon} />{way.say}{way.extra}</Link>)}</div>
        <Foot title={foot} />
      </nav>
      <main className="main">{children}</main>
    </div>
  );
}

export function Title({ title, about, children }: { readonly title: string; readonly about?: ReactNode; readonly children?: ReactNode }) {
  return <header className="title"><h1>{title}</h1>{about && <span className="t2 sm">{about}</span>}{children && <span className="row right">{children}</span>}</header>;
}
