import type { Instant } from "../foundation/time.ts";
import type { DialAsk, DialEnd, DialLimit, DialProgress, DialPurpose, Leg, LegEnd, OutboundLeg, Telephony } from "../care/calls/ports.ts";

/** What a fake caller's telephone saw and did. Stands where the trunk stands; everything behind it is the product. */
export interface FakePhone {
  readonly leg: Leg;
  /** "ringing", "answered", "refused 404", "redirected +1…", "hung up": in order. */
  readonly saw: string[];
  /** Our 200's SDP, once it was answered. */
  readonly answeredWith: string | undefined;
  hangUp(end?: LegEnd): void;
}

/** Somebody the product rang. */
export interface FakeCallee {
  readonly asked: DialAsk;
  readonly leg: OutboundLeg;
  /** How often it was asked whether it is there. */
  readonly probes: number;
  ring(): void;
  /** Their network plays something before anybody answers. */
  announce(sdp?: string): Promise<void>;
  /** Picks up: the offer is made first, as a trunk would have it, and answered with this. */
  pickUp(sdp?: string | ((offer: string) => string)): Promise<void>;
  /** Puts the receiver down, or refuses as said. */
  end(end: DialEnd): void;
}

export interface FakeTelephony extends Telephony {
  /** Everybody the product rang, in order. */
  readonly rung: FakeCallee[];
  /** One of our limits refused a call. */
  trip(limit: DialLimit, purpose: DialPurpose, at: Instant): void;
  /** `proof`: who stands for the number; the trunk, unless it is said to be nobody. `path`: where the call has been. */
  ring(dialled: string, from?: { number?: string; name?: string; offer?: string; proof?: Leg["callerProof"] | null; withheld?: boolean; path?: Leg["path"] }): FakePhone;
}

/** A telephone network in memory. */
export function fakeTelephony(): FakeTelephony {
  let onCall: ((leg: Leg) => void) | undefined;
  let count = 0;
  const legs = new Set<Leg>();

  const ring: FakeTelephony["ring"] = (dialled, from = {}) => {
    const saw: string[] = [];
    const ends: ((end: LegEnd) => void)[] = [];
    let state: Leg["state"] = "ringing";
    let ended: LegEnd | undefined;
    let answeredWith: string | undefined;
    const end = (why: LegEnd): void => {
      if (ended) return;
      ended = why;
      state = "ended";
      legs.delete(leg);
      for (const tell of ends) tell(why);
    };
    const finalAnswer = (what: string, why: LegEnd): void => {
      if (state !== "ringing") return;
      saw.push(what);
      end(why);
    };
    const leg: Leg = {
      id: `leg-${++count}`, dialled, callerNumber: from.number, callerProof: from.number === undefined || from.proof === null ? undefined : (from.proof ?? "asserted"), callerWithheld: from.withheld ?? false, path: from.path, callerName: from.name, transport: "udp", remoteAddress: "127.0.0.1", offer: from.offer ?? "v=0 fake",
      get state() {
        return state;
      },
      ring: () => void (state === "ringing" && saw.push("ringing")),
      answer: async (sdp) => {
        if (state !== "ringing") throw new Error("the leg ended first");
        state = "up";
        saw.push("answered");
        answeredWith = sdp;
        return undefined;
      },
      reject: (status) => finalAnswer(`refused ${status}`, "rejected"),
      redirect: (to) => finalAnswer(`redirected ${to}`, "rejected"),
      reoffer: async () => "v=0 fake answer",
      probe: () => void saw.push("asked whether it is there"),
      hangup: () => {
        if (!ended) saw.push("hung up");
        end("local-hangup");
      },
      onReoffer: () => undefined,
      onEnd: (tell) => void (ended ? tell(ended) : ends.push(tell)),
    };
    legs.add(leg);
    if (!onCall) throw new Error("nobody listens to the telephone");
    onCall(leg);
    return { leg, saw, get answeredWith() { return answeredWith; }, hangUp: (why = state === "up" ? "remote-hangup" : "cancelled") => end(why) };
  };

  const limited: Parameters<Telephony["onDialLimit"]>[0][] = [];
  const rung: FakeCallee[] = [];
  const dial = (asked: DialAsk): OutboundLeg => {
    const callee = fakeCallee(asked, `out-${++count}`);
    rung.push(callee);
    return callee.leg;
  };

  return {
    ring,
    rung,
    dial,
    onDialLimit: (handler) => void limited.push(handler),
    trip: (limit, purpose, at) => limited.forEach((tell) => tell({ limit, purpose, at })),
    trunks: () => [{ name: "fake", transport: "udp", state: "well", from: "+12125550990", legs: rung.filter(({ leg }) => leg.state !== "ended").length }],
    onCall: (handler) => void (onCall = handler),
    drain: () => undefined,
    status: () => ({ listening: ["fake"], legs: legs.size, dropped: 0, loopDelayP99Ms: 0 }),
    close: async () => {
      for (const leg of legs) leg.hangup();
    },
  };
}

function fakeCallee(asked: DialAsk, id: string): FakeCallee {
  const answered = Promise.withResolvers<{ sdp: string } | undefined>();
  const ends: ((end: DialEnd) => void)[] = [];
  const told: DialProgress[] = [];
  let tell = (progress: DialProgress): void => void told.push(progress);
  let state: OutboundLeg["state"] = "calling";
  let ended: DialEnd | undefined;
  let probes = 0;
  const end = (why: DialEnd): void => {
    if (ended) return;
    ended = why;
    state = "ended";
    answered.resolve(undefined);
    for (const hear of ends) hear(why);
  };
  const leg: OutboundLeg = {
    id, trunk: "fake", answered: answered.promise,
    get state() {
      return state;
    },
    onProgress: (handler) => {
      tell = handler;
      told.splice(0).forEach(handler);
    },
    reoffer: async () => "v=0 fake answer",
    probe: () => void (probes += 1),
    hangup: () => end({ why: state === "up" ? "local-hangup" : "cancelled" }),
    onReoffer: () => undefined,
    onEnd: (handler) => void (ended ? handler(ended) : ends.push(handler)),
  };
  const ring = (): void => {
    if (state !== "calling") return;
    state = "ringing";
    tell({ kind: "ringing" });
  };
  let offered: Promise<string> | undefined;
  const offer = (): Promise<string> => (offered ??= asked.offer({ trunk: "fake", transport: "udp", sound: "rtp" }));
  const announce: FakeCallee["announce"] = async (sdp = "v=0 fake announcement") => {
    await offer();
    if (!ended) tell({ kind: "early-media", sdp });
  };
  const pickUp: FakeCallee["pickUp"] = async (sdp = "v=0 fake answer") => {
    const ours = await offer();
    if (ended) return;
    state = "up";
    answered.resolve({ sdp: typeof sdp === "string" ? sdp : sdp(ours) });
  };
  return { asked, leg, ring, announce, pickUp, end, get probes() { return probes; } };
}
