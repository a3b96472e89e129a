import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { route } from "../../../contract/common.ts";
import { routes } from "../../../contract/index.ts";
import { system } from "../../foundation/actor.ts";
import { endpoint, evenLocked, open, signedIn, type Endpoint } from "../../foundation/endpoint.ts";
import type { Log, LogFields } from "../../foundation/log.ts";
import { done, refuse } from "../../foundation/refusal.ts";
import { fakeWorld } from "../../testing/world.ts";
import { createHttp, isDatabaseAway, networkOf, readCookies, type HttpNeeds } from "./index.ts";
import { writeCookie } from "./cookies.ts";

const up = { database: () => true, keys: () => true, sip: () => true, media: () => true, worker: () => true, audit: () => true };
const lines: string[] = [];
const write = (event: string, fields?: LogFields): void => void lines.push(JSON.stringify({ event, ...fields }));
const log: Log = { info: write, warn: write, error: write };
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  lines.length = 0;
  for (const close of closing.splice(0)) await close();
});

async function house(endpoints: Endpoint[], change: Partial<HttpNeeds> = {}) {
  const world = fakeWorld();
  const http = await createHttp({
    settings: { port: 0 },
    world,
    log,
    admit: async ({ sessionToken }) => (sessionToken === "good" ? done({ as: system("nurse"), locked: false }) : refuse({ code: "identity.signIn", status: 401, say: "Sign in." })),
    workstationOf: (token) => (token === "ours" ? "w1" : undefined),
    probes: up,
    version: "test",
    ...change,
  });
  closing.push(() => http.close());
  http.register(endpoints);
  const { origin, port } = await http.listen();
  return { http, world, origin, port, send: (path: string, more: Sent = {}) => send(port, path, more) };
}

interface Sent {
  method?: string;
  headers?: Record<string, string | undefined>;
  body?: string;
}
/** By hand, because fetch refuses to forge Host, Origin and Cookie. */
async function send(port: number, path: string, { method = "GET", headers = {}, body }: Sent) {
  const own = { host: `localhost:${port}`, ...(method !== "GET" && { "x-compline": "1", "content-type": "application/json" }), cookie: "compline=good", ...headers };
  const sent = httpRequest({ agent: false, host: "localhost", port, path, method, headers: Object.fromEntries(Object.entries(own).filter(([, v]) => v !== undefined)) as Record<string, string> });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of answer.setEncoding("utf8")) text += part as string;
  return { status: answer.statusCode!, headers: answer.headers, text, json: () => JSON.parse(text) as Record<string, unknown> };
}

const note = route({ method: "POST", path: "/api/test/note", summary: "", body: z.object({ patient: z.object({ name: z.string().max(20) }), by: z.record(z.string(), z.number()).optional() }), reply: z.object({ id: z.string() }) });
const look = route({ method: "GET", path: "/api/test/look", summary: "", reply: z.object({ id: z.string() }) });
const knock = route({ method: "POST", path: "/api/test/knock", summary: "", open: true, body: z.object({}), reply: z.object({}) });
const fine = endpoint(look, signedIn, async () => done({ id: "7" }));

test("[H1] a route that forgets to say who may use it stops the start", async () => {
  const { http } = await house([]);
  expect(() => http.register([{ ...fine, permit: undefined as never }])).toThrow("has no permit");
  expect(() => http.register([{ ...fine, permit: open }])).toThrow("disagree");
  expect(() => http.register([endpoint(knock, evenLocked, async () => done({}))])).toThrow("disagree");
});

test("[H2] nobody passes without a session, and a stranger's body is not read", async () => {
  let ran = 0;
  const { send } = await house([endpoint(note, signedIn, async () => (ran++, done({ id: "1" })))]);
  const stranger = await send("/api/test/note", { method: "POST", headers: { cookie: undefined }, body: "not even json" });
  expect([stranger.status, ran]).toEqual([401, 0]);
  expect(stranger.json()).toEqual({ code: "identity.signIn", say: "Sign in." });
});

