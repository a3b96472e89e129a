import type { Permit } from "../../foundation/endpoint.ts";
import type { ActName } from "./rules/acts.ts";

/** The permit of a route: `endpoint(contract.people, may("people.see"), …)`. A word that is no act does not compile. */
export const may = (act: ActName, options: { readonly evenLocked?: boolean } = {}): Permit => ({ kind: "may", act, ...options });
