import type { Leg } from "../../../care/calls/ports.ts";
import { seeded } from "./chance.ts";
import { SDP } from "./edge.ts";
import { answerTo, inDialog, newCall, request, type Heard, type RawPhone } from "./raw-phone.ts";

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
  /** The next datagram from it, or to it, is lost on the way. */
  readonly loses: () => boolean;
}

interface Storm {
  readonly calls: number;
  /** Of the datagrams, each way, from 0 to 1. */
  readonly loss: number;
  readonly seed: number;
}

function drawCallers({ calls, loss, seed }: Storm): Caller[] {
  const chance = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.trunc(chance() * from.length)]!;
  return Array.from({ length: calls }, () => ({ deeds: pick(THEIRS), ours: pick(OURS), loses: () => chance() < loss }));
}

interface Acting {
  readonly callId: string;
  begin(): void;
  hear(heard: Heard): void;
}

function act(caller: Caller, { phone, transport }: { phone: RawPhone; transport: string }): Acting {
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
    if (caller.loses()) return;
    if (heard.start.startsWith("SIP/")) return heard.field("CSeq") === "1 INVITE" ? hearAnswer(heard) : undefined;
    return silent || heard.start.startsWith("ACK") ? undefined : send(answerTo(heard, "200 OK", { extra: [`Contact: <sip:c@127.0.0.1:${phone.port}>`] }));
  };
  return { callId: call.callId, hear, begin: () => send(request("INVITE", call, { body: SDP })) };
}

const LOOK_MS = 2;

/** Calls of every ending, all in one moment. What the edge does with the next one comes first; then `begin` lets them ring. */
export function drawStorm(storm: Storm): { readonly ours: (leg: Leg) => void; begin(phone: RawPhone, transport: string): { stop(): void } } {
  const drawn = drawCallers(storm);
  const ours = drawn.map((caller) => caller.ours);
  return {
    ours: (leg) => {
      leg.ring();
      leg.onReoffer(async () => SDP);
      ours.pop()!(leg);
    },
    begin: (phone, transport) => {
      const acting = new Map(drawn.map((caller) => act(caller, { phone, transport })).map((each) => [each.callId, each]));
      let read = 0;
      const listen = setInterval(() => {
        for (; read < phone.heard.length; read += 1) acting.get(phone.heard[read]!.field("Call-ID") ?? "")?.hear(phone.heard[read]!);
      }, LOOK_MS);
      for (const each of acting.values()) each.begin();
      return { stop: () => clearInterval(listen) };
    },
  };
}
