import { spawn, type ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Push } from "../../care/delivery/index.ts";
import { createPush, PUSH_TEXT } from "./index.ts";

/** Debian's own Python, which has Debian's python3-cryptography; another one on the path may lack it. */
const PYTHON = "/usr/bin/python3";
const SCRIPT = new URL("./push_service.py", import.meta.url).pathname;

interface Hello {
  readonly origin: string;
  readonly ca: string;
  readonly p256dh: string;
  readonly auth: string;
}
interface Asked {
  readonly path: string;
  readonly text?: string;
  readonly padding?: number;
  readonly bytes?: number;
  readonly key?: string;
  readonly sub?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly wrong?: string;
}

let service: ChildProcessByStdio<Writable, Readable, null>;
let lines: AsyncIterator<string>;
let hello: Hello;
let push: Push;

const next = async <T>(): Promise<T> => {
  const line = await lines.next();
  if (line.done) throw new Error("the push service did not run: apt-get install python3-cryptography");
  return JSON.parse(line.value) as T;
};
beforeAll(async () => {
  service = spawn(PYTHON, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  lines = createInterface({ input: service.stdout })[Symbol.asyncIterator]();
  hello = await next<Hello>();
  const secret = randomBytes(32);
  push = createPush({ derive: () => secret, origin: "https://desk.example.org", own: { ca: hello.ca } });
});
afterAll(() => void service.stdin.end());

const wake = (how: string, keys: Partial<Hello> = {}) => push.wake({ endpoint: `${hello.origin}/${how}`, p256dh: hello.p256dh, auth: hello.auth, ...keys }, "urgent");

test("[PU2] a push service of another hand finds our signature good and reads the one sentence there is", async () => {
  expect(await wake("ok")).toBe("pushed");
  expect(await next<Asked>()).toEqual({
    path: "/ok", text: PUSH_TEXT, padding: 0, bytes: expect.any(Number), key: push.publicKey, sub: "https://desk.example.org",
    headers: { ttl: "3600", urgency: "high", topic: "page", "content-encoding": "aes128gcm" },
  });
});

test("[PU1] an emergency and a routine page look the same to whoever carries them: same words, same length, same headers", async () => {
  const address = { endpoint: `${hello.origin}/ok`, p256dh: hello.p256dh, auth: hello.auth };
  await push.wake(address, "emergency");
  const one = await next<Asked>();
  await push.wake(address, "routine");
  expect(await next<Asked>()).toEqual(one);
});

test("[PU3] 404 and 410 say that the device is gone; trouble, haste and redirects are the service's; what it refuses is ours", async () => {
  const answers: Record<string, string> = {};
  for (const how of ["gone", "missing", "busy", "full", "moved", "denied"]) {
    answers[how] = await wake(how);
    expect((await next<Asked>()).wrong).toBeUndefined();
  }
  expect(answers).toEqual({ gone: "gone", missing: "gone", busy: "failed", full: "failed", moved: "failed", denied: "refused" });
});

test("[PU3] a service that does not answer is given up", async () => {
  const before = performance.now();
  expect(await wake("slow")).toBe("failed");
  expect(performance.now() - before).toBeLessThan(12_000);
  await next<Asked>();
});

test("[PU2] the service can refuse: a message for another device's keys does not open", async () => {
  expect(await wake("ok", { auth: randomBytes(16).toString("base64url") })).toBe("refused");
  expect((await next<Asked>()).wrong).toContain("InvalidTag");
});

test("[PU2] a service whose certificate we do not know is not spoken to", async () => {
  const stranger = createPush({ derive: () => randomBytes(32), origin: "https://desk.example.org", own: { ca: "" } });
  expect(await stranger.wake({ endpoint: `${hello.origin}/ok`, p256dh: hello.p256dh, auth: hello.auth }, "urgent")).toBe("failed");
});
