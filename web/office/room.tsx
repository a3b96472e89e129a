import "../practice/rooms.css";
import { useEffect, type ReactNode } from "react";
import type { Account, Client, Me } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { leadOn, Link, usePath } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { useSound } from "../sound/index.ts";
import { EmptyState, Icon, ProblemNote, Tag, Waiting, clock, useLamp, useTick } from "../ui/index.ts";
import { AccountSection, isSection, waysOf } from "../practice/account-pages.tsx";
import { Frame, type Way } from "../practice/frame.tsx";
import { DrillsPage } from "../practice/drills.tsx";
import { MessagesPage } from "../practice/messages.tsx";
import { Shown } from "../practice/parts.tsx";
import { PeoplePage } from "../practice/people.tsx";
import { NotTakenPage } from "./alarms.tsx";
import { AuditPage } from "./audit.tsx";
import { CallGroupsPage } from "./call-groups.tsx";
import { ClientPage } from "./client.tsx";
import { ClientsPage } from "./clients.tsx";
import { DesksPage } from "./desks.tsx";
import { CoveragePage } from "./coverage.tsx";
import { FloorPage } from "./floor.tsx";
import { holds } from "./may.ts";
import { HoldMusicPage } from "./hold-music.tsx";
import { HoldsPage } from "./holds.tsx";
import { ByTelephonePage } from "./by-telephone.tsx";
import { CheckInsPage } from "./check-ins.tsx";
import { NightLeadPage } from "./night-lead.tsx";
import { WaysPage } from "./ways.tsx";
import { NoticesPage } from "./notices.tsx";
import { SkillsPage } from "./skills.tsx";
import { RecordingsPage } from "./recordings.tsx";
import { alarmsIn, isLoud, lampOf, untakenCount, useFloor, type FloorView } from "./use-floor.ts";

const HOME = "/office/floor";

function waysFor(me: Me, view: FloorView): Way[] {
  const [untaken, alarms] = [untakenCount(view.floor), alarmsIn(view.floor).length];
  const count = alarms > 0 ? <span className="right"><Tag tone="red" icon="bell-ringing">{alarms} alarm{alarms === 1 ? "" : "s"}</Tag></span> : untaken > 0 ? <span className="n tn">{untaken}</span> : undefined;
  return [
    { to: HOME, icon: "activity", say: "Floor" },
    { to: "/office/not-taken", icon: "bell", say: "Not taken", extra: count },
    { to: "/office/notices", icon: "flag", say: "Notices", extra: view.floor && view.floor.notices.open > 0 ? <span className="n tn" aria-label={`${view.floor.notices.open} not seen`}>{view.floor.notices.open}</span> : undefined },
    ...(holds(me, "supervisor") ? [{ to: "/office/messages", icon: "mail", say: "Messages" }] : []),
    ...(holds(me, "supervisor") ? [{ to: "/office/holds", icon: "moon", say: "Held messages" }] : []),
    { to: "/office/night-lead", icon: "phone", say: "Night lead" },
    { to: "/office/911", icon: "emergency", say: "911" },
    { to: "/office/by-telephone", icon: "volume", say: "By telephone" },
    { to: "/office/check-in", icon: "key", say: "Check-in" },
    { to: "/office/clients", icon: "building", say: "Clients" },
    { to: "/office/people", icon: "users", say: "People" },
    ...(holds(me, "supervisor", "administrator") ? [{ to: "/office/skills", icon: "headset", say: "Skills" }] : []),
    { to: "/office/hold-music", icon: "player-play", say: "Hold music" },
    ...(holds(me, "supervisor", "administrator") ? [{ to: "/office/call-groups", icon: "arrows-exchange", say: "Call groups" }] : []),
    { to: "/office/coverage", icon: "calendar", say: "Coverage" },
    { to: "/office/drills", icon: "alarm", say: "Fire drills" },
    { to: "/office/channels", icon: "send", say: "Channels" },
    ...(holds(me, "compliance-officer", "administrator") ? [{ to: "/office/audit", icon: "report-search", say: "Audit" }] : []),
  ];
}

