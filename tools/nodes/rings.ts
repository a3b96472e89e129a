import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished, freePort, program, run, temporary } from "../../server/edge/sip/peers/programs.ts";

/** What became of the rings that SIPp placed. */
export interface Rings {
  readonly placed: number;
  /** Answered with sound, by whichever node. */
  readonly answered: number;
  /** Answered, spoken with in the middle where their node died, and ended by BYE, each step as RFC 3261 has it. */
  readonly whole: number;
}

interface RingsAsk {
  readonly sipPort: number;
  readonly number: string;
  readonly calls: number;
  readonly perSecond: number;
  readonly talkSeconds: number;
}

const SDP = ["v=0", "o=sipp 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", "m=audio [auto_media_port] RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=sendrecv", ""].join("\n");

const HEAD = { via: "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch];rport", from: "From: <sip:+1212555[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]", to: "To: <sip:[service]@[remote_ip]:[remote_port]>" };
const rest = (method: string, cseq: number): string => `Call-ID: [call_id]
CSeq: ${cseq} ${method}
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70`;

const invite = `<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
${HEAD.via}
${HEAD.from}
${HEAD.to}
${rest("INVITE", 1)}
Content-Type: application/sdp
Content-Length: [len]

${SDP}
]]></send>`;

/** Inside the call, to the node that answered it, whether or not it is still there. */
const within = (method: "ACK" | "BYE", cseq: number): string => `<send${method === "ACK" ? "" : ' retrans="500"'}><![CDATA[
${method} [next_url] SIP/2.0
${HEAD.via}
[routes]
${HEAD.from}
${HEAD.to}[peer_tag_param]
${rest(method, cseq)}
Content-Length: 0

]]></send>`;

/** Its answer to a re-INVITE: the heir brings the sound to itself. */
const answer = `<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:sipp@[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

${SDP}
]]></send>`;

const scenario = (talkSeconds: number): string => `<?xml version="1.0" encoding="ISO-8859-1" ?><scenario name="rings">
${invite}
<recv response="100" optional="true"/><recv response="180" optional="true"/>
<recv response="200" rrs="true" counter="1"/>
${within("ACK", 1)}
<recv request="INVITE" timeout="${talkSeconds * 1000}" ontimeout="1"/>
${answer}
<recv request="ACK"/>
<pause milliseconds="1000"/>
<label id="1"/>
${within("BYE", 2)}
<recv response="200"/>
</scenario>`;

const MEDIA_PORT = 21_000;

/** Rings at a steady pace, each call as long as was asked. Resolves when the last is over. */
export async function ringMany({ sipPort, number, calls, perSecond, talkSeconds }: RingsAsk): Promise<Rings> {
  const folder = await temporary();
  try {
    await writeFile(join(folder.path, "rings.xml"), scenario(talkSeconds));
    const args = ["-sf", "rings.xml", "-s", number, "-i", "127.0.0.1", "-p", String(await freePort()), "-mp", String(MEDIA_PORT), "-m", String(calls), "-r", String(perSecond), "-l", String(calls), "-nostdin", "-t", "u1", "-trace_stat", "-stf", "stat.csv", "-fd", "60", "-timeout_error", "-recv_timeout", "12000", `127.0.0.1:${sipPort}`];
    const sipp = run(program("sipp", "sip-tester"), args, { cwd: folder.path });
    await finished(sipp, (calls / perSecond + talkSeconds + 30) * 1000);
    const counts = await countsIn(join(folder.path, "stat.csv"));
    return { placed: counts("TotalCallCreated"), answered: counts("GenericCounter1(C)"), whole: counts("SuccessfulCall(C)") };
  } finally {
    await folder.remove();
  }
}

/** The last line of SIPp's statistics, by the names of its columns. */
async function countsIn(file: string): Promise<(name: string) => number> {
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  const [names, last] = [lines[0]!, lines.at(-1)!].map((line) => line.split(";"));
  return (name) => {
    const at = names!.indexOf(name);
    if (at < 0) throw new Error(`SIPp counts no ${name}: ${names!.join(" ")}`);
    return Number(last![at]);
  };
}
