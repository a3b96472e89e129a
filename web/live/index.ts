export { useBack } from "./use-back.ts";
export { connectLive, type LiveRoom, type LiveState } from "./socket.ts";
export { useLive, type Live } from "./use-live.ts";
