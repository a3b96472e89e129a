import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { OutboundLeg } from "../../../care/calls/ports.ts";
import { seeded } from "../peers/chance.ts";
import { SDP, settled, until, type TestEdge } from "../peers/edge.ts";
import { answerTo, type Heard } from "../peers/raw-phone.ts";
import { dial, edgeWith, scriptedTrunk, type Dialled, type ScriptedTrunk } from "../peers/trunk.ts";

let edge: TestEdge;
let trunk: ScriptedTrunk;
afterEach(async () => {
  await edge.close();
  trunk.close();
});

const CALLS = 500;
const LOSS = 0.15;
const SEED = 20_261_124;
const T1_MILLISECONDS = 40;

const CHALLENGE = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
type Say = (status: string, more?: Parameters<ScriptedTrunk["reply"]>[2]) => void;
/** What the trunk does with a call, each a bad trunk of its own but the first. */
const THEIRS: Readonly<Record<string, (say: Say, invite: Heard) => void>> = {
  answers: (say) => ["100 Trying", "180 Ringing", "200 OK"].forEach((status) => say(status, { body: status.startsWith("2") ? SDP : "" })),
  "answers and vanishes": (say) => say("200 OK", { body: SDP, extra: ["Session-Expires: 2;refresher=uac", "Require: timer"] }),
  "rings for ever": (say) => say("180 Ringing"),
  "says 100 and nothing more": (say) => say("100 Trying"),
  "says nothing": () => undefined,
  refuses: (say) => say("603 Decline"),
  "is overloaded": (say) => say("503 Service Unavailable"),
  "challenges for ever": (say) => say("401 Unauthorized", { extra: [CHALLENGE] }),
  "challenges once": (say, invite) => (invite.field("Authorization") ? say("200 OK", { body: SDP }) : say("401 Unauthorized", { extra: [CHALLENGE] })),
  "answers twice": (say) => ["a", "b"].forEach((tag) => say("200 OK", { body: SDP, tag })),
};

/** What we do with it. */
const OURS: readonly ((leg: OutboundLeg) => void)[] = [
  () => undefined,
  (leg) => leg.hangup(),
  (leg) => leg.onProgress(() => leg.hangup()),
  (leg) => void leg.answered.then((answer) => answer && leg.hangup()),
  (leg) => void leg.answered.then((answer) => answer && leg.reoffer(SDP)).catch(() => undefined),
];

/** It loses 15 % of what comes and 15 % of what goes, repeats nothing, and leaves one request in four inside a call unanswered. */
function unreliable(chance: () => number): () => void {
  const kinds = Object.keys(THEIRS);
  const kindOf = new Map<string, string>();
  let read = 0;
  const hear = (heard: Heard): void => {
    const call = heard.field("Call-ID")!;
    const say: Say = (status, more) => void (chance() < LOSS || trunk.reply(heard, status, more));
    if (heard.start.startsWith("ACK") || heard.start.startsWith("SIP")) return;
    const first = heard.start.startsWith("INVITE") && !heard.field("To")!.includes("tag=");
    if (!first) return void (chance() < 0.25 || say("200 OK", { body: heard.start.startsWith("INVITE") ? SDP : "" }));
    if (!kindOf.has(call)) kindOf.set(call, kinds[Math.trunc(chance() * kinds.length)]!);
    THEIRS[kindOf.get(call)!]!(say, heard);
  };
  return () => {
    for (; read < trunk.heard.length; read += 1) if (chance() >= LOSS) hear(trunk.heard[read]!);
  };
}

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

