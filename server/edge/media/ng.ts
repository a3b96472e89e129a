/** rtpengine's control protocol, through the npm client. */
import { createRequire } from "node:module";

interface Answer { readonly result: string; readonly sdp?: string; readonly "error-reason"?: string }
type Command = (port: number, host: string, options: Record<string, unknown>) => Promise<Answer>;
interface Client { offer: Command; answer: Command; delete: Command; ping: Command; on(event: "error", handler: () => void): void; close(): void }

const { Client } = createRequire(import.meta.url)("rtpengine-client") as { Client: new (options: { localAddress?: string }) => Client };

export interface ControlAddress { readonly host: string; readonly port: number }

/** rtpengine answers in a few milliseconds; what takes longer was lost (UDP), or it is gone. */
const ANSWER_MS_MAX = 1000;

export class Ng {
  readonly #at: ControlAddress;
  readonly #client: Client;

  constructor(at: ControlAddress) {
    this.#at = at;
    // The client's own timeout is not used: it writes answers that come after it, with the keys in them, to the console.
    this.#client = new Client(at.host.startsWith("127.") ? { localAddress: "127.0.0.1" } : {});
    this.#client.on("error", () => undefined);
  }

  async sdp(command: "offer" | "answer", options: Record<string, unknown>): Promise<string> {
    const { sdp } = await this.#ask(command, options);
    if (sdp === undefined) throw new Error(`rtpengine ${command}: no SDP in the answer`);
    return sdp;
  }

  async forget(callId: string): Promise<void> {
    await this.#ask("delete", { "call-id": callId, "delete-delay": 0 });
  }

  async isThere(): Promise<boolean> {
    return this.#ask("ping", {}).then(() => true, () => false);
  }

  async #ask(command: "offer" | "answer" | "delete" | "ping", options: Record<string, unknown>): Promise<Answer> {
    const timer = { stop: (): void => undefined };
    const late = new Promise<never>((_, reject) => {
      const timeout = setTimeout(() => reject(new Error(`rtpengine ${command}: no answer`)), ANSWER_MS_MAX);
      timer.stop = () => clearTimeout(timeout);
    });
    try {
      const answer = await Promise.race([this.#client[command](this.#at.port, this.#at.host, options), late]);
      if (answer.result === "ok" || answer.result === "pong") return answer;
      // Its reason may quote the SDP; it stays here.
      throw new Error(`rtpengine ${command}: refused`);
    } finally {
      timer.stop();
    }
  }

  close(): void {
    this.#client.close();
  }
}
