import type { Language } from "../../../../contract/index.ts";
import { system } from "../../../foundation/actor.ts";
import type { Needs } from "../needs.ts";
import type { CallState, Sound } from "../rules/call-machine.ts";
import type { LiveCall } from "./board.ts";
import { inRealTime } from "./spoken.ts";

/** A caller does not wait for it: what is not there by then is not said. */
const READ_MS_MAX = 800;
/** What a caller hears first, each with the emergency sentence before it. */
const FIRST: ReadonlySet<Sound> = new Set(["greeting", "recording-greeting", "menu"]);

/** [C158] Finds the practice's own words for this caller. Never rejects, and never takes longer than a moment. */
export function findGreetings(needs: Pick<Needs, "db" | "directory" | "log" | "after">, call: LiveCall): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  let isLate = false;
  const callOff = (needs.after ?? inRealTime)(READ_MS_MAX, () => {
    isLate = true;
    resolve();
  });
  const read = async (): Promise<void> => {
    const { sounds, unreadable } = await needs.db.transaction(system("calls", { clients: [call.client] }).scope, (tx) => needs.directory.greetings.sounds(tx, call.accountId));
    if (!isLate) call.greetings = new Map(Object.entries(sounds) as [Language, Buffer][]); // Else it would come behind our own.
    if (unreadable.length > 0) needs.log.warn("calls.greeting-unreadable", { call: call.id, account: call.accountId });
  };
  const reading = read().catch((error: Error) => needs.log.warn("calls.greeting-not-read", { call: call.id, error: error.name }));
  return Promise.race([reading, late]).finally(callOff);
}

const languageOf = ({ choosing, wants }: CallState): Language => choosing?.language ?? wants.language;

/** [C158] The greeting that belongs before this sound: once in each language, with the first words that the caller hears in it. */
export function takeGreeting({ greetings, state }: LiveCall, sound: Sound): Buffer | undefined {
  if (!FIRST.has(sound)) return undefined;
  const language = languageOf(state);
  const greeting = greetings.get(language);
  greetings.delete(language);
  return greeting;
}
