/** Debian's rtpengine, run in userspace on loopback for the length of a test. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import type { ControlAddress } from "../ng.ts";

const RTPENGINE = "/usr/bin/rtpengine";

export class RtpengineDaemon {
  readonly control: ControlAddress;
  readonly #firstPort: number;
  readonly #ports: number;
  readonly #threads: number;
  #child: ChildProcess;

  /**
   * A bridged call takes eight ports. One thread, unless speed is measured: with two, the packets of a DTLS flight overtake each other
   * in one handshake of fifteen, and werift's client, unlike browsers, never recovers, because it sends them again with their old
   * record numbers (RFC 6347 4.2.4), which are dropped as replays (4.1.2.6).
   */
  constructor(firstPort: number, { ports = 398, threads = 1 }: { ports?: number; threads?: number } = {}) {
    if (!existsSync(RTPENGINE)) throw new Error("this test needs the Debian package rtpengine-daemon");
    this.#firstPort = firstPort;
    this.#ports = ports;
    this.#threads = threads;
    this.control = { host: "127.0.0.1", port: firstPort };
    this.#child = this.#start();
  }

  #start(): ChildProcess {
    const { host, port } = this.control;
    return spawn(RTPENGINE, [
      "--config-file=none", "--table=-1", "--foreground", "--log-stderr", "--log-level=2", "--interface=127.0.0.1", `--listen-ng=${host}:${port}`,
      `--port-min=${this.#firstPort + 2}`, `--port-max=${this.#firstPort + this.#ports}`, `--num-threads=${this.#threads}`, "--endpoint-learning=off",
    ], { stdio: "ignore" });
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  restart(): void {
    this.#child = this.#start();
  }

  get pid(): number {
    return this.#child.pid!;
  }
}
