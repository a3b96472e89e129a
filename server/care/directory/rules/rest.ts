import { Temporal } from "temporal-polyfill";
import { instant, type Instant } from "../../../foundation/time.ts";

const REST_MONTHS = 12;

/** [DR3] Twelve months of the calendar in UTC: released on 14 January, free on 14 January. */
export const restsUntil = (released: Instant): Instant =>
  instant(Temporal.Instant.fromEpochMilliseconds(released).toZonedDateTimeISO("UTC").add({ months: REST_MONTHS }).epochMilliseconds);
