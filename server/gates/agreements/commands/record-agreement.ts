import { createHash } from "node:crypto";
import type { Agreement } from "../../../../contract/office.ts";
import { personOf, type Actor } from "../../../foundation/actor.ts";
import type { ClientId } from "../../../foundation/ids.ts";
import { done, refuse, verdictOf, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import type { Instant } from "../../../foundation/time.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { asShown } from "../rules/as-shown.ts";
import { mayRecord } from "../rules/may-change.ts";
import { readPdf, type PdfVerdict } from "../rules/pdf.ts";
import * as store from "../store.ts";

export interface RecordAsk {
  readonly client: ClientId;
  readonly effectiveAt: Instant;
  readonly endsAt: Instant | null;
  /** Calendar date on the paper. */
  readonly signedOn: string;
  readonly signer: string;
  readonly fileName: string;
  readonly pdfBase64: string;
}

/** The contract's list carries no more than these. */
const AGREEMENTS_PER_CLIENT_MAX = 100;

const PDF_REFUSALS: Readonly<Record<Exclude<PdfVerdict["kind"], "pdf">, Refusal>> = {
  "not-a-pdf": refusals.notPdf,
  "cut-short": refusals.cutShort,
  "too-large": refusals.tooLarge,
};

type Facts = { readonly allowed: boolean; readonly known: number; readonly pdf: PdfVerdict; readonly at: Instant };

/** [G7] [G8] [G12] The first thing that stands against it, or the file. */
function judge(ask: RecordAsk, facts: Facts): Outcome<Buffer> {
  if (!facts.allowed) return refuse(refusals.notAllowed);
  const dates = mayRecord(ask, facts.at).kind;
  if (dates !== "yes") return refuse(dates === "ends-too-early" ? refusals.endsTooEarly : refusals.signedInFuture);
  if (facts.known >= AGREEMENTS_PER_CLIENT_MAX) return refuse(refusals.tooMany);
  return facts.pdf.kind === "pdf" ? done(facts.pdf.bytes) : refuse(PDF_REFUSALS[facts.pdf.kind]);
}

/** Records a signed agreement. It opens the gate at its effective instant, by itself. */
export const recordAgreement =
  (needs: Needs) =>
  async (as: Actor, ask: RecordAsk): Promise<Outcome<Agreement>> => {
    const { db, world, audit, facts } = needs;
    const at = world.now();
    const id = world.id();
    const pdf = readPdf(ask.pdfBase64); // Before the transaction: megabytes are not decoded while a connection waits.

    return db.transaction(as.scope, async (tx) => {
      await store.lockClient(tx, ask.client);
      const allowed = await needs.access.may(tx, as, "agreement.record", ask.client);
      const known = await store.agreements(tx, ask.client);
      const verdict = judge(ask, { allowed, known: known.length, pdf, at });
      await audit.record(tx, as, "agreement.record", { type: "agreement", id, client: ask.client }, verdictOf(verdict));
      if (!verdict.ok) return verdict;

      const sha256 = createHash("sha256").update(verdict.value).digest("hex");
      const { pdfBase64: _, ...named } = ask;
      const row = { ...named, id, sha256, recordedAt: at };
      await store.insertAgreement(tx, { ...row, pdf: verdict.value, recordedBy: personOf(as) });
      await facts.record(tx, { name: "agreement.changed", subject: ask.client, client: ask.client, at, ids: { agreement: id, act: "record", by: personOf(as) } });
      return done(asShown({ ...row, changes: [] }, at));
    });
  };
