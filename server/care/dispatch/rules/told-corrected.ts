import type { AttemptId, PersonId } from "../../../foundation/ids.ts";

interface Page {
  readonly id: AttemptId;
  readonly person: PersonId;
  readonly repeats: number;
}
interface Came {
  readonly attempt: AttemptId;
  readonly state: string;
  readonly reason?: string | null;
}

/** A way that was silent may have delivered all the same. */
const SILENT = "silent";

/**
 * [D62] Who may have the text of these pages: everyone but those whose page surely did not arrive. One that is on its way, or whose worker
 * died before it could say, may have arrived.
 */
export function whoMayHave(pages: readonly Page[], receipts: readonly Came[]): PersonId[] {
  const surelyNot = ({ id, repeats }: Page): boolean => {
    // What failed is the last try; nobody knows what became of those before it.
    if (repeats > 0) return false;
    const came = receipts.filter(({ attempt, state }) => attempt === id && state !== "claimed");
    return came.length > 0 && came.every(({ state, reason }) => state === "failed" && reason !== SILENT);
  };
  return [...new Set(pages.filter((page) => !surelyNot(page)).map(({ person }) => person))];
}