describe("a storm of calls that we place", () => {
  test("[S89] [S76] 500 calls to trunks of every badness, 15 % of the datagrams lost each way: one end each, and no dialog, timer or socket is left", async () => {
    const chance = seeded(SEED);
    trunk = await scriptedTrunk({ login: { user: "u", secret: "s" } });
    const settings = { roundTripMilliseconds: T1_MILLISECONDS, sessionSecondsMin: 1, sessionSeconds: 2, patience: { firstAnswerSeconds: 1.5, probeSeconds: 600, restSeconds: 600, dialRingSecondsMin: 1 } };
    edge = await edgeWith([trunk], { settings });
    const before = timers();
    const calls: Dialled[] = [];
    const place = (): void => {
      if (calls.length === CALLS) return;
      const call = dial(edge, { ringSecondsMax: 2 + chance() });
      calls.push(call);
      OURS[Math.trunc(chance() * OURS.length)]!(call.leg);
    };
    const hear = unreliable(chance);
    const listen = setInterval(() => {
      place();
      hear();
    }, 4);
    await until("all were placed", () => calls.length === CALLS, 60_000);
    const told = (): Set<string> => new Set(calls.flatMap(({ ends }) => ends.map(({ why }) => why)));
    const kinds = ["cancelled", "challenged-for-ever", "declined", "local-hangup", "no-answer", "trunk-fault"];
    await until("every kind of ending was seen", () => kinds.every((kind) => told().has(kind)), 60_000);
    await until("most calls ended by themselves", () => calls.filter(({ ends }) => ends.length > 0).length > CALLS * 0.7, 60_000);
    for (const { leg } of calls) leg.hangup();
    await settled(edge, 60_000);
    expect(calls.every(({ ends, leg }) => ends.length === 1 && leg.state === "ended")).toBe(true);
    expect(await Promise.all(calls.map(({ leg }) => leg.answered))).toHaveLength(CALLS);
    expect([edge.sip.counts().connections, edge.sip.trunks()[0]!.legs, edge.lines.filter(({ event }) => event === "sip.threw")]).toEqual([0, 0, []]);
    clearInterval(listen);
    expect(timers()).toBeLessThanOrEqual(before);
  }, 240_000);
});

const STATUSES = ["100 Trying", "180 Ringing", "183 Session Progress", "200 OK", "202 Accepted", "302 Moved Temporarily", "401 Unauthorized", "407 Proxy Authentication Required", "422 Small", "486 Busy Here", "503 Away", "699 No"];
const FRAGMENTS = ["\r\n", ":", ";", "<", ">", '"', ",", ";tag=x", "sip:", "tel:", "%00", "@", "[::1]", "SIP/2.0", " ", "0", "-1", "*", "é", "\u0000", "Require: 100rel\r\nRSeq: 1\r\n", "Session-Expires: 0\r\n", "Min-SE: 99999999999\r\n", "Retry-After: -1\r\n", "Record-Route: <sip:x;lr>\r\n", `${CHALLENGE}\r\n`, "WWW-Authenticate: Digest\r\n", "Contact: *\r\n", "Reason: Q.850;cause=\r\n"];

describe("bent answers", () => {
  test("[S89] [S50] no answer of a trunk, however bent, throws past the line or keeps a call from ending", async () => {
    trunk = await scriptedTrunk({ login: { user: "u", secret: "s" } });
    edge = await edgeWith([trunk], { settings: { patience: { firstAnswerSeconds: 5, probeSeconds: 600, restSeconds: 600, dialRingSecondsMin: 0.1 } } });
    const edit = fc.tuple(fc.nat(2000), fc.nat(12), fc.constantFrom(...FRAGMENTS));
    const answers = fc.array(fc.tuple(fc.constantFrom(...STATUSES), fc.boolean(), fc.array(edit, { maxLength: 3 })), { minLength: 1, maxLength: 5 });
    const calls: Dialled[] = [];
    await fc.assert(
      fc.asyncProperty(answers, async (talk) => {
        const call = dial(edge);
        calls.push(call);
        const invite = await trunk.invited();
        for (const [at, [status, sound, edits]] of talk.entries()) {
          let text = answerTo(invite, status, { extra: [`Contact: <sip:trunk@127.0.0.1:${trunk.port}>`], body: sound ? SDP : "" }).replace(/^(To: [^\r\n]*)\r$/m, `$1;tag=t${at}\r`);
          for (const [from, removed, put] of edits) text = text.slice(0, from % text.length) + put + text.slice((from % text.length) + removed);
          trunk.send(text);
        }
        call.leg.hangup();
        trunk.heard.splice(0);
      }),
      { numRuns: 300 },
    );
    await settled(edge);
    expect(edge.lines.filter(({ event }) => event === "sip.threw")).toEqual([]);
    expect(calls.every(({ ends }) => ends.length === 1)).toBe(true);
  }, 240_000);
});
