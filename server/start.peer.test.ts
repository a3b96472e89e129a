import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { childrenOf, launch, newHome, untilReady, type DemoFile, type Launched } from "../tools/crash/server-process.ts";
import { ring } from "../tools/crash/caller.ts";
import { signIn } from "../tools/crash/person.ts";
import { closeScene, openScene, ready, talk } from "../tools/crash/scene.ts";
import { until } from "../tools/crash/until.ts";

/** Real starts of the real server, as a person at a terminal sees them. */
const START_MS_MAX = 180_000;
type Home = Awaited<ReturnType<typeof newHome>>;

const begun: Launched[] = [];
const begin = (env: NodeJS.ProcessEnv, ...args: string[]): Launched => {
  const launched = launch(env, ...args);
  begun.push(launched);
  return launched;
};
const end = async ({ server, over }: Launched, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> => {
  server.kill(signal);
  return over;
};
const origin = ({ webPort }: Home): string => `http://localhost:${webPort}`;
const demoOf = ({ home }: Home): DemoFile => JSON.parse(readFileSync(join(home, "demo.json"), "utf8")) as DemoFile;

afterAll(async () => {
  for (const each of begun) if (each.server.exitCode === null && each.server.signalCode === null) await end(each);
}, START_MS_MAX);

describe("a home that was empty", () => {
  let home: Home;
  let first: Launched;
  beforeAll(async () => {
    home = await newHome();
    first = begin(home.env);
    await untilReady(first);
  }, START_MS_MAX);
  afterAll(async () => {
    await end(first);
    rmSync(home.home, { recursive: true, force: true });
  });

  test("[RUN-3] the sign-ins and the addresses to ring are printed, and stand in demo.json, which only its owner reads", async () => {
    const { users, accounts, ...rest } = demoOf(home);
    expect(rest).toEqual({});
    expect(statSync(join(home.home, "demo.json")).mode & 0o777).toBe(0o600);
    expect(new Set(users.map((user) => Object.keys(user).join()))).toEqual(new Set(["email,password,totpSecret,role"]));
    expect(users.map(({ role }) => role).filter((role) => ["operator", "clinician", "supervisor"].includes(role)).toSorted()).toEqual(["clinician", "clinician", "clinician", "clinician", "operator", "operator", "supervisor"]);
    expect(accounts.map(({ slug, agreement }) => [slug, agreement])).toEqual([["lakeside", "in-force"], ["harbor", "in-force"], ["riverside", "ended"], ["cedar", "none"]]);
    for (const { number, sip } of accounts) expect(sip).toBe(`sip:${number}@127.0.0.1:${home.sipPort}`);
    for (const { email, password } of users) expect(first.says()).toMatch(new RegExp(`${email} +${password} +\\d{6}$`, "m"));
    for (const { sip } of accounts) expect(first.says()).toContain(sip);
    expect(first.says()).toContain(`Open ${origin(home)}\n`);
  });

  test("[RUN-3] each of the ten signs in with what demo.json says", async () => {
    for (const user of demoOf(home).users) await signIn(origin(home), user);
  });

  test("[RUN-3] an account in force rings, one without an agreement is not found", async () => {
    const call = async (slug: string) => ring({ number: demoOf(home).accounts.find((each) => each.slug === slug)!.number, sipPort: home.sipPort, from: "+12125550142" });
    const [taken, unknown] = [await call("lakeside"), await call("cedar")];
    await until("both calls are decided", () => taken.isTaken() && unknown.refused() !== undefined);
    expect(unknown.refused()).toMatch(/^404/);
    for (const each of [taken, unknown]) each.hangUp();
  });

  test("[RUN-2] it listens on this machine alone", () => {
    const listening = addressesOf(first.server.pid!);
    expect(listening.length).toBeGreaterThan(2);
    expect(listening.filter((address) => !LOOPBACK.test(address))).toEqual([]);
  });

  test("[RUN-4] a second start beside it says that the first is running, and leaves it alone", async () => {
    const second = begin(home.env);
    expect(await second.over).toBe(1);
    expect(second.says()).toMatch(/^Compline could not start: another Compline is running on .+: stop it first, or set another COMPLINE_HOME$/m);
    expect((await fetch(`${origin(home)}/readyz`)).status).toBe(200);
  });

  test("[RUN-4] another home on the same ports is told which setting to change, and makes no demonstration", async () => {
    const other = await newHome();
    for (const [taken, setting] of [[{ COMPLINE_SIP_PORT: String(home.sipPort) }, "COMPLINE_SIP_PORT"], [{ COMPLINE_PORT: String(home.webPort) }, "COMPLINE_PORT"]] as const) {
      const started = begin({ ...other.env, ...taken });
      expect(await started.over).toBe(1);
      expect(started.says()).toMatch(new RegExp(`^Compline could not start: port \\d+ \\(${setting}\\) is used by another program`, "m"));
    }
    expect(existsSync(join(other.home, "demo.json"))).toBe(false);
    rmSync(other.home, { recursive: true, force: true });
  });

  test("[RUN-8] [RUN-3] killed without a word, the next start is ready with the same sign-ins; asked to end, it ends well", async () => {
    const before = demoOf(home);
    await end(first, "SIGKILL");
    first = begin(home.env);
    await untilReady(first);
    expect(demoOf(home)).toEqual(before);
    expect(await end(first, "SIGINT")).toBe(0);
  });

  test("[RUN-2] --empty on a demonstration is refused, also when demo.json was removed", async () => {
    await end(first);
    rmSync(join(home.home, "demo.json"), { force: true });
    const asked = begin(home.env, "--empty");
    expect(await asked.over).toBe(1);
    expect(asked.says()).toContain("holds a demonstration, and nothing makes an installation of one");
    first = begin(home.env);
    await untilReady(first);
    expect(first.says()).toContain("A demonstration without");
  });
});

describe("--empty", () => {
  test("[RUN-7] [RUN-1] an evaluation says what it is and gives out the first administrator's link once; a later start without the word adds nothing made up", async () => {
    const home = await newHome();
    const started = begin(home.env, "--empty");
    await untilReady(started);
    expect(started.says()).toMatch(/^ {2}Evaluation: /m);
    const token = new RegExp(`^ {2}${origin(home)}/first-administrator#(\\S+)$`, "m").exec(started.says())![1]!;
    const make = (email: string) => post(`${origin(home)}/api/first-administrator`, { token, name: "Ida Stone", email, password: "ferry lantern oatmeal 7" });
    const { totpUri } = (await (await make("ida@service.example")).json()) as { totpUri: string };
    expect((await make("eve@service.example")).status).toBe(410);
    const ida = await signIn(origin(home), { email: "ida@service.example", password: "ferry lantern oatmeal 7", totpSecret: new URL(totpUri).searchParams.get("secret")!, role: "administrator" });
    expect((await ida.must("me")).notice).toBe("evaluation");
    await end(started);

    const again = begin(home.env);
    await untilReady(again);
    expect(again.says()).not.toMatch(/demonstration|first-administrator/);
    expect(existsSync(join(home.home, "demo.json"))).toBe(false);
    await end(again);
    rmSync(home.home, { recursive: true, force: true });
  }, START_MS_MAX);
});

describe("asked to end while somebody talks", () => {
  test("[RUN-5] new callers hear 503, the call under way goes on to its end, and then it is over", async () => {
    const scene = await openScene(() => 0.5);
    try {
      await ready(scene);
      const talking = await talk(scene);
      const sound = scene.service.mediaPids();
      const over = scene.service.askToEnd();
      await until("it is no longer ready", async () => (await fetch(`${scene.service.origin}/readyz`)).status === 503);
      const late = await ring({ number: talking.caller.number, sipPort: scene.service.sipPort, from: "+12125550143" });
      await until("a new caller is refused", () => late.refused());
      expect(late.refused()).toMatch(/^503/);
      late.hangUp();
      expect((await scene.operator.must("card", { params: { call: talking.id } })).state).toBe("talking");
      expect(scene.service.mediaPids()).toEqual(sound);
      await talking.close();
      expect(await over).toBe(0);
    } finally {
      await closeScene(scene);
    }
  }, START_MS_MAX);
});

test("[RUN-5] asked to end during its first start, it makes the demonstration whole and ends; asked twice, it ends at once", async () => {
  const home = await newHome();
  const asked = begin(home.env);
  await until("it starts", () => asked.says().includes("Starting"));
  expect(await end(asked)).toBe(0);
  expect(demoOf(home).users).toHaveLength(10);

  const impatient = begin(home.env);
  await until("it starts", () => impatient.says().includes("Starting"));
  impatient.server.kill("SIGTERM");
  await until("it has heard", () => impatient.says().includes("Once more ends it now"));
  await until("it is over", () => {
    impatient.server.kill("SIGTERM");
    return impatient.server.exitCode !== null;
  });
  expect(await impatient.over).toBe(1);
  rmSync(home.home, { recursive: true, force: true });
}, START_MS_MAX);

const LOOPBACK = /^(0100007F|00000000000000000000000001000000|0000000000000000FFFF00000100007F):/;

/** Local addresses of every socket that a process and its children listen on, as the kernel writes them. */
function addressesOf(pid: number): string[] {
  const inodes = new Set(familyOf(pid).flatMap((each) => readdirSync(`/proc/${each}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${each}/fd/${fd}`))?.[1] ?? "")));
  const lines = ["tcp", "tcp6", "udp", "udp6"].flatMap((table) => readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1).map((line) => line.trim().split(/\s+/)));
  return lines.filter((columns) => inodes.has(columns[9] ?? "-") && ["0A", "07"].includes(columns[3]!)).map((columns) => columns[1]!);
}

const familyOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // Closed since the folder was read.
  }
}

const post = (url: string, body: object): Promise<Response> => fetch(url, { method: "POST", headers: { "content-type": "application/json", "x-compline": "1" }, body: JSON.stringify(body) });
