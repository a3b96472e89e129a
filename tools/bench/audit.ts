import { createHash } from "node:crypto";
import { verifyAudit } from "../../server/trust/audit/index.ts";
import { atLeast, type Figure } from "./figure.ts";
import { until } from "./pace.ts";
import type { Product } from "./product.ts";

const NUMBERED_SECONDS_MAX = 30;
const ENTRY_BYTES = 400;
const HASHES = 100_000;

/** Verifying the log this run wrote, beside hashing as many bytes as two SHA-256 an entry need. */
export async function benchAudit(product: Product): Promise<Figure[]> {
  const db = product.database();
  const { publicKey } = product.secrets.auditSigner;
  try {
    await until("every audit entry is numbered", NUMBERED_SECONDS_MAX, async () => (await verifyAudit(db, { publicKey })).waiting === 0);
    const remembered = await product.remembered();
    const began = performance.now();
    const verdict = await verifyAudit(db, { publicKey, remembered: remembered === undefined ? [] : [remembered] });
    const perSecond = (verdict.size * 1000) / (performance.now() - began);
    if (!verdict.ok) throw new Error(`the audit log is not whole: ${verdict.findings[0]!.check}`);
    return [atLeast({ name: `audit verify, ${verdict.size} entries (limit: SHA-256 of leaf and node)`, value: perSecond, unit: "/s", limit: hashing() })];
  } finally {
    await db.end();
  }
}

function hashing(): number {
  const [leaf, node] = [Buffer.alloc(ENTRY_BYTES, 1), Buffer.alloc(65, 2)];
  const began = performance.now();
  for (let n = 0; n < HASHES; n++) for (const bytes of [leaf, node]) createHash("sha256").update(bytes).digest();
  return (HASHES * 1000) / (performance.now() - began);
}
