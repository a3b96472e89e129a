import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSocket } from "node:dgram";
import { until } from "./edge.ts";
import { freePort, program, run, temporary } from "./programs.ts";
import { ANSWER_BYE } from "./sipp.ts";

/** A carrier in the small: Kamailio asks for a password by SHA-256, loses what it is told to, and rings SIPp, which answers. */
export interface Carrier {
  readonly port: number;
  close(): Promise<void>;
}

const configuration = (port: number, callee: number, lossPercent: number): string => `
children=1
log_stderror=yes
debug=0
disable_tcp=yes
listen=udp:127.0.0.1:${port}
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "kex.so"
loadmodule "pv.so"
loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "auth.so"
loadmodule "cfgutils.so"
loadmodule "siputils.so"
loadmodule "textops.so"
modparam("auth", "algorithm", "SHA-256")
modparam("auth", "nonce_expire", 300)
request_route {
  rand_set_prob("${lossPercent}");
  if (rand_event()) { exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here"); exit;
  }
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  if (!is_method("INVITE")) { sl_send_reply("405", "No"); exit; }
  t_check_trans();
  if (!pv_proxy_authenticate("carrier", "wren-4417", "0")) { proxy_challenge("carrier", "0"); exit; }
  record_route();
  $du = "sip:127.0.0.1:${callee}";
  t_relay();
}
onreply_route {
  rand_set_prob("${lossPercent}");
  if (rand_event()) { drop; }
}
`;

const ANSWERED_BY = `[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:];tag=[pid]c[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:callee@[local_ip]:[local_port]>
`;

/**
 * Who answers behind it. SIPp's own script takes the second ACK of one answer, which a repeated 200 brings, for a message out of its turn, and
 * hangs up on a call that is well: 59 of 60. This one waits for the BYE however many come.
 */
const CALLEE = `<?xml version="1.0" encoding="ISO-8859-1" ?><scenario name="callee">
<recv request="INVITE"/>
<send><![CDATA[
SIP/2.0 180 Ringing
${ANSWERED_BY}Content-Length: 0

]]></send>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
${ANSWERED_BY}Content-Type: application/sdp
Content-Length: [len]

v=0
o=callee 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000
]]></send>
<label id="1"/>
<recv request="ACK" optional="true" next="1"/>
${ANSWER_BYE}
<timewait milliseconds="4000"/>
</scenario>
`;

/** A socket is bound to it: what is sent there waits to be read, and is not lost. */
async function isBound(port: number): Promise<boolean> {
  const bound = await readFile("/proc/net/udp", "latin1");
  return bound.includes(`:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000`);
}

export async function carrier(lossPercent: number): Promise<Carrier> {
  const [port, callee] = [await freePort(), await freePort()];
  const folder = await temporary();
  const file = join(folder.path, "kamailio.cfg");
  await writeFile(file, configuration(port, callee, lossPercent));
  await writeFile(join(folder.path, "callee.xml"), CALLEE);
  const phone = run(program("sipp", "sip-tester"), ["-sf", "callee.xml", "-i", "127.0.0.1", "-p", String(callee), "-nostdin", "-t", "u1"], { cwd: folder.path });
  const proxy = run(program("kamailio", "kamailio"), ["-f", file, "-DD", "-E", "-m", "32", "-Y", folder.path, "-P", join(folder.path, "pid")], { cwd: folder.path });
  const close = async (): Promise<void> => {
    // It ends its own children when it is asked, and not when it is killed.
    proxy.child.kill("SIGTERM");
    await Promise.all([phone.stop(), until("kamailio is gone", () => proxy.child.exitCode !== null || proxy.child.signalCode !== null)]);
    await folder.remove();
  };
  await Promise.all([answering(port), bound(callee)]).catch(async (error: unknown) => {
    await close();
    throw new Error(`kamailio or sipp does not start: ${String(error)}\n${proxy.output().slice(-2000)}${phone.output().slice(-1000)}`);
  });
  return { port, close };
}

async function bound(port: number): Promise<void> {
  let isThere = false;
  const look = setInterval(() => void isBound(port).then((is) => (isThere ||= is)), LOOK_MS);
  await until("SIPp has its port", () => isThere).finally(() => clearInterval(look));
}

/** Often enough to begin at once, and seldom enough that what one that is slow to start finds waiting does not fill its buffer before the calls come. */
const LOOK_MS = 100;

/** Something is heard from it. */
async function answering(port: number): Promise<void> {
  const socket = createSocket("udp4");
  let heard = false;
  socket.on("message", () => void (heard = true));
  socket.on("error", () => undefined);
  const probe = `OPTIONS sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@b>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 7\r\nContent-Length: 0\r\n\r\n`;
  const ask = setInterval(() => socket.send(probe, port, "127.0.0.1"), LOOK_MS);
  await until("it answers OPTIONS", () => heard).finally(() => {
    clearInterval(ask);
    socket.close();
  });
}
