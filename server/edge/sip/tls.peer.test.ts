import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { certificates, type Certificates, type Pair } from "./peers/certificates.ts";
import { openEdge, SDP, settled, until, type TestEdge } from "./peers/edge.ts";
import { program, run, temporary, type Running } from "./peers/programs.ts";
import { answerTo, inDialog, newCall, request, tcpPhone, tlsPhone } from "./peers/raw-phone.ts";
import { LIMITS, type SipSettings } from "./settings.ts";
import { bent, TORTURE } from "./wire/torture.ts";

let folder: Awaited<ReturnType<typeof temporary>>;
let made: Certificates;
beforeAll(async () => {
  folder = await temporary();
  made = await certificates(folder.path);
});
afterAll(() => folder.remove());

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

async function tlsEdge(settings: Partial<SipSettings> = {}, clientCaPem?: string): Promise<TestEdge> {
  const { certPem, keyPem } = made.server;
  const edge = await openEdge({ tls: { port: 0, certPem, keyPem, ...(clientCaPem === undefined ? {} : { clientCaPem }) }, ...settings });
  open.push(edge);
  return edge;
}

/** `openssl s_client`, a stranger's TLS, not ours: what is written to it goes out as it is. */
function client(edge: TestEdge, pair?: Pair): Running {
  const mine = pair ? ["-cert", pair.certFile, "-key", pair.keyFile] : [];
  const args = ["s_client", "-connect", `127.0.0.1:${edge.tlsPort}`, "-CAfile", made.caFile, "-verify_return_error", "-quiet", "-no_ign_eof", ...mine];
  const running = run(program("openssl", "openssl"), args);
  open.push({ close: () => running.stop() });
  return running;
}

const options = (): string => request("OPTIONS", newCall(5061, "TLS"));
const answers = (running: Running): number => running.output().match(/^SIP\/2\.0 200/gm)?.length ?? 0;

describe("openssl s_client over TLS", () => {
  test("[S36] [S54] it is answered, and its keep-alive too", async () => {
    const peer = client(await tlsEdge());
    peer.child.stdin!.write(options());
    await until("it is answered", () => answers(peer) === 1);
    const before = peer.output().length;
    peer.child.stdin!.write("\r\n\r\n");
    await until("the keep-alive is answered", () => peer.output().slice(before).includes("\r\n"));
  });

  test("[S50] [S51] after each malformed message the line answers on, or has closed that one connection", async () => {
    const edge = await tlsEdge();
    let peer = client(edge);
    for (const [what, text] of TORTURE) {
      if (peer.child.exitCode !== null) peer = client(edge);
      const before = answers(peer);
      peer.child.stdin!.write(text.replaceAll("SIP/2.0/UDP", "SIP/2.0/TLS"));
      // A message without its end swallows the next one: then the answer is to that one, or the connection closes.
      peer.child.stdin!.write(options());
      peer.child.stdin!.write(options());
      await until(`an answer or an end after ${what}`, () => answers(peer) > before || peer.child.exitCode !== null, 12_000);
    }
    const last = client(edge);
    last.child.stdin!.write(options());
    await until("the line answers", () => answers(last) === 1);
    expect(edge.lines.filter(({ event }) => event === "sip.threw")).toEqual([]);
  }, 60_000);

  test.each([
    ["a body beyond the limit", () => bent({ fields: { "Content-Length": String(LIMITS.bodyBytes + 1) } }), "body-too-long"],
    ["a head beyond the limit", () => bent({ extra: `X: ${"a".repeat(LIMITS.headBytes)}\r\n` }), "head-too-long"],
    ["two lengths that disagree", () => bent({ extra: "l: 9\r\n" }), "two-content-length"],
  ])("[S52] [S53] %s closes the connection", async (_what, text, because) => {
    const edge = await tlsEdge();
    const peer = client(edge);
    peer.child.stdin!.write(options());
    await until("the line is up", () => answers(peer) === 1);
    peer.child.stdin!.write(text());
    await until("the connection is closed", () => peer.child.exitCode !== null);
    expect(edge.lines).toEqual([{ event: "sip.dropped", fields: { because, count: 1 } }]);
  });

  test("[S31] with mutual TLS a signed certificate is heard from any address, and nothing else is", async () => {
    const edge = await tlsEdge({ allow: ["192.0.2.1"] }, made.caPem);
    const trunk = client(edge, made.trunk);
    trunk.child.stdin!.write(options());
    await until("the trunk is answered", () => answers(trunk) === 1);
    for (const peer of [client(edge), client(edge, made.stranger)]) {
      peer.child.stdin!.write(options());
      await until("it is turned away", () => peer.child.exitCode !== null);
      expect(answers(peer)).toBe(0);
    }
    await until("both are counted", () => edge.sip.status().dropped === 2);
  });

  test("[S30] without mutual TLS the allow-list counts before the handshake", async () => {
    const edge = await tlsEdge({ allow: ["192.0.2.1"] });
    const peer = client(edge, made.trunk);
    await until("it is turned away", () => peer.child.exitCode !== null);
    expect(edge.lines[0]).toEqual({ event: "sip.dropped", fields: { because: "not-allowed", count: 1 } });
  });

  test("[S52] what is not TLS at all is turned away", async () => {
    const edge = await tlsEdge();
    const plain = await tcpPhone(edge.tlsPort);
    open.push(plain);
    plain.send(options());
    await until("it is cut", () => plain.closed());
    expect(edge.lines[0]?.fields).toEqual({ because: "tls-handshake", count: 1 });
  });
});

describe("a call over TLS", () => {
  test("[S1] a caller is answered and hung up on, all over the caller's own connection", async () => {
    const edge = await tlsEdge();
    const phone = await tlsPhone(edge.tlsPort, { ca: made.caPem });
    open.push(phone);
    const call = newCall(phone.port, "TLS");
    phone.send(request("INVITE", call, { body: SDP, uri: "sips:5550100@127.0.0.1" }));
    await phone.take(/^SIP\/2\.0 100/);
    expect([edge.legs[0]!.transport, edge.legs[0]!.dialled]).toEqual(["tls", "5550100"]);
    const answered = edge.legs[0]!.answer(SDP);
    const ok = await phone.take(/^SIP\/2\.0 200/);
    expect(ok.field("Contact")).toBe(`<sip:line@127.0.0.1:${edge.tlsPort};transport=tls>`);
    phone.send(inDialog(call, ok)("ACK"));
    await answered;
    edge.legs[0]!.hangup();
    phone.send(answerTo(await phone.take(/^BYE /), "200 OK"));
    await settled(edge);
  });
});
