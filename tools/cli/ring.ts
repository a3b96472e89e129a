import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { asked } from "../asked.ts";
import { placeCall } from "../ring/sip-caller.ts";
import { openSpeech } from "../ring/speech.ts";
import { promptSound } from "../../server/edge/media/prompts.ts";

const HELP = `Rings an account of the demo with a real SIP and RTP call from a process of its own.

  npm run ring -- --account lakeside            a caller who speaks
  npm run ring -- --account lakeside --from +12125550142 --name "MARIA SAMPLE" --digits 12# --seconds 60
  npm run ring -- --sip sip:+12125550100@127.0.0.1:5060

--seconds N  hangs up after N seconds of talk (60 unless said); --digits D  presses them after speaking`;

interface DemoAccount {
  readonly slug: string;
  readonly number: string;
  readonly sip: string;
}

const values = asked({
  account: { type: "string" }, sip: { type: "string" }, from: { type: "string", default: "+12125550142" }, name: { type: "string", default: "MARIA SAMPLE" },
  digits: { type: "string", default: "" }, seconds: { type: "string", default: "60" },
}, HELP);

const MISUSE = 2;
/** Speech is above it; see speech.ts. */
const LOUD = 300;
process.exitCode = await ring(values.sip ?? sipOf(values.account));

function misuse(says: string): never {
  console.error(says);
  process.exit(MISUSE);
}

function sipOf(slug: string | undefined): string {
  if (slug === undefined) misuse(HELP);
  const file = join(resolve(process.env.COMPLINE_HOME || ".compline"), "demo.json");
  if (!existsSync(file)) misuse(`There is no ${file}: the first npm start makes it. Another address is rung with --sip.`);
  const { accounts } = JSON.parse(readFileSync(file, "utf8")) as { accounts: DemoAccount[] };
  const account = accounts.find((each) => each.slug === slug);
  if (!account) misuse(`The demonstration has no account ${slug}; it has ${accounts.map((each) => each.slug).join(", ")}.`);
  return account.sip;
}

async function ring(sip: string): Promise<number> {
  const to = /^sips?:([^@]+)@([^:;]+)(?::(\d+))?/.exec(sip);
  if (!to) misuse("The SIP address looks like sip:+12125550100@127.0.0.1:5060.");
  const speech = await openSpeech();
  const call = placeCall({ user: to[1]!, host: to[2]!, port: Number(to[3] ?? 5060), from: values.from, fromName: values.name, rtpPort: speech.port, say: (line) => console.log(`  ${line}`) });
  process.on("SIGINT", () => call.hangUp());
  console.log(`Ringing ${sip}`);
  try {
    speech.towards(await call.answered);
  } catch (error) {
    console.log(`Not answered: ${(error as Error).message}`);
    speech.close();
    return 1;
  }
  console.log("Answered. The caller waits, then speaks. Ctrl+C hangs up.");
  const listening = setInterval(listener(speech), 500);
  const limit = setTimeout(() => call.hangUp(), Number(values.seconds) * 1000);
  void speak(speech);
  const why = await call.ended;
  clearInterval(listening);
  clearTimeout(limit);
  speech.close();
  console.log(`\nOver: ${why}.`);
  return 0;
}

/** What the caller hears: one line that is written over on a terminal; elsewhere a line for each change, and never the same twice. */
function listener(speech: Awaited<ReturnType<typeof openSpeech>>): () => void {
  const began = performance.now();
  let said = "";
  let before = 0;
  return () => {
    const { loudness, packets } = speech.heard();
    const hears = packets === before ? "nothing comes" : loudness > LOUD ? "sound" : "quiet";
    before = packets;
    if (process.stdout.isTTY) process.stdout.write(`\r  heard: ${hears} (loudness ${Math.round(loudness)}), ${packets} packets `);
    else if (hears !== said) console.log(`  ${((performance.now() - began) / 1000).toFixed(1)} s: ${hears}, ${packets} packets so far`);
    said = hears;
  };
}

/** Speaks again and again, so that whoever answers late hears it too. */
async function speak(speech: Awaited<ReturnType<typeof openSpeech>>): Promise<never> {
  for (let first = true; ; first = false) {
    await speech.say(promptSound("ring-caller"));
    if (first) for (const digit of values.digits) await speech.press(digit);
    await speech.say(Buffer.alloc(8000, 0xff));
  }
}
