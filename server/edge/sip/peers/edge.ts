import { realWorld } from "../../../foundation/world.ts";
import type { Leg, LegEnd } from "../../../care/calls/ports.ts";
import { createSip, type LogFields, type Sip, type SipNeeds, type SipSettings } from "../index.ts";

/** An edge on free loopback ports whose patience is short: T1 20 ms, so that everything is over after about 1.3 s. */
export interface TestEdge {
  readonly sip: Sip;
  readonly legs: Leg[];
  /** `leg id → ends told`. */
  readonly ends: Map<string, LegEnd[]>;
  readonly lines: { event: string; fields: LogFields }[];
  readonly port: number;
  readonly tlsPort: number;
  close(): Promise<void>;
}

export const T1_MILLISECONDS = 20;

export const SDP = [
  "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio 29000 RTP/AVP 0 101",
  "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=sendrecv", "",
].join("\r\n");

export async function openEdge(settings: Partial<SipSettings> = {}, called: (leg: Leg) => void = () => undefined, needs: Partial<SipNeeds> = {}): Promise<TestEdge> {
  const legs: Leg[] = [];
  const ends = new Map<string, LegEnd[]>();
  const lines: TestEdge["lines"] = [];
  const sip = await onFreePorts(
    {
      bindAddress: "127.0.0.1", port: 0, allow: [], legsMax: 500, invitesPerSecondPerAddress: 1000,
      sessionSecondsMin: 90, sessionSeconds: 1800, roundTripMilliseconds: T1_MILLISECONDS, ...settings,
    },
    { world: realWorld(), log: (event, fields) => void lines.push({ event, fields }), ...needs },
  );
  sip.onCall((leg) => {
    legs.push(leg);
    ends.set(leg.id, []);
    leg.onEnd((end) => ends.get(leg.id)!.push(end));
    called(leg);
  });
  return { sip, legs, ends, lines, port: sip.ports.udp!, tlsPort: sip.ports.tls ?? 0, close: () => sip.close() };
}

const PORTS_TRIED_MAX = 5;

/** A port that was free for UDP may be some other test's for TCP: then others are taken. */
async function onFreePorts(...[settings, needs]: Parameters<typeof createSip>): Promise<Sip> {
  for (let tried = 1; ; tried++) {
    try {
      return await createSip(settings, needs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || settings.port !== 0 || tried === PORTS_TRIED_MAX) throw error;
    }
  }
}

/** Waits for a condition, asking again every few milliseconds, and fails with its name when the deadline passes. */
export async function until(what: string, holds: () => boolean, milliseconds = 20_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Dialogs, transactions and resends are gone, whatever happened before. */
export async function settled(edge: TestEdge, milliseconds?: number): Promise<void> {
  const left = (): string[] => {
    const { legs, dialogs, transactions, resends } = edge.sip.counts();
    return Object.entries({ legs, dialogs, transactions, resends }).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]));
  };
  await until("everything is forgotten", () => left().length === 0, milliseconds).catch((error: Error) => {
    throw new Error(`${error.message}; left are ${left().join(", ")}`);
  });
}

/** All ends of all legs so far, for a test of one call. */
export const allEnds = (edge: TestEdge): LegEnd[] => [...edge.ends.values()].flat();
