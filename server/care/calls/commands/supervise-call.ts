import { within, type Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import { done, refuse, type Outcome, type Refusal } from "../../../foundation/refusal.ts";
import { operatorsOf, type Board, type LiveCall } from "../live/board.ts";
import type { Ear, Supervision } from "../live/supervision.ts";
import type { Needs } from "../needs.ts";
import { refusals } from "../refusals.ts";
import { mayListen } from "../rules/supervision.ts";

type Supervisor = Actor & { readonly person: PersonId };
interface House { readonly needs: Needs; readonly board: Board; readonly supervision: Supervision }

/** [C63] Of a client outside of the supervisor's scope there is no call. */
const callOf = (board: Board, as: Supervisor, id: CallId): LiveCall | undefined => {
  const call = board.calls.get(id);
  return call && as.scope.clients.includes(call.client) ? call : undefined;
};

const note = ({ needs }: House, as: Supervisor, { call, action, verdict }: { call: LiveCall; action: string; verdict: string }): Promise<unknown> => {
  const actor = within(as, call.client);
  return needs.db.transaction(actor.scope, (tx) => needs.audit.record(tx, actor, action, { type: "call", id: call.id, client: call.client }, verdict));
};

function verdictFor({ board, supervision }: House, as: Supervisor, call: LiveCall) {
  const { person } = as;
  const isOnACall = operatorsOf(board).some((one) => one.person === person && (one.state === "on-a-call" || one.state === "ringing"));
  return mayListen(call.state, { person, isOnACall, listener: supervision.of(call.id)?.as.person ?? null });
}

/** [C60] [C61] Who listens, and to which call, is written down before anything is heard. */
export const listenIn = (house: House) => async (as: Supervisor, ask: { call: CallId; sdp: string }): Promise<Outcome<{ sdp: string }>> => {
  const { board, supervision } = house;
  const call = callOf(board, as, ask.call);
  if (!call) return refuse(refusals.noSuchCall);
  await note(house, as, { call, action: "call.listen", verdict: verdictFor(house, as, call) });
  const verdict = verdictFor(house, as, call); // Decided again: the world may have moved while the audit entry was written.
  if (verdict !== "listens") return notHeard(house, as, { call, because: refusals[verdict] });
  if (!call.browser) return notHeard(house, as, { call, because: refusals.notHeard });
  const before = supervision.of(call.id);
  if (before) supervision.end(before, "again");
  return connect(house, { as, call, sdp: ask.sdp });
};

/** Written down as beginning a moment ago, when it began. */
async function notHeard(house: House, as: Supervisor, { call, because }: { call: LiveCall; because: Refusal }): Promise<Outcome<never>> {
  await note(house, as, { call, action: "call.listen-end", verdict: because.code });
  return refuse(because);
}

async function connect(house: House, { as, call, sdp }: { as: Supervisor; call: LiveCall; sdp: string }): Promise<Outcome<{ sdp: string }>> {
  const { needs, supervision } = house;
  try {
    const operator = call.state.operator!;
    const { endpoint: sound, answer } = await needs.media.createBrowser(sdp, call.browser!);
    if (verdictFor(house, as, call) !== "listens" || call.state.operator !== operator) {
      await needs.media.close(sound).catch(() => undefined);
      throw new Error("the call moved on meanwhile");
    }
    await supervision.put({ as, call, operator, sound, at: undefined, whispers: false });
    return done({ sdp: answer });
  } catch (error) {
    needs.log.warn("calls.listen-failed", { call: call.id, error: (error as Error).name });
    return notHeard(house, as, { call, because: refusals.notHeard });
  }
}

const ownEar = ({ board, supervision }: House, as: Supervisor, id: CallId): Ear | undefined => {
  const ear = callOf(board, as, id) && supervision.of(id);
  return ear?.as.person === as.person ? ear : undefined;
};

/** [C60] Heard by the operator alone, and by nobody again. */
export const whisper = (house: House) => async (as: Supervisor, ask: { call: CallId; on: boolean }): Promise<Outcome<undefined>> => {
  const ear = ownEar(house, as, ask.call);
  if (!ear) return refuse(refusals.notListening);
  await note(house, as, { call: ear.call, action: "call.whisper", verdict: ask.on ? "on" : "off" });
  if (ownEar(house, as, ask.call) !== ear) return refuse(refusals.notListening);
  try {
    await house.supervision.whisper(ear, ask.on);
    return done();
  } catch {
    house.supervision.end(ear, "sound-lost");
    return refuse(refusals.notHeard);
  }
};

/** A second press finds nothing left to end, and says so by doing nothing. */
export const stopListening = (house: House) => async (as: Supervisor, ask: { call: CallId }): Promise<Outcome<undefined>> => {
  const ear = house.supervision.of(ask.call);
  if (ear?.as.person === as.person) house.supervision.end(ear, "stopped");
  await house.supervision.settled();
  return done();
};
