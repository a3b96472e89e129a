import type { Me } from "../../contract/index.ts";

export function IdleGuard(_: { readonly me: Me }) { return null; }
