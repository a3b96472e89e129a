import type { Me, Role } from "../../contract/index.ts";

/** What is shown follows the roles; what is allowed is the server's to say. */
export const holds = (me: Pick<Me, "memberships">, ...roles: readonly Role[]): boolean => me.memberships.some(({ role, client }) => client === null && roles.includes(role));
