import { afterEach, describe, expect, test } from "vitest";
import type { Leg } from "../../care/calls/ports.ts";
import { seeded } from "./peers/chance.ts";
import { openEdge, SDP, settled, until, type TestEdge } from "./peers/edge.ts";
import { answerTo, inDialog, newCall, request, tcpPhone, udpPhone, type Heard, type RawPhone } from "./peers/raw-phone.ts";

let edge: TestEdge;
let phone: RawPhone;
afterEach(async () => {
  phone.close();
  await edge.close();
});

/** What we do with a call, drawn for each. */
const OURS: readonly ((leg: Leg) => void)[] = [
  (leg) => void leg.answer(SDP).catch(() => undefined),
  (leg) => void leg.answer(SDP).then(() => leg.hangup(), () => undefined),
  (leg) => void leg.answer(SDP).then(() => leg.reoffer(SDP)).catch(() => undefined),
  (leg) => {
    leg.answer(SDP).catch(() => undefined);
    leg.hangup();
  },
  (leg) => leg.reject(486),
  (leg) => leg.redirect("+15550111"),
  (leg) => leg.hangup(),
  () => undefined, // It rings on until the caller, or the end of the test, decides.
  () => undefined,
];

/** What the caller does besides. It never repeats anything, and forgets to answer as often as it answers. */
const THEIRS = ["ack", "ack bye", "cancel", "silence", "ack hold", "ack update", "bye"] as const;

interface Caller {
  readonly deeds: (typeof THEIRS)[number];
  readonly ours: (leg: Leg) => void;
  /** Its next datagram is lost on the way. */
  readonly loses: () => boolean;
}

const ENDS = ["cancelled", "local-hangup", "no-ack", "rejected", "remote-hangup"];
const SEED = 20_261_123;
const CALLS = 200;
const LOSS = 0.15;

function drawCallers(lossy: boolean): Caller[] {
  const chance = seeded(SEED);
  const pick = <T>(from: readonly T[]): T => from[Math.trunc(chance() * from.length)]!;
  return Array.from({ length: CALLS }, () => ({ deeds: pick(THEIRS), ours: pick(OURS), loses: () => lossy && chance() < LOSS }));
}

interface Acting {
  readonly callId: string;
  begin(): void;
  hear(heard: Heard): void;
}

function act(caller: Caller, transport: string): Acting {
  const call = newCall(phone.port, transport);
  const silent = caller.deeds === "silence";
  const send = (text: string): void => {
    if (!caller.loses()) phone.send(text);
  };
  const up = (ok: Heard): void => {
    const within = inDialog(call, ok);
    if (caller.deeds.includes("ack")) send(within("ACK"));
    if (caller.deeds.includes("hold")) send(within("INVITE", { body: SDP }));
    if (caller.deeds.includes("update")) send(within("UPDATE"));
    if (caller.deeds.includes("bye")) send(within("BYE", { cseq: 3 }));
  };
  let answered = false;
  const hearAnswer = (heard: Heard): void => {
    const status = Number(heard.start.slice(8, 11));
    if (status === 100 && caller.deeds === "cancel") send(request("CANCEL", call));
    if (status >= 300 && !silent) send(request("ACK", call, { to: heard.field("To")! }));
    if (status !== 200 || answered) return;
    answered = true;
    up(heard);
  };
  const hear = (heard: Heard): void => {
    if (heard.start.startsWith("SIP/")) return heard.field("CSeq") === "1 INVITE" ? hearAnswer(heard) : undefined;
    return silent || heard.start.startsWith("ACK") ? undefined : send(answerTo(heard, "200 OK", { extra: [`Contact: <sip:c@127.0.0.1:${phone.port}>`] }));
  };
  return { callId: call.callId, hear, begin: () => send(request("INVITE", call, { body: SDP })) };
}

describe.each(["UDP", "TCP"])("a storm of calls over %s", (transport) => {
  test("[S59] [S7] 200 calls of every ending, 15 % of the datagrams lost: one end each, and nothing is left", async () => {
    const lossy = transport === "UDP";
    const drawn = drawCallers(lossy);
    const ours = drawn.map((caller) => caller.ours);
    edge = await openEdge({ roundTripMilliseconds: 50 }, (leg) => {
      leg.ring();
      leg.onReoffer(async () => SDP);
      ours.pop()!(leg);
    });
    phone = await (lossy ? udpPhone(edge.port) : tcpPhone(edge.port));
    const acting = new Map(drawn.map((caller) => act(caller, transport)).map((each) => [each.callId, each]));
    let read = 0;
    const listen = setInterval(() => {
      for (; read < phone.heard.length; read += 1) acting.get(phone.heard[read]!.field("Call-ID") ?? "")?.hear(phone.heard[read]!);
    }, 2);
    for (const each of acting.values()) each.begin();
    await until(`the calls came in; ${edge.legs.length} so far`, () => edge.legs.length >= (lossy ? CALLS * 0.7 : CALLS), 60_000);
    const told = (): Set<string> => new Set([...edge.ends.values()].flat());
    await until("every kind of ending was seen", () => ENDS.every((end) => told().has(end)), 60_000);
    // A call that is up and well stays up: we end it, and those that ring.
    for (const leg of edge.legs) leg.hangup();
    await settled(edge, 60_000);
    clearInterval(listen);
    expect([...edge.ends.values()].every((ends) => ends.length === 1)).toBe(true);
    expect(edge.lines.filter(({ event }) => event === "sip.threw")).toEqual([]);
  }, 240_000);
});
