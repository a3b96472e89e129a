import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { Config, Disk, Fault } from "../config.ts";
import type { Setting, Values } from "./fields.ts";
import { isLoopback } from "./networks.ts";

/** What settings must be together. Each rule looks at the values that are sound by themselves, and reports its own faults. */
export interface Given {
  readonly values: Values;
  readonly config: Config;
  readonly disk: Disk;
}

type Rule = (given: Given) => Fault[];
const fault = (setting: Setting, says: string): Fault => ({ setting, says });
const when = (wrong: boolean, setting: Setting, says: string): Fault[] => (wrong ? [fault(setting, says)] : []);

/** [F-CFG-4] A certificate and its key come together, can be read, and belong to each other. */
const certificate =
  (cert: Setting & `${string}_CERT`, key: Setting & `${string}_KEY`): Rule =>
  ({ values, disk }) => {
    const [certFile, keyFile] = [values[cert], values[key]];
    if (!certFile && !keyFile) return [];
    if (!certFile) return [fault(cert, `is needed together with ${key}`)];
    if (!keyFile) return [fault(key, `is needed together with ${cert}`)];
    const [certText, keyText] = [disk.readText(certFile), disk.readText(keyFile)];
    const unread = [...when(certText === undefined, cert, "names a file that cannot be read"), ...when(keyText === undefined, key, "names a file that cannot be read")];
    return unread.length > 0 ? unread : when(!isPair(certText!, keyText!), key, `is not the private key of ${cert}`);
  };

function isPair(certificateText: string, keyText: string): boolean {
  try {
    return new X509Certificate(certificateText).checkPrivateKey(createPrivateKey(keyText));
  } catch {
    return false; // What cannot be parsed is no pair.
  }
}

/** [F-CFG-4] Plain HTTP never leaves the machine. */
const webBinding: Rule = ({ config }) => {
  if (isLoopback(config.web.bind)) return [];
  return [
    ...when(config.web.tls === undefined, "COMPLINE_BIND", "is not a loopback address: that needs COMPLINE_TLS_CERT and COMPLINE_TLS_KEY"),
    ...when(config.evaluation, "COMPLINE_BIND", `must be a loopback address ${BECAUSE_EVALUATION}`),
  ];
};

const BECAUSE_EVALUATION = "in an evaluation, which this is: DATABASE_URL is not set, or COMPLINE_KEYRING is on the same file system as COMPLINE_HOME";

/** [F-CFG-5] An evaluation reaches nobody outside this machine. */
const evaluation: Rule = ({ values, config }) => {
  if (!config.evaluation) return [];
  return [
    ...when(config.sip.trunks.length > 0, "COMPLINE_TRUNKS", `must be empty ${BECAUSE_EVALUATION}`),
    ...when(!isLoopback(config.sip.bind), "COMPLINE_SIP_BIND", `must be a loopback address ${BECAUSE_EVALUATION}`),
    ...when(!isLoopback(config.media.address), "COMPLINE_MEDIA_ADDRESS", `must be a loopback address ${BECAUSE_EVALUATION}`),
    ...when(!isLoopback(values.COMPLINE_MEDIA_BIND ?? "127.0.0.1"), "COMPLINE_MEDIA_BIND", `must be a loopback address ${BECAUSE_EVALUATION}`),
  ];
};

/** Who may ring is known by address or by certificate; with neither, a public SIP port would take anyone's calls. */
const trunks: Rule = ({ config }) => {
  const open = !isLoopback(config.sip.bind) && config.sip.trunks.length === 0 && config.sip.clientCaFile === undefined;
  return when(open, "COMPLINE_TRUNKS", "is needed (or COMPLINE_SIP_CLIENT_CA) when COMPLINE_SIP_BIND is not a loopback address");
};

