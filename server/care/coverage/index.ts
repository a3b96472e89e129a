import { confirmHandOver, handOver, listHandOvers, remind, tellUnconfirmed } from "./commands/hand-over.ts";
import { listFeeds, makeFeed, makeOwnFeed, readFeed, readOwnFeed, revokeFeed, revokeOwnFeed } from "./commands/feeds.ts";
import { previewImport, saveImport } from "./commands/imports.ts";
import { CHECK, HAND, planAgain, REMIND } from "./commands/plan-hand-overs.ts";
import { judgeSave } from "./commands/prove.ts";
import { proveSchedule } from "./commands/prove-schedule.ts";
import { judgeLadder, proveLadder } from "./commands/judge-ladder.ts";
import { judgeOverride } from "./commands/judge-override.ts";
import { beginRounds, CLIENT, goRound, readReport, readReports, reportClient, ROUND } from "./commands/report.ts";
import { tellSwap } from "./commands/tell-swap.ts";
import type { Needs } from "./needs.ts";

export type { Needs as CoverageNeeds } from "./needs.ts";
export { coverageEndpoints } from "./routes.ts";

/** Whether each minute ahead reaches a clinician: proved before it is saved, reported daily, handed over, published and brought in. */
export function createCoverage(needs: Needs) {
  const { due, facts } = needs;
  due.on(ROUND, goRound(needs));
  due.on(CLIENT, reportClient(needs));
  due.on(REMIND, remind(needs));
  due.on(HAND, handOver(needs));
  due.on(CHECK, tellUnconfirmed(needs));
  facts.subscribe("oncall.changed", "coverage", planAgain(needs));
  facts.subscribe("oncall.swap", "coverage", tellSwap(needs));
  return {
    /** Fits oncall's `beforeSave`. */
    judgeSave: judgeSave(needs),
    /** Fits dispatch's `beforeLadder`. */
    judgeLadder: judgeLadder(needs),
    proveLadder: proveLadder(needs),
    prove: proveSchedule(needs),
    judgeOverride: judgeOverride(needs),
    /** Once, at start: from then on each account has a report a day. */
    beginRounds: beginRounds(needs),
    report: readReport(needs),
    reports: readReports(needs),
    handOvers: listHandOvers(needs),
    confirm: confirmHandOver(needs),
    makeFeed: makeFeed(needs),
    feeds: listFeeds(needs),
    revokeFeed: revokeFeed(needs),
    readFeed: readFeed(needs),
    makeOwnFeed: makeOwnFeed(needs),
    ownFeed: readOwnFeed(needs),
    revokeOwnFeed: revokeOwnFeed(needs),
    previewImport: previewImport(needs),
    saveImport: saveImport(needs),
  };
}
export type Coverage = ReturnType<typeof createCoverage>;
