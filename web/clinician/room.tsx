import "./clinician.css";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Inbox } from "../../contract/index.ts";
import { api, type Trouble } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { go, usePath } from "../app/route.tsx";
import { useMe, useSession } from "../app/session.tsx";
import { useSound, type Sound } from "../sound/index.ts";
import { Button, Icon, ProblemNote, Waiting, clock, instant, useLamp, useTick, type Lamp } from "../ui/index.ts";
import { ByTelephone, TELEPHONE_PATH } from "./by-telephone.tsx";
import { DrillCard } from "./drill.tsx";
import { DutyLine } from "./duty.tsx";
import { HandOvers } from "./hand-overs.tsx";
import { Locked } from "./locked.tsx";
import { Untaken } from "./message.tsx";
import { DUTY_PATH, MyDuty } from "./my-duty.tsx";
import { Pages } from "./pages.tsx";
import { keepPush, pushState, showCount, startWorker } from "./push.ts";
import { lampFor, soundFor, waits } from "./ringing.ts";
import { Taken } from "./taken.tsx";
import { ThisPhone } from "./this-phone.tsx";
import { OutOfTouch, Top } from "./top.tsx";
import { useInbox, type InboxView, type Page } from "./use-inbox.ts";

const HOME = "/clinician";
/** One address for every message: which one it is stays in memory. */
const PAGE = "/clinician/page";

interface OpenedProps { readonly page: Page; readonly inbox: Inbox; readonly lamp: Lamp; readonly again: () => void }

function NotOpen({ trouble, again }: { readonly trouble: Trouble | undefined; readonly again: () => void }) {
  if (!trouble) return <main className="page"><h1 className="sr">Page</h1><Waiting say="Opening the page" /></main>;
  return <main className="page"><h1 className="sr">Page</h1><ProblemNote what="The page did not open" trouble={trouble} safe="It goes on being worked: nothing is lost." acts={<Button big onClick={again}>Try again</Button>} /></main>;
}

/** Alone and waiting, a page has no way back: there is nothing else to see. */
const hasBack = (page: Page, inbox: Inbox): boolean => inbox.pages.length > 1 || !waits(page);

/** One page, opened. Asked again when the server says it changed; the row keeps its clock going meanwhile. */
function Opened({ page, inbox, lamp, again }: OpenedProps) {
  const asked = useAsked(() => api.message({ params: { message: page.message } }), `${page.message}/${page.revision}/${page.state}`);
  const message = asked.value && { ...asked.value, ...page };
  const refresh = () => { asked.again(); again(); };
  const back = <Button tone="bare" className="back" icon="chevron-left" aria-label="All pages" onClick={() => go(HOME)} />;
  return (
    <>
      <Top lamp={lamp} title="Page" back={hasBack(page, inbox) ? back : undefined} />
      {!message && <NotOpen trouble={asked.trouble} again={refresh} />}
      {message && (message.state === "taken" ? <Taken message={message} mine={page.mine} inbox={inbox} again={refresh} /> : <Untaken message={message} mine={page.mine} again={refresh} />)}
    </>
  );
}

interface HomeProps { readonly inbox: Inbox; readonly lamp: Lamp; readonly open: (message: string) => void; readonly test: (sound: Sound) => void }

function Home({ inbox, lamp, open, test }: HomeProps) {
  const me = useMe();
  const real = inbox.pages.some(waits);
  return (
    <>
      <Top lamp={lamp} title="Pages" />
      <main className="page"><h1 className="sr">Pages</h1>{!real && <DrillCard changed={inbox} />}<Pages inbox={inbox} open={open} /><HandOvers changed={inbox} />{real && <DrillCard changed={inbox} />}<div className={me.hasPasskey ? "last" : "first"}><ThisPhone test={test} /></div></main>
      <footer className="thumb"><DutyLine duty={inbox.duty} /><div><Button icon="calendar" onClick={() => go(DUTY_PATH)}>My duty</Button></div></footer>
    </>
  );
}

interface OpenProps { readonly view: InboxView; readonly lamp: Lamp; readonly opened: (page: Page) => void; readonly test: (sound: Sound) => void }

function NoInbox({ trouble, again }: { readonly trouble: Trouble | undefined; readonly again: () => void }) {
  if (!trouble) return <main className="page"><h1 className="sr">Pages</h1><Waiting say="Fetching your pages" /></main>;
  return <main className="page"><h1 className="sr">Pages</h1><ProblemNote what="Your pages are not here yet" trouble={trouble} safe="What nobody takes goes on to the backup." acts={<Button big onClick={again}>Try again</Button>} /></main>;
}