const clientCa: Rule = ({ config, disk }) => {
  const file = config.sip.clientCaFile;
  if (file === undefined) return [];
  return [
    ...when(disk.readText(file) === undefined, "COMPLINE_SIP_CLIENT_CA", "names a file that cannot be read"),
    ...when(config.sip.tls === undefined, "COMPLINE_SIP_CLIENT_CA", "needs COMPLINE_SIP_TLS_CERT and COMPLINE_SIP_TLS_KEY"),
  ];
};

/** [F-CFG-31] Several nodes need a database that all of them see; in an evaluation none reaches another machine. */
const node: Rule = ({ config }) => {
  if (!config.node) return [];
  return [
    ...when(config.databaseUrl === undefined, "COMPLINE_NODE", "needs DATABASE_URL: the embedded database belongs to one process"),
    ...when(config.evaluation && !isLoopback(config.node.bind), "COMPLINE_NODE", `must have a loopback address ${BECAUSE_EVALUATION}`),
  ];
};

/** [F-CFG-30] Outbound trunks have names of their own and files that can be read; an evaluation rings nobody outside this machine. */
const outbound: Rule = ({ config, disk }) => {
  const { trunks: out } = config.sip.outbound;
  const unread = out.flatMap(({ secretFile, caFile }) => [secretFile, caFile]).some((file) => file !== undefined && disk.readText(file) === undefined);
  return [
    ...when(new Set(out.map(({ name }) => name)).size < out.length, "COMPLINE_OUTBOUND", "names one trunk twice"),
    ...when(unread, "COMPLINE_OUTBOUND", "names a file that cannot be read"),
    ...when(config.evaluation && out.some(({ host }) => !isLoopback(host)), "COMPLINE_OUTBOUND", `must be on this machine ${BECAUSE_EVALUATION}`),
  ];
};

/** [F-CFG-6] Browsers give passkeys to https hosts and to localhost, never to IP addresses (Web Authentication, section 5.1.3). */
const origin: Rule = ({ values, config }) => {
  const { hostname, protocol } = new URL(config.web.origin);
  const secure = protocol === "https:" || hostname === "localhost";
  const missing = values.COMPLINE_ORIGIN === undefined && !isLoopback(config.web.bind);
  return [
    ...when(isIP(hostname.replaceAll(/[[\]]/g, "")) !== 0, "COMPLINE_ORIGIN", "must be a host name: passkeys do not work on IP addresses"),
    ...when(!secure, "COMPLINE_ORIGIN", "must be https, except on localhost"),
    ...when(missing, "COMPLINE_ORIGIN", "is needed when COMPLINE_BIND is not a loopback address"),
  ];
};

/** [F-CFG-6] Without a certificate of ours people reach us as http://localhost at our port and nothing else: no proxy speaks https for us. */
const plainOrigin: Rule = ({ values, config: { web } }) => {
  const plain = values.COMPLINE_ORIGIN !== undefined && web.tls === undefined && isLoopback(web.bind);
  return [
    ...when(plain && web.origin.startsWith("https:"), "COMPLINE_ORIGIN", "is https: that needs COMPLINE_TLS_CERT and COMPLINE_TLS_KEY"),
    ...when(plain && web.origin.startsWith("http://localhost") && web.origin !== new URL(`http://localhost:${web.port}`).origin, "COMPLINE_ORIGIN", "must be http://localhost with the port of COMPLINE_PORT"),
  ];
};

const ports: Rule = ({ config: { web, sip, media } }) => {
  const inRange = (port: number) => port >= media.rtpPorts.first && port <= media.rtpPorts.last;
  return [
    ...when(web.port === sip.port || web.port === sip.tlsPort, "COMPLINE_PORT", "is also COMPLINE_SIP_PORT or the port after it, which is SIP over TLS"),
    ...when(inRange(sip.port), "COMPLINE_RTP_PORTS", "contains COMPLINE_SIP_PORT"),
  ];
};

