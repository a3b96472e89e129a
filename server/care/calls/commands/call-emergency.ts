import { phi } from "../../../foundation/phi.ts";
import type { Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome } from "../../../foundation/refusal.ts";
import { operatorsOf, type LiveCall, type ToDial } from "../live/board.ts";
import { HELP_RING_SECONDS_MAX, type DeskHelp } from "../live/desk-help.ts";
import type { Help, HelpAsk, HelpCall } from "../live/help.ts";
import type { Switchboard } from "../live/switchboard.ts";
import { refusals } from "../refusals.ts";
import type { CallEvent, DialTarget } from "../rules/call-machine.ts";

type Operator = Actor & { readonly person: PersonId };
/** What 911 needs. Nothing here is asked whether it may: no limit, no lock of a row and no database stands before it. */
interface Line {
  readonly switchboard: Switchboard;
  readonly help: Help;
  readonly deskHelp: DeskHelp;
}

/** [C110] 911 from a desk with nobody on the line; 933 to hear which place is registered. */
export const callEmergency = ({ switchboard, help, deskHelp }: Line) => async (as: Operator, ask: { number: HelpCall["number"]; workstation: string | undefined; sdp: string }): Promise<Outcome<{ sdp: string }>> => {
  if (deskHelp.has(as.person)) return refuse(refusals.helpIsOnLine);
  if (operatorsOf(switchboard.board).some((one) => one.person === as.person && one.state === "on-a-call")) return refuse(refusals.helpWithCaller);
  const desk = await help.placeOf(ask.workstation);
  const sdp = await deskHelp.ring({ as, number: ask.number, workstation: ask.workstation, call: null, desk }, ask.sdp);
  if (sdp === undefined) return refuse(refusals.noSoundForHelp);
  // What was ringing here rings elsewhere.
  for (const call of switchboard.board.calls.values()) switchboard.tell(call, { kind: "pass", operator: as.person });
  return done({ sdp });
};

/** After a reload: the sound of the call that goes on. It never dials. */
export const rejoinEmergency = ({ deskHelp }: Pick<Line, "deskHelp">) => async (as: Operator, { sdp }: { sdp: string }): Promise<Outcome<{ sdp: string }>> => {
  const answer = await deskHelp.again(as.person, sdp);
  return answer === undefined ? refuse(refusals.noHelpOnLine) : done({ sdp: answer });
};

export const endEmergency = ({ deskHelp }: Pick<Line, "deskHelp">) => async (as: Operator): Promise<Outcome<undefined>> => {
  deskHelp.end(as.person);
  return done();
};

const askHelp = (help: Help, ask: HelpAsk): ToDial => ({
  number: phi("911"), purpose: "emergency", from: ask.desk?.callback, place: ask.desk?.place, ringSecondsMax: HELP_RING_SECONDS_MAX,
  placed: (leg) => void help.begin(ask, leg),
});

/** [C115] 911 that a dead node was ringing for this caller: from the same desk, by the same person, as a call of its own. */
export const helpAnew = (help: Help) => ({ id, state }: LiveCall): ToDial => {
  const before = help.list().find((one) => one.call === id && one.stage !== "over");
  const person = before?.person ?? state.operator;
  if (person === null) return { number: phi("911"), purpose: "emergency", ringSecondsMax: HELP_RING_SECONDS_MAX };
  return askHelp(help, { as: { kind: "person", person, scope: { role: "app", clients: [] } }, number: "911", workstation: undefined, call: id, desk: before?.desk ?? null });
};

/** Not an entry of any directory. */
const HELP: DialTarget = { entry: "911", kind: "911", label: "911" };

/** [C111] 911 for the caller on the line, who hears the tone meanwhile or goes on talking with whoever is joined. A number that still rings gives way. */
export const dialEmergency = ({ switchboard, help }: Pick<Line, "switchboard" | "help">) => async (as: Operator, ask: { call: CallId; workstation: string | undefined }): Promise<Outcome<undefined>> => {
  const desk = await help.placeOf(ask.workstation);
  const call = switchboard.board.calls.get(ask.call);
  if (!call) return refuse(refusals.noSuchCall);
  const event: CallEvent = { kind: "dial", operator: as.person, target: HELP };
  const before = call.toDial;
  call.toDial = askHelp(help, { as, number: "911", workstation: ask.workstation, call: call.id, desk });
  const told = switchboard.tell(call, event);
  if (told.kind === "moved") return done();
  call.toDial = before;
  return told.kind === "refused" ? refuse(refusals[told.because]) : done();
};
