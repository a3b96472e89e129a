import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signIn, type Person } from "../../../tools/crash/person.ts";
import { until } from "../../../tools/crash/until.ts";
import { rms, strengthOf, tone } from "../../edge/media/g711.ts";
import { promptSound } from "../../edge/media/prompts.ts";
import { sharedUntilOneFails } from "../anew.ts";
import { answerAt, openRigWithDesk, type Rig } from "./rig.ts";

/** What the caller says while the notice plays, and from then on: two tones that no voice and no microphone of ours makes. */
const EARLY_HERTZ = 1000;
const TALK_HERTZ = 440;
/** Whole waves of both, so that one piece joins the next. */
const PIECE_MS = 200;
const AMPLITUDE = 8_000;
const TALK_SECONDS = 4;
const SECOND_BYTES = 8_000;
const PATIENCE = { timeout: 45_000 };
const at = sharedUntilOneFails({ open: () => openRigWithDesk("ana"), close: ({ rig }) => rig.close(), msMax: 240_000 });
const enter = ({ house }: Rig, ...keys: readonly string[]): Promise<Person[]> => Promise.all(keys.map((key) => signIn(house.url, house.user(key))));

/** The strongest that a frequency is in any stretch of the sound. */
function loudest(hertz: number, sound: Buffer): number {
  const stretches = Array.from({ length: Math.floor(sound.length / (SECOND_BYTES / 5)) }, (_, at) => sound.subarray((at * SECOND_BYTES) / 5, ((at + 1) * SECOND_BYTES) / 5));
  return Math.max(0, ...stretches.map((stretch) => strengthOf(hertz, stretch)));
}

async function turnRecordingOn(supervisor: Person): Promise<void> {
  const { accounts } = await supervisor.must("accounts");
  const { id, client: _client, numbers: _numbers, callGroup: _group, demo: _demo, ...body } = accounts.find(({ slug }) => slug === "lakeside")!;
  await supervisor.must("saveAccount", { params: { account: id }, body: { ...body, recording: true } });
}

interface Row {
  readonly id: string;
  readonly kind: "caller" | "operator";
  readonly client_id: string;
}

test("[FT4] [C9] a recorded talk is heard again by those who may: both sides as they spoke, from the notice on and nothing before it; at rest it is sealed", async () => {
  const { rig, desk } = at();
  const [carla, mia, ida, brandt] = (await enter(rig, "carla", "mia", "ida", "brandt")) as [Person, Person, Person, Person];
  await turnRecordingOn(carla);
  const caller = await rig.ring("lakeside", { says: tone(EARLY_HERTZ, PIECE_MS, AMPLITUDE) });
  const notice = promptSound("recording-notice");
  await until("the notice is heard to its end", () => caller.heard().includes(notice.subarray(notice.length - SECOND_BYTES, notice.length - SECOND_BYTES / 10)), 30_000);
  caller.say(tone(TALK_HERTZ, PIECE_MS, AMPLITUDE));
  const noticeHeard = caller.heard().length;
  await until("the early tone is out of the line", () => caller.heard().length > noticeHeard + SECOND_BYTES / 2);
  await answerAt(desk);
  await desk.getByText("Recording, announced").waitFor(PATIENCE);
  const answered = caller.heard().length;
  await until("they have talked for a while", () => caller.heard().length > answered + TALK_SECONDS * SECOND_BYTES);
  caller.hangUp();
  const rows = await until("both recordings are whole", async () => {
    const found = await rig.ask<Row>("select id, kind, client_id from calls.recording where state = 'whole'");
    return found.length === 2 && found;
  });

  const hear = async (kind: Row["kind"], who: Person): Promise<Buffer> => Buffer.from((await who.must("hearRecording", { params: { recording: rows.find((row) => row.kind === kind)!.id }, body: {} })).pcmuBase64, "base64");
  const said = await hear("caller", carla);
  expect(said.length).toBeGreaterThan((TALK_SECONDS - 1) * SECOND_BYTES);
  expect(loudest(TALK_HERTZ, said)).toBeGreaterThan(AMPLITUDE / 2);
  expect(loudest(EARLY_HERTZ, said)).toBeLessThan(AMPLITUDE / 50);
  expect(said.equals(await hear("caller", mia)), "the practice's own manager hears the same").toBe(true);
  const operator = await hear("operator", carla);
  expect(rms(operator), "Chromium's microphone beeps").toBeGreaterThan(100);
  expect(loudest(TALK_HERTZ, operator)).toBeLessThan(AMPLITUDE / 4);

  for (const [who, status] of [[ida, 403], [brandt, 404]] as const) expect(await who.ask("hearRecording", { params: { recording: rows[0]!.id }, body: {} })).toMatchObject({ ok: false, status });
  const folder = join(rig.house.home, "recordings", rows[0]!.client_id);
  const wave = tone(TALK_HERTZ, PIECE_MS, AMPLITUDE).subarray(0, 160);
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
  expect(files).toHaveLength(2);
  for (const file of files) expect(file.includes(wave)).toBe(false);
  const touches = await rig.ask<{ n: string }>("select count(*) as n from audit.entry where convert_from(bytes, 'UTF8') like '%recording.hear%' and convert_from(bytes, 'UTF8') like '%' || $1 || '%'", [rows.find(({ kind }) => kind === "caller")!.id]);
  expect(Number(touches[0]!.n)).toBeGreaterThanOrEqual(2);
  await desk.keyboard.press("F9");
  await desk.getByRole("button", { name: "Hung up" }).click(PATIENCE);
  await desk.getByText("No call is waiting", { exact: false }).first().waitFor(PATIENCE);
}, 180_000);

test("[FT4] [C9] an account that does not record keeps nothing of a talk", async () => {
  const { rig, desk } = at();
  const before = await rig.ask("select 1 from calls.recording");
  const ben = await rig.desk("ben");
  const caller = await rig.ring("harbor");
  const ringing = await until("the call rings", async () => {
    for (const page of [desk, ben]) if (await page.getByRole("button", { name: /^Answer/ }).count()) return page;
    return undefined;
  });
  await ringing.keyboard.press("F4");
  await ringing.getByText("Not recorded").waitFor(PATIENCE);
  const answered = caller.heard().length;
  await until("they have talked", () => caller.heard().length > answered + 2 * SECOND_BYTES);
  caller.hangUp();
  await ringing.getByText("The caller is gone.", { exact: false }).waitFor(PATIENCE);
  expect(await rig.ask("select 1 from calls.recording")).toHaveLength(before.length);
}, 120_000);
