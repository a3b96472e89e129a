import { coverageRoutes, officeRoutes } from "../../../contract/index.ts";
import { endpoint, open, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Coverage } from "./index.ts";

const accountOf = (params: { account: string }): AccountId => params.account as AccountId;

export const coverageEndpoints = (coverage: Coverage): Endpoint[] => [
  endpoint(coverageRoutes.proveSchedule, may("oncall.see"), ({ as, params, body }) => coverage.prove(as, accountOf(params), { ...body, override: body.override && { ...body.override, id: "proposed", from: fromIso(body.override.from), until: fromIso(body.override.until), person: body.override.person as PersonId } })),
  endpoint(officeRoutes.proveLadder, may("ladder.see"), ({ as, params, body }) => coverage.proveLadder(as, accountOf(params), body)),
  endpoint(coverageRoutes.coverageReport, may("oncall.see"), ({ as, params }) => coverage.report(as, accountOf(params))),
  endpoint(coverageRoutes.coverageReports, may("floor.see"), ({ as }) => coverage.reports(as)),
  endpoint(coverageRoutes.calendarFeeds, may("oncall.see"), ({ as, params }) => coverage.feeds(as, accountOf(params))),
  endpoint(coverageRoutes.makeCalendarFeed, may("oncall.see"), ({ as, params, body }) => coverage.makeFeed(as, accountOf(params), body.shows)),
  endpoint(coverageRoutes.revokeCalendarFeed, may("oncall.see"), ({ as, params }) => coverage.revokeFeed(as, accountOf(params), params.feed)),
  endpoint(coverageRoutes.ownCalendarFeed, may("inbox.see"), ({ as }) => coverage.ownFeed(as)),
  endpoint(coverageRoutes.makeOwnCalendarFeed, may("inbox.see"), ({ as }) => coverage.makeOwnFeed(as)),
  endpoint(coverageRoutes.revokeOwnCalendarFeed, may("inbox.see"), ({ as }) => coverage.revokeOwnFeed(as)),
  endpoint(coverageRoutes.readCalendarFeed, open, ({ as, params }) => coverage.readFeed(as, params.token)),
  endpoint(coverageRoutes.previewImport, may("oncall.change"), ({ as, params, body }) => coverage.previewImport(as, accountOf(params), body)),
  endpoint(coverageRoutes.saveImport, may("oncall.change"), ({ as, params, body }) => coverage.saveImport(as, accountOf(params), { import: params.import, reason: body.reason })),
  endpoint(coverageRoutes.handOvers, may("inbox.see"), ({ as }) => coverage.handOvers(as)),
  endpoint(coverageRoutes.confirmHandOver, may("inbox.see"), ({ as, params }) => coverage.confirm(as, params.handOver)),
];
