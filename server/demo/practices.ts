import type { ScriptBody } from "../../contract/scripts.ts";
import type { Role } from "../../contract/common.ts";

/** The demonstration: synthetic people, 555-01xx numbers, example domains. Nothing here is anybody. */
export interface DemoPerson {
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  /** Key of the client; null: the service itself. */
  readonly client: string | null;
  readonly zone: string;
}

const eastern = "America/New_York";
const central = "America/Chicago";

export const demoPeople: readonly DemoPerson[] = [
  { key: "ana", name: "Ana Ruiz", role: "operator", client: null, zone: eastern },
  { key: "ben", name: "Ben Ito", role: "operator", client: null, zone: eastern },
  { key: "carla", name: "Carla Mbeki", role: "supervisor", client: null, zone: eastern },
  { key: "gus", name: "Gus Lindqvist", role: "compliance-officer", client: null, zone: eastern },
  { key: "ida", name: "Ida Novak", role: "administrator", client: null, zone: eastern },
  { key: "mia", name: "Mia Torres", role: "client-manager", client: "lakeside", zone: eastern },
  { key: "lee", name: "Dr Hannah Lee", role: "clinician", client: "lakeside", zone: eastern },
  { key: "cho", name: "Dr Min Cho", role: "clinician", client: "lakeside", zone: eastern },
  { key: "okafor", name: "Dr Ada Okafor", role: "clinician", client: "lakeside", zone: central },
  { key: "brandt", name: "Dr Nils Brandt", role: "clinician", client: "riverside", zone: central },
];

export interface DemoClient {
  readonly key: string;
  readonly name: string;
  readonly agreement: "in-force" | "ended" | "none";
}
export const demoClients: readonly DemoClient[] = [
  { key: "lakeside", name: "Lakeside Medical Group", agreement: "in-force" },
  { key: "riverside", name: "Riverside Dermatology", agreement: "ended" },
  { key: "cedar", name: "Cedar Podiatry", agreement: "none" },
];

export interface DemoAccount {
  readonly slug: string;
  readonly client: string;
  readonly name: string;
  readonly zone: string;
  readonly number: string;
  readonly greeting: string;
  /** Clinicians who take the first call by turns. */
  readonly turns: readonly string[];
  readonly override: string;
}
export const demoAccounts: readonly DemoAccount[] = [
  { slug: "lakeside", client: "lakeside", name: "Lakeside Pediatrics", zone: eastern, number: "+12125550100", greeting: "Lakeside Pediatrics, this is the answering service. How may I help you?", turns: ["lee", "cho"], override: "okafor" },
  { slug: "harbor", client: "lakeside", name: "Harbor ENT", zone: central, number: "+13125550110", greeting: "Harbor ENT, answering service. How may I help you?", turns: ["okafor", "brandt"], override: "lee" },
  { slug: "riverside", client: "riverside", name: "Riverside Dermatology", zone: central, number: "+13125550120", greeting: "Riverside Dermatology, answering service. How may I help you?", turns: ["brandt", "okafor"], override: "brandt" },
  { slug: "cedar", client: "cedar", name: "Cedar Podiatry", zone: eastern, number: "+12125550130", greeting: "Cedar Podiatry, answering service. How may I help you?", turns: [], override: "" },
];

const redFlags: ScriptBody["redFlags"] = [
  { id: "breathing", words: ["trouble breathing", "breathing fast", "short of breath", "can't breathe", "turning blue"], urgency: "emergency", say: "If the lips turn blue or you cannot wake them, hang up and dial 911 now." },
  { id: "chest-pain", words: ["chest pain", "chest tightness"], urgency: "emergency", say: "Chest pain can be an emergency. If it is severe or spreads, hang up and dial 911 now." },
  { id: "bleeding", words: ["bleeding", "blood"], urgency: "urgent", say: "If the bleeding does not stop with pressure, hang up and dial 911." },
  { id: "fever", words: ["high fever", "stiff neck", "seizure"], urgency: "urgent", say: "If they become hard to wake, hang up and dial 911." },
];

const patientItems: ScriptBody["items"] = [
  { id: "caller", kind: "name", label: "Caller", ask: "May I have your name, and would you spell it?", required: true, meaning: "caller-name" },
  { id: "patient", kind: "name", label: "Patient", ask: "Who is the patient? Would you spell the name?", required: true, meaning: "patient-name" },
  { id: "born", kind: "date-of-birth", label: "Born", ask: "What is the patient's date of birth?", required: true, meaning: "birth-date" },
  { id: "callback", kind: "phone", label: "Call-back", ask: "At which number can the doctor reach you tonight?", required: true, meaning: "callback" },
  { id: "reason", kind: "long-text", label: "Reason", ask: "Tell me what is going on.", required: true, meaning: "reason" },
  { id: "since", kind: "text", label: "Since", ask: "When did it start?", required: true },
  { id: "allergies", kind: "text", label: "Allergies", ask: "Any allergies to medicines?", required: false },
];

const professionalItems = (who: string, ask: string): ScriptBody["items"] => [
  { id: "caller", kind: "name", label: "Caller", ask: `May I have your name, and your role at the ${who}?`, required: true, meaning: "caller-name" },
  { id: "patient", kind: "name", label: "Patient", ask: "Which patient is this about? Would you spell the name?", required: true, meaning: "patient-name" },
  { id: "callback", kind: "phone", label: "Call-back", ask: "At which direct number can the doctor reach you?", required: true, meaning: "callback" },
  { id: "reason", kind: "long-text", label: "Reason", ask, required: true, meaning: "reason" },
];

export const demoScripts: readonly ScriptBody[] = [
  { name: "Night script", callerType: "patient", hours: "always", items: patientItems, redFlags, defaultUrgency: "urgent" },
  { name: "Hospital", callerType: "hospital", hours: "always", items: professionalItems("hospital", "What should the doctor know?"), redFlags, defaultUrgency: "urgent" },
  { name: "Pharmacy", callerType: "pharmacy", hours: "always", items: professionalItems("pharmacy", "Which prescription, and what is the question?"), redFlags: [], defaultUrgency: "routine" },
  { name: "Laboratory", callerType: "lab", hours: "always", items: professionalItems("laboratory", "Which result? I will read it back to you."), redFlags: [], defaultUrgency: "urgent" },
  { name: "Physician", callerType: "physician", hours: "always", items: professionalItems("practice", "What should I tell the doctor?"), redFlags: [], defaultUrgency: "urgent" },
];