test("[H3] a refusal arrives with its status, code, sentence and field", async () => {
  const { send } = await house([endpoint(look, signedIn, async () => refuse({ code: "test.no", status: 409, say: "Someone was first.", field: "name" }))]);
  const answer = await send("/api/test/look");
  expect(answer.status).toBe(409);
  expect(answer.json()).toEqual({ code: "test.no", say: "Someone was first.", field: "name" });
});

test("[H4] a wrong entry is named by its field and never repeated", async () => {
  const { send } = await house([endpoint(note, signedIn, async () => done({ id: "1" }))]);
  const long = await send("/api/test/note", { method: "POST", body: JSON.stringify({ patient: { name: "Marguerite-Antoinette Featherstonehaugh" } }) });
  expect(long.json()).toMatchObject({ code: "http.badShape", field: "patient.name" });
  const key = await send("/api/test/note", { method: "POST", body: JSON.stringify({ patient: { name: "x" }, by: { "Featherstone 1961": "no" } }) });
  expect(key.json()).toMatchObject({ field: "by.?" });
  const broken = await send("/api/test/note", { method: "POST", body: '{"patient": Featherstone' });
  expect(broken.json()).toMatchObject({ code: "http.notJson" });
  for (const { status, text } of [long, key, broken]) {
    expect(status).toBe(400);
    expect(text).not.toContain("Featherstone");
  }
  expect(lines.join()).not.toContain("Featherstone");
});

test("[H5] a bug answers one sentence, and its own words stay in no answer and no log", async () => {
  const { send } = await house([endpoint(look, signedIn, async () => Promise.reject(new TypeError("Mrs Featherstone has no phone")))]);
  const answer = await send("/api/test/look");
  expect(answer.status).toBe(500);
  expect(answer.json()).toMatchObject({ code: "http.broken" });
  expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.text + lines.join()).not.toContain("Featherstone");
  expect(lines.join()).toContain(`"event":"http.broken","id":"${answer.headers["x-request-id"] as string}"`);
});

