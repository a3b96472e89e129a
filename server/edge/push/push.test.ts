import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createPush } from "./index.ts";
import { isPublic, isPushAddress, publicLookup } from "./public-network.ts";
import { vapidKeys } from "./vapid.ts";

const derive = (seed: string) => (label: string, bytes: number) => createHash("sha256").update(`${seed} ${label}`).digest().subarray(0, bytes);

test("[PU5] the key is the same at every start, and another installation has another", () => {
  expect(vapidKeys(derive("one"))).toEqual(vapidKeys(derive("one")));
  expect(vapidKeys(derive("one")).publicKey).not.toBe(vapidKeys(derive("two")).publicKey);
  expect(Buffer.from(vapidKeys(derive("one")).publicKey, "base64url")).toHaveLength(65);
});

test("[PU5] a secret that is no key of the curve is passed over", () => {
  const first = (label: string, bytes: number) => (label.endsWith("-0") ? Buffer.alloc(bytes, 0xff) : derive("one")(label, bytes));
  expect(Buffer.from(vapidKeys(first).publicKey, "base64url")).toHaveLength(65);
});

test.each(["https://fcm.googleapis.com/fcm/send/abc", "https://updates.push.services.mozilla.com/wpush/v2/abc", "https://web.push.apple.com/abc"])("[PU4] a push service is accepted: %s", (endpoint) => {
  expect(isPushAddress(endpoint)).toBe(true);
});

test.each([
  "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x", "https://db.internal/x", "https://10.0.0.7/x", "https://2130706433/x",
  "https://fcm.googleapis.com:8443/x", "https://user:word@fcm.googleapis.com/x", "https://router/x", "file:///etc/passwd", "nothing",
])("[PU4] an address inside, or no address, is not accepted: %s", (endpoint) => {
  expect(isPushAddress(endpoint)).toBe(false);
});

test("[PU4] private, shared and loopback addresses are inside, also written as IPv6", () => {
  for (const inside of ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "::1", "::ffff:10.0.0.1", "fd00::1", "fe80::1", "224.0.0.1", "junk"]) expect(isPublic(inside), inside).toBe(false);
  for (const outside of ["142.250.1.1", "2a00:1450:4001::1"]) expect(isPublic(outside), outside).toBe(true);
});

test("[PU4] a name that leads to a private address leads nowhere", async () => {
  const code = await new Promise((resolve) => publicLookup("localhost", {}, (error) => resolve(error?.code)));
  expect(code).toBe("EPRIVATE");
});

test("[PU3] keys that are no keys are refused before any service is asked, and say nothing of it; none of it is a crash", async () => {
  const push = createPush({ derive: derive("one"), origin: "https://desk.example.org" });
  expect(await push.wake({ endpoint: "https://localhost/x", p256dh: "bad", auth: "bad" }, "urgent")).toBe("refused");
});
