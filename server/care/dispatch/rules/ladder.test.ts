import { expect, test } from "vitest";
import type { PersonId } from "../../../foundation/ids.ts";
import { instant, type Instant } from "../../../foundation/time.ts";
import { choosePerson, type Reachable } from "./choose-person.ts";
import { chosenLadder, type OwnLadder } from "./chosen-ladder.ts";
import { DEFAULT_LADDERS, hoursAt, isQuiet, type Hours, type Step } from "./ladder.ts";
import { ladderFault, MINUTES_TO_ALARM_MAX, type LadderDraft } from "./ladder-fault.ts";
import { sayRung, sayStep } from "./say.ts";

const at = (iso: string): Instant => instant(Date.parse(iso));
const step = (who: Step["who"], more: Partial<Step> = {}): Step => ({ who, patienceMinutes: 5, repeats: 0, ...more });
const alarm = step("desk-alarm");
const draft = (steps: Step[], more: Partial<LadderDraft> = {}): LadderDraft => ({ urgency: "urgent", hours: "always", quiet: null, steps, ...more });
const cho = "cho" as PersonId;

test("[D1] a ladder ends with the alarm, has it once, and a person is asked before it; the step that is wrong is named", () => {
  expect(ladderFault(draft([]))).toEqual({ fault: "noAlarmAtTheEnd" });
  expect(ladderFault(draft([step("on-duty")]))).toEqual({ fault: "noAlarmAtTheEnd", step: 0 });
  expect(ladderFault(draft([alarm]))).toEqual({ fault: "nobodyPaged", step: 0 });
  expect(ladderFault(draft([step("nurse-triage"), alarm]))).toEqual({ fault: "nobodyPaged", step: 1 });
  expect(ladderFault(draft([step("on-duty"), alarm, step("backup"), alarm]))).toEqual({ fault: "unreachableStep", step: 2 });
  for (const [urgency, steps] of Object.entries(DEFAULT_LADDERS)) expect(ladderFault(draft([...steps], { urgency: urgency as LadderDraft["urgency"] }))).toBeUndefined();
});

test("[D1] a step that does what the one before it did goes round in a circle; the second backup is somebody else than the first", () => {
  expect(ladderFault(draft([step("on-duty"), step("on-duty"), alarm]))).toEqual({ fault: "loop", step: 1 });
  expect(ladderFault(draft([step("on-duty"), step("operator-calls"), step("operator-calls", { rings: "on-duty" }), alarm]))).toEqual({ fault: "loop", step: 2 });
  expect(ladderFault(draft([step("on-duty"), step("backup"), step("backup", { nth: 2 }), step("operator-calls", { rings: "backup" }), alarm]))).toBeUndefined();
});

test("[D1] a ladder that reaches the alarm too late for its urgency is refused at the step that is too late", () => {
  const slow = [step("on-duty", { patienceMinutes: 20 }), step("backup", { patienceMinutes: 10, repeats: 1 }), alarm];
  expect(MINUTES_TO_ALARM_MAX.emergency).toBe(30);
  expect(ladderFault(draft(slow, { urgency: "emergency" }))).toEqual({ fault: "tooLong", step: 1 });
  expect(ladderFault(draft(slow, { urgency: "urgent" }))).toBeUndefined();
});

test("[D1] a step for a role or for a person says which", () => {
  expect(ladderFault(draft([step("role"), alarm]))).toEqual({ fault: "incompleteStep", step: 0 });
  expect(ladderFault(draft([step("on-duty"), step("operator-calls", { rings: "person" }), alarm]))).toEqual({ fault: "incompleteStep", step: 1 });
  expect(ladderFault(draft([step("role", { role: "Cardiology" }), step("person", { person: cho }), alarm]))).toBeUndefined();
});

const table = { zone: "America/New_York", hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: "08:00", close: "17:00" })), holidays: ["2027-01-18"] };
const own = (hours: Hours, version = 1, steps: readonly Step[] = [step("on-duty"), alarm]): OwnLadder => ({ urgency: "urgent", hours, version, quiet: null, steps });

