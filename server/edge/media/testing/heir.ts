import { expect } from "vitest";
import type { MediaEngine } from "../../../care/calls/ports.ts";
import { strengthOf } from "../g711.ts";
import { rigOf } from "./rig.ts";
import { until } from "./until.ts";

const sessionOf = (sdp: string): number[] => /^o=- (\d+) (\d+) /m.exec(sdp)!.slice(1).map(Number);
const keyOf = (sdp: string): string | undefined => /inline:(\S+)/.exec(sdp)?.[1];

/** A caller whose sound one engine had is taken up by another, and hears it. */
export async function takenUp(dead: MediaEngine, heir: MediaEngine, suite?: "AES_CM_128_HMAC_SHA1_80"): Promise<void> {
  const rig = rigOf(dead);
  const { phone, answer } = await rig.caller(suite);
  phone.speak(450);
  const { endpoint, offer } = await heir.offerPhone("udp", undefined, answer);
  const [[id, version], [idBefore, versionBefore]] = [sessionOf(offer), sessionOf(answer)];
  expect([id, version]).toEqual([idBefore, versionBefore! + 1]); // RFC 3264 8: the session goes on.
  expect([offer.includes("RTP/SAVP"), keyOf(offer) === keyOf(answer)]).toEqual([suite !== undefined, suite === undefined]); // A new stream has a new key.
  expect(await heir.acceptPhoneAnswer(endpoint, phone.answer(offer))).toBe(true);
  void heir.play(endpoint, "hold", { loop: true });
  await until("the tone is heard from the heir", () => strengthOf(392, phone.lately(40)) > 500);
  await heir.close(endpoint);
  await rig.clear();
}
