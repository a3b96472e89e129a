import type { Role } from "../../../../contract/common.ts";
import type { Me } from "../../../../contract/identity.ts";
import type { SessionKind } from "../../identity/index.ts";

type Room = Me["room"];
/** Where each role works; the first room is where a person starts. */
const ROOMS: Readonly<Record<Role, readonly Room[]>> = {
  operator: ["desk"],
  supervisor: ["office", "desk"],
  "compliance-officer": ["office"],
  administrator: ["office"],
  clinician: ["clinician"],
  "client-manager": ["practice"],
};
const ORDER: readonly Role[] = ["operator", "supervisor", "administrator", "compliance-officer", "clinician", "client-manager"];

export function roomsOf(roles: readonly Role[]): readonly [Room, ...Room[]] | undefined {
  const rooms = [...new Set(ORDER.filter((role) => roles.includes(role)).flatMap((role) => ROOMS[role]))];
  return rooms.length > 0 ? (rooms as [Room, ...Room[]]) : undefined;
}

/** A person of the staff is at the service's own machine; a clinician has a phone; a practice manager sits in an office. */
export function kindOf(roles: readonly Role[]): SessionKind | undefined {
  const room = roomsOf(roles)?.[0];
  const kinds = { desk: "workstation", office: "office", clinician: "phone", practice: "office" } as const;
  return room && kinds[room];
}
