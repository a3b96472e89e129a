import type { HelpCall } from "../../calls/index.ts";

const WORDS: Readonly<Partial<Record<NonNullable<HelpCall["outcome"]>, string>>> = {
  "remote-hangup": "911 hung up", "local-hangup": "The operator hung up", "cancelled": "Given up before an answer", "busy": "Busy", "declined": "Refused by the network", "no-answer": "No answer",
  "no-such-number": "The trunk knows no 911", "trunk-fault": "The telephone line is at fault", "challenged-for-ever": "The telephone line refused us", "refused-by-limit": "Refused",
};

/** What came of a call for help, for the office. */
export const sayHelp = (outcome: NonNullable<HelpCall["outcome"]>): string => WORDS[outcome] ?? "The connection broke";
