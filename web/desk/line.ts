import type { Answer, Trouble } from "../api/index.ts";

/** The sound of one call in this browser. */
export type LineState = { readonly state: "none" | "joining" | "talking" } | { readonly state: "lost"; readonly trouble: Trouble };
export interface Line {
  /** Offers this browser's sound for a call, the first time or after it was lost. */
  join(call: string): Promise<void>;
  close(): void;
}
interface LineWants {
  readonly microphone: () => Promise<MediaStream>;
  /** Servers that find or lend a way where there is none; asked for each peer, because their passwords end. */
  readonly iceServers: () => Promise<RTCIceServer[]>;
  readonly answer: (call: string, sdp: string) => Promise<Answer<{ readonly sdp: string }>>;
  readonly play: (stream: MediaStream | null) => void;
  readonly onState: (state: LineState) => void;
}

const GATHER_MS_MAX = 1000;
const REJOIN_MS = 1000;

const lost = (say: string): LineState => ({ state: "lost", trouble: { kind: "unreachable", status: 0, code: "sound-lost", say } });

/** The wait for STUN and TURN servers has an end: what they have not said by then is left out, and the caller is not kept waiting for them. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_MS_MAX);
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The way of a call's sound, and the one that it had until now: where a node of the house died, that may still bring it until the new one is there. */
function createWays(play: LineWants["play"]) {
  let stream: MediaStream | undefined;
  let peer: RTCPeerConnection | undefined;
  let before: RTCPeerConnection | undefined;
  let heard: string | undefined;
  const drop = () => {
    for (const each of [before, peer]) each?.close();
    before = peer = undefined;
  };
  return {
    drop,
    /** Of another call nothing is heard any more. */
    make(call: string) {
      if (call !== heard) drop();
      before?.close();
      before = peer;
      peer = stream = undefined;
      heard = call;
    },
    take(made: RTCPeerConnection) { peer = made; },
    brings(its: MediaStream) {
      stream = its;
      if (!before) play(its);
    },
    isThere() {
      if (before && stream) play(stream);
      before?.close();
      before = undefined;
    },
  };
}

export function createLine(wants: LineWants): Line {
  const ways = createWays(wants.play);
  let turn = 0;
  let again: ReturnType<typeof setTimeout> | undefined;

  const drop = () => {
    clearTimeout(again);
    ways.drop();
  };
  const rejoinLater = (call: string, mine: number) => {
    clearTimeout(again);
    again = setTimeout(() => { if (mine === turn) void join(call); }, REJOIN_MS);
  };
  const watch = (made: RTCPeerConnection, call: string, mine: number) => {
    made.addEventListener("track", (event) => { if (mine === turn) ways.brings(event.streams[0] ?? new MediaStream([event.track])); });
    made.addEventListener("connectionstatechange", () => {
      if (mine !== turn) return;
      if (made.connectionState === "connected") { ways.isThere(); wants.onState({ state: "talking" }); }
      if (made.connectionState === "failed") { wants.onState(lost("The sound of the call was lost.")); rejoinLater(call, mine); }
    });
  };
  /** This browser's end of the call; undefined when another one was wanted meanwhile. */
  async function open(call: string, mine: number): Promise<RTCPeerConnection | undefined> {
    const [stream, iceServers] = await Promise.all([wants.microphone(), wants.iceServers()]);
    if (mine !== turn) return undefined;
    const made = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    ways.take(made);
    watch(made, call, mine);
    for (const track of stream.getAudioTracks()) made.addTrack(track, stream);
    await made.setLocalDescription(await made.createOffer());
    await gathered(made);
    return made;
  }
  async function join(call: string): Promise<void> {
    clearTimeout(again);
    ways.make(call);
    turn += 1;
    const mine = turn;
    wants.onState({ state: "joining" });
    try {
      const made = await open(call, mine);
      if (made && mine === turn) await agree(made, call, mine);
    } catch {
      if (mine === turn) wants.onState(lost("This browser could not open the microphone or the sound of the call."));
    }
  }
  async function agree(made: RTCPeerConnection, call: string, mine: number): Promise<void> {
    const answer = await wants.answer(call, made.localDescription?.sdp ?? "");
    if (mine !== turn) return;
    if (answer.ok) await made.setRemoteDescription({ type: "answer", sdp: answer.value.sdp });
    else notJoined(answer.trouble, call, mine);
  }
  function notJoined(trouble: Trouble, call: string, mine: number): void {
    wants.onState({ state: "lost", trouble });
    if (trouble.kind === "refused") drop();
    else rejoinLater(call, mine);
  }
  return { join, close() { turn += 1; drop(); wants.play(null); wants.onState({ state: "none" }); } };
}