test("[D2] a message begins on the ladder of the hours it is at the practice, on a holiday on the holiday's, else on the one of all hours", () => {
  const morning = at("2027-01-14T15:00:00Z");
  const night = at("2027-01-14T07:00:00Z");
  const holiday = at("2027-01-18T15:00:00Z");
  expect(hoursAt(table, morning)).toEqual(["office", "always"]);
  expect(hoursAt(table, night)).toEqual(["after-hours", "always"]);
  expect(hoursAt(table, holiday)).toEqual(["holiday", "after-hours", "always"]);
  const halfDay = { ...table, days: [{ kind: "date" as const, name: "Half a day", date: new Date(morning).toISOString().slice(0, 10), spans: [{ open: "00:00", close: "00:00" }] }] };
  expect(hoursAt(halfDay, morning)).toEqual(["office", "always"]);
  const ladders = [own("always"), own("office"), own("holiday")];
  const hoursOf = (instantOf: Instant, known = ladders): Hours => chosenLadder(known, { account: table, urgency: "urgent", at: instantOf }).hours;
  expect([hoursOf(morning), hoursOf(night), hoursOf(holiday)]).toEqual(["office", "always", "holiday"]);
  expect(hoursOf(morning, [own("always"), own("office", 2, [])])).toBe("always");
  expect(chosenLadder([], { account: table, urgency: "routine", at: night })).toMatchObject({ version: 0, steps: DEFAULT_LADDERS.routine });
});

test("[D25] quiet hours hold for routine messages alone, over midnight, by the practice's own clock", () => {
  const quiet = { from: "22:00", until: "06:30" };
  const asked = (urgency: LadderDraft["urgency"], iso: string): boolean => isQuiet(quiet, { urgency, at: at(iso), zone: "America/New_York" });
  expect(asked("routine", "2027-01-14T07:00:00Z")).toBe(true);
  expect(asked("routine", "2027-01-14T03:00:00Z")).toBe(true);
  expect(asked("routine", "2027-01-14T11:30:00Z")).toBe(false);
  expect(asked("urgent", "2027-01-14T07:00:00Z")).toBe(false);
  expect(asked("emergency", "2027-01-14T07:00:00Z")).toBe(false);
  expect(isQuiet(null, { urgency: "routine", at: at("2027-01-14T07:00:00Z"), zone: "UTC" })).toBe(false);
  expect(isQuiet({ from: "12:00", until: "13:00" }, { urgency: "routine", at: at("2027-01-14T12:59:00Z"), zone: "UTC" })).toBe(true);
  expect(ladderFault(draft([step("on-duty"), alarm], { quiet }))).toEqual({ fault: "quietIsForRoutine" });
  expect(ladderFault(draft([step("on-duty"), alarm], { quiet, urgency: "routine" }))).toBeUndefined();
});

test("[D4] a step reaches the backup in its place, the one on duty in a role, or a person by name who covers there now; else nobody", () => {
  const now = at("2027-01-14T07:00:00Z");
  const on = (name: string) => ({ person: name.toLowerCase() as PersonId, name, until: at("2027-01-14T12:00:00Z"), why: `${name} is on duty.` });
  const duty: Reachable = { first: on("Lee"), backup: on("Cho"), backups: [on("Cho"), on("Park")], roles: { Cardiology: [on("Diaz")] }, named: [{ person: cho, name: "Cho" }], why: "By the schedule." };
  const chosen = (one: Step, passed: PersonId[] = []): PersonId | null => choosePerson(one, duty, { at: now, passed }).person;
  expect([chosen(step("on-duty")), chosen(step("backup")), chosen(step("backup", { nth: 2 })), chosen(step("backup", { nth: 3 }))]).toEqual(["lee", "cho", "park", null]);
  expect([chosen(step("role", { role: "Cardiology" })), chosen(step("role", { role: "Surgery" }))]).toEqual(["diaz", null]);
  const surgeons: Reachable = { ...duty, roles: { surgery: [] }, roleWhy: { surgery: "Nobody is first for surgery: their note stands." } };
  const whyNot = (role: string): string => choosePerson(step("role", { role }), surgeons, { at: now, passed: [] }).why;
  expect([whyNot("Surgery"), whyNot("Oncology"), whyNot("constructor")]).toEqual(["Nobody is first for surgery: their note stands.", "Nobody is on duty for Oncology: the schedule names nobody for it. By the schedule.", "Nobody is on duty for constructor: the schedule names nobody for it. By the schedule."]);
  expect([chosen(step("person", { person: cho })), chosen(step("person", { person: "moe" }))]).toEqual(["cho", null]);
  expect(chosen(step("operator-calls"))).toBe("lee");
  expect(chosen(step("operator-calls", { rings: "backup" }), [cho])).toBeNull();
  expect(chosen(step("nurse-triage"))).toBeNull();
});

test("[D13] the desk reads what comes next in words", () => {
  expect(sayStep(step("operator-calls", { rings: "backup", nth: 2 }))).toBe("the desk rings backup 2");
  expect(sayStep(step("role", { role: "Cardiology" }))).toBe("whoever is on duty for Cardiology");
  expect(sayStep(step("nurse-triage"))).toBe("the desk rings the nurses' line");
  expect(sayRung([step("operator-calls")], { step: 0, repeat: 1 })).toBe("the desk rings whoever is on duty, again");
});
