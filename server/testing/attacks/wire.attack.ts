import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Endpoint } from "../../foundation/endpoint.ts";
import { openDoors, type Intruder, type OpenDoors } from "./doors.ts";

const SECRET = "this file is not of the web app";
const DEFAULT_BODY_BYTES_MAX = 64 * 1024;
let folder: string;
let doors: OpenDoors;
let administrator: Intruder;
let supervisor: Intruder;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "compline-attack-"));
  mkdirSync(join(folder, "web", "assets"), { recursive: true });
  writeFileSync(join(folder, "web", "index.html"), "<!doctype html><title>Compline</title>");
  for (const secret of ["root.key", "web/.env"]) writeFileSync(join(folder, secret), SECRET);
  doors = await openDoors(join(folder, "web"));
  administrator = await doors.enter("Ada Min", "administrator");
  supervisor = await doors.enter("Sue Wire", "supervisor");
});
afterAll(async () => {
  await doors.close();
  rmSync(folder, { recursive: true });
});

const cookieOf = (who: Intruder): string => [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
/** How a live connection ended: the status of the refusal, or the code of the close. */
const knock = (headers: Record<string, string>, path = "/api/live", say?: object): Promise<number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(doors.origin.replace("http", "ws") + path, { headers });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => undefined); // What ws says after a refusal.
    socket.on("close", (code) => resolve(code));
    socket.on("open", () => (say ? socket.send(JSON.stringify(say)) : socket.close(4000)));
  });

test("[AT10] a live connection without an Origin, from another one, without a session or with a made-up one is refused before it exists", async () => {
  const { origin } = doors;
  const cookie = cookieOf(supervisor);
  expect(await knock({ origin, cookie })).toBe(4000);
  expect(await knock({ cookie })).toBe(403);
  for (const foreign of ["https://evil.example", "null", origin.replace("http:", "https:"), `${origin}.evil.example`, origin.replace("localhost", "127.0.0.1")]) expect(await knock({ origin: foreign, cookie }), foreign).toBe(403);
  expect(await knock({ origin })).toBe(401);
  expect(await knock({ origin, cookie: cookie.replace(/=.{8}/, "=AAAAAAAA") })).toBe(401);
  expect(await knock({ origin, cookie }, "/api/live?room=desk")).toBe(404);
});

test("[AT10] a room that is not this person's ends the connection", async () => {
  const compliance = await doors.enter("Coco Pliance", "compliance-officer");
  expect(await knock({ origin: doors.origin, cookie: cookieOf(compliance) }, "/api/live", { type: "room", room: "desk" })).toBe(1008);
});

test("[AT11] what another site has a browser send, with the person's own cookies, changes nothing: no form, no image, no script", async () => {
  const clients = async (): Promise<string> => (await doors.t.base.asOwner<{ n: string }>("select count(*) as n from clients.client"))[0]!.n;
  const before = await clients();
  const body = { name: "Forged Practice" };
  const forged: Record<string, string>[] = [
    { origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" },
    { "x-compline": "", origin: "https://evil.example" }, { host: "evil.example" },
  ];
  for (const headers of forged) expect([403, 421], JSON.stringify(headers)).toContain((await raw("POST", "/api/clients", { cookie: cookieOf(administrator), "x-compline": "1", origin: doors.origin, "content-type": "application/json", ...headers }, JSON.stringify(body))).status);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
    expect((await raw("POST", "/api/clients", { cookie: cookieOf(administrator), origin: doors.origin, "content-type": type }, JSON.stringify(body))).status).toBe(403);
    expect((await raw("POST", "/api/clients", { cookie: cookieOf(administrator), "x-compline": "1", origin: doors.origin, "content-type": type }, JSON.stringify(body))).status).toBe(415);
  }
  expect(await clients()).toBe(before);
  expect((await administrator.send("POST", "/api/clients", { body })).status).toBe(200);
});

const withBody = (): Endpoint[] => doors.t.house.endpoints.filter(({ route }) => route.body !== undefined);
const pathOf = ({ route }: Endpoint): string => route.path.replace(/:number/, "%2B12125550100").replace(/:([a-zA-Z]+)/g, "00000000-0000-7000-8000-000000000001");

