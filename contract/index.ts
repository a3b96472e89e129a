export * from "./common.ts";
export * from "./identity.ts";
export * from "./scripts.ts";
export * from "./oncall.ts";
export * from "./calls.ts";
export * from "./checkin.ts";
export * from "./coverage.ts";
export * from "./messages.ts";
export * from "./clinician.ts";
export * from "./desk.ts";
export * from "./desk-keys.ts";
export * from "./digests.ts";
export * from "./drills.ts";
export * from "./holds.ts";
export * from "./dial.ts";
export * from "./hours.ts";
export * from "./nightlead.ts";
export * from "./voice.ts";
export * from "./music.ts";
export * from "./greeting.ts";
export * from "./notices.ts";
export * from "./office.ts";
export * from "./reception.ts";
export * from "./red-flags.ts";
export * from "./supervision.ts";
export * from "./ways.ts";

import { callRoutes } from "./calls.ts";
import { clinicianRoutes } from "./clinician.ts";
import { coverageRoutes } from "./coverage.ts";
import { deskRoutes, recordingRoutes } from "./desk.ts";
import { dialActRoutes, dialRoutes } from "./dial.ts";
import { digestRoutes } from "./digests.ts";
import { drillRoutes } from "./drills.ts";
import { holdRoutes } from "./holds.ts";
import { hoursRoutes } from "./hours.ts";
import { identityRoutes } from "./identity.ts";
import { messageRoutes } from "./messages.ts";
import { checkInRoutes } from "./checkin.ts";
import { nightleadRoutes } from "./nightlead.ts";
import { wayRoutes } from "./ways.ts";
import { voiceRoutes } from "./voice.ts";
import { noticeRoutes } from "./notices.ts";
import { officeRoutes } from "./office.ts";
import { oncallRoutes } from "./oncall.ts";
import { greetingRoutes } from "./greeting.ts";
import { musicRoutes } from "./music.ts";
import { receptionRoutes } from "./reception.ts";
import { scriptRoutes } from "./scripts.ts";
import { supervisionRoutes } from "./supervision.ts";

/** Every route of the API, by name. */
export const routes = { ...identityRoutes, ...callRoutes, ...messageRoutes, ...clinicianRoutes, ...coverageRoutes, ...deskRoutes, ...recordingRoutes, ...noticeRoutes, ...drillRoutes, ...holdRoutes, ...digestRoutes, ...nightleadRoutes, ...checkInRoutes, ...wayRoutes, ...voiceRoutes, ...officeRoutes, ...oncallRoutes, ...scriptRoutes, ...dialRoutes, ...hoursRoutes, ...receptionRoutes, ...musicRoutes, ...greetingRoutes, ...dialActRoutes, ...supervisionRoutes,
  // Two acts are called pass: a clinician's, of a page, keeps the name.
  passOffer: callRoutes.pass,
};
