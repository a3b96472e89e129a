// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Duty } from "../../../contract/index.ts";
import { standIn } from "./add-override.tsx";
import { askedFor, everyRole, RoleNow } from "./roles.tsx";
import { orderWord, seatIn, WouldBe } from "./would-be.tsx";

const NY = "America/New_York";
const on = (name: string, more: Partial<NonNullable<Duty["first"]>> = {}) => ({ person: name, name: `Dr ${name}`, until: "2027-01-14T12:00:00Z", next: null, why: `Weekly shift of ${name}.`, ...more });
const duty = (more: Partial<Duty> = {}): Duty => ({ first: on("Lee"), backup: on("Cho"), backups: [on("Cho")], roles: [], why: "By the schedule.", ...more });
const surgeons = (...onDuty: ReturnType<typeof on>[]): Duty => duty({ roles: [{ role: "surgeon on call", onDuty, why: "Status note until 15:00." }] });
const stand = { rank: "first" as const, role: "surgeon on call", person: "Park", from: "2027-01-14T00:00:00Z", until: "2027-01-14T12:00:00Z" };
const says = (): string[] => [...screen.getByRole("group").querySelectorAll("span:not([aria-hidden])")].map((one) => one.textContent ?? "").filter((text) => text !== "");
afterEach(cleanup);

it("[W118] before somebody is put on a role it is said that they would be asked, until when, who comes then, in which order, who is asked without it, and why", () => {
  render(<WouldBe zone={NY} stand={stand} name="Dr Park" before={surgeons(on("Diaz"))} after={surgeons(on("Park", { next: { person: "Diaz", name: "Dr Diaz" }, why: "Override of first for surgeon on call." }), on("Diaz"))} />);
  expect(says()).toEqual(["Dr Park until Thu 14 Jan 2027, 07:00 EST, then Dr Diaz", "Asked in this order: Dr Park, then Dr Diaz", "Without this: Dr Diaz", "Override of first for surgeon on call."]);
});

it("[W118] whoever would not be on duty all the same, because a note lies over the override, is named with the note", () => {
  render(<WouldBe zone={NY} stand={stand} name="Dr Park" before={duty()} after={surgeons()} />);
  expect(says()).toEqual(["Dr Park would not be on duty then.", "Asked in this order: nobody", "Without this: nobody", "Status note until 15:00."]);
});

it("[W118] a role and those who are asked for nothing in particular are never mixed", () => {
  expect([orderWord(seatIn(surgeons(on("Diaz")), null)), orderWord(seatIn(surgeons(on("Diaz")), "surgeon on call")), orderWord(seatIn(duty({ first: null }), null)), seatIn(duty(), "neurology")]).toEqual([
    "Dr Lee, then Dr Cho", "Dr Diaz", "Dr Cho", { onDuty: [], why: "The schedule names nobody for neurology." },
  ]);
});

it("[W118] the roles are those of the schedule and those that a step asks for, each once; what no ladder asks for, and in which nobody stands, is said", () => {
  const ladders = [{ steps: [{ who: "role", role: "Cardiology" }, { who: "operator-calls", rings: "role", role: "surgeon on call" }, { who: "desk-alarm" }] }] as unknown as Parameters<typeof askedFor>[0];
  const now = duty({ roles: [...surgeons(on("Diaz"), on("Park")).roles, { role: "neurology", onDuty: [on("Cho")], why: "" }] });
  const roles = everyRole(now, askedFor(ladders));
  expect(roles).toEqual(["cardiology", "neurology", "surgeon on call"]);
  render(<ul>{roles.map((role) => <RoleNow key={role} zone={NY} role={role} duty={now} asked={askedFor(ladders)} />)}</ul>);
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "cardiologynobody nowThe schedule names nobody for it.", "neurologyno ladder asks for itDr Cho until Thu 14 Jan 2027, 07:00 ESTWeekly shift of Cho.",
    "surgeon on callDr Diaz until Thu 14 Jan 2027, 07:00 ESTasked after them: Dr ParkWeekly shift of Diaz.",
  ]);
});

it("[W118] nobody stands before the role has a name, somebody was chosen and the stretch ends after it begins; the role is kept in small letters", () => {
  const form = { role: "another role", named: " Surgeon On Call ", rank: "first" as const, from: "2027-01-13T19:00", until: "2027-01-14T07:00", person: "Park", reason: "" };
  expect(standIn(NY, form, true)).toEqual({ ...stand, from: "2027-01-14T00:00:00.000Z", until: "2027-01-14T12:00:00.000Z" });
  expect(standIn(NY, form, false)?.role).toBeNull();
  for (const change of [{ named: "" }, { role: "" }, { person: "" }, { until: "2027-01-13T19:00" }, { from: "" }]) expect(standIn(NY, { ...form, ...change }, true)).toBeUndefined();
});
