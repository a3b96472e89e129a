import { createHash } from "node:crypto";
import type { Agreement } from "../../../../contract/office.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { ClientId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome } from "../../../foundation/refusal.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { asShown } from "../rules/as-shown.ts";
import * as store from "../store.ts";

/** The client's records, newest first. */
export const listAgreements =
  (needs: Needs) =>
  (as: Actor, client: ClientId): Promise<Outcome<{ agreements: Agreement[] }>> => {
    const at = needs.world.now();
    return needs.db.transaction(as.scope, async (tx) => {
      const allowed = await needs.access.may(tx, as, "agreement.see", client);
      const verdict = allowed ? done({ agreements: (await store.agreements(tx, client)).map((row) => asShown(row, at)) }) : refuse(refusals.notAllowed);
      await needs.audit.record(tx, as, "agreement.list", { type: "client", id: client, client }, verdictOf(verdict));
      return verdict;
    });
  };

export interface AgreementFile {
  readonly fileName: string;
  readonly sha256: string;
  readonly pdfBase64: string;
}

/** [G7] The signed PDF, only when it is still what was recorded. */
export const openFile =
  (needs: Needs) =>
  (as: Actor, ref: store.AgreementRef): Promise<Outcome<AgreementFile>> =>
    needs.db.transaction(as.scope, async (tx) => {
      const allowed = await needs.access.may(tx, as, "agreement.see", ref.client);
      const verdict = allowed ? checked(await store.file(tx, ref)) : refuse(refusals.notAllowed);
      await needs.audit.record(tx, as, "agreement.open-file", { type: "agreement", id: ref.id, client: ref.client }, verdictOf(verdict));
      return verdict;
    });

function checked(file: store.StoredFile | undefined): Outcome<AgreementFile> {
  if (!file) return refuse(refusals.noSuchAgreement);
  const { fileName, sha256, pdf } = file;
  if (createHash("sha256").update(pdf).digest("hex") !== sha256) return refuse(refusals.damaged);
  return done({ fileName, sha256, pdfBase64: pdf.toString("base64") });
}
