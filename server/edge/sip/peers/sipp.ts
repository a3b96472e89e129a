import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hostPort } from "../transport/flow.ts";
import { finished, freePort, program, run, temporary } from "./programs.ts";

/** Scenarios for SIPp, put together from steps. SIPp fills in what stands in brackets. */

const SDP_LINES = (direction: string): string =>
  ["v=0", "o=sipp 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio [auto_media_port] RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", `a=${direction}`, ""].join("\n");

interface Saying {
  /** "own" is a branch for this message, else the number of the message whose branch it shares. */
  readonly branch?: string;
  readonly inside?: boolean;
  readonly cseq: number;
  readonly sdp?: string;
}

const send = (method: string, { branch = "[branch]", inside = false, cseq, sdp }: Saying): string => `<send${method === "ACK" ? "" : ' retrans="500"'}><![CDATA[
${method} ${inside ? "[next_url]" : "sip:[service]@[remote_ip]:[remote_port]"} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch};rport
From: "Pat O'Neil" <sip:+1555019[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>${inside ? "[peer_tag_param]" : ""}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
${sdp === undefined ? "Content-Length: 0\n" : `Content-Type: application/sdp\nContent-Length: [len]\n\n${SDP_LINES(sdp)}`}
]]></send>`;

const recv = (what: string, more = ""): string => `<recv ${what} ${more}/>`;
const provisional = `${recv('response="100"', 'optional="true"')}${recv('response="180"', 'optional="true"')}`;
const OK = recv('response="200"', 'rrs="true"');
const invite = (sdp?: string): string => send("INVITE", sdp === undefined ? { cseq: 1 } : { cseq: 1, sdp });
const ack = (cseq: number, sdp?: string): string => send("ACK", { cseq, inside: true, ...(sdp === undefined ? {} : { sdp }) });
const bye = (cseq: number): string => send("BYE", { cseq, inside: true }) + recv('response="200"');
const talk = '<pause milliseconds="100"/>';
/** The ACK of a refusal shares the INVITE's branch, and has the To tag of the refusal. */
const refused = (status: number): string => `${recv(`response="${status}"`)}${send("ACK", { cseq: 1, branch: "[branch-3]", inside: true }).replace("[next_url]", "sip:[service]@[remote_ip]:[remote_port]")}`;

export const ANSWER_BYE = `${recv('request="BYE"')}<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>`;

export const SCENARIOS = {
  callerHangsUp: invite("sendrecv") + provisional + OK + ack(1) + talk + bye(2),
  weHangUp: invite("sendrecv") + provisional + OK + ack(1) + ANSWER_BYE,
  cancelled: `${invite("sendrecv")}${recv('response="100"')}${recv('response="180"')}${send("CANCEL", { cseq: 1, branch: "[branch-3]" })}${recv('response="200"')}${refused(487).replace("[branch-3]", "[branch-6]")}`,
  held: `${invite("sendrecv")}${provisional}${OK}${ack(1)}${talk}${send("INVITE", { cseq: 2, inside: true, sdp: "sendonly" })}${provisional}${OK}${ack(2)}${talk}${bye(3)}`,
  refused: invite("sendrecv") + provisional + refused(486).replace("[branch-3]", "[branch-4]"),
  redirected: invite("sendrecv") + provisional + refused(302).replace("[branch-3]", "[branch-4]"),
  withoutOffer: invite() + provisional + OK + ack(1, "sendrecv") + talk + bye(2),
} as const;

export interface Asked {
  readonly scenario: keyof typeof SCENARIOS;
  readonly edgePort: number;
  readonly transport: "udp" | "tcp";
  readonly calls: number;
  readonly perSecond: number;
  /** Where both ends are; the sound of SIPp stays on IPv4. */
  readonly address?: "127.0.0.1" | "::1";
}

/** Places the calls; resolves when all went as the scenario says, and throws with SIPp's own account when one did not. */
export async function sipp({ scenario, edgePort, transport, calls, perSecond, address = "127.0.0.1" }: Asked): Promise<void> {
  const path = program("sipp", "sip-tester");
  const folder = await temporary();
  const file = join(folder.path, `${scenario}.xml`);
  await writeFile(file, `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="${scenario}">\n${SCENARIOS[scenario]}\n</scenario>\n`);
  const args = [
    hostPort({ address, port: edgePort }), "-sf", file, "-s", "5550100", "-i", address, "-p", String(await freePort()), "-t", transport === "udp" ? "u1" : "t1",
    "-m", String(calls), "-r", String(perSecond), "-timeout", "45s", "-timeout_error", "-nostdin", "-trace_err", "-error_file", join(folder.path, "errors"),
  ];
  const running = run(path, args, { cwd: folder.path });
  try {
    const code = await finished(running, 50_000);
    if (code !== 0) throw new Error(`sipp ${scenario} over ${transport} ended with ${code}:\n${await errorsOf(folder.path)}${running.output().slice(-3000)}`);
  } finally {
    await running.stop();
    await folder.remove();
  }
}

const errorsOf = (folder: string): Promise<string> => readFile(join(folder, "errors"), "utf8").then((text) => text.slice(0, 3000), () => "");
