import { useEffect } from "react";
import type { Notice } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { useAsked, useSending } from "../api/asked.ts";
import { useMe } from "../app/session.tsx";
import { Button, EmptyState, Icon, ProblemNote, clock, day, instant, moment } from "../ui/index.ts";
import { Title } from "../practice/frame.tsx";
import { Shown } from "../practice/parts.tsx";
import { alarmsIn, type Floor } from "./use-floor.ts";

const icons: Readonly<Record<Notice["kind"], string>> = { "locked-out": "shield-lock", "token-reused": "users", "ladder-ended": "alarm", "agreement-changed": "signature", "turned-away": "phone-off" };
const aboutWord = (notice: Notice): string => notice.about ?? (notice.kind === "locked-out" ? "An e-mail nobody here has" : "");

/** "3 times since Thu 14 Jan, 02:14 EST, the last at 02:20 EST", or when it was. */
export function whenWord(notice: Pick<Notice, "count" | "firstAt" | "lastAt">, zone: string): string {
  if (notice.count === 1) return moment(zone, notice.lastAt);
  const last = day(zone, notice.firstAt) === day(zone, notice.lastAt) ? `at ${clock(zone, notice.lastAt, { zone: true })}` : moment(zone, notice.lastAt);
  return `${notice.count} times since ${moment(zone, notice.firstAt)}, the last ${last}`;
}

function About({ notice }: { readonly notice: Notice }) {
  const { zone } = useMe();
  return (
    <div className="row noticesays">
      <Icon name={icons[notice.kind]} size={20} />
      <div>
        <b>{notice.say}</b>
        <div className="sm t2">{[aboutWord(notice), whenWord(notice, zone), notice.by && `by ${notice.by}`].filter(Boolean).join("; ")}</div>
        {notice.takenAt && <div className="sm"><Icon name="circle-check" tone="sage" /> A doctor took it {instant(notice.takenAt) - instant(notice.lastAt) < 86_400_000 ? `at ${clock(zone, notice.takenAt, { zone: true })}` : moment(zone, notice.takenAt)}</div>}
        {notice.acknowledgedAt && <div className="sm t2"><Icon name="eye" /> Seen by {notice.acknowledgedBy ?? "a former colleague"}, {moment(zone, notice.acknowledgedAt)}</div>}
      </div>
    </div>
  );
}

function Open({ notice, seen }: { readonly notice: Notice; readonly seen: () => void }) {
  const sending = useSending();
  return (
    <li className="pad listrow">
      <About notice={notice} />
      <Button icon="check" inert={sending.busy} aria-label={`Seen: ${notice.say}${notice.about ? `, ${notice.about}` : ""}`} onClick={() => sending.send(() => api.acknowledgeNotice({ params: { notice: notice.id }, body: {} }), seen)}>Seen</Button>
      {sending.trouble && <ProblemNote what="This was not noted" trouble={sending.trouble} safe="The notice stays until somebody has seen it." />}
    </li>
  );
}

/** What happened that nobody in the office asked for. It stays until a person says that they have seen it; that takes no message. */
export function NoticesPage({ floor }: { readonly floor: Floor | undefined }) {
  const asked = useAsked(() => api.notices(), "notices");
  const { again } = asked;
  const moved = floor && `${floor.notices.open} ${floor.notices.newest} ${alarmsIn(floor).length}`;
  useEffect(() => { if (moved) again(); }, [moved, again]);
  return (
    <>
      <Title title="Notices" about="What the house tells the office without being asked" />
      <Shown asked={asked} say="Fetching the notices" what="The notices are not here">
        {({ open, more, seen }) => (
          <div className="stack gap4">
            <section className="panel" aria-label="Not seen yet">
              {open.length === 0 ? <EmptyState icon="circle-check" title="Everything was seen">Lock-outs, ladders that ended, changed agreements and callers turned away stand here.</EmptyState> : <ul>{open.map((notice) => <Open key={notice.id} notice={notice} seen={again} />)}</ul>}
              {more > 0 && <p className="pad sm t2">{more} older {more === 1 ? "notice" : "notices"} beyond these.</p>}
            </section>
            {seen.length > 0 && <section className="panel" aria-labelledby="notices-seen"><div className="pad"><h2 id="notices-seen">Seen in the last seven days</h2></div><ul>{seen.map((notice) => <li className="pad listrow" key={notice.id}><About notice={notice} /></li>)}</ul></section>}
          </div>
        )}
      </Shown>
    </>
  );
}
