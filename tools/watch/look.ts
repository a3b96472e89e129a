import { toIso, type Instant } from "../../server/foundation/time.ts";
import { proofOf } from "../../server/care/nightlead/index.ts";
import type { Answer } from "./rule.ts";
import type { WatchSettings } from "./settings.ts";

const ANSWER_SECONDS_MAX = 8;
const ANSWER_BYTES_MAX = 65_536;

/** [OW5] One look at `/readyz`. Undefined: nothing that can be understood came back. */
export async function lookAt({ url, name, secret }: Pick<WatchSettings, "url" | "name" | "secret">, now: Instant): Promise<Answer | undefined> {
  const at = toIso(now);
  const proof = proofOf(Buffer.from(secret, "hex"), { name, at });
  const headers = { "x-compline-watcher": name, "x-compline-at": at, "x-compline-proof": proof };
  try {
    const reply = await fetch(new URL("/readyz", url), { headers, redirect: "error", signal: AbortSignal.timeout(ANSWER_SECONDS_MAX * 1000) });
    const text = await reply.text();
    return text.length > ANSWER_BYTES_MAX ? undefined : answerIn(JSON.parse(text));
  } catch {
    return undefined; // Refused, too slow, or no JSON: all of them are a house that does not answer.
  }
}

function answerIn(said: unknown): Answer | undefined {
  if (typeof said !== "object" || said === null || !("ok" in said)) return undefined;
  const down = Object.entries(said).filter(([, state]) => state === "down").map(([part]) => part);
  return { ok: said.ok === true, down, watch: "watch" in said ? watchIn(said.watch) : undefined };
}

function watchIn(watch: unknown): Answer["watch"] {
  if (typeof watch !== "object" || watch === null) return "unknown";
  const { oldestDueSeconds, sequencerLagSeconds } = watch as Record<string, unknown>;
  return typeof oldestDueSeconds === "number" && typeof sequencerLagSeconds === "number" ? { oldestDueSeconds, sequencerLagSeconds } : "unknown";
}
