import type { Agreement } from "../../../../contract/office.ts";
import { toIso, type Instant } from "../../../foundation/time.ts";
import type { AgreementRow } from "../store.ts";
import { stateOf } from "./standing.ts";

const isoOr = (at: Instant | null | undefined): string | null => (at === null || at === undefined ? null : toIso(at));

/** A record as the office sees it at this instant. */
export function asShown(row: AgreementRow, at: Instant): Agreement {
  const state = stateOf(row, at);
  const last = row.changes.at(-1);
  return {
    id: row.id,
    client: row.client,
    state,
    effectiveAt: toIso(row.effectiveAt),
    endsAt: isoOr(row.endsAt),
    signedOn: row.signedOn,
    signer: row.signer,
    sha256: row.sha256,
    fileName: row.fileName,
    recordedAt: toIso(row.recordedAt),
    suspendedAt: state === "suspended" ? isoOr(last?.at) : null,
    endedAt: isoOr(row.changes.find((change) => change.act === "end")?.at),
  };
}
