import type { CallerType } from "../../../../contract/common.ts";
import type { ScriptBody, ScriptItem } from "../../../../contract/scripts.ts";

const caller = (ask: string): ScriptItem => ({ id: "caller", kind: "name", label: "Caller", ask, required: true, meaning: "caller-name" });
const patient = (ask: string): ScriptItem => ({ id: "patient", kind: "name", label: "Patient", ask, required: true, meaning: "patient-name" });
const callback: ScriptItem = { id: "callback", kind: "phone", label: "Call-back", ask: "At which number can you be reached?", required: true, meaning: "callback" };
const reason = (ask: string): ScriptItem => ({ id: "reason", kind: "long-text", label: "Reason", ask, required: true, meaning: "reason" });

const forPatients: ScriptBody = {
  name: "Patient",
  callerType: "patient",
  hours: "always",
  items: [
    caller("May I have your name, and would you spell it?"),
    patient("Who is the patient? Would you spell the name?"),
    { id: "born", kind: "date-of-birth", label: "Born", ask: "What is the patient's date of birth?", required: true, meaning: "birth-date" },
    callback,
    reason("Tell me what is going on."),
  ],
  // General signs that the lay rescuer guidelines name; an account adds those of its own field.
  redFlags: [
    { id: "breathing", words: ["trouble breathing", "can't breathe", "short of breath", "turning blue", "choking"], urgency: "emergency", say: "If breathing is difficult, hang up and dial 911 now." },
    { id: "chest-pain", words: ["chest pain", "chest tightness", "chest pressure"], urgency: "emergency", say: "For chest pain, hang up and dial 911 now." },
    { id: "stroke", words: ["stroke", "slurred speech", "face drooping", "sudden weakness"], urgency: "emergency", say: "These can be signs of a stroke. Hang up and dial 911 now." },
    { id: "unconscious", words: ["unconscious", "passed out", "not waking up", "seizure"], urgency: "emergency", say: "Hang up and dial 911 now." },
    { id: "bleeding", words: ["bleeding", "bleeding heavily"], urgency: "urgent", say: "If the bleeding does not stop with pressure, hang up and dial 911." },
    { id: "self-harm", words: ["suicide", "suicidal", "kill myself", "overdose"], urgency: "emergency", say: "You can call or text 988 at any time. If you are in danger now, hang up and dial 911." },
  ],
  defaultUrgency: "urgent",
};

const forProfessionals = (callerType: Exclude<CallerType, "patient">, place: string): ScriptBody => ({
  name: `${callerType[0]!.toUpperCase()}${callerType.slice(1)}`,
  callerType,
  hours: "always",
  items: [caller(`May I have your name, and your role at the ${place}?`), patient("Which patient is this about? Would you spell the name?"), callback, reason("What should the doctor know?")],
  redFlags: [],
  defaultUrgency: "urgent",
});

/** [Q10] What an account begins with, so that its first call has something to be read. */
export const plainScripts: readonly ScriptBody[] = [
  forPatients,
  forProfessionals("hospital", "hospital"),
  forProfessionals("pharmacy", "pharmacy"),
  forProfessionals("lab", "laboratory"),
  forProfessionals("physician", "practice"),
];
