import type { CallCard, CallRow, DeskSnapshot, Draft, Me, MessageDetail, Script, WorkingRow } from "../../contract/index.ts";
import { emptyDraft } from "../../contract/index.ts";
import type { z } from "zod";

/** Made-up practices and people: one night’s scenes as data of the contract. */
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
export const ids = { ana: id(1), ben: id(2), lakeside: id(10), call: id(20), message: id(30), osei: id(31), script: id(40), lee: id(50), cho: id(51), brandt: id(52) };
const ZONE = "America/New_York";

/** Instants relative to the moment the scene begins. */
export const clockOf = (start: number) => (seconds: number) => new Date(start + seconds * 1000).toISOString();
type At = ReturnType<typeof clockOf>;

export const meOf = (at: At): z.infer<typeof Me> => ({
  person: { id: ids.ana, name: "Ana Ruiz", email: "ana.ruiz@example.com" }, memberships: [{ id: id(5), client: null, clientName: null, role: "operator" }],
  room: "desk", rooms: ["desk"], session: { state: "open", idleSecondsMax: 900, idleAt: at(900) }, hasPasskey: false, zone: ZONE, serverTime: at(0), notice: null,
});

const breathing = { id: "breathing", words: ["breathing fast", "can't breathe", "turns blue"], urgency: "urgent" as const, say: "If he turns blue or you cannot wake him, hang up and call 911." };
const chest = { id: "chest", words: ["chest pain"], urgency: "emergency" as const, say: "Hang up and call 911 now." };

export const nightScript = (at: At): Script => ({
  id: ids.script, account: ids.lakeside, version: 3, savedAt: at(-86_400), name: "Night script", callerType: "patient", hours: "closed", defaultUrgency: "routine", redFlags: [breathing, chest],
  items: [
    { id: "caller", kind: "name", label: "Caller", ask: "May I have your name, and how you know the patient?", required: true, meaning: "caller-name" },
    { id: "patient", kind: "name", label: "Patient", ask: "Who is the patient?", required: true, meaning: "patient-name" },
    { id: "born", kind: "date-of-birth", label: "Born", ask: "What is the date of birth?", required: true, meaning: "birth-date" },
    { id: "callback", kind: "phone", label: "Call-back", ask: "On which number can the doctor call you back?", required: true, meaning: "callback" },
    { id: "reason", kind: "long-text", label: "Reason", ask: "What is the call about?", required: true, meaning: "reason" },
    { id: "since", kind: "text", label: "Since", ask: "When did the fast breathing start?", required: true },
    { id: "allergies", kind: "text", label: "Allergies", ask: "Are there any allergies?", required: false },
  ],
});
export const labScript = (at: At): Script => ({
  ...nightScript(at), id: id(41), name: "Laboratory", callerType: "lab", redFlags: [], defaultUrgency: "urgent",
  items: [
    { id: "caller", kind: "name", label: "Caller", ask: "Who is calling, from which laboratory?", required: true, meaning: "caller-name" },
    { id: "patient", kind: "name", label: "Patient", ask: "Which patient?", required: true, meaning: "patient-name" },
    { id: "critical", kind: "yes-no", label: "Critical", ask: "Is it a critical value?", required: true },
    { id: "reason", kind: "long-text", label: "Result", ask: "What is the result, with its unit?", required: true, meaning: "reason" },
    { id: "callback", kind: "phone", label: "Call-back", ask: "On which number can the doctor reach you?", required: true, meaning: "callback" },
  ],
});

export const callRow = (at: At, row: Partial<CallRow> = {}): CallRow => ({ id: ids.call, accountName: "Lakeside Pediatrics", state: "offered", since: at(-14), offeredTo: "Ana Ruiz", mine: true, callerNumber: "+12125550142", ...row });
const others = (at: At): CallRow[] => [
  callRow(at, { id: id(21), accountName: "Harbor ENT", state: "offered", since: at(-14), offeredTo: "Ben Ito", mine: false, callerNumber: null }),
  callRow(at, { id: id(22), accountName: "Bayview Cardiology", state: "queued", since: at(-6), offeredTo: null, mine: false, callerNumber: null }),
];

export const typedDraft: Draft = {
  ...emptyDraft("patient"), urgency: "urgent",
  answers: {
    caller: { value: "Marta Oyelaran, mother", spelled: "O-Y-E-L-A-R-A-N" }, patient: { value: "Tobi Oyelaran", spelled: "O-Y-E-L-A-R-A-N" }, born: { value: "2024-09-03" },
    callback: { value: "212 555 0142" }, reason: { value: "Cough since the evening, now breathing fast and will not drink" },
  },
  readBack: { names: true, reason: false, numberFirst: "212 555 0142", numberAgain: "" },
};

const directory: CallCard["directory"] = [
  { id: id(51), kind: "clinician", label: "Dr Lee, mobile" }, { id: id(52), kind: "back-line", label: "Practice back line" }, { id: id(53), kind: "hospital", label: "Lakeside General, ward 4" },
  { id: id(54), kind: "interpreter", label: "Spanish interpreter" }, { id: id(55), kind: "emergency-centre", label: "Lakeside county dispatch" },
];

