import { noticeRoutes } from "../../../contract/index.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import { done } from "../../foundation/refusal.ts";
import { may } from "../../trust/access/index.ts";
import type { Notices } from "./index.ts";

export const noticeEndpoints = (notices: Notices): Endpoint[] => [
  endpoint(noticeRoutes.notices, may("notice.see"), ({ as }) => notices.list(as)),
  endpoint(noticeRoutes.acknowledgeNotice, may("notice.acknowledge"), async ({ as, params }) => {
    const seen = await notices.acknowledge(as, params.notice);
    return seen.ok ? done({}) : seen;
  }),
];
