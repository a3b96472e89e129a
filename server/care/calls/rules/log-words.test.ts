import { expect, test } from "vitest";
import { sayOthers, type Logged } from "./log-words.ts";

const nameOf = (kind: string, entry: string): string => (kind === "911" ? "911" : { e1: "Dr Lee, mobile", e4: "Interpreters" }[entry] ?? kind);
const log = (...events: readonly (readonly [string, string?])[]): Logged[] => events.map(([kind, detail = null]) => ({ kind, detail }));

test("[C39] each who was rung is one sentence with what became of them, in order", () => {
  const lines = sayOthers(log(["answer"], ["dial", "clinician e1"], ["dial-ringing", "1"], ["dial-answered", "1"], ["join"], ["dial", "interpreter e4"], ["dial-answered", "2"], ["join"], ["leave"], ["dial-ended", "2 hung-up"], ["dial-ended", "1 lost"], ["leg-ended", "remote-hangup"]), nameOf);
  expect(lines).toEqual(["During the call: rang Dr Lee, mobile; answered, joined with the caller, the connection broke.", "During the call: rang Interpreters; answered, joined with the caller, hung up."]);
});

test.each([["busy", "busy"], ["challenged-for-ever", "the telephone line refused us"], ["lost", "the connection broke"], ["refused-by-limit", "refused by a limit of ours"]])("[C39] %s is told in words", (why, words) => {
  expect(sayOthers(log(["dial", "911 911"], ["dial-failed", `1 ${why}`]), nameOf)).toEqual([`During the call: rang 911; ${words}.`]);
});

test("[C39] whom the house itself rang for the caller is told like whoever an operator rang", () => {
  expect(sayOthers(log(["send-out", "partner"], ["dial-failed", "1 no-answer"], ["answer"], ["dial", "clinician e1"], ["dial-failed", "2 busy"]), nameOf)).toEqual(["During the call: rang the partner service; no answer.", "During the call: rang Dr Lee, mobile; busy."]);
});

test("[C39] a telephone that answered and sent no sound is told as that, once however often it fell silent, and to the one it was", () => {
  expect(sayOthers(log(["dial", "clinician e1"], ["dial-answered", "1"], ["dial", "interpreter e4"], ["dial-answered", "2"], ["dial-silent", "1"], ["dial-silent", "1"], ["dial-ended", "1 hung-up"]), nameOf))
    .toEqual(["During the call: rang Dr Lee, mobile; answered, no sound came from there for half a minute, hung up.", "During the call: rang Interpreters; answered."]);
});

test("[C39] a mailbox, one let go, and one given up while it rang are told as that; a call without others tells nothing", () => {
  expect(sayOthers(log(["dial", "clinician e1"], ["dial-answered", "1"], ["voicemail-suspected"], ["dial", "clinician e1"], ["dial-ringing", "2"], ["resume"]), nameOf)).toEqual(["During the call: rang Dr Lee, mobile; answered, only a voicemail.", "During the call: rang Dr Lee, mobile; given up before an answer."]);
  expect(sayOthers(log(["answer"], ["hold"], ["resume"]), nameOf)).toEqual([]);
});
