import { expect, test } from "vitest";
import { clearNetworks } from "./clear.ts";
import { checkMediaSettings } from "./settings.ts";
import { settingsFor } from "./testing/engines.ts";

test("[M3] clear sound may travel on loopback and on declared networks, nowhere else", () => {
  const mayBeClear = clearNetworks([{ address: "10.20.0.0", prefixBits: 16, family: "ipv4" }]);
  expect(["127.0.0.1", "127.9.9.9", "10.20.3.4"].map(mayBeClear)).toEqual([true, true, true]);
  expect(["10.21.0.1", "192.168.1.1", "203.0.113.7", "0.0.0.0", "phone.example"].map(mayBeClear)).toEqual([false, false, false, false, false]);
});

test.each([
  ["a privileged port", { rtpPorts: { min: 1000, max: 5000 } }, /RTP port range/],
  ["a port beyond the last", { rtpPorts: { min: 60_000, max: 70_000 } }, /RTP port range/],
  ["too few ports for the processes", { rtpPorts: { min: 20_000, max: 20_100 }, processes: 4 }, /RTP port range/],
  ["no process", { processes: 0 }, /media processes/],
  ["an address that can be told to nobody", { mediaAddress: "0.0.0.0" }, /media address/],
  ["an IPv6 address to bind", { bindAddress: "::" }, /media bind address/],
])("[M23] %s is refused at start, named", (_, change, named) => {
  expect(() => checkMediaSettings(settingsFor(change))).toThrow(named);
});
