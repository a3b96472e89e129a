import { createHmac } from "node:crypto";
import { connect as dial, type Socket } from "node:net";
import { connect as dialTls } from "node:tls";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../../foundation/log.ts";
import { createReader, FRAME_BYTES_MAX, written, type Frame } from "./frames.ts";
import { createLines, type Lines } from "./index.ts";
import { KEY_BYTES, SUITE } from "./suite.ts";
import { STRANGERS_OF_AN_ADDRESS_MAX } from "./threshold.ts";

const open: Lines[] = [];
afterEach(async () => {
  for (const lines of open.splice(0)) await lines.close();
});

const keyring = (root: string) => (label: string, bytes: number): Buffer => createHmac("sha512", root).update(label).digest().subarray(0, bytes);

async function node(name: string, { root = "one keyring", port = 0 } = {}): Promise<Lines> {
  const lines = await createLines({ name, address: `127.0.0.1:${port}`, bind: "127.0.0.1", derive: keyring(root), log: silentLog });
  open.push(lines);
  return lines;
}
const rowOf = (lines: Lines) => ({ name: lines.name!, address: `127.0.0.1:${lines.port}` });
const waitFor = (what: () => boolean): Promise<void> => expect.poll(what).toBe(true);

async function pair(): Promise<[Lines, Lines]> {
  const [a, b] = [await node("a"), await node("b")];
  a.reach([rowOf(b)]);
  b.reach([rowOf(a)]);
  await waitFor(() => a.isUp("b") && b.isUp("a"));
  return [a, b];
}

test("[ND1] two nodes with one keyring tell each other things in order, and ask and are answered", async () => {
  const [a, b] = await pair();
  const told: unknown[] = [];
  b.hear("number", (body, from) => void told.push([from, body]));
  a.hear("double", (body) => (body as number) * 2);
  for (const n of [1, 2, 3]) a.tell("number", n);
  expect(await b.ask("a", "double", 21)).toBe(42);
  await waitFor(() => told.length === 3);
  expect(told).toEqual([["a", 1], ["a", 2], ["a", 3]]);
  expect([a.others(), b.others()]).toEqual([["b"], ["a"]]);
  a.hear("fails", () => Promise.reject(new Error("with words of a patient")));
  await expect(b.ask("a", "fails", {})).rejects.toThrow("the other node could not do it");
  await expect(b.ask("a", "nobody knows", {})).rejects.toThrow("the other node could not do it");
});

test("[ND1] a node with another keyring, or one that says it is somebody else, is neither heard nor told anything", async () => {
  const [a] = await pair();
  const heard: unknown[] = [];
  a.hear("secret", (body) => heard.push(body));
  const stranger = await node("c", { root: "another keyring" });
  stranger.reach([rowOf(a)]);
  const named = await node("d");
  a.reach(open.filter((lines) => lines !== a).map(rowOf));
  named.reach([{ name: "b", address: `127.0.0.1:${a.port}` }]); // What answers there is a, not b.
  const met: string[] = [];
  named.onMet((other) => met.push(other));
  stranger.tell("secret", 1, "a");
  named.tell("secret", 2, "b");
  await expect(stranger.ask("a", "secret", 1)).rejects.toThrow();
  await waitFor(() => a.isUp("d"));
  expect([a.isUp("c"), stranger.isUp("a"), named.isUp("b"), met, heard]).toEqual([false, false, false, [], []]);
});

test("[ND2] a node that ends is known as cut off, what was asked of it fails at once, and the line comes back with it", async () => {
  const [a, b] = await pair();
  const cut: string[] = [];
  a.onCut((name) => cut.push(name));
  b.hear("never answered", () => new Promise(() => undefined));
  const asked = a.ask("b", "never answered", {});
  const { port } = b;
  await b.close();
  await expect(asked).rejects.toThrow("cut");
  expect([a.isUp("b"), a.others(), cut]).toEqual([false, [], ["b"]]);
  await expect(a.ask("b", "number", 1)).rejects.toThrow("cut");
  const again = await node("b", { port });
  again.hear("number", (body) => body);
  await waitFor(() => a.isUp("b"));
  expect(await a.ask("b", "number", 7)).toBe(7);
});

