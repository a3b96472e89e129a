/** Engines for tests: loopback, a port range of their own, quick limits. */
import { realWorld } from "../../../foundation/world.ts";
import type { MediaSettings } from "../settings.ts";

/** Ranges do not overlap between test files that run at the same time. */
const firstPort = 20_000 + (process.pid % 40) * 1000;

export const world = realWorld();

export const settingsFor = (change: Partial<MediaSettings> = {}): MediaSettings => ({
  mediaAddress: "127.0.0.1", bindAddress: "127.0.0.1", rtpPorts: { min: firstPort, max: firstPort + 399 },
  processes: 1, privateNetworks: [], iceServers: () => [], ...change,
});
