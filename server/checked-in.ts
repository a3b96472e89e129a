import type { House } from "./compose.ts";
import { createSpokenLine } from "./care/calls/index.ts";
import { createCheckin, type Checkin } from "./care/checkin/index.ts";
import type { Parts } from "./parts.ts";

type Neighbours = Pick<House, "audit" | "vault" | "identity" | "access" | "directory" | "oncall" | "coverage" | "messages" | "dispatch" | "calls">;

/** The line on which clinicians and offices ring in, fitted to its neighbours. */
export function composeCheckin(parts: Parts, house: Neighbours): Checkin {
  const { db, world, log, due, facts, telephony, media, speech, after } = parts;
  return createCheckin({ db, world, log, due, facts, ...house, line: createSpokenLine({ telephony, media, speech, ...(after && { after }) }) });
}
