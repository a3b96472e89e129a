import { callRoutes, deskRoutes, dialActRoutes, recordingRoutes, supervisionRoutes } from "../../../contract/index.ts";
import type { Actor } from "../../foundation/actor.ts";
import { endpoint, type Endpoint } from "../../foundation/endpoint.ts";
import type { AccountId, CallId, MessageId, PersonId } from "../../foundation/ids.ts";
import { dangerouslyReveal, phi } from "../../foundation/phi.ts";
import { done } from "../../foundation/refusal.ts";
import { fromIso, toIso, type Instant } from "../../foundation/time.ts";
import { may } from "../../trust/access/index.ts";
import type { Calls, Operating } from "../calls/index.ts";
import type { Desk } from "./index.ts";

const takesCalls = may("desk.work");
const seesFloor = may("floor.see");
const listensIn = may("call.listen");
const hears = may("recording.hear");
/** Stands behind every call of its instant. */
const LAST_CALL = "00000000-0000-0000-0000-000000000000";

/** Permits of these routes are held by persons only. */
const person = (as: Actor): Operating => {
  if (as.kind !== "person") throw new Error("a desk without a person");
  return as;
};

/** The servers by which a browser finds a way for its sound. Fitted by the media edge. */
interface Ice {
  forDesk(person: PersonId): { readonly iceServers: readonly { readonly urls: string; readonly username?: string; readonly credential?: string }[]; readonly until: Instant | null };
}

export function deskEndpoints({ desk, calls, ice }: { desk: Desk; calls: Calls; ice: Ice }): Endpoint[] {
  const act = (kind: "pass" | "hold" | "park" | "resume" | "end" | "join" | "leave" | "step-in" | "step-out" | "voicemail-suspected") => ({ as, params }: { as: Actor; params: { call: string } }) => calls.handle(person(as), { call: params.call as CallId, act: { kind } });
  return [
    endpoint(callRoutes.ready, takesCalls, ({ as, body }) => calls.setOperatorState(person(as), body)),
    endpoint(callRoutes.card, takesCalls, ({ as, params }) => desk.card(person(as), params.call as CallId)),
    endpoint(callRoutes.answer, takesCalls, ({ as, params, body }) => calls.answer(person(as), { call: params.call as CallId, sdp: body.sdp })),
    endpoint(callRoutes.iceServers, takesCalls, async ({ as }) => {
      const { iceServers, until } = ice.forDesk(person(as).person);
      return done({ iceServers: [...iceServers], until: until === null ? null : toIso(until) });
    }),
    endpoint(callRoutes.pass, takesCalls, act("pass")),
    endpoint(callRoutes.hold, takesCalls, act("hold")),
    endpoint(callRoutes.resume, takesCalls, act("resume")),
    endpoint(dialActRoutes.dial, takesCalls, ({ as, params, body }) => calls.dial(person(as), { call: params.call as CallId, entry: body.entry })),
    endpoint(dialActRoutes.join, takesCalls, act("join")),
    endpoint(dialActRoutes.leave, takesCalls, act("leave")),
    endpoint(dialActRoutes.stepIn, takesCalls, act("step-in")),
    endpoint(dialActRoutes.stepOut, takesCalls, act("step-out")),
    endpoint(dialActRoutes.letGo, takesCalls, ({ as, params, body }) => calls.handle(person(as), { call: params.call as CallId, act: { kind: "let-go", leg: body.leg } })),
    endpoint(dialActRoutes.park, takesCalls, act("park")),
    endpoint(dialActRoutes.voicemailReached, takesCalls, act("voicemail-suspected")),
    endpoint(recordingRoutes.declineRecording, takesCalls, ({ as, params }) => calls.declineRecording(person(as), { call: params.call as CallId })),
    endpoint(callRoutes.end, takesCalls, act("end")),
    endpoint(callRoutes.finish, takesCalls, ({ as, params, body }) => desk.finishing(person(as), { call: params.call as CallId, act: { kind: "finish", reason: body.reason } })),
    endpoint(callRoutes.takeOver, takesCalls, ({ as, params }) => desk.finishing(person(as), { call: params.call as CallId, act: { kind: "take-over" } })),
    endpoint(deskRoutes.callerStatus, takesCalls, ({ as, params, body }) =>
      desk.tellCaller(person(as), { call: params.call as CallId, said: body.said ? { name: phi(body.said.name), born: phi(body.said.born) } : null })),
    endpoint(deskRoutes.desk, takesCalls, ({ as }) => desk.snapshot(person(as))),
    endpoint(deskRoutes.floor, seesFloor, ({ as }) => desk.floor(person(as))),
    endpoint(supervisionRoutes.listen, listensIn, ({ as, params, body }) => calls.listen(person(as), { call: params.call as CallId, sdp: body.sdp })),
    endpoint(supervisionRoutes.whisper, listensIn, ({ as, params, body }) => calls.whisper(person(as), { call: params.call as CallId, on: body.on })),
    endpoint(supervisionRoutes.stopListening, listensIn, ({ as, params }) => calls.stopListening(person(as), { call: params.call as CallId })),
    endpoint(deskRoutes.cueDone, takesCalls, ({ as, params }) => desk.cueDone(person(as), params.cue)),
    endpoint(deskRoutes.remind, takesCalls, ({ as, body }) =>
      desk.remind(person(as), { account: body.account as AccountId, message: (body.message ?? null) as MessageId | null, at: fromIso(body.at), text: phi(body.text) })),
    endpoint(deskRoutes.cueWords, takesCalls, async ({ as, params }) => {
      const read = await desk.readReminder(person(as), params.cue);
      return read.ok ? done({ text: dangerouslyReveal(read.value.text) }) : read;
    }),
    endpoint(deskRoutes.deskKeys, takesCalls, ({ as }) => desk.keysOf(person(as))),
    endpoint(deskRoutes.saveDeskKeys, takesCalls, ({ as, body }) => desk.chooseKeys(person(as), body)),
    endpoint(deskRoutes.find, may("desk.find"), ({ as, body }) => desk.find(person(as), body.words)),
    endpoint(recordingRoutes.talkRecordings, may("recording.list"), ({ as, params, body }) => {
      const after = body.before === undefined ? null : { at: fromIso(body.before), call: (body.beforeCall ?? LAST_CALL) as CallId };
      return desk.listRecordings(person(as), { account: params.account as AccountId, after });
    }),
    endpoint(recordingRoutes.hearRecording, hears, ({ as, params }) => desk.hearRecording(person(as), params.recording)),
  ];
}
