import { writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { freePorts } from "../../../../tools/crash/free-ports.ts";
import { until } from "./edge.ts";
import { program, run, temporary, type Running } from "./programs.ts";

/** A real softphone, told what to do over its control socket, with silence for a microphone, or its own loudspeaker. */
export interface Baresip {
  command(name: string, params?: string): void;
  /** Kinds of the events told so far, such as CALL_ESTABLISHED. */
  readonly events: string[];
  readonly output: () => string;
  /** Where it is reached; over TLS at the port behind it. */
  readonly port: number;
  close(): Promise<void>;
}

interface Asked {
  readonly transport: "udp" | "tcp" | "tls";
  readonly caFile?: string;
  /** Further parameters of the account, such as ";mediaenc=srtp". */
  readonly account?: string;
  /** What it hears it says again: proof that it heard, and was heard. */
  readonly echoes?: boolean;
  /** The user part it answers to. */
  readonly user?: string;
  /** Further ones: one telephone that stands for several people. */
  readonly alsoUsers?: readonly string[];
  /** A WAV of 8 kHz, one channel, 16 bit, that it says once. */
  readonly says?: string;
  /** A folder for a WAV of what it hears, whole once the call is over. */
  readonly hearsInto?: string;
  /** Key and certificate in one file, for those who ring it over TLS. */
  readonly certificateFile?: string;
}

const MODULES = ["stdio", "g711", "aubridge", "srtp", "account", "contact", "menu", "ctrl_tcp"];

/** A line for each setting that was asked for. */
const lines = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [`${name} ${value}`]);
const sourceOf = ({ echoes = false, says }: Asked): string => (says === undefined ? `aubridge,${echoes ? "a" : "b"}` : `aufile,${says}`);

function configOf(asked: Asked, { sipPort, controlPort }: { sipPort: number; controlPort: number }): string {
  const modules = [...MODULES, ...(asked.says === undefined ? [] : ["aufile"]), ...(asked.hearsInto === undefined ? [] : ["sndfile"])];
  return [
    `sip_listen 127.0.0.1:${sipPort}`, ...lines("sip_cafile", asked.caFile), ...lines("sip_certificate", asked.certificateFile), "module_path /usr/lib/baresip/modules",
    ...modules.map((name) => `${["account", "contact", "menu", "ctrl_tcp"].includes(name) ? "module_app" : "module"} ${name}.so`),
    `audio_source ${sourceOf(asked)}`, ...lines("snd_path", asked.hearsInto), "audio_player aubridge,a", "audio_alert aubridge,alert",
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`, "net_interface 127.0.0.1", "rtp_timeout 0", "",
  ].join("\n");
}

export async function baresip(asked: Asked): Promise<Baresip> {
  const { transport, account = "", user = "5550199", alsoUsers = [] } = asked;
  const path = program("baresip", "baresip-core");
  const folder = await temporary();
  const { sip: sipPort, web: controlPort } = await freePorts();
  await writeFile(join(folder.path, "config"), configOf(asked, { sipPort, controlPort }));
  await writeFile(join(folder.path, "accounts"), [user, ...alsoUsers].map((each) => `"Pat Roe" <sip:${each}@127.0.0.1;transport=${transport}>;regint=0;audio_codecs=PCMU${account}\n`).join(""));
  await writeFile(join(folder.path, "contacts"), "");
  const running = run(path, ["-f", folder.path], { cwd: folder.path });
  const control = await reach(controlPort, running).catch(async (error: unknown) => {
    await running.stop();
    await folder.remove();
    throw error;
  });
  const events = listen(control);
  return {
    events,
    output: running.output,
    port: sipPort,
    command: (command, params = "") => void control.write(netstring(JSON.stringify({ command, params }))),
    close: async () => {
      control.destroy();
      await running.stop();
      await folder.remove();
    },
  };
}

const netstring = (text: string): string => `${Buffer.byteLength(text)}:${text},`;

/** It reads its modules and opens its ports: a moment on a quiet machine, and many seconds on one that does ten other things. */
const START_MS_MAX = 30_000;

async function reach(port: number, running: Running): Promise<Socket> {
  const deadline = performance.now() + START_MS_MAX;
  while (performance.now() < deadline) {
    const socket = await attempt(port);
    if (socket) return socket;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`baresip does not start:\n${running.output()}`);
}

function attempt(port: number): Promise<Socket | undefined> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((done) => {
    socket.once("connect", () => done(socket));
    socket.on("error", () => done(undefined));
  });
}

function listen(control: Socket): string[] {
  const events: string[] = [];
  control.on("data", (bytes: Buffer) => {
    for (const match of bytes.toString("utf8").matchAll(/"type"\s*:\s*"([A-Z_]+)"/g)) events.push(match[1]!);
  });
  return events;
}

export async function heardEvent(phone: Baresip, event: string): Promise<void> {
  await until(`baresip says ${event}`, () => phone.events.includes(event), 30_000).catch((error: unknown) => {
    throw new Error(`${String(error)}; it said ${phone.events.join(" ")}:\n${phone.output().slice(-2000)}`);
  });
}
