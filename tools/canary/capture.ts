import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import type { Ports } from "./packets.ts";

export interface Capture {
  /** Ends it; the sentence says why it cannot be relied on, if so. */
  stop(): Promise<string | undefined>;
}

const TCPDUMP = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"];
const BUFFER_KIB = 16_384;
const READY_MS_MAX = 20_000;

/** Everything on loopback that touches the run's ports, to a file; undefined where that is not permitted. */
export async function openCapture(file: string, { web, sip, rtp }: Ports): Promise<Capture | undefined> {
  const program = TCPDUMP.find((path) => existsSync(path));
  if (!program) return undefined;
  const filter = `port ${web} or port ${sip} or port ${sip + 1} or (udp and portrange ${rtp.first}-${rtp.last})`;
  const child = spawn(program, ["-i", "lo", "-n", "-s", "0", "-B", String(BUFFER_KIB), "-U", "-Z", "root", "-w", file, filter], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => void (said += bytes.toString("utf8")));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
  const isReady = await ready(child, () => said.includes("listening on"));
  if (!isReady) {
    child.kill("SIGKILL");
    return undefined;
  }
  return {
    stop: async () => {
      child.kill("SIGINT");
      await ended;
      const dropped = /(\d+) packets dropped by kernel/.exec(said)?.[1];
      return dropped === "0" ? undefined : `the capture lost ${dropped ?? "an unknown number of"} packets`;
    },
  };
}

function ready(child: ChildProcess, listens: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(false), READY_MS_MAX);
    const end = (is: boolean): void => (clearTimeout(limit), resolve(is));
    child.once("error", () => end(false));
    child.once("exit", () => end(false));
    child.stderr!.on("data", () => listens() && end(true));
  });
}
