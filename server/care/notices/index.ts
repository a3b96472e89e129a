import { acknowledgeNotice } from "./commands/acknowledge-notice.ts";
import { listNotices } from "./commands/list-notices.ts";
import { tellNotice } from "./commands/tell-notice.ts";
import { takeFacts } from "./commands/take-facts.ts";
import type { Needs } from "./needs.ts";
import { waiting } from "./store.ts";

export type { Needs as NoticesNeeds } from "./needs.ts";
export { noticeEndpoints } from "./routes.ts";

/** Tells the office what happened that nobody there asked for, until a person has seen it. */
export function createNotices(needs: Needs) {
  takeFacts(needs);
  return { list: listNotices(needs), acknowledge: acknowledgeNotice(needs), waiting, tell: tellNotice(needs) };
}
export type Notices = ReturnType<typeof createNotices>;
