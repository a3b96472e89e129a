import type { CallRow } from "../../../../contract/index.ts";
import type { Calls } from "../../calls/index.ts";

type Live = ReturnType<Calls["live"]>[number];

/** [K80] What the caller chose in the menu, in which language, and whether whoever has them needs an interpreter. Left out of a call that was asked nothing and speaks English. */
export function wantsOf({ state: { wants, phase }, needsInterpreter }: Pick<Live, "state" | "needsInterpreter">): Pick<CallRow, "wants"> {
  const { language, urgent, choice } = wants;
  const said = phase === "choosing" || choice !== null || language !== "en" || urgent;
  return said ? { wants: { choosing: phase === "choosing", language, urgent, choice, needsInterpreter } } : {};
}