/** The hand that unlocked the phone wants the one page that waits; what comes later rings first. */
function useFirstLook(inbox: Inbox | undefined, open: (message: string) => void): void {
  const looked = useRef(false);
  useEffect(() => {
    if (!inbox || inbox.locked || looked.current) return;
    looked.current = true;
    const [waiting, another] = inbox.pages.filter(waits);
    if (waiting && !another) open(waiting.message);
    else if (location.pathname === PAGE) go(HOME, "replace");
  }, [inbox, open]);
}

function Narrowed({ at }: { readonly at: string }) {
  return <div className="net" role="status"><Icon name="lock" size={20} /><span><b>Your access changed at {at}.</b> What is not yours to see any more is gone from this phone; whoever is next is paged.</span></div>;
}

/** What is there while no page is open. */
function Unopened({ path, ...home }: HomeProps & { readonly path: string }) {
  if (path === DUTY_PATH) return <MyDuty lamp={home.lamp} />;
  return path === TELEPHONE_PATH ? <ByTelephone lamp={home.lamp} /> : <Home {...home} />;
}

/** Everything that shows a name. It is unmounted when the phone locks, and what it knew goes with it. */
function Open({ view, lamp, opened, test }: OpenProps) {
  const path = usePath();
  const { zone } = useMe();
  const [chosen, setChosen] = useState<string>();
  const { inbox, again, live, narrowedAt } = view;
  const page = path === PAGE ? inbox?.pages.find((one) => one.message === chosen) : undefined;
  const open = useCallback((message: string) => { setChosen(message); go(PAGE); }, []);
  useFirstLook(inbox, open);
  useEffect(() => { if (page) opened(page); }, [page, opened]);
  return (
    <div className="phone">
      {!live.inTouch && <OutOfTouch since={clock(zone, live.since, { seconds: true, zone: true })} again={live.again} />}
      {narrowedAt !== undefined && <Narrowed at={clock(zone, narrowedAt, { zone: true })} />}
      {!inbox && <NoInbox trouble={view.trouble} again={again} />}
      {inbox && page && <Opened key={page.message} page={page} inbox={inbox} lamp={lamp} again={again} />}
      {inbox && !page && <Unopened path={path} inbox={inbox} lamp={lamp} open={open} test={test} />}
    </div>
  );
}

/** Locked by the server's word, by the clock even when the server is out of reach, or because the session ended. */
function useLock(): { readonly locked: boolean; readonly onSession: (state: "locked" | "ended") => void } {
  const me = useMe();
  const { session, ask } = useSession();
  const { now } = useTick();
  const [shutAt, setShutAt] = useState<string>();
  const { idleAt } = me.session;
  const onSession = useCallback((state: "locked" | "ended") => { if (state === "locked") { setShutAt(idleAt); ask(); } }, [ask, idleAt]);
  const over = now >= instant(idleAt);
  return { locked: me.session.state === "locked" || session.state === "lapsed" || over || shutAt === idleAt, onSession };
}

export default function ClinicianRoom() {
  const { locked, onSession } = useLock();
  const view = useInbox(onSession, locked ? "locked" : "open");
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const opened = useCallback(({ attempt }: Page) => { if (attempt !== null) setRead((old) => (old.has(attempt) ? old : new Set([...old, attempt]))); }, []);
  const { inbox, fresh } = view;
  const { blocked, test } = useSound(soundFor({ inbox, fresh, opened: read }), String(fresh.size));
  const lamp = lampFor(inbox);
  useLamp(lamp);
  useEffect(() => { void startWorker(); }, []);
  useEffect(() => { if (inbox) void showCount(inbox.untaken); }, [inbox]);
  // A browser may have renewed its subscription while the phone was locked: the server is told of the one that works now.
  useEffect(() => { if (!locked) void pushState().then((state) => { if (state === "on") void keepPush(); }); }, [locked]);
  return (
    <>
      {blocked && <div className="notice notice-lamp" role="status"><Icon name="volume-off" />The browser keeps this page silent until you touch it.</div>}
      {locked ? <Locked inbox={inbox} /> : <Open view={view} lamp={lamp} opened={opened} test={test} />}
    </>
  );
}
