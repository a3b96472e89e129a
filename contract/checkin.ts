import { z } from "zod";
import { E164, Iso, route, TypedNumber, Uuid } from "./common.ts";

export const CHECK_IN_LINES_MAX = 5;
export const CHECK_INS_SHOWN_MAX = 100;
export const CHECK_IN_PEOPLE_MAX = 300;

/** A caller tells an operator that they are one of ours. Until it is verified the operator opens no message. */
export const CheckInCard = z.object({
  person: Uuid,
  state: z.enum(["claimed", "verified", "failed"]),
  how: z.enum(["pin", "number"]).nullable(),
  triesLeft: z.number().int().min(0),
});
export type CheckInCard = z.infer<typeof CheckInCard>;

/** A call on which nobody was proved, three times over. The number it came from is opened apart, and that is audited. */
export const FailedCheckIn = z.object({
  id: Uuid, at: Iso,
  via: z.enum(["line", "menu", "call-back", "operator"]),
  person: Uuid.nullable().describe("whom the last try claimed to be; null: a code that nobody has"),
  name: z.string().nullable(),
  showsNumber: z.boolean(),
});
export type FailedCheckIn = z.infer<typeof FailedCheckIn>;

const Call = z.object({ call: Uuid });
const Card = z.object({ card: CheckInCard });
const Lines = z.object({ numbers: z.array(E164).max(CHECK_IN_LINES_MAX) });

export const checkInRoutes = {
  checkInCard: route({ method: "GET", path: "/api/calls/:call/check-in", summary: "Whom the caller of one's own call says to be, and whether it is verified", params: Call, reply: z.object({ card: CheckInCard.nullable(), people: z.array(z.object({ id: Uuid, name: z.string() })).max(CHECK_IN_PEOPLE_MAX).describe("whom a caller of this practice may say to be") }) }),
  openCheckIn: route({ method: "POST", path: "/api/calls/:call/check-in", summary: "The caller says that they are this person; from now on this operator opens no message until it is verified or the call is over", params: Call, body: z.object({ person: Uuid }), reply: Card }),
  checkInByPin: route({ method: "POST", path: "/api/calls/:call/check-in/pin", summary: "The caller, on hold, keys their PIN to the machine; answers when they have, or after 25 seconds", params: Call, body: z.object({}), reply: Card }),
  checkInByNumber: route({ method: "POST", path: "/api/calls/:call/check-in/number", summary: "The number on file is rung, and asked there for the PIN or the code; answers when that call is over", params: Call, body: z.object({}), reply: Card }),
  failedCheckIns: route({ method: "GET", path: "/api/check-ins", summary: "Calls of the last 30 days that ended in three wrong proofs, newest first", reply: z.object({ failed: z.array(FailedCheckIn).max(CHECK_INS_SHOWN_MAX) }) }),
  checkInNumber: route({ method: "POST", path: "/api/check-ins/:attempt/number", summary: "The number such a call came from; opened and audited", params: z.object({ attempt: Uuid }), body: z.object({}), reply: z.object({ number: z.string() }) }),
  checkInLines: route({ method: "GET", path: "/api/check-in-lines", summary: "The numbers on which clinicians and offices ring in", reply: Lines }),
  addCheckInLine: route({ method: "POST", path: "/api/check-in-lines", summary: "Make a number of the service a check-in line", body: z.object({ number: TypedNumber }), reply: Lines }),
  removeCheckInLine: route({ method: "POST", path: "/api/check-in-lines/remove", summary: "A number is a check-in line no longer", body: z.object({ number: E164 }), reply: Lines }),
};
