import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { mediaLimits } from "./settings.ts";
import { FakePhone } from "./testing/fake-phone.ts";
import { until } from "./testing/until.ts";
import type { Order, Reply, Told } from "./worker/protocol.ts";

const phones: FakePhone[] = [];
let media: ChildProcess;
afterEach(() => {
  for (const phone of phones.splice(0)) phone.close();
  media.kill("SIGKILL");
});

/** A media process whose server is this test, and how it is told something. */
async function mediaProcess(lingerSeconds: number): Promise<(order: Order) => Promise<Reply>> {
  media = fork(new URL("./worker/main.ts", import.meta.url), { execArgv: [], env: {}, serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const waiting = new Map<number, (reply: Reply) => void>();
  media.on("message", (told: Told) => void (told.kind === "reply" && waiting.get(told.number)?.(told.reply ?? {})));
  media.send({ begin: { mediaAddress: "127.0.0.1", bindAddress: "127.0.0.1", ports: { min: 30_000, max: 30_999 }, limits: { ...mediaLimits, lingerSeconds } } });
  return (order) => new Promise((resolve) => {
    const number = waiting.size + 1;
    waiting.set(number, resolve);
    media.send({ number, order });
  });
}

/** A telephone that speaks to its end there. */
async function speaking(tell: (order: Order) => Promise<Reply>, id: string): Promise<FakePhone> {
  const phone = await FakePhone.open();
  phones.push(phone);
  const { port } = await tell({ op: "phone", id, watch: "phone" });
  await tell({ op: "far", id, far: { address: "127.0.0.1", port: phone.near.port, sends: true, wants: true, digitType: 101, keys: undefined } });
  phone.meet(phone.offer({ port: port! }));
  phone.speak(450);
  return phone;
}
const hearsMore = async (phone: FakePhone): Promise<void> => {
  const before = phone.heard.length;
  await until("more is heard", () => phone.heard.length > before + 10);
};

test("[M40] the server dies: two who talk go on hearing each other, one who is taken up elsewhere is sent nothing more, and then the process ends", async () => {
  const tell = await mediaProcess(4);
  const [caller, clinician] = [await speaking(tell, "caller"), await speaking(tell, "clinician")];
  await tell({ op: "bridge", id: "caller", with: "clinician" });
  await Promise.all([caller, clinician].map(hearsMore));
  const over = once(media, "exit");
  media.disconnect();
  await Promise.all([caller, clinician].map(hearsMore));
  expect(longestGap(clinician)).toBeLessThan(500); // Not one packet was lost; the bound is that of a busy machine.
  caller.hush();
  await until("the caller is sent nothing more, whoever still speaks", () => performance.now() - caller.heard.at(-1)!.at > 400);
  await over;
});

test("[M40] what is told at the moment of the server's death, and nobody hears, ends no talk", async () => {
  const tell = await mediaProcess(4);
  const [caller, clinician] = [await speaking(tell, "caller"), await speaking(tell, "clinician")];
  await tell({ op: "bridge", id: "caller", with: "clinician" });
  await Promise.all([caller, clinician].map(hearsMore));
  // It wakes with something to tell, before it can know that nobody is there.
  media.kill("SIGSTOP");
  await until("it stands still", () => performance.now() - caller.heard.at(-1)!.at > 400);
  media.disconnect();
  media.kill("SIGCONT");
  await Promise.all([caller, clinician].map(hearsMore));
});

test("[M40] [M15] a server without other nodes takes its media processes with it", async () => {
  const tell = await mediaProcess(0);
  await speaking(tell, "caller");
  const over = once(media, "exit");
  media.disconnect();
  await over;
});

const longestGap = ({ heard }: FakePhone): number => Math.max(...heard.slice(1).map(({ at }, i) => at - heard[i]!.at));