test("[H6] a database that is away is told apart from a mistake in a statement", async () => {
  const pool = new pg.Pool({ host: "/nowhere-at-all", connectionTimeoutMillis: 500 });
  closing.push(() => pool.end());
  const { send } = await house([endpoint(look, signedIn, async () => (await pool.query("select 1"), done({ id: "" })))]);
  const answer = await send("/api/test/look");
  expect(answer.status).toBe(503);
  expect(answer.json().say).toContain("What was saved stays saved; it recovers by itself.");
  expect(isDatabaseAway(Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" }))).toBe(true);
  expect(isDatabaseAway(new Error("Connection terminated unexpectedly"))).toBe(true);
  expect(isDatabaseAway(Object.assign(new Error("duplicate key"), { code: "23505" }))).toBe(false);
  expect(isDatabaseAway(Object.assign(new Error("no such file"), { code: "ENOENT", syscall: "open" }))).toBe(false);
});

test("[H19] a full disk is answered 507 and says what is safe", async () => {
  const { send } = await house([endpoint(look, signedIn, async () => Promise.reject(Object.assign(new Error("could not extend file"), { code: "53100" })))]);
  const answer = await send("/api/test/look");
  expect(answer.status).toBe(507);
  expect(answer.json()).toMatchObject({ code: "http.diskFull" });
  expect(answer.json().say).toContain("What was saved stays saved");
});

test("[H7] bodies, addresses and headers have limits", async () => {
  let ran = 0;
  const { send } = await house([endpoint(note, signedIn, async () => (ran++, done({ id: "1" })))]);
  const huge = JSON.stringify({ patient: { name: "x".repeat(70_000) } });
  expect((await send("/api/test/note", { method: "POST", body: huge })).status).toBe(413);
  expect((await send(`/api/test/look?${"x".repeat(3000)}`)).status).toBe(414);
  expect((await send("/api/test/look", { headers: { "x-long": "x".repeat(9000) } })).status).toBe(431);
  expect((await send("/api/test/note", { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" })).status).toBe(415);
  expect(ran).toBe(0);
});

test("[H8] a form on another site, a foreign page or a missing header changes nothing", async () => {
  let ran = 0;
  const { send, origin } = await house([endpoint(note, signedIn, async () => (ran++, done({ id: "1" })))]);
  const post = (headers: Sent["headers"]) => send("/api/test/note", { method: "POST", headers, body: '{"patient":{"name":"x"}}' });
  const foreign = [{ "x-compline": undefined }, { origin: "https://elsewhere.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site", origin }];
  for (const headers of foreign) expect((await post(headers)).status).toBe(403);
  expect(ran).toBe(0);
  expect((await post({ origin, "sec-fetch-site": "same-origin" })).status).toBe(200);
  expect(ran).toBe(1);
});

test("[H9] another host name is refused, and a page asked by IP address moves to localhost", async () => {
  const { send, port } = await house([fine]);
  expect((await send("/api/test/look", { headers: { host: "rebind.example" } })).status).toBe(421);
  for (const accept of ["text/html", "*/*"]) {
    const page = await send("/desk?x=1", { headers: { host: `127.0.0.1:${port}`, accept } });
    expect([page.status, page.headers.location]).toEqual([308, `http://localhost:${port}/desk?x=1`]);
  }
  const sly = await send("//elsewhere.example/", { headers: { host: `127.0.0.1:${port}`, accept: "text/html" } });
  expect(sly.headers.location).toBe(`http://localhost:${port}/elsewhere.example/`);
});

test("[H10] every answer, also a refusal, carries the security headers", async () => {
  const { send } = await house([fine]);
  for (const path of ["/api/test/look", "/api/none", "/"]) {
    const { headers } = await send(path);
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
    expect(headers["permissions-policy"]).toContain("microphone=(self)");
    expect(headers).toMatchObject({ "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" });
    if (path.startsWith("/api")) expect(headers["cache-control"]).toBe("no-store");
  }
});

test("[H11] a flood at the sign-in closes it to the flooder's network, never to an enrolled workstation in it", async () => {
  const { send } = await house([endpoint(knock, open, async () => done({}))]);
  const post = (cookie?: string) => send("/api/test/knock", { method: "POST", headers: { cookie }, body: "{}" });
  const flood = await Promise.all(Array.from({ length: 30 }, () => post()));
  expect(flood.filter(({ status }) => status === 429)).toHaveLength(10);
  expect((await post("compline-workstation=forged")).status).toBe(429);
  expect((await post("compline-workstation=ours")).status).toBe(200);
  expect(networkOf("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("2001:db8:0:7::1")).toBe(networkOf("2001:db8:0:7:ffff::2"));
  expect(networkOf("2001:db8:0:7::1")).not.toBe(networkOf("2001:db8:0:8::1"));
});

test("[H20] a flooder who writes other addresses into the headers of a proxy stays one flooder", async () => {
  const { send } = await house([endpoint(knock, open, async () => done({}))]);
  const post = (i: number) => send("/api/test/knock", { method: "POST", headers: { "x-forwarded-for": `203.0.113.${i}`, forwarded: `for=203.0.113.${i}`, "x-real-ip": `203.0.113.${i}` }, body: "{}" });
  const flood = await Promise.all(Array.from({ length: 30 }, (_, i) => post(i)));
  expect(flood.filter(({ status }) => status === 429)).toHaveLength(10);
});

test("[H12] cookies cannot be read by scripts, do not travel with foreign pages, and are not believed twice", () => {
  expect(writeCookie("session", "abc", { secure: true, secondsMax: 60 })).toBe("__Host-compline=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure");
  expect(readCookies("a=b; compline=one", false)).toEqual({ session: "one" });
  expect(readCookies("compline=one; compline=two", false)).toEqual({});
  expect(readCookies("compline=one", true)).toEqual({});
  expect(() => writeCookie("session", "a; Domain=x", { secure: false, secondsMax: 1 })).toThrow("quoting");
});

test("[H13] hashed assets stay a year, pages are asked for each time, unknown addresses open the app", async () => {
  const webRoot = mkdtempSync(join(tmpdir(), "compline-web-"));
  closing.push(() => rmSync(webRoot, { recursive: true }));
  mkdirSync(join(webRoot, "assets"));
  writeFileSync(join(webRoot, "index.html"), "<title>Compline</title>");
  writeFileSync(join(webRoot, "assets", "desk-Ab3_x9Qz.js"), "1");
  const { send } = await house([], { settings: { port: 0, webRoot } });
  expect((await send("/assets/desk-Ab3_x9Qz.js")).headers["cache-control"]).toContain("immutable");
  for (const path of ["/", "/desk", "/clinician/inbox"]) {
    const page = await send(path, { headers: { accept: "text/html" } });
    expect([page.status, page.headers["cache-control"], page.text]).toEqual([200, "no-cache", "<title>Compline</title>"]);
  }
  for (const path of ["/api/none", "/assets/none.js", "/../package.json", "/%2e%2e/package.json"]) expect((await send(path, { headers: { accept: "*/*" } })).status).toBe(404);
});

test("[H14] readiness names the part that is down, and a draining server is not ready", async () => {
  const { send, http } = await house([], { probes: { ...up, media: () => false, worker: () => Promise.reject(new Error("x")) } });
  expect((await send("/healthz")).status).toBe(200);
  expect((await send("/readyz")).json()).toEqual({ ok: false, draining: false, database: "up", keys: "up", sip: "up", media: "down", worker: "down", audit: "up" });
  const { send: ask, http: well } = await house([], { probes: { ...up, failing: async () => 2 } });
  expect([(await ask("/readyz")).status, (await ask("/readyz")).json()]).toMatchObject([200, { ok: true, failing: 2 }]);
  well.drain();
  expect((await ask("/readyz")).status).toBe(503);
  expect(http).toBeDefined();
});

test("[H21] a watcher that proves who it is learns how late the house is; another hears that it is unknown, and everybody reads the standings", async () => {
  const shown: object[] = [];
  const watch = async (proof: { name: string }) => (shown.push(proof), proof.name === "north" ? { oldestDueSeconds: 2, sequencerLagSeconds: 1 } : undefined);
  const { send } = await house([], { probes: { ...up, standings: async () => ({ outsideLine: "no-trunk" }), watch } });
  const ask = async (name: string) => (await send("/readyz", { headers: { "x-compline-watcher": name, "x-compline-at": "2027-01-14T07:14:00Z", "x-compline-proof": "p" } })).json() as { watch?: unknown };
  expect((await send("/readyz")).json()).toMatchObject({ ok: true, outsideLine: "no-trunk" });
  expect((await send("/readyz")).json()).not.toHaveProperty("watch");
  expect([(await ask("north")).watch, (await ask("south")).watch, (await ask("n".repeat(200))).watch]).toEqual([{ oldestDueSeconds: 2, sequencerLagSeconds: 1 }, "unknown", undefined]);
  expect(shown).toEqual([{ name: "north", at: "2027-01-14T07:14:00Z", proof: "p" }, expect.objectContaining({ name: "south" })]);
});

test("[H15] every route of the contract is in the published description", async () => {
  const { send } = await house([]);
  const described = (await send("/api/openapi.json")).json() as { openapi: string; paths: Record<string, object> };
  expect(described.openapi).toBe("3.1.0");
  expect(Object.values(described.paths).flatMap((path) => Object.keys(path))).toHaveLength(Object.keys(routes).length);
  expect(described.paths["/api/messages/{message}"]).toHaveProperty("get.responses.200");
});

test("[H16] a column that the contract does not name stays inside", async () => {
  const { send } = await house([endpoint(look, signedIn, async () => done({ id: "7", patient: "Featherstone" }))]);
  expect((await send("/api/test/look")).text).toBe('{"id":"7"}');
});

test("[H17] the log of a request holds the route's pattern and no query", async () => {
  const { send } = await house([fine]);
  await send("/api/test/look?name=Featherstone");
  await expect.poll(() => lines.join()).toContain('"route":"/api/test/look","status":200');
  expect(lines.join()).not.toMatch(/Featherstone|good/);
});