export const cardOf = (at: At, card: Partial<CallCard> = {}): CallCard => ({
  id: ids.call, state: "offered", account: { id: ids.lakeside, name: "Lakeside Pediatrics", zone: ZONE, greeting: "Lakeside Pediatrics, this is Ana on a recorded line. Is this about a patient?", statusNotes: [] },
  agreement: "in-force", answeredAt: null, callerNumber: "+12125550142", numberProof: "asserted", callsTodayFromNumber: 2, recording: true, scripts: [nightScript(at), labScript(at)],
  onDuty: { person: ids.lee, name: "Dr Lee", until: at(17_000), next: { person: ids.cho, name: "Dr Cho" }, why: "Dr Lee has the weekday night shift 19:00 to 07:00, schedule version 7, time zone rules 2026a." },
  backup: { person: ids.cho, name: "Dr Cho", until: at(17_000), next: null, why: "Backup, schedule version 7." }, directory, draft: emptyDraft("patient"), draftVersion: 0, message: null, ...card,
});

const working = (at: At, row: Partial<WorkingRow>): WorkingRow => ({
  message: ids.message, revision: 1, account: ids.lakeside, accountName: "Harbor ENT", zone: ZONE, urgency: "urgent", sentAt: at(-288), state: "working", recipient: "Dr Okafor", receipts: ["claimed", "accepted", "on-device", "opened"],
  tries: [{ at: at(-220), say: "App: opened", receipt: "opened", repeat: false }, { at: at(-288), say: "Pager: accepted by the carrier", receipt: "accepted", repeat: false }],
  next: { say: "Then Dr Brandt", at: at(192) }, takenBy: null, takenAt: null, quietUntil: null, ...row,
});
const routine = (at: At) => working(at, { message: ids.osei, urgency: "routine", accountName: "Northside Obstetrics", recipient: "Dr Osei", receipts: ["claimed", "accepted", "on-device"], tries: [], sentAt: at(-540), next: { say: "Page again", at: at(351) } });
const taken = (at: At, message: string, row: Partial<WorkingRow>) => working(at, { message, state: "taken", next: null, ...row });
const alarm = (at: At) => working(at, {
  state: "alarm", receipts: ["claimed", "failed"], sentAt: at(-910), next: null, recipient: null, reach: [{ person: ids.lee, name: "Dr Okafor" }, { person: ids.brandt, name: "Dr Brandt" }],
  tries: [{ at: at(-910), say: "Dr Okafor, app: opened only", receipt: "opened", repeat: false }, { at: at(-420), say: "Dr Brandt, app: on device", receipt: "on-device", repeat: false }, { at: at(-190), say: "Dr Brandt, phone: voicemail", receipt: "failed", repeat: true }, { at: at(-10), say: "Back line: no answer", receipt: "failed", repeat: false }],
});

export type SceneName = "offered" | "quiet" | "active" | "alarm";
type Scene = Pick<DeskSnapshot, "calls" | "working"> & { readonly state: DeskSnapshot["me"]["state"] };
const sceneOf: Record<SceneName, (at: At) => Scene> = {
  quiet: () => ({ state: "ready", calls: [], working: [] }),
  offered: (at) => ({ state: "ringing", calls: [callRow(at), ...others(at)], working: [routine(at)] }),
  active: (at) => ({ state: "on-a-call", calls: [callRow(at, { state: "talking", since: at(-107) }), ...others(at)], working: [working(at, {}), routine(at)] }),
  alarm: (at) => ({ state: "on-a-call", calls: [callRow(at, { state: "talking", since: at(-107) }), ...others(at)], working: [alarm(at), routine(at)] }),
};

export function deskOf(at: At, name: SceneName): DeskSnapshot {
  const { state, calls, working: rows } = sceneOf[name](at);
  return {
    at: at(0), me: { person: ids.ana, name: "Ana Ruiz", state, since: at(-107), accountName: null }, calls, working: rows,
    taken: [taken(at, id(33), { accountName: "Lakeside Pediatrics", takenBy: "Dr Cho", sentAt: at(-976), takenAt: at(-792) }), taken(at, id(34), { takenBy: "Dr Brandt", sentAt: at(-2500), takenAt: at(-2452) })],
    cues: [{ id: id(60), dueAt: at(960), say: "Ring the lab again", accountName: "Bayview Cardiology", call: null, message: null, number: "+17185550119" }, { id: id(61), dueAt: at(2760), say: "Hand-over check", accountName: "Harbor ENT", call: null, message: null, number: null }],
    operators: [{ person: ids.ana, name: "Ana Ruiz", state: "on-a-call", since: at(-107), accountName: null }, { person: ids.ben, name: "Emil Novak", state: "ready", since: at(-60), accountName: null }],
    held: [{ message: id(35), accountName: "Bayview Cardiology", zone: ZONE, until: at(20_000), say: "Refill; read again at 07:30 by a reviewer" }],
    shift: { since: at(-12_000), answered: 31, medianAnswerSeconds: 7, sent: 22, taken: 21 }, trouble: null,
  };
}

export const messageOf = (at: At): z.infer<typeof MessageDetail> => ({
  ...working(at, {}), callerType: "patient", patient: "Ines Fonseca", reason: "Nose bleed that does not stop", callback: { name: "Ines Fonseca", number: "+16465550177", differsFromCallerId: false },
  lines: [{ label: "Patient", value: "Ines Fonseca", spelled: "F-O-N-S-E-C-A" }, { label: "Reason", value: "Nose bleed that does not stop" }], said: [], takenDownBy: "Ana Ruiz", readBack: true, recording: null,
  timeline: [
    { at: at(-288), kind: "saved", attempt: null, who: "Ladder version 3, schedule version 7", say: "Sent" },
    { at: at(-287), kind: "attempt", attempt: 1, who: "On duty until 06:00", say: "Attempt: Dr Okafor, app" },
    { at: at(-285), kind: "receipt", attempt: 1, who: "said by the app", say: "On device" },
    { at: at(-220), kind: "receipt", attempt: 1, who: "unlocked with a passkey", say: "Opened" },
  ],
});
