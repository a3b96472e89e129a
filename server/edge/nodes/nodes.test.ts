import { createHmac } from "node:crypto";
import { connect as dial } from "node:net";
import { connect as dialTls } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../../foundation/log.ts";
import { written } from "./frames.ts";
import { createLines, type Lines } from "./index.ts";
import { KEY_BYTES, SUITE } from "./suite.ts";

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
const waitFor = (what: () => boolean): Promise<void> => expect.poll(what, { timeout: 6_000, interval: 10 }).toBe(true);

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
  await Promise.all([refused(Buffer.from("\0\0\0\u0002no")), refused(long), refused(written({ kind: "tell", word: "early" })), refused(written({ kind: "hello", name: "Not a name" })), clear]);
  b.hear("still", () => "there");
  expect(await a.ask("b", "still", {})).toBe("there");
});