/** A database on another machine is reached over TLS, verified: identities and times travel readable otherwise. */
const database: Rule = ({ values }) => {
  if (values.DATABASE_URL === undefined) return [];
  const url = new URL(values.DATABASE_URL);
  const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
  const here = host.startsWith("/") || isLoopback(host);
  const verified = url.searchParams.get("sslmode") === "verify-full" && !url.searchParams.has("uselibpqcompat");
  return [
    ...when(host === "", "DATABASE_URL", "must name a host"),
    ...when(host !== "" && !here && !verified, "DATABASE_URL", "reaches another machine and needs sslmode=verify-full"),
  ];
};

/** [F-CFG-20] Two of one name could not be told apart in the log; an evaluation reaches nobody outside this machine. */
const witnesses: Rule = ({ config }) => {
  const names = config.witnesses.map(({ name }) => name);
  const elsewhere = config.witnesses.some(({ url }) => !isLoopback(new URL(url).hostname));
  return [
    ...when(new Set(names).size < names.length, "COMPLINE_WITNESSES", "names one witness twice"),
    ...when(config.evaluation && elsewhere, "COMPLINE_WITNESSES", `must be on this machine ${BECAUSE_EVALUATION}`),
  ];
};

const media: Rule = ({ values }) => {
  const noEngine = values.COMPLINE_MEDIA_ENGINE === "rtpengine" && values.COMPLINE_RTPENGINE === undefined;
  return [
    ...when(noEngine, "COMPLINE_RTPENGINE", "is needed when COMPLINE_MEDIA_ENGINE is rtpengine"),
  ];
};

/** [F-CFG-9] A relay lends itself to nobody without a login, and a login is of one kind: coturn with a shared secret knows no lasting names. */
const turn: Rule = ({ values }) => {
  const lasting = (["COMPLINE_TURN_USER", "COMPLINE_TURN_SECRET"] as const).filter((name) => values[name] !== undefined);
  const shared = values.COMPLINE_TURN_SHARED_SECRET !== undefined;
  if (!shared && lasting.length === 0) return when(values.COMPLINE_TURN !== undefined, "COMPLINE_TURN_SHARED_SECRET", "is needed with COMPLINE_TURN (or COMPLINE_TURN_USER and COMPLINE_TURN_SECRET)");
  return [
    ...when(values.COMPLINE_TURN === undefined, "COMPLINE_TURN", "is missing: the others say how to sign in there"),
    ...when(shared && lasting.length > 0, "COMPLINE_TURN_SHARED_SECRET", "stands instead of COMPLINE_TURN_USER and COMPLINE_TURN_SECRET, not beside them"),
    ...(["COMPLINE_TURN_USER", "COMPLINE_TURN_SECRET"] as const).flatMap((name) => when(!shared && values[name] === undefined, name, "is missing: COMPLINE_TURN_USER and COMPLINE_TURN_SECRET come together")),
  ];
};

/** [F-CFG-8] Told one address and bound to another is right behind address translation; told to the world and bound to this machine alone, nobody is ever heard. */
const reach: Rule = ({ config: { media: { address, bind }, sip } }) => [
  ...when(!isLoopback(address) && isLoopback(bind), "COMPLINE_MEDIA_BIND", "is a loopback address, but COMPLINE_MEDIA_ADDRESS tells others to send their sound elsewhere"),
  ...when(!isLoopback(sip.bind) && isLoopback(sip.address), "COMPLINE_SIP_ADDRESS", "is needed (or COMPLINE_MEDIA_ADDRESS): peers beyond this machine cannot answer to a loopback address"),
];

export const rules: readonly Rule[] = [
  certificate("COMPLINE_TLS_CERT", "COMPLINE_TLS_KEY"),
  certificate("COMPLINE_SIP_TLS_CERT", "COMPLINE_SIP_TLS_KEY"),
  webBinding,
  evaluation,
  trunks,
  outbound,
  clientCa,
  witnesses,
  origin,
  plainOrigin,
  ports,
  database,
  media,
  turn,
  reach,
  node,
];
