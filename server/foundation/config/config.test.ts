import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requirePeer } from "../../../tools/peers.ts";
import { faultLines, inNetworks, readConfig, type Disk, type Environment, type Fault } from "../config.ts";
import { settingNames } from "./fields.ts";
import { toNetwork } from "./networks.ts";

let folder: string;
let certificate: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "compline-config-"));
  const make = (name: string) => {
    const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-days", "1"];
    execFileSync(requirePeer("openssl"), [...args, "-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)], { stdio: "ignore" });
  };
  make("web");
  make("other");
  certificate = Object.fromEntries(["web.pem", "web.key", "other.key"].map((name) => [`/tls/${name}`, readFileSync(join(folder, name), "utf8")]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A disk where the keyring below /keys is a file system of its own. */
const diskWith = (files: Record<string, string> = {}): Disk => ({
  folder: "/srv",
  exists: (path) => path in files,
  readText: (path) => files[path] ?? certificate[path],
  fileSystemOf: (path) => (path.startsWith("/keys") ? 2 : 1),
});

const REAL = { DATABASE_URL: "postgres://owner:secret@localhost/compline", COMPLINE_KEYRING: "/keys/compline" };
const TLS = { COMPLINE_TLS_CERT: "/tls/web.pem", COMPLINE_TLS_KEY: "/tls/web.key" };

const configOf = (env: Environment, files?: Record<string, string>) => {
  const read = readConfig(env, diskWith(files));
  if (!read.ok) throw new Error(faultLines(read.faults));
  return read.config;
};
const faultsOf = (env: Environment, files?: Record<string, string>): readonly Fault[] => {
  const read = readConfig(env, diskWith(files));
  return read.ok ? [] : read.faults;
};
const settingsAtFault = (env: Environment, files?: Record<string, string>) => faultsOf(env, files).map(({ setting }) => setting);

describe("without anything set", () => {
  test("[F-CFG-1] the demo starts on this machine alone", () => {
    const config = configOf({});
    expect(config).toMatchObject({ home: "/srv/.compline", keyring: "/srv/.compline/keyring", evaluation: true, databaseUrl: undefined });
    expect(config.web).toMatchObject({ port: 8080, bind: "127.0.0.1", origin: "http://localhost:8080", rpId: "localhost" });
    expect(config.sip).toMatchObject({ port: 5060, tlsPort: 5061, bind: "127.0.0.1", trunks: [] });
    expect(config.media).toMatchObject({ address: "127.0.0.1", engine: "werift", rtpPorts: { first: 20_000, last: 29_999 } });
  });

  test("[F-CFG-1] a setting that is present but empty counts as not set", () => {
    expect(configOf({ COMPLINE_PORT: "", COMPLINE_HOME: "" }).web.port).toBe(8080);
  });
});

test("[F-CFG-32] a voice is a program and its arguments; quotes make no argument of several words", () => {
  expect(configOf({}).voice).toBeUndefined();
  expect(configOf({ COMPLINE_VOICE: "/opt/piper/piper --model  amy.onnx" }).voice).toEqual(["/opt/piper/piper", "--model", "amy.onnx"]);
  expect(settingsAtFault({ COMPLINE_VOICE: 'piper "two words"' })).toEqual(["COMPLINE_VOICE"]);
});

describe("faults", () => {
  test("[F-CFG-2] every fault is reported at once, each by the name of its setting", () => {
    const env = { COMPLINE_PORT: "eighty", COMPLINE_RTP_PORTS: "5-1", COMPLINE_TLS_CERT: "/tls/web.pem", COMPLINE_MEDIA_ENGINE: "magic", COMPLINE_TURN: "turn:turn.example.org" };
    expect(new Set(settingsAtFault(env))).toEqual(new Set(["COMPLINE_PORT", "COMPLINE_RTP_PORTS", "COMPLINE_TLS_KEY", "COMPLINE_MEDIA_ENGINE", "COMPLINE_TURN_SHARED_SECRET"]));
  });

  test("[F-CFG-2] no fault repeats what was written, which may be a secret, and no text makes the reader fail", () => {
    const anything = fc.record(Object.fromEntries(settingNames.map((name) => [name, fc.option(fc.string({ minLength: 12 }), { nil: undefined })])));
    fc.assert(
      fc.property(anything, (env) => {
        const lines = faultLines(faultsOf(env));
        for (const value of Object.values(env)) if (value && value.trim().length >= 12) expect(lines).not.toContain(value);
      }),
    );
  });

  test("[F-CFG-3] the environment wins over the file, and the file may hold numbers and lists", () => {
    const files = { "/srv/.compline/compline.json": JSON.stringify({ COMPLINE_PORT: 9000, COMPLINE_SIP_PORT: 5070, COMPLINE_STUN: ["stun:a.example:3478", "stun:b.example"] }) };
    const config = configOf({ COMPLINE_PORT: "9100" }, files);
    expect(config.web.port).toBe(9100);
    expect(config.sip.port).toBe(5070);
    expect(config.media.stun).toEqual(["stun:a.example:3478", "stun:b.example"]);
  });

  test("[F-CFG-3] a key the file should not have is refused, and so is a misspelt variable, and a file that is no JSON object", () => {
    const path = "/srv/.compline/compline.json";
    expect(settingsAtFault({}, { [path]: '{"COMPLINE_PROT": 1, "COMPLINE_BIND": true}' })).toEqual(["COMPLINE_PROT", "COMPLINE_BIND"]);
    expect(settingsAtFault({}, { [path]: '{"COMPLINE_HOME": "/elsewhere"}' })).toEqual(["COMPLINE_HOME"]);
    expect(settingsAtFault({ COMPLINE_TRUNK: "203.0.113.0/24", COMPLINE_HOME: "/srv/home", PATH: "/bin" })).toEqual(["COMPLINE_TRUNK"]);
    for (const text of ["[]", "null", "COMPLINE_PORT=1"]) expect(settingsAtFault({}, { [path]: text })).toEqual(["compline.json"]);
  });
});

describe("a TURN server", () => {
  const SHARED = "0123456789abcdef0123456789abcdef";
  const TURN = "turn:turn.example.org:3478, turns:turn.example.org:443?transport=tcp";

  test("[F-CFG-9] it comes with a shared secret, or with a name and password that last", () => {
    const urls = ["turn:turn.example.org:3478", "turns:turn.example.org:443?transport=tcp"];
    expect(configOf({ COMPLINE_TURN: TURN, COMPLINE_TURN_SHARED_SECRET: SHARED }).media.turn).toEqual({ urls, login: { sharedSecret: SHARED } });
    expect(configOf({ COMPLINE_TURN: TURN, COMPLINE_TURN_USER: "compline", COMPLINE_TURN_SECRET: "x" }).media.turn).toEqual({ urls, login: { user: "compline", secret: "x" } });
    expect(configOf({}).media.turn).toBeUndefined();
  });

  test("[F-CFG-9] without a login, with two, with half of one, or with a login for no server, it is refused", () => {
    expect(settingsAtFault({ COMPLINE_TURN: TURN })).toEqual(["COMPLINE_TURN_SHARED_SECRET"]);
    expect(settingsAtFault({ COMPLINE_TURN: TURN, COMPLINE_TURN_SHARED_SECRET: SHARED, COMPLINE_TURN_USER: "compline" })).toEqual(["COMPLINE_TURN_SHARED_SECRET"]);
    expect(settingsAtFault({ COMPLINE_TURN: TURN, COMPLINE_TURN_USER: "compline" })).toEqual(["COMPLINE_TURN_SECRET"]);
    expect(settingsAtFault({ COMPLINE_TURN_SHARED_SECRET: SHARED })).toEqual(["COMPLINE_TURN"]);
  });

  test("[F-CFG-9] a shared secret that could be guessed is refused, and not repeated", () => {
    const [short, spaced] = ["0123456789abcdef0123456789abcde", `${SHARED} `.repeat(2).trim()];
    for (const secret of [short, spaced]) {
      const faults = faultsOf({ COMPLINE_TURN: TURN, COMPLINE_TURN_SHARED_SECRET: secret });
      expect(faults.map(({ setting }) => setting)).toContain("COMPLINE_TURN_SHARED_SECRET");
      expect(faultLines(faults)).not.toContain(secret);
    }
  });
});

describe("reaching beyond this machine", () => {
  const PUBLIC = { ...REAL, COMPLINE_BIND: "0.0.0.0", COMPLINE_ORIGIN: "https://desk.example.org" };

  test("[F-CFG-4] an address other than loopback needs a certificate with its key", () => {
    expect(settingsAtFault(PUBLIC)).toEqual(["COMPLINE_BIND"]);
    expect(configOf({ ...PUBLIC, ...TLS }).web.tls).toEqual({ certFile: "/tls/web.pem", keyFile: "/tls/web.key" });
    expect(settingsAtFault({ COMPLINE_TLS_KEY: "/tls/web.key" })).toEqual(["COMPLINE_TLS_CERT"]);
  });

  test("[F-CFG-4] a certificate that cannot be read, or with another one's key, is refused before anything starts", () => {
    expect(settingsAtFault({ ...TLS, COMPLINE_TLS_CERT: "/tls/none.pem" })).toEqual(["COMPLINE_TLS_CERT"]);
    expect(settingsAtFault({ ...TLS, COMPLINE_TLS_KEY: "/tls/other.key" })).toEqual(["COMPLINE_TLS_KEY"]);
  });

  test("[F-CFG-5] without a database of its own, or with its keys beside its data, it is an evaluation: no trunk, loopback only", () => {
    const beside = { ...REAL, COMPLINE_KEYRING: "/srv/keys" };
    expect(configOf(REAL).evaluation).toBe(false);
    expect(configOf(beside).evaluation).toBe(true);
    const wide = { COMPLINE_TRUNKS: "203.0.113.0/24", COMPLINE_SIP_BIND: "0.0.0.0", COMPLINE_MEDIA_ADDRESS: "203.0.113.9", ...PUBLIC, ...TLS };
    expect(faultsOf(wide)).toEqual([]);
    const refused = new Set(["COMPLINE_TRUNKS", "COMPLINE_SIP_BIND", "COMPLINE_MEDIA_ADDRESS", "COMPLINE_BIND"]);
    expect(new Set(settingsAtFault({ ...wide, DATABASE_URL: undefined }))).toEqual(refused);
    expect(new Set(settingsAtFault({ ...wide, COMPLINE_KEYRING: "/srv/keys" }))).toEqual(refused);
  });

  test("[F-CFG-5] a telephone port that anyone can reach must know who may ring", () => {
    expect(settingsAtFault({ ...REAL, COMPLINE_MEDIA_ADDRESS: "198.51.100.9", COMPLINE_SIP_BIND: "0.0.0.0" })).toEqual(["COMPLINE_TRUNKS"]);
    const sipTls = { COMPLINE_SIP_TLS_CERT: "/tls/web.pem", COMPLINE_SIP_TLS_KEY: "/tls/web.key" };
    expect(faultsOf({ ...REAL, ...sipTls, COMPLINE_MEDIA_ADDRESS: "198.51.100.9", COMPLINE_SIP_BIND: "0.0.0.0", COMPLINE_SIP_CLIENT_CA: "/tls/web.pem" })).toEqual([]);
    expect(settingsAtFault({ COMPLINE_SIP_CLIENT_CA: "/tls/web.pem" })).toEqual(["COMPLINE_SIP_CLIENT_CA"]);
  });

  test("[F-CFG-5] a database on another machine is reached over verified TLS or not at all", () => {
    const at = (DATABASE_URL: string) => settingsAtFault({ ...REAL, DATABASE_URL });
    expect(at("postgres://o:s@db.example.org/compline")).toEqual(["DATABASE_URL"]);
    expect(at("postgres://o:s@db.example.org/compline?sslmode=verify-full&uselibpqcompat=true")).toEqual(["DATABASE_URL"]);
    expect(at("postgres://o:s@localhost/compline?host=db.example.org")).toEqual(["DATABASE_URL"]);
    expect(at("mysql://localhost/x")).toEqual(["DATABASE_URL"]);
    expect(at("postgres://o:s@db.example.org/compline?sslmode=verify-full")).toEqual([]);
    expect(at("postgres://o:s@localhost/compline?host=%2Frun%2Fpostgresql")).toEqual([]);
  });

  test("[F-CFG-6] people's address is https with a host name, or localhost", () => {
    expect(settingsAtFault({ ...PUBLIC, ...TLS, COMPLINE_ORIGIN: undefined })).toEqual(["COMPLINE_ORIGIN"]);
    expect(settingsAtFault({ COMPLINE_ORIGIN: "http://desk.example.org" })).toEqual(["COMPLINE_ORIGIN"]);
    for (const address of ["https://192.0.2.1", "https://[2001:db8::1]"]) expect(settingsAtFault({ ...TLS, COMPLINE_ORIGIN: address })).toEqual(["COMPLINE_ORIGIN"]);
    expect(settingsAtFault({ COMPLINE_ORIGIN: "https://desk.example.org/app" })).toEqual(["COMPLINE_ORIGIN"]);
    expect(configOf({ ...TLS, COMPLINE_ORIGIN: "https://desk.example.org" }).web.rpId).toBe("desk.example.org");
    expect(settingsAtFault({ COMPLINE_ORIGIN: "https://desk.example.org" })).toEqual(["COMPLINE_ORIGIN"]);
    expect(settingsAtFault({ COMPLINE_ORIGIN: "http://localhost:9000" })).toEqual(["COMPLINE_ORIGIN"]);
    expect(settingsAtFault({ COMPLINE_ORIGIN: "http://localhost:9000", COMPLINE_PORT: "9000" })).toEqual([]);
    expect(configOf(TLS).web.origin).toBe("https://localhost:8080");
  });
});

describe("numbers and networks", () => {
  test("[F-CFG-7] ports are whole and in range, and no two servers claim the same one", () => {
    for (const port of ["0", "65536", "80.5", "-1", "1e3", " "]) expect(settingsAtFault({ COMPLINE_PORT: port })).toEqual(port.trim() ? ["COMPLINE_PORT"] : []);
    expect(settingsAtFault({ COMPLINE_SIP_PORT: "65535" })).toEqual(["COMPLINE_SIP_PORT"]);
    expect(settingsAtFault({ COMPLINE_PORT: "5061" })).toEqual(["COMPLINE_PORT"]);
    expect(settingsAtFault({ COMPLINE_SIP_PORT: "20000" })).toEqual(["COMPLINE_RTP_PORTS"]);
    expect(settingsAtFault({ COMPLINE_MEDIA_ENGINE: "rtpengine" })).toEqual(["COMPLINE_RTPENGINE"]);
    expect(configOf({ COMPLINE_MEDIA_ENGINE: "rtpengine", COMPLINE_RTPENGINE: "[::1]:2223" }).media.rtpengine).toEqual({ host: "::1", port: 2223 });
  });

  test("[F-CFG-7] a network is an address with an optional prefix, and holds exactly its own addresses", () => {
    for (const text of ["203.0.113.0/33", "203.0.113", "::/129", "1.2.3.4/", "1.2.3.4/8/8", "example.org", "1.2.3.4/-1"]) expect(toNetwork(text)).toBeUndefined();
    const inside = inNetworks(configOf({ COMPLINE_PRIVATE_INTERFACES: "10.1.0.0/16, 192.0.2.7, fd00::/8" }).media.privateNetworks);
    expect(["10.1.255.255", "192.0.2.7", "fd12::1"].map(inside)).toEqual([true, true, true]);
    expect(["10.2.0.0", "192.0.2.8", "fe80::1", "nonsense"].map(inside)).toEqual([false, false, false, false]);
  });
});

describe("behind one-to-one address translation", () => {
  const WORLD = { ...REAL, COMPLINE_TRUNKS: "203.0.113.0/24" };

  test("[F-CFG-8] the address that is told and the one that is bound are two settings; the second follows the first", () => {
    expect(configOf({ ...WORLD, COMPLINE_MEDIA_ADDRESS: "198.51.100.9" }).media).toMatchObject({ address: "198.51.100.9", bind: "198.51.100.9" });
    const translated = configOf({ ...WORLD, COMPLINE_SIP_BIND: "10.0.0.5", COMPLINE_MEDIA_ADDRESS: "198.51.100.9", COMPLINE_MEDIA_BIND: "10.0.0.5" });
    expect(translated.media).toMatchObject({ address: "198.51.100.9", bind: "10.0.0.5" });
    expect(translated.sip).toMatchObject({ bind: "10.0.0.5", address: "198.51.100.9" });
    expect(configOf({ ...WORLD, COMPLINE_SIP_ADDRESS: "198.51.100.10", COMPLINE_MEDIA_ADDRESS: "198.51.100.9", COMPLINE_MEDIA_BIND: "0.0.0.0" }).sip.address).toBe("198.51.100.10");
  });

  test("[F-CFG-8] a telephone line over IPv6 names its own address; the sound stays IPv4", () => {
    expect(configOf({ ...WORLD, COMPLINE_SIP_BIND: "2001:db8::5", COMPLINE_MEDIA_ADDRESS: "198.51.100.9" }).sip.address).toBe("2001:db8::5");
    expect(settingsAtFault({ ...WORLD, COMPLINE_MEDIA_ADDRESS: "2001:db8::5" })).toEqual(["COMPLINE_MEDIA_ADDRESS"]);
    expect(settingsAtFault({ ...WORLD, COMPLINE_MEDIA_BIND: "::" })).toEqual(["COMPLINE_MEDIA_BIND"]);
  });

  test.each(["0.0.0.0", "224.0.0.1", "255.255.255.255", "sound.example"])("[F-CFG-8] %s can be told to nobody", (address) => {
    expect(settingsAtFault({ ...WORLD, COMPLINE_MEDIA_ADDRESS: address })).toEqual(["COMPLINE_MEDIA_ADDRESS"]);
  });

  test("[F-CFG-8] others are never told to send what cannot arrive", () => {
    expect(settingsAtFault({ ...WORLD, COMPLINE_MEDIA_ADDRESS: "198.51.100.9", COMPLINE_MEDIA_BIND: "127.0.0.1" })).toEqual(["COMPLINE_MEDIA_BIND"]);
    expect(settingsAtFault({ ...WORLD, COMPLINE_SIP_BIND: "0.0.0.0" })).toEqual(["COMPLINE_SIP_ADDRESS"]);
    expect(settingsAtFault({ COMPLINE_MEDIA_BIND: "0.0.0.0" })).toEqual(["COMPLINE_MEDIA_BIND"]); // An evaluation stays on this machine.
  });
});

describe("several nodes", () => {
  test("[F-CFG-31] a node is a name and an address with a port, written so, and recordings may stand in a folder that all share", () => {
    const config = configOf({ ...REAL, COMPLINE_NODE: "east 10.0.0.5:7060", COMPLINE_RECORDINGS: "/shared/recordings" });
    expect([config.node, config.recordings]).toEqual([{ name: "east", bind: "10.0.0.5", address: "10.0.0.5:7060" }, "/shared/recordings"]);
    expect(configOf({ ...REAL, COMPLINE_NODE: "w1 [2001:db8::5]:7060" }).node).toEqual({ name: "w1", bind: "2001:db8::5", address: "[2001:db8::5]:7060" });
    expect([configOf({}).node, configOf({}).recordings]).toEqual([undefined, "/srv/.compline/recordings"]);
    for (const text of ["east", "east 10.0.0.5", "East 10.0.0.5:7060", "east host.example:7060", "east 10.0.0.999:7060", "east 10.0.0.5:0", "east 10.0.0.5:70600"]) expect(settingsAtFault({ ...REAL, COMPLINE_NODE: text })).toEqual(["COMPLINE_NODE"]);
  });

  test("[F-CFG-33] a machine that says nothing is taken for lost after so many whole seconds, five unless said, and never sooner than three", () => {
    expect([configOf({}).nodeSilenceSeconds, configOf({ COMPLINE_NODE_SILENCE: "3" }).nodeSilenceSeconds]).toEqual([5, 3]);
    for (const text of ["2", "61", "3.5", "soon"]) expect(settingsAtFault({ COMPLINE_NODE_SILENCE: text })).toEqual(["COMPLINE_NODE_SILENCE"]);
  });

  test("[F-CFG-31] a node needs a database that the others see, and in an evaluation stays on this machine", () => {
    expect(settingsAtFault({ COMPLINE_NODE: "a 127.0.0.1:7060" })).toEqual(["COMPLINE_NODE"]);
    expect(settingsAtFault({ DATABASE_URL: REAL.DATABASE_URL, COMPLINE_NODE: "a 127.0.0.1:7060" })).toEqual([]);
    expect(settingsAtFault({ DATABASE_URL: REAL.DATABASE_URL, COMPLINE_NODE: "a 10.0.0.5:7060" })).toEqual(["COMPLINE_NODE"]);
  });
});
