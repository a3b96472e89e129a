import { system } from "../../../foundation/actor.ts";
import type { Needs } from "../needs.ts";
import { agreedBefore, type Agreed } from "../rules/recorded-before.ts";
import type { CallRef } from "../store.ts";
import { hasDeclined, saidOfRecording, talksOf } from "../store/consent.ts";
import type { LiveCall, Marks } from "./board.ts";
import type { RecordedBefore } from "./recorder.ts";

/** [C123] What was agreed and recorded at the node that had the call. `seen`: how it showed the call last. */
export async function readRecordedBefore(needs: Needs, call: CallRef, seen: Marks | undefined): Promise<Agreed & RecordedBefore> {
  const { log, declined, talks } = await needs.db.transaction(system("recovery", { clients: [call.client] }).scope, async (tx) =>
    ({ log: await saidOfRecording(tx, call), declined: await hasDeclined(tx, call), talks: await talksOf(tx, call) }));
  const agreed = agreedBefore(log, seen);
  return { ...agreed, declined: agreed.declined || declined, talks };
}

/** [C123] Before their talk can be recorded they have to hear that it is. */
export const owesNotice = ({ state, noticeHeard, recorder }: LiveCall): boolean => state.recording && !noticeHeard && !recorder.declined;

/** [C124] What is agreed goes on, and a no that could not be carried out to its end is carried out here. */
export function goOnAsAgreed(needs: Needs, call: LiveCall, before: Agreed & RecordedBefore): void {
  const { noticeHeard, told, saidNo, declined, talks } = before;
  const at = needs.world.now();
  call.noticeHeard = noticeHeard;
  for (const leg of told) call.told.add(leg);
  for (const leg of saidNo) call.saidNo.add(leg);
  if (declined) return void (talks.length > 0 && call.recorder.decline(at));
  for (const leg of saidNo) if (talks.some(({ legs }) => legs.includes(leg))) void call.recorder.declineLeg(leg, at);
}
