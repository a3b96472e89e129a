/** Where a client stands with its business associate agreement, as the agreements slice says. */
export type Standing = "in-force" | "not-yet" | "suspended" | "expired" | "ended" | "none";

export type Gate =
  | { readonly kind: "take" }
  | { readonly kind: "not-found" } // 404: a number that never had an agreement does not exist for callers
  | { readonly kind: "announce" } // a fixed announcement without PHI, the emergency sentence first
  | { readonly kind: "redirect"; readonly to: string };

/**
 * [C1] No agreement, no ring (45 CFR 164.502(e), 164.504(e)). Asked once, when the call is offered; its answer is stamped on the call,
 * so that what comes of the call is stored, delivered and acknowledged whatever ends meanwhile.
 */
export function gate(standing: Standing, fallback: string | null): Gate {
  switch (standing) {
    case "in-force":
      return { kind: "take" };
    case "none":
    case "not-yet":
      return { kind: "not-found" };
    default:
      return fallback === null ? { kind: "announce" } : { kind: "redirect", to: fallback };
  }
}
