/** What crosses between the main process and a media process: control, events, recorded frames. Never live sound. */
import type { RoomPart } from "../../../care/calls/ports.ts";
import type { SrtpKey } from "../srtp.ts";
import type { IceServer, MediaLimits } from "../settings.ts";

/** How a leg is watched: a telephone may be silent for long (it is told), a browser may not (it is gone). */
export type Watch = "phone" | "browser";

export interface Begin {
  readonly mediaAddress: string;
  readonly bindAddress: string;
  readonly ports: { readonly min: number; readonly max: number };
  readonly limits: MediaLimits;
}

export interface Far {
  readonly address: string;
  readonly port: number;
  readonly sends: boolean;
  readonly wants: boolean;
  readonly digitType: number | undefined;
  readonly keys: { readonly ours: SrtpKey; readonly theirs: SrtpKey } | undefined;
}

export type Order =
  | { readonly op: "phone"; readonly id: string; readonly watch: Watch }
  | { readonly op: "far"; readonly id: string; readonly far: Far }
  | { readonly op: "browser"; readonly id: string; readonly offer: string; readonly iceServers: readonly IceServer[] }
  | { readonly op: "bridge"; readonly id: string; readonly with: string }
  | { readonly op: "room"; readonly id: string; readonly seats: readonly { readonly id: string; readonly part: RoomPart }[] }
  | { readonly op: "listen"; readonly id: string; readonly to: string; readonly whispers: boolean }
  | { readonly op: "unbridge"; readonly id: string }
  | { readonly op: "play"; readonly id: string; readonly play: number; readonly prompt: string; readonly loop: boolean }
  | { readonly op: "speak"; readonly id: string; readonly play: number; readonly sound: Buffer }
  /** A piece comes with its sound once, and takes the place of the one that is forgotten. */
  | { readonly op: "music"; readonly id: string; readonly play: number; readonly piece: string; readonly sound?: Buffer; readonly forgets?: string | undefined }
  | { readonly op: "stop"; readonly id: string }
  | { readonly op: "record"; readonly id: string; readonly heard: boolean }
  | { readonly op: "stop-recording"; readonly id: string }
  | { readonly op: "close"; readonly id: string };

export type Asked = { readonly begin: Begin } | { readonly number: number; readonly order: Order };

export interface Reply { readonly port?: number; readonly ssrc?: number; readonly answer?: string }

export type Told =
  | { readonly kind: "reply"; readonly number: number; readonly reply?: Reply; readonly failed?: string }
  | { readonly kind: "ready" }
  | { readonly kind: "beat"; readonly loopDelayP99Ms: number }
  | { readonly kind: "played"; readonly id: string; readonly play: number; readonly how: "ended" | "stopped" }
  | { readonly kind: "recorded"; readonly id: string; readonly side: "said" | "heard"; readonly pcmu: Buffer }
  | { readonly kind: "digit"; readonly id: string; readonly digit: string }
  | { readonly kind: "connected" | "gone"; readonly id: string }
  | { readonly kind: "silent"; readonly id: string; readonly seconds: number };

export type Tell = (told: Told) => void;
