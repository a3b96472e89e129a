import { sealedColumn } from "../../foundation/db/tables.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import type { Instant } from "../../foundation/time.ts";
import type { Tx } from "../../foundation/db/db.ts";
import { NO_CLIENT, type Vault } from "../vault/index.ts";
import type { Kit } from "./ports.ts";
import { stepOf } from "./proofs/totp.ts";
import { takeTotpStep, type Credentials } from "./store/credentials.ts";

const place = (person: PersonId) => ({ client: NO_CLIENT, ...sealedColumn("identity.totp", "sealed"), row: person, revision: 0 });

/** The secret of one-time codes is not PHI; it is sealed all the same, so that a copy of the database makes no codes. */
export const sealTotp = (vault: Pick<Vault, "sealBytes">, of: { person: PersonId; secret: Buffer }, at: Instant): Promise<Buffer> =>
  vault.sealBytes({ ...place(of.person), at, kind: "identity" }, phi(of.secret));

const openTotp = async (vault: Pick<Vault, "openBytes">, person: PersonId, sealed: Buffer): Promise<Buffer> => dangerouslyReveal(await vault.openBytes(place(person), sealed));

/** [I2] Asked only after the password was right, so that nobody else can use up a person's code. A good code is taken. */
export async function codeFits(kit: Kit, tx: Tx, { known, code }: { known: Credentials | undefined; code: string }): Promise<boolean> {
  if (!known?.totp || known.disabledAt !== null) return false;
  const step = stepOf(await openTotp(kit.vault, known.id, known.totp), code, kit.world.now());
  return step !== undefined && takeTotpStep(tx, known.id, step);
}
