import { system } from "../../../foundation/actor.ts";
import type { Needs } from "../needs.ts";
import { untilWritten } from "./until-written.ts";

/** The subject of every such notice, so that one limit is one notice with a count: it is about the line, not about anybody. */
const LIMITS = "00000000-0000-0000-0000-0000000000d1";

/** [C113] A limit refused a call that we place: the office is told, whatever the call was for. The edge tells it at once the first time, and then seldom. */
export function tellDialLimits({ db, log, facts, telephony }: Pick<Needs, "db" | "log" | "facts" | "telephony">): void {
  telephony.onDialLimit(({ limit, purpose, at }) => {
    void untilWritten(log, { what: "dial-limit", call: LIMITS }, () =>
      db.transaction(system("calls").scope, (tx) => facts.record(tx, { name: "call.dial-limit", subject: LIMITS, at, ids: { limit, purpose } })));
  });
}
