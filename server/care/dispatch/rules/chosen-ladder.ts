import type { Urgency } from "../../../../contract/index.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Timetable } from "../../directory/index.ts";
import { DEFAULT_LADDERS, DEFAULT_VERSION, hoursAt, type Hours, type Quiet, type Step } from "./ladder.ts";

export interface OwnLadder {
  readonly urgency: Urgency;
  readonly hours: Hours;
  readonly version: number;
  readonly quiet: Quiet | null;
  readonly steps: readonly Step[];
}
export interface Asked {
  readonly account: Pick<Timetable, "zone"> & Partial<Timetable>;
  readonly urgency: Urgency;
  readonly at: Instant;
}

/** [D2] The ladder a message begins on: of the hours it is now at the practice, else of all hours, else the default. One that was taken away has no steps. */
export function chosenLadder(own: readonly OwnLadder[], { account, urgency, at }: Asked): OwnLadder {
  const hours = hoursAt(tableOf(account), at);
  const standing = own.filter((one) => one.urgency === urgency && one.steps.length > 0);
  const found = hours.map((name) => standing.find((one) => one.hours === name)).find((one) => one !== undefined);
  return found ?? defaultLadder(urgency);
}

/** An account of which no hours are known is never open. */
export const tableOf = (account: Asked["account"]): Timetable => ({ ...account, hours: account.hours ?? [], holidays: account.holidays ?? [] });

export const defaultLadder = (urgency: Urgency): OwnLadder => ({ urgency, hours: "always", version: DEFAULT_VERSION, quiet: null, steps: DEFAULT_LADDERS[urgency] });
