/** Debian's coturn on loopback, for the length of a test: STUN and TURN over UDP; one name and password, or passes made with a shared secret. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../../tools/crash/free-ports.ts";
import { requirePeer } from "../../../../tools/peers.ts";
import type { IceServer } from "../settings.ts";
import { until } from "./until.ts";

const [USER, SECRET] = ["compline", "relay-for-a-test"];

export class TurnServer {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #address: string;
  #said = "";

  private constructor(child: ChildProcess, place: { folder: string; port: number }) {
    this.#child = child;
    this.#folder = place.folder;
    this.#address = `127.0.0.1:${place.port}`;
    child.stdout!.on("data", (bytes: Buffer) => (this.#said += bytes.toString()));
  }

  static async start({ sharedSecret }: { readonly sharedSecret?: string } = {}): Promise<TurnServer> {
    const folder = mkdtempSync(join(tmpdir(), "compline-turn-"));
    const port = await freePort();
    const child = spawn(requirePeer("turnserver"), [
      "-n", "--log-file=stdout", "--verbose", "--no-cli", "--no-tls", "--no-dtls", "--no-multicast-peers", "--allow-loopback-peers", "--relay-threads=1",
      "--listening-ip=127.0.0.1", `--listening-port=${port}`, "--relay-ip=127.0.0.1", "--realm=compline.test",
      ...(sharedSecret === undefined ? ["--lt-cred-mech", `--user=${USER}:${SECRET}`] : ["--use-auth-secret", `--static-auth-secret=${sharedSecret}`]),
      `--pidfile=${join(folder, "pid")}`, `--userdb=${join(folder, "users")}`,
    ], { stdio: ["ignore", "pipe", "ignore"], cwd: folder });
    const server = new TurnServer(child, { folder, port });
    await until("coturn listens", () => server.#said.includes("UDP listener opened"), 30).catch((error: Error) => {
      server.close();
      throw new Error(`${error.message}: ${server.#said.slice(-1000)}`);
    });
    return server;
  }

  get turn(): IceServer {
    return { urls: this.url, username: USER, credential: SECRET };
  }

  get url(): string {
    return `turn:${this.#address}`;
  }

  get stun(): IceServer {
    return { urls: `stun:${this.#address}` };
  }

  /** How many relays it has lent out since it started. */
  get lent(): number {
    return this.#said.match(/ALLOCATE processed, success/g)?.length ?? 0;
  }

  /** How often it refused a name or password. The first question of all, which has neither, is not among them. */
  get refused(): number {
    return this.#said.match(/check_stun_auth: Cannot find credentials|ERROR: check_stun_auth/g)?.length ?? 0;
  }

  close(): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
