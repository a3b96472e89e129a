import type { z } from "zod";
import type { AccountBody } from "../../../../contract/office.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { refusals } from "../refusals.ts";
import { isInNumberingPlan } from "./number.ts";
import { isZone } from "./wall.ts";

export type Body = Readonly<z.infer<typeof AccountBody>>;

/** [DR8] What is typed about an account, made ready to be stored: holidays once each, in order. */
export function readBody(body: Body): Outcome<Body> {
  if (!isZone(body.zone)) return refuse(refusals.noSuchZone);
  if (body.fallback !== null && !isInNumberingPlan(body.fallback)) return refuse(refusals.fallbackNotANumber);
  return done({ ...body, holidays: [...new Set(body.holidays)].toSorted() });
}
