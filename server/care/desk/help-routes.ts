import { emergencyRoutes } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import { endpoint, type Endpoint, type Wire } from "../../foundation/endpoint.ts";
import type { CallId } from "../../foundation/ids.ts";
import { done } from "../../foundation/refusal.ts";
import { may } from "../../trust/access/index.ts";
import type { Calls, Operating } from "../calls/index.ts";
import type { Desk } from "./index.ts";

const takesCalls = may("desk.work");
const seesPlaces = may("desk-place.see");
const writesPlaces = may("desk-place.change");

/** Permits of these routes are held by persons only. */
const person = (as: Actor): Operating => {
  if (as.kind !== "person") throw new Error("a desk without a person");
  return as;
};

interface Parts {
  readonly desk: Desk;
  readonly calls: Calls;
  /** Which workstation a cookie of ours names. Fitted by identity. */
  readonly workstationOf: (token: string) => string | undefined;
}

/** 911 from the desk, and where desks stand. The desk is known by the cookie of its browser, never by what a request says. */
export function helpEndpoints({ desk, calls: { help }, workstationOf }: Parts): Endpoint[] {
  const here = (wire: Wire): string | undefined => workstationOf(wire.cookies.workstation ?? "");
  return [
    endpoint(emergencyRoutes.myPlace, takesCalls, async ({ as, wire }) => {
      const place = await help.myPlace(person(as), here(wire));
      return place.ok ? done({ desk: place.value, line: help.hasTrunk() ? ("ready" as const) : ("no-trunk" as const) }) : place;
    }),
    endpoint(emergencyRoutes.deskPlaces, seesPlaces, ({ as }) => desk.showDesks(person(as))),
    endpoint(emergencyRoutes.saveDeskPlace, writesPlaces, ({ as, params, body }) => desk.saveDesk(person(as), { workstation: params.workstation, desk: body })),
    endpoint(emergencyRoutes.callEmergency, takesCalls, ({ as, body, wire }) => help.call(person(as), { ...body, workstation: here(wire) })),
    endpoint(emergencyRoutes.rejoinEmergency, takesCalls, ({ as, body }) => help.rejoin(person(as), body)),
    endpoint(emergencyRoutes.endEmergency, takesCalls, ({ as }) => help.end(person(as))),
    endpoint(emergencyRoutes.dialEmergency, takesCalls, ({ as, params, wire }) => help.dial(person(as), { call: params.call as CallId, workstation: here(wire) })),
  ];
}