test("[AT12] a body one byte larger than its route takes is refused at every route that has one", async () => {
  const passed: string[] = [];
  for (const at of withBody()) {
    const over = `"${"x".repeat((at.route.bodyBytesMax ?? DEFAULT_BODY_BYTES_MAX) - 1)}"`;
    const statuses = await Promise.all([administrator, supervisor, doors.stranger()].map(async (who) => (await who.send(at.route.method, pathOf(at), { body: over })).status));
    for (const status of statuses) if (![401, 403, 413, 429].includes(status)) passed.push(`${at.route.method} ${at.route.path}: ${status}`);
  }
  expect(passed).toEqual([]);
});

const WRONG: readonly string[] = ["", "null", "[]", "0", "true", "\"words\"", "{", "{\"__proto__\":{\"admin\":true}}", `${"[".repeat(5_000)}${"]".repeat(5_000)}`, "{\"a\":1e999}", "\u0000", "{\"name\":{\"$gt\":\"\"},\"body\":[[]],\"state\":7}"];

test("[AT12] bodies of the wrong type break nothing at any route: each is refused as the sender's mistake", async () => {
  const broke: string[] = [];
  const needy = withBody().filter(({ route }) => !route.body!.safeParse({}).success && route.open !== true);
  const tries = needy.flatMap((at) => WRONG.flatMap((body) => [administrator, supervisor].map((who) => ({ at, body, who }))));
  for (const { at, body, who } of tries) {
    const { status } = await who.send(at.route.method, pathOf(at), { body });
    if (status < 400 || status >= 500) broke.push(`${at.route.method} ${at.route.path}: ${status} for ${body.slice(0, 20)}`);
  }
  expect(broke).toEqual([]);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
}, 60_000);

test("[AT12] ids and numbers in an address that are none are refused as the sender's mistake", async () => {
  const broke: string[] = [];
  for (const at of doors.t.house.endpoints.filter(({ route }) => route.path.includes(":"))) {
    for (const id of ["1", "%00", "..%2f..%2fetc%2fpasswd", "'%20or%201=1--", "x".repeat(200)]) {
      const { status } = await supervisor.send(at.route.method, at.route.path.replace(/:([a-zA-Z]+)/g, id), at.route.body ? { body: {} } : {});
      if (status < 400 || status >= 500) broke.push(`${at.route.method} ${at.route.path} with ${id.slice(0, 20)}: ${status}`);
    }
  }
  expect(broke).toEqual([]);
});

/** As written, byte for byte: no client tidies the address first. */
function raw(method: string, path: string, headers: Record<string, string> = {}, body = ""): Promise<{ status: number; text: string }> {
  const { hostname, port, host } = new URL(doors.origin);
  const lines = Object.entries({ host, connection: "close", ...(body !== "" && { "content-length": String(Buffer.byteLength(body)) }), ...headers }).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`));
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.once("error", reject);
    socket.once("close", () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }));
  });
}

test("[AT13] no address climbs out of the web app's folder, however its dots and slashes are written, nor shows a hidden file", async () => {
  expect((await raw("GET", "/")).text).toContain("<title>Compline</title>");
  const climbs = ["/../root.key", "/..%2froot.key", "/%2e%2e/root.key", "/%2e%2e%2froot.key", "/assets/../../root.key", "/assets/..%2f..%2froot.key", "/..%5croot.key", "/%252e%252e/root.key", "//root.key", "/./../root.key", "/.env", "/%2eenv", "/assets/..%2f.env", `${folder}/root.key`, "/index.html%00.key", "/..;/root.key"];
  for (const path of climbs) {
    for (const accept of ["*/*", "text/html"]) expect((await raw("GET", path, { accept })).text, path).not.toContain(SECRET);
  }
});

test("[AT13] a recording is opened by its id and by nothing that looks like a path", async () => {
  for (const id of ["..%2f..%2froot.key", "%2e%2e%2f%2e%2e%2froot.key", "00000000-0000-7000-8000-000000000001%2f..%2f..%2froot.key", "00000000-0000-7000-8000-000000000001"]) {
    const { status, text } = await supervisor.send("POST", `/api/recordings/${id}/hear`, { body: {} });
    expect([400, 404], id).toContain(status);
    expect(text).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 20));
  }
});
