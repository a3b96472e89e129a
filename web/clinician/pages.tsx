import type { Inbox } from "../../contract/index.ts";
import { EmptyState, Icon, Tag, UrgencyTag, clock, instant, lasted, useTick } from "../ui/index.ts";
import type { Page } from "./use-inbox.ts";
import { waits } from "./ringing.ts";

export const wasRepeated = (page: Pick<Page, "tries">): boolean => page.tries.at(-1)?.repeat ?? false;

function standing(page: Page): string {
  if (page.kind === "reminder") return "Was the caller rung back?";
  if (page.kind === "corrected" && !waits(page)) return "Read what was corrected";
  if (page.state === "taken") return `${page.mine ? "You" : (page.takenBy ?? "Somebody")} took this${page.takenAt ? ` at ${clock(page.zone, page.takenAt, { zone: true })}` : ""}`;
  if (page.state === "alarm") return "Nobody took it: the desk has an alarm";
  return page.mine ? "Waits for you" : `${page.recipient ?? "Somebody else"} is paged now`;
}

function Row({ page, open }: { readonly page: Page; readonly open: (message: string) => void }) {
  const { now } = useTick();
  return (
    <li>
      <button type="button" className={waits(page) ? "pagerow waits" : "pagerow"} onClick={() => open(page.message)}>
        <span className="row"><UrgencyTag urgency={page.urgency} taken={page.state === "taken"} />{page.revision > 1 && <Tag icon="pencil" tone={page.kind === "corrected" ? "lamp" : undefined}>Corrected</Tag>}{page.kind === "reminder" && <Tag icon="phone-outgoing" tone="lamp">Call back</Tag>}{wasRepeated(page) && <Tag icon="repeat">Repeat</Tag>}<span className="right t2 tn sm">sent {lasted((now - instant(page.sentAt)) / 1000)} ago</span></span>
        <b className="lg">{page.accountName}</b>
        <span className="row sm t2"><span>{standing(page)}</span><Icon name="chevron-right" /></span>
      </button>
    </li>
  );
}

/** What asks for this person stands above what others have. */
const order = (page: Page): number => (waits(page) ? 0 : page.kind ? 1 : page.state === "taken" ? 3 : 2) * 3 + ["emergency", "urgent", "routine"].indexOf(page.urgency);

/** Several pages: what waits first, the gravest first. No patient in the list. */
export function Pages({ inbox, open }: { readonly inbox: Inbox; readonly open: (message: string) => void }) {
  if (inbox.pages.length === 0) return <EmptyState icon="moon" title="No page waits for you">The next one rings here and on your phone. Keep Compline open, or let it notify you.</EmptyState>;
  return <ul className="stack" aria-label="Pages">{inbox.pages.toSorted((one, other) => order(one) - order(other) || instant(one.sentAt) - instant(other.sentAt)).map((page) => <Row key={page.message} page={page} open={open} />)}</ul>;
}
