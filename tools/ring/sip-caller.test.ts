import { createSocket, type Socket } from "node:dgram";
import { afterEach, expect, test } from "vitest";
import { placeCall, type SipCaller } from "./sip-caller.ts";

const SOUND = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";
const DEADLINE_MS = 4000;

interface Request { readonly method: string; readonly cseq: string; readonly branch: string; readonly uri: string; readonly reply: (status: string, body?: string) => void }

/** The service's side of the wire, in the test's hands: it hears each request and says what the test wants. */
class Service {
  readonly #socket: Socket = createSocket("udp4");
  readonly #heard: Request[] = [];

  static async open(): Promise<Service> {
    const service = new Service();
    service.#socket.on("message", (bytes, from) => {
      const text = bytes.toString();
      const [method, uri] = text.split(" ") as [string, string];
      service.#heard.push({ method, uri, cseq: /^CSeq: (.*)$/m.exec(text)![1]!.trim(), branch: /branch=(\w+)/.exec(text)![1]!, reply: (status, body = "") => service.#socket.send(replyTo(text, status, body), from.port, from.address) });
    });
    await new Promise<void>((resolve) => service.#socket.bind(0, "127.0.0.1", resolve));
    return service;
  }

  ring(): SipCaller {
    const call = placeCall({ user: "+12125550100", host: "127.0.0.1", port: this.#socket.address().port, from: "+12125550142", fromName: "TEST", rtpPort: 40_002, say: (line) => this.said.push(line) });
    call.answered.catch(() => undefined);
    return call;
  }

  readonly said: string[] = [];

  /** The next request of this kind that nobody has looked at; what came before it is dropped. */
  async next(method: string): Promise<Request> {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      const at = this.#heard.findIndex((each) => each.method === method);
      if (at >= 0) return this.#heard.splice(0, at + 1).at(-1)!;
      if (performance.now() > deadline) throw new Error(`no ${method} came`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get waiting(): readonly string[] {
    return this.#heard.map(({ method }) => method);
  }

  close(): void {
    this.#socket.close();
  }
}

function replyTo(request: string, status: string, body: string): string {
  const kept = request.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line)).map((line) => (line.startsWith("To:") && !status.startsWith("100") ? `${line};tag=far` : line));
  return [`SIP/2.0 ${status}`, ...kept, "Contact: <sip:line@127.0.0.1:5060>", `Content-Length: ${body.length}`, "", body].join("\r\n");
}

const open: Service[] = [];
const service = async (): Promise<Service> => {
  open.push(await Service.open());
  return open.at(-1)!;
};
afterEach(() => open.splice(0).forEach((each) => each.close()));

test("[T-RING-1] an answer that crosses the caller's CANCEL is acknowledged, and the call ended by BYE", async () => {
  const line = await service();
  const call = line.ring();
  const invite = await line.next("INVITE");
  invite.reply("180 Ringing");
  await expect.poll(() => line.said).toEqual(["180 Ringing"]);
  call.hangUp();
  const cancel = await line.next("CANCEL");
  expect([cancel.branch, cancel.cseq]).toEqual([invite.branch, "1 CANCEL"]);
  invite.reply("200 OK", SOUND);
  cancel.reply("200 OK");
  const ack = await line.next("ACK");
  expect([ack.cseq, ack.uri]).toEqual(["1 ACK", "sip:line@127.0.0.1:5060"]);
  expect(ack.branch).not.toBe(invite.branch);
  const bye = await line.next("BYE");
  expect(bye.cseq).toBe("2 BYE");
  invite.reply("200 OK", SOUND); // A copy that was under way.
  await line.next("ACK");
  bye.reply("200 OK");
  expect(await call.ended).toBe("hung up");
  await expect(call.answered).rejects.toThrow("hung up before the answer");
});

test("[T-RING-2] a caller who hangs up before anything was heard cancels once the service has spoken", async () => {
  const line = await service();
  const call = line.ring();
  const invite = await line.next("INVITE");
  call.hangUp();
  const again = await line.next("INVITE"); // Repeated, for nobody answered; and no CANCEL yet.
  expect(line.waiting).not.toContain("CANCEL");
  again.reply("100 Trying");
  const cancel = await line.next("CANCEL");
  cancel.reply("200 OK");
  invite.reply("487 Request Terminated");
  expect((await line.next("ACK")).branch).toBe(invite.branch);
  expect(await call.ended).toBe("hung up");
  await expect(call.answered).rejects.toThrow("487");
});

test("[T-RING-3] a caller who is answered and hangs up says BYE until it is answered", async () => {
  const line = await service();
  const call = line.ring();
  (await line.next("INVITE")).reply("200 OK", SOUND);
  expect(await call.answered).toEqual({ address: "127.0.0.1", port: 40_000 });
  await line.next("ACK");
  call.hangUp();
  call.hangUp();
  const [first, again] = [await line.next("BYE"), await line.next("BYE")];
  expect(again.branch).toBe(first.branch);
  again.reply("200 OK");
  expect(await call.ended).toBe("hung up");
});

test("[T-RING-4] a refused caller acknowledges the refusal and says why", async () => {
  const line = await service();
  const call = line.ring();
  const invite = await line.next("INVITE");
  invite.reply("503 Service Unavailable");
  expect((await line.next("ACK")).branch).toBe(invite.branch);
  await expect(call.answered).rejects.toThrow("503 Service Unavailable");
  expect(await call.ended).toBe("refused");
});
