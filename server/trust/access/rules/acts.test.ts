import { expect, test } from "vitest";
import { Role } from "../../../../contract/common.ts";
import { ACTS, allows, fits, mayGive, type Held } from "./acts.ts";
import { kindOf, roomsOf } from "./rooms.ts";

const lakeside = "11111111-1111-4111-8111-111111111111";
const harbor = "22222222-2222-4222-8222-222222222222";
const at = (role: Held["role"], client: string | null = null): Held[] => [{ role, client }];

test("[AC1] an act nobody has named is nobody's, and no role allows nothing", () => {
  for (const role of Role.options) for (const act of ["", "message.shred", "toString", "__proto__"]) expect(allows(at(role), act)).toBe(false);
  for (const act of Object.keys(ACTS)) expect(allows([], act)).toBe(false);
});

test("[AC1] a role at a client allows nothing at another client", () => {
  for (const act of Object.keys(ACTS)) for (const role of ["clinician", "client-manager"] as const) expect(allows(at(role, lakeside), act, harbor)).toBe(false);
  expect(allows(at("client-manager", lakeside), "script.change", lakeside)).toBe(true);
  expect(allows(at("operator"), "message.open", harbor)).toBe(true);
});

test("[AC1] those who run the service and its records do not open messages", () => {
  for (const role of ["administrator", "compliance-officer"] as const) for (const act of ["message.open", "message.take", "message.list", "inbox.see"]) expect(allows(at(role), act)).toBe(false);
});

test("[AC5] nobody gives more than they hold", () => {
  expect(mayGive(at("client-manager", lakeside), "clinician", lakeside)).toBe(true);
  expect(mayGive(at("client-manager", lakeside), "clinician", harbor)).toBe(false);
  expect(mayGive(at("client-manager", lakeside), "operator", null)).toBe(false);
  expect(mayGive(at("supervisor"), "operator", null)).toBe(true);
  for (const role of ["administrator", "compliance-officer", "supervisor"] as const) expect(mayGive(at("supervisor"), role, null)).toBe(false);
  for (const own of ["operator", "clinician", "compliance-officer"] as const) for (const role of Role.options) for (const client of [null, lakeside]) expect(mayGive(at(own, fits(own, null) ? null : lakeside), role, client)).toBe(false);
  expect(mayGive(at("administrator"), "clinician", null)).toBe(false);
});

test("[AC2] each role has a room to start in and a kind of session", () => {
  expect(roomsOf(["clinician", "operator"])).toEqual(["desk", "clinician"]);
  expect(roomsOf(["supervisor"])).toEqual(["office", "desk"]);
  expect(roomsOf([])).toBeUndefined();
  expect(kindOf(["operator", "clinician"])).toBe("workstation");
  expect(kindOf(["clinician", "client-manager"])).toBe("phone");
  expect(kindOf(["client-manager"])).toBe("office");
});