/** The pages of one account, under tabs: the same that its manager has. */
function AccountTabs({ slug, section }: { readonly slug: string; readonly section: string }) {
  const me = useMe();
  const asked = useAsked(() => api.accounts(), slug);
  const base = `/office/accounts/${slug}`;
  const hears = holds(me, "supervisor", "compliance-officer");
  const ways = [...waysOf(base).filter(({ to }) => !(to.endsWith("/messages") || to.endsWith("/nights")) || holds(me, "supervisor")), ...(hears ? [{ to: `${base}/recordings`, icon: "circle-dot", say: "Recordings" }] : [])];
  return (
    <Shown asked={asked} say="Fetching the practice" what="The practice is not here">
      {({ accounts }) => {
        const account = accounts.find((one) => one.slug === slug);
        if (!account) return <EmptyState icon="building-hospital" title="There is no such practice" act={<Link className="btn" to="/office/clients">All clients</Link>} />;
        const put = (changed: Account) => asked.put({ accounts: accounts.map((one) => (one.id === changed.id ? changed : one)) });
        return <><p className="row sm crumbs"><Link to={`/office/clients/${account.client}`}><Icon name="chevron-left" />Client</Link><b>{account.name}</b></p><nav className="tabs" aria-label={account.name}>{ways.map((way) => <Link key={way.to} to={way.to}><Icon name={way.icon} />{way.say}</Link>)}</nav>{hears && section === "recordings" ? <RecordingsPage key={account.id} account={account} /> : <AccountSection key={account.id} account={account} section={isSection(section) ? section : "account"} put={put} />}</>;
      }}
    </Shown>
  );
}

function People() {
  const asked = useAsked(() => api.clients(), "people");
  return <Shown asked={asked} say="Fetching the people" what="The people are not here">{({ clients }) => <PeoplePage clients={clients.map(({ id, name }) => ({ id, name }))} />}</Shown>;
}
function OneClient({ id }: { readonly id: string }) {
  return <ClientPage id={id} asked={useAsked<{ readonly clients: readonly Client[] }>(() => api.clients(), id)} />;
}

function OfFloor({ view, page }: { readonly view: FloorView; readonly page: "floor" | "not-taken" }) {
  const me = useMe();
  if (!view.floor) return view.trouble ? <ProblemNote what="The floor is not here yet" trouble={view.trouble} safe="Calls and messages are kept by the server, not by this page." next="It is asked again when the line is back." /> : <Waiting say="Fetching the floor" />;
  return page === "floor" ? <FloorPage floor={view.floor} /> : <NotTakenPage floor={view.floor} handles={holds(me, "supervisor")} />;
}

interface At { readonly view: FloorView; readonly one: string; readonly section: string }

/** What stands at /office/<name>, and at /office/<name>/<one>/<section>. */
const pages: Record<string, (at: At) => ReactNode> = {
  floor: ({ view }) => <OfFloor view={view} page="floor" />,
  "not-taken": ({ view }) => <OfFloor view={view} page="not-taken" />,
  notices: ({ view }) => <NoticesPage notices={view.floor?.notices} />,
  clients: ({ one }) => (one ? <OneClient key={one} id={one} /> : <ClientsPage />),
  accounts: ({ one, section }) => (one ? <AccountTabs key={one} slug={one} section={section} /> : <ClientsPage />),
  messages: () => <MessagesPage />,
  holds: () => <HoldsPage />,
  "night-lead": () => <NightLeadPage />,
  "911": () => <DesksPage />,
  "by-telephone": () => <ByTelephonePage />,
  "check-in": () => <CheckInsPage />,
  people: () => <People />,
  coverage: () => <CoveragePage />,
  drills: () => <DrillsPage />,
  channels: () => <WaysPage />,
  skills: () => <SkillsPage />,
  "hold-music": () => <HoldMusicPage />,
  "call-groups": () => <CallGroupsPage />,
  audit: () => <AuditPage />,
};

function Page({ view }: { readonly view: FloorView }) {
  const path = usePath();
  const [, , name = "", one = "", section = ""] = path.split("/");
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  useEffect(() => { if (!page) leadOn({ from: path, within: "/office", to: HOME }); }, [page, path]);
  return page?.({ view, one, section }) ?? null;
}

function OutOfTouch({ live, zone }: { readonly live: FloorView["live"]; readonly zone: string }) {
  const since = clock(zone, live.since, { seconds: true, zone: true });
  if (live.garbled) return <div className="net" role="status"><Icon name="alert-triangle" size={20} /><span><b>What the server says cannot be read since {since}.</b> The floor is being asked for each second. If it lasts, load this page again.</span></div>;
  return <div className="net" role="status"><Icon name="wifi-off" size={20} /><span><b>No connection since {since}.</b> What stands here was true then.</span></div>;
}

export default function OfficeRoom() {
  const me = useMe();
  const view = useFloor();
  const { now } = useTick();
  const lamp = lampOf(view.floor);
  const loud = holds(me, "supervisor") && alarmsIn(view.floor).some((row) => isLoud(row, now));
  const { blocked } = useSound(loud ? "alarm" : null);
  useLamp(lamp);
  return (
    <Frame label="Office" lamp={lamp} ways={waysFor(me, view)} foot={<b>Office</b>}>
      {!view.live.inTouch && <OutOfTouch live={view.live} zone={me.zone} />}
      {blocked && <p className="net" role="status"><Icon name="volume-off" />The browser keeps the alarm silent until you touch this page.</p>}
      <Page view={view} />
    </Frame>
  );
}
