import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readConfig, type Disk, type Environment } from "../config.ts";
import { toCap, toOutboundTrunk, toRate } from "./outbound.ts";

const disk = (files: Readonly<Record<string, string>> = {}): Disk => ({ folder: "/srv", exists: (path) => path in files, readText: (path) => files[path], fileSystemOf: (path) => (path.startsWith("/keys") ? 2 : 1) });
const REAL = { DATABASE_URL: "postgres://o:s@localhost/compline", COMPLINE_KEYRING: "/keys/compline" };
const LINE = "east tls:sip.carrier.example:5061 from=+12125550100 user=house secret=/etc/east.secret ca=/etc/ca.pem domain=carrier.example identity=ppi plus=no";
const faults = (env: Environment, files?: Readonly<Record<string, string>>): string[] => {
  const read = readConfig(env, disk(files));
  return read.ok ? [] : read.faults.map(({ setting }) => setting);
};

describe("outbound trunks", () => {
  test("[F-CFG-30] a line says where a trunk is and what it wants; over TLS sound is encrypted unless told otherwise", () => {
    expect(toOutboundTrunk(LINE)).toEqual({
      name: "east", transport: "tls", host: "sip.carrier.example", port: 5061, sound: "srtp", from: "+12125550100", user: "house", secretFile: "/etc/east.secret", caFile: "/etc/ca.pem",
      domain: "carrier.example", identity: "ppi", plus: false, presents: "own", onward: "practice", location: "registered",
    });
    expect(toOutboundTrunk("west udp:[2001:db8::7] from=+12125550100")).toMatchObject({ host: "2001:db8::7", port: undefined, sound: "rtp", identity: "pai", plus: true, user: undefined });
    expect(toOutboundTrunk("west udp:203.0.113.7 from=+12125550100 presents=any onward=history location=pidf")).toMatchObject({ presents: "any", onward: "history", location: "pidf" });
  });

  test.each([
    "", "east", "east sip.carrier.example from=+12125550100", "East tls:a.example from=+12125550100", "east tls:a.example", "east tls:a.example from=2125550100", "east tls:a.example:0 from=+12125550100",
    "east tls:a.example:65536 from=+12125550100", "east sctp:a.example from=+12125550100", "east tls:10.0.0 from=+12125550100", "east tls:a.example from=+12125550100 user=u", "east tls:a.example from=+12125550100 secret=/s",
    "east tls:a.example from=+12125550100 from=+12125550101", "east tls:a.example from=+12125550100 sound=loud", "east tls:a.example from=+12125550100 presents=all", "east tls:a.example from=+12125550100 onward=caller", "east tls:a.example from=+12125550100 location=gps", "east tls:a.example from=+12125550100 user=a\"b secret=/s", "east tls:a.example from=+12125550100 constructor=x",
    `east tls:a.example from=+12125550100 domain=${"a".repeat(2000)}`,
  ])("[F-CFG-30] %s is refused", (line) => {
    expect(toOutboundTrunk(line)).toBeUndefined();
  });

  test("[F-CFG-30] whatever is written is read whole or refused, and takes no time", () => {
    const piece = fc.constantFrom("east ", "tls:", "a.example", ":5061", " ", "from=+12125550100", "user=", "secret=/x", "[::1]", "=", "__proto__=x", "é");
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        for (const read of [toOutboundTrunk, toCap, toRate]) read(text);
      }),
    );
    expect(toOutboundTrunk("a ".repeat(3_000_000))).toBeUndefined();
  });

  test("[F-CFG-30] two of one name, a file that cannot be read, or one elsewhere in an evaluation are faults", () => {
    const files = { "/etc/east.secret": "wren", "/etc/ca.pem": "pem" };
    expect(faults({ ...REAL, COMPLINE_OUTBOUND: LINE }, files)).toEqual([]);
    expect(faults({ ...REAL, COMPLINE_OUTBOUND: LINE })).toEqual(["COMPLINE_OUTBOUND"]);
    expect(faults({ ...REAL, COMPLINE_OUTBOUND: `${LINE}, ${LINE}` }, files)).toEqual(["COMPLINE_OUTBOUND"]);
    expect(faults({ COMPLINE_OUTBOUND: LINE }, files)).toEqual(["COMPLINE_OUTBOUND"]);
    expect(faults({ COMPLINE_OUTBOUND: "here udp:127.0.0.1:5070 from=+12125550100" })).toEqual([]);
  });

  test("[F-CFG-30] caps that are named replace their defaults and leave the others; what is no cap, rate or prefix is a fault", () => {
    const read = readConfig({ COMPLINE_DIAL_CAPS: "concurrent=5, spend-day=100", COMPLINE_DIAL_RATES: "+44=3", COMPLINE_DIAL_ALLOW: "+44" }, disk());
    expect(read.ok && read.config.sip.outbound).toMatchObject({ caps: { concurrent: 5, minute: 30, "spend-day": 100 }, rates: [{ prefix: "+44", units: 3 }], allow: ["+44"] });
    expect(faults({ COMPLINE_DIAL_CAPS: "concurrent=many", COMPLINE_DIAL_RATES: "44=1", COMPLINE_DIAL_ALLOW: "44", COMPLINE_DIAL_DENY: "*" })).toEqual(["COMPLINE_DIAL_ALLOW", "COMPLINE_DIAL_DENY", "COMPLINE_DIAL_RATES", "COMPLINE_DIAL_CAPS"]);
  });
});
