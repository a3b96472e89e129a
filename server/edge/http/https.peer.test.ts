import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { identityRoutes } from "../../../contract/identity.ts";
import { endpoint, evenLocked } from "../../foundation/endpoint.ts";
import { system } from "../../foundation/actor.ts";
import { silentLog } from "../../foundation/log.ts";
import { done } from "../../foundation/refusal.ts";
import { fakeWorld } from "../../testing/world.ts";
import { checkHttpSettings, createHttp, type HttpSettings } from "./index.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A certificate of an hour's life, made by openssl. */
function certificate(): { certPem: string; keyPem: string } {
  const folder = mkdtempSync(join(tmpdir(), "compline-tls-"));
  closing.push(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=night.example", "-addext", "subjectAltName=DNS:night.example"], { stdio: "ignore" });
  return { certPem: readFileSync(cert, "utf8"), keyPem: readFileSync(key, "utf8") };
}

async function serve(settings: HttpSettings) {
  const probe = (): boolean => true;
  const http = await createHttp({
    settings,
    world: fakeWorld(),
    log: silentLog,
    admit: async () => done({ as: system("nurse"), locked: false, renew: { token: "fresh", secondsMax: 60 } }),
    workstationOf: () => undefined,
    probes: { database: probe, keys: probe, sip: probe, media: probe, worker: probe, audit: probe },
    version: "test",
  });
  closing.push(() => http.close());
  http.register([endpoint(identityRoutes.signOut, evenLocked, async () => done({}))]);
  const { port } = await http.listen();
  return { http, port };
}

test("[H12] [H10] over HTTPS the cookie is bound to the host and the browser is told to stay with HTTPS", async () => {
  const tls = { ...certificate(), bindAddress: "127.0.0.1", host: "night.example", publicPort: 443 };
  const { port } = await serve({ port: 0, tls });
  const sent = request({ host: "127.0.0.1", port, servername: "night.example", ca: tls.certPem, agent: false, method: "POST", path: "/api/sign-out", headers: { host: "night.example", origin: "https://night.example", "x-compline": "1" } });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["set-cookie"]).toEqual(["__Host-compline=fresh; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure"]);
  expect(answer.headers["strict-transport-security"]).toContain("max-age=63072000");
});

test("[H18] plain HTTP listens on this machine alone", async () => {
  const { http } = await serve({ port: 0 });
  expect(["127.0.0.1", "::1"]).toContain((http.server.address() as AddressInfo).address);
});

test("[H18] settings that cannot work are named before anything listens", () => {
  const tls = { certPem: "x", keyPem: "y", bindAddress: "0.0.0.0", host: "192.0.2.1" };
  expect(checkHttpSettings({ port: 99_999, tls })).toEqual([
    "the web port is not between 0 and 65535",
    "the web certificate is not in PEM form",
    "the web certificate's key is not in PEM form",
    "the web host is not a lower-case DNS name; passkeys refuse IP addresses",
  ]);
});
