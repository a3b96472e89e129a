import type { DialAsk, DialEnd, DialProgress, OutboundLeg } from "../../../care/calls/ports.ts";
import type { SipNeeds, SipSettings } from "../settings.ts";
import type { OutboundSettings, TrunkSettings } from "../trunk/settings.ts";
import { openEdge, SDP, until, type TestEdge } from "./edge.ts";
import { answerTo, udpPhone, type Heard, type RawPhone } from "./raw-phone.ts";

/** A trunk that says exactly what the test tells it to; only OPTIONS it answers by itself, when it is told to be well. */
export interface ScriptedTrunk extends RawPhone {
  readonly settings: TrunkSettings;
  /** The next INVITE that is no repetition of one taken before. */
  invited(): Promise<Heard>;
  reply(to: Heard, status: string, more?: { extra?: readonly string[]; body?: string; tag?: string }): void;
  /** A request inside the call that this INVITE began. */
  ask(method: string, invite: Heard, more?: { tag?: string; cseq?: number; extra?: readonly string[]; body?: string }): void;
}

export async function scriptedTrunk(settings: Partial<TrunkSettings> = {}, address = "127.0.0.1"): Promise<ScriptedTrunk> {
  return script(await udpPhone(undefined, address), { host: address, ...settings });
}

export function script(phone: RawPhone, settings: Partial<TrunkSettings>): ScriptedTrunk {
  const host = settings.host ?? "127.0.0.1";
  const taken = new Set<string>();
  const contact = `Contact: <sip:trunk@${host}:${phone.port}>`;
  return {
    ...phone,
    settings: { name: "east", port: phone.port, transport: "udp", sound: "rtp", from: "+12125550100", identity: "pai", plus: true, ...settings, host },
    invited: async () => {
      for (;;) {
        const invite = await phone.take(/^INVITE/);
        if (taken.has(invite.field("Via")!)) continue;
        taken.add(invite.field("Via")!);
        return invite;
      }
    },
    reply: (to, status, { extra = [], body = "", tag = "t1" } = {}) => {
      const answer = answerTo(to, status, { extra: [contact, ...extra], body });
      phone.send(status.startsWith("100") ? answer : answer.replace(/^(To: [^\r\n]*?)(;tag=[^\r\n]*)?\r$/m, (_, plain: string, tagged?: string) => `${plain}${tagged ?? `;tag=${tag}`}\r`));
    },
    ask: (method, invite, { tag = "t1", cseq = 1, extra = [], body = "" } = {}) =>
      phone.send(
        [
          `${method} ${/<([^>]+)>/.exec(invite.field("Contact")!)![1]!} SIP/2.0`,
          `Via: SIP/2.0/UDP ${host}:${phone.port};branch=z9hG4bK${tag}${method}${cseq}${invite.field("Call-ID")!};rport`,
          `From: ${invite.field("To")!};tag=${tag}`, `To: ${invite.field("From")!}`, `Call-ID: ${invite.field("Call-ID")!}`, `CSeq: ${cseq} ${method}`, "Max-Forwards: 70", contact, ...extra,
          ...(body === "" ? [] : ["Content-Type: application/sdp"]), `Content-Length: ${Buffer.byteLength(body)}`, "", body,
        ].join("\r\n"),
      ),
  };
}

export const WIDE_CAPS = { concurrentMax: 1000, callsPerMinuteMax: 10_000, callsPerHourMax: 10_000, callsPerDayMax: 10_000, unitsPerHourMax: 100_000, unitsPerDayMax: 100_000 };

/** The patience of a test: what a trunk has 4 s for it has 300 ms for, and it is not probed again before the test is over. */
const QUICK = { firstAnswerSeconds: 0.3, probeSeconds: 60, restSeconds: 60, dialRingSecondsMin: 0.1 };

interface Asked {
  readonly outbound?: Partial<OutboundSettings>;
  readonly settings?: Partial<SipSettings>;
  readonly needs?: Partial<SipNeeds>;
}

export function edgeWith(trunks: readonly Pick<ScriptedTrunk, "settings">[], { outbound = {}, settings = {}, needs = {} }: Asked = {}): Promise<TestEdge> {
  const all = { trunks: trunks.map((trunk) => trunk.settings), destinations: { allow: [], deny: [], rates: [] }, caps: WIDE_CAPS, ...outbound };
  return openEdge({ patience: QUICK, ...settings, outbound: all }, undefined, needs);
}

export interface Dialled {
  readonly leg: OutboundLeg;
  readonly ends: DialEnd[];
  readonly progress: DialProgress[];
  /** The sounds an offer was asked for. */
  readonly offered: string[];
  ended(): Promise<DialEnd>;
}

export function dial(edge: TestEdge, ask: Partial<DialAsk> = {}): Dialled {
  const [ends, progress, offered]: [DialEnd[], DialProgress[], string[]] = [[], [], []];
  const offer: DialAsk["offer"] = async ({ sound }) => {
    offered.push(sound);
    return SDP;
  };
  const leg = edge.sip.dial({ to: "+12125550142", offer, ringSecondsMax: 30, purpose: "patch", ...ask });
  leg.onEnd((end) => ends.push(end));
  leg.onProgress((each) => progress.push(each));
  const ended = async (): Promise<DialEnd> => {
    await until("the call ended", () => ends.length > 0);
    return ends[0]!;
  };
  return { leg, ends, progress, offered, ended };
}
