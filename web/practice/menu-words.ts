import type { MenuAct } from "../../contract/index.ts";
import type { Choice } from "./parts.tsx";

/** What a key does, as the one who chooses it reads it. */
export const actWord: Readonly<Record<MenuAct, string>> = {
  urgent: "It cannot wait: an operator, first in line",
  office: "For the office, can wait: an operator",
  operator: "An operator",
  voicemail: "Leave a recorded message",
  "check-in": "A doctor, or somebody of the office: check-in by PIN",
  spanish: "The same menu in Spanish",
};
export const actChoices = Object.entries(actWord) as unknown as readonly Choice<MenuAct>[];
export const actIcon: Readonly<Record<MenuAct, string>> = { urgent: "urgent", office: "building", operator: "headset", voicemail: "record-mail", "check-in": "stethoscope", spanish: "message" };
