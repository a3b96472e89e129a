export { useBack } from "./use-back.ts";
export { connectLive, type LiveRoom } from "./socket.ts";
export type { LiveState } from "./touch.ts";
export { useLive, type Live } from "./use-live.ts";
