import type { PinAnswer } from "../../../trust/identity/index.ts";
import { sayBusy, sayWrongPin } from "./words.ts";

/** How a telephone proves who holds it, as far as it got. */
export interface Tries {
  readonly wrong: number;
  /** Tries that could not be looked at, which say nothing of whoever keyed them. */
  readonly busy: number;
}
export const NO_TRIES: Tries = { wrong: 0, busy: 0 };
export const PIN_TRIES_MAX = 3;
const BUSY_TRIES_MAX = 3;

type AfterPin =
  | { readonly kind: "right" }
  | { readonly kind: "again"; readonly tries: Tries; readonly say: string }
  /** No more is asked: who it is was not proved, or could not be looked at. */
  | { readonly kind: "refused" | "pin-unheard" };

/** [VD2] What an answer about a PIN makes of the call. */
export function afterPin(tries: Tries, answer: PinAnswer["kind"]): AfterPin {
  if (answer === "right") return { kind: "right" };
  if (answer === "locked") return { kind: "refused" };
  const now: Tries = answer === "busy" ? { ...tries, busy: tries.busy + 1 } : { ...tries, wrong: tries.wrong + 1 };
  if (now.wrong >= PIN_TRIES_MAX) return { kind: "refused" };
  if (now.busy >= BUSY_TRIES_MAX) return { kind: "pin-unheard" };
  return { kind: "again", tries: now, say: answer === "busy" ? sayBusy : sayWrongPin(PIN_TRIES_MAX - now.wrong) };
}
