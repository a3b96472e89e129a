import { useEffect, useRef } from "react";
import type { Notice } from "../../contract/index.ts";
import { api, type Value } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { Link } from "../app/route.tsx";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Icon, Tag, clock, instant, moment } from "../ui/index.ts";
import { dayWord } from "../practice/oncall/words.ts";
import { Title } from "../practice/frame.tsx";
import { Outcome, Shown } from "../practice/parts.tsx";
import type { Floor } from "./use-floor.ts";

const icons: Record<Notice["kind"], string> = { "locked-out": "lock", "token-reused": "users", "ladder-ended": "bell-ringing", "hold-unreviewed": "moon", "digest-unread": "mail", "called-again": "phone-incoming", "agreement-changed": "certificate", "turned-away": "phone-off", "held-long": "player-pause", "check-in-failed": "key", "parked-long": "player-pause", "help-called": "alert-triangle", "dial-limit": "phone-off", "devices-forgotten": "device-mobile", "witness-behind": "certificate", "nobody-rung": "phone-off", "watcher-silent": "eye-off", "channel-opened": "router", "channel-closed": "router", "drills-missed": "alarm", "voice-closed": "phone-off", "coverage-found": "calendar", "hand-over-unconfirmed": "arrow-forward-up" };

/** Thu 14 Jan, 02:16 EST; a second time only where it happened more than once. */
export function whenOf({ firstAt, lastAt, count }: Pick<Notice, "firstAt" | "lastAt" | "count">, zone: string): string {
  const short = (at: string): string => `${dayWord(zone, instant(at))}, ${clock(zone, at, { zone: true })}`;
  return count === 1 ? short(lastAt) : `${count} times since ${short(firstAt)}, last ${short(lastAt)}`;
}

function Words({ notice }: { readonly notice: Notice }) {
  const { zone } = useMe();
  const about = notice.about ?? (notice.kind === "locked-out" ? "An e-mail that nobody here has" : null);
  return (
    <div>
      <b>{notice.say}</b>
      <div className="sm t2">{[about, notice.by && `by ${notice.by}`].filter(Boolean).join(", ")}{notice.client && <> <Link to={`/office/clients/${notice.client}`}>See the client</Link></>}</div>
      <div className="sm t3 tn">{whenOf(notice, zone)}</div>
      {notice.kind === "ladder-ended" && (notice.takenAt ? <Tag plain tone="sage" icon="circle-check">A person took it {moment(zone, notice.takenAt)}</Tag> : <Tag plain icon="bell-ringing">Not taken yet: the alarm goes on</Tag>)}
      {notice.acknowledgedAt && <div className="sm t3 tn">Seen by {notice.acknowledgedBy ?? "a former colleague"}, {moment(zone, notice.acknowledgedAt)}</div>}
    </div>
  );
}

function Open({ notice, seen }: { readonly notice: Notice; readonly seen: () => void }) {
  const sending = useSending();
  const see = () => sending.send(() => api.acknowledgeNotice({ params: { notice: notice.id }, body: {} }), seen);
  return (
    <li className="noticerow">
      <Icon name={icons[notice.kind]} size={20} tone="dim" />
      <Words notice={notice} />
      <Button icon="eye" inert={sending.busy} onClick={see} aria-label={`I have seen it: ${notice.say}${notice.about ? `, ${notice.about}` : ""}`}>I have seen it</Button>
      {sending.trouble && <Outcome sending={sending} what="It stands here still" />}
    </li>
  );
}

function Lists({ value: { open, more, seen }, again }: { readonly value: Value<"notices">; readonly again: () => void }) {
  return (
    <div className="stack gap4">
      <section className="panel" aria-labelledby="open-notices">
        <h2 id="open-notices" className="pad">Not seen yet</h2>
        {open.length === 0 ? <EmptyState icon="circle-check" title="Nothing is new">Sign-ins that were closed, ladders that ended, agreements that changed, callers turned away and callers left on hold stand here until somebody has seen them.</EmptyState> : <ul>{open.map((notice) => <Open key={notice.id} notice={notice} seen={again} />)}</ul>}
        {more > 0 && <p className="sm t2 pad">And {more} more: they come up as these are seen.</p>}
      </section>
      {seen.length > 0 && <section className="panel" aria-labelledby="seen-notices"><h2 id="seen-notices" className="pad">Seen in the last seven days</h2><ul>{seen.map((notice) => <li key={notice.id} className="noticerow"><Icon name={icons[notice.kind]} size={20} tone="dim" /><Words notice={notice} /></li>)}</ul></section>}
    </div>
  );
}

/** Asks again when what stands beside it changed; the first time it was asked anyway. */
function useAgainWhen(key: string, again: () => void): void {
  const asked = useRef(key);
  useEffect(() => {
    if (asked.current !== key) again();
    asked.current = key;
  }, [key, again]);
}

/** What the office is told without having asked. Asked again whenever the floor says that something came. */
export function NoticesPage({ notices }: { readonly notices: Floor["notices"] | undefined }) {
  const asked = useAsked(() => api.notices(), "notices");
  useAgainWhen(`${notices?.open}/${notices?.newest}`, asked.again);
  return (
    <>
      <Title title="Notices" about="What happened without anybody asking for it" />
      <Shown asked={asked} say="Fetching the notices" what="The notices are not here">{(value) => <Lists value={value} again={asked.again} />}</Shown>
    </>
  );
}