test("[ND3] words that are none, a length without end and a word before the name end that line and leave the others", async () => {
  const [a, b] = await pair();
  const key = keyring("one keyring")("nodes", KEY_BYTES);
  const refused = (bytes: Buffer): Promise<void> => new Promise((resolve) => {
    const socket = dialTls({ host: "127.0.0.1", port: a.port, ...SUITE, checkServerIdentity: () => undefined, pskCallback: () => ({ psk: key, identity: "e" }) }, () => socket.write(bytes));
    socket.on("error", () => undefined).on("close", () => resolve());
  });
  const clear = new Promise<void>((resolve) => {
    const socket = dial(a.port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\n\r\n"));
    socket.on("error", () => undefined).on("close", () => resolve());
  });
  const long = Buffer.alloc(8, 0xff);
  await Promise.all([refused(Buffer.from("\0\0\0\u0002no")), refused(long), refused(written({ kind: "tell", word: "early" })!), refused(written({ kind: "hello", name: "Not a name" })!), clear]);
  b.hear("still", () => "there");
  expect(await a.ask("b", "still", {})).toBe("there");
});

test("[ND4] what is too long for a frame is refused by its limit, asked, told or answered, and the line goes on", async () => {
  const [a, b] = await pair();
  const long = "x".repeat(FRAME_BYTES_MAX);
  const told: unknown[] = [];
  b.hear("word", (body) => told.push(body));
  b.hear("long", () => long);
  await expect(a.ask("b", "word", long)).rejects.toThrow(`longer than ${FRAME_BYTES_MAX} bytes`);
  a.tell("word", long);
  await expect(a.ask("b", "long", {})).rejects.toThrow("the other node could not do it");
  expect(await a.ask("b", "word", "short")).toBe(1);
  expect([told, a.isUp("b"), b.isUp("a")]).toEqual([["short"], true, true]);
});

test("[ND5] strangers who connect and say nothing are cut off, those of one address beyond its share at once, and the nodes hear each other meanwhile", async () => {
  const [a, b] = await pair();
  const closed: number[] = [];
  const strangers = await Promise.all(Array.from({ length: STRANGERS_OF_AN_ADDRESS_MAX + 5 }, (_, at) => new Promise<Socket>((resolve) => {
    const socket = dial(a.port, "127.0.0.1", () => resolve(socket));
    socket.on("error", () => undefined).on("close", () => void closed.push(at));
  })));
  await waitFor(() => closed.length >= 5);
  expect(closed.length).toBe(5); // Of the others each has two seconds.
  b.hear("still", () => "there");
  expect(await a.ask("b", "still", {})).toBe("there");
  await waitFor(() => closed.length === strangers.length);
  const c = await node("c");
  c.reach([rowOf(a)]);
  await waitFor(() => c.isUp("a"));
});

const frames = fc.array(fc.oneof(
  fc.record({ kind: fc.constant("tell" as const), word: fc.string(), body: fc.jsonValue() }),
  fc.record({ kind: fc.constant("ask" as const), id: fc.nat(), word: fc.string(), body: fc.jsonValue() }),
), { maxLength: 8 });

test("[ND6] in whatever pieces frames arrive, they are read whole and in order", () => {
  fc.assert(fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (sent, sizes) => {
    const read: Frame[] = [];
    const take = createReader((frame) => read.push(frame));
    let bytes = Buffer.concat(sent.map((frame) => written(frame)!));
    for (let at = 0; bytes.length > 0; at += 1) {
      const size = sizes[at % sizes.length]!;
      take(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    expect(read).toEqual(JSON.parse(JSON.stringify(sent)));
  }));
});

test("[ND6] whoever holds the key and sends garbage ends their own line, and the nodes hear each other", async () => {
  const [a, b] = await pair();
  const key = keyring("one keyring")("nodes", KEY_BYTES);
  const garbage = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.jsonValue().map((value) => framed(JSON.stringify(value))), frames.map(([first]) => framed(JSON.stringify({ ...first, id: "no", word: null }))));
  const sendAll = (bytes: Uint8Array): Promise<void> => new Promise((resolve) => {
    const socket = dialTls({ host: "127.0.0.1", port: a.port, ...SUITE, checkServerIdentity: () => undefined, pskCallback: () => ({ psk: key, identity: "e" }) }, () => {
      socket.write(written({ kind: "hello", name: "e" })!);
      socket.end(bytes);
    });
    socket.resume().on("error", () => undefined).on("close", () => resolve());
  });
  await fc.assert(fc.asyncProperty(garbage, sendAll), { numRuns: 25 });
  b.hear("still", () => "there");
  expect(await a.ask("b", "still", {})).toBe("there");
});

function framed(text: string): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([head, Buffer.from(text)]);
}
