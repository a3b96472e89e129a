import { system } from "../../../foundation/actor.ts";
import type { AttemptId, MessageId, PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import type { CameOf } from "../rules/came-of.ts";
import { hasWaitedTooLong, nextInLine } from "../rules/line-up.ts";
import { ringPerson } from "./call.ts";
import { keep, type Waiting } from "./keep.ts";

/** One call to one person, and all that waits to be read in it. */
export interface Ring {
  readonly person: PersonId;
  /** Aborts while it rings and nobody needs it any more. */
  readonly unneeded: AbortController;
  readonly waiting: Waiting[];
  /** Messages that this call was about, so far. */
  count: number;
  /** The next to be read; those that somebody took meanwhile are over. */
  next(): Promise<Waiting | undefined>;
  /** This one is over. */
  over(waiting: Waiting, came: CameOf): Promise<void>;
  /** Whatever still waits is over with the call. */
  end(came: CameOf): Promise<void>;
}

export interface Rings {
  /** Rung, or read in the call that is up. Resolves when that is arranged. */
  add(waiting: Waiting): Promise<void>;
  /** This process rings, or will ring, about it. */
  hasInHand(attempt: AttemptId): boolean;
  /** A message moved: who is rung about it may be rung for nothing. */
  moved(message: MessageId): void;
  /** Every call is over. */
  settled(): Promise<void>;
}

/** [VD8] [VD15] At most one call to one person: what comes while it lives is read in it. */
export function createRings(needs: Needs): Rings {
  const holder = needs.world.id();
  const rings = new Map<PersonId, { readonly ring: Ring; readonly done: Promise<void> }>();
  const begin = (person: PersonId, first: Waiting): void => {
    const ring = ringOf(needs, person, first);
    const forget = (): void => void (rings.get(person)?.ring === ring && rings.delete(person)); // What came at its end has a call of its own by now.
    const done = ringPerson(needs, ring, { holder, forget })
      .catch(async (error: Error) => {
        needs.log.error("voice.call-failed", { error: error.name });
        await ring.end("lost");
      })
      .catch((error: Error) => needs.log.error("voice.answer-not-kept", { error: error.name })) // The page is looked at again, and rung again.
      .finally(forget);
    rings.set(person, { ring, done });
  };
  return {
    add: async (waiting) => {
      const { person, id } = waiting.errand;
      const there = rings.get(person)?.ring;
      if (!there) return begin(person, waiting);
      const before = there.waiting.find(({ errand }) => errand.id === id);
      if (before) return hasWaitedTooLong(waiting.errand, needs.world.now()) ? there.over(before, "late") : undefined; // Looked at again while its call is up.
      there.waiting.push(waiting);
      there.count += 1;
    },
    hasInHand: (attempt) => [...rings.values()].some(({ ring }) => ring.waiting.some(({ errand }) => errand.id === attempt)),
    moved: (message) => {
      for (const { ring } of rings.values()) if (ring.waiting.some(({ errand }) => errand.message === message)) void giveUpUnneeded(needs, ring).catch(() => undefined);
    },
    settled: async () => {
      while (rings.size > 0) await Promise.all([...rings.values()].map(({ done }) => done));
    },
  };
}

/** Held by no lock: whoever is rung may take a message that was taken a moment ago, and is told so then. */
const isWanted = (needs: Needs, { errand }: Waiting): Promise<boolean> => needs.db.transaction(system("voice", { clients: [errand.client] }).scope, (tx) => errand.wanted(tx));

async function giveUpUnneeded(needs: Needs, ring: Ring): Promise<void> {
  for (const waiting of ring.waiting) if (await isWanted(needs, waiting)) return;
  ring.unneeded.abort();
}

function ringOf(needs: Needs, person: PersonId, first: Waiting): Ring {
  const ring: Ring = {
    person, unneeded: new AbortController(), waiting: [first], count: 1,
    next: async () => {
      for (;;) {
        const errand = nextInLine(ring.waiting.map((one) => one.errand));
        const waiting = ring.waiting.find((one) => one.errand === errand);
        if (!waiting || (await isWanted(needs, waiting))) return waiting;
        await ring.over(waiting, "not-wanted");
      }
    },
    over: async (waiting, came) => {
      const index = ring.waiting.indexOf(waiting);
      if (index < 0) return; // It waited too long, and that was kept.
      ring.waiting.splice(index, 1);
      await keep(needs, waiting, came);
    },
    end: async (came) => {
      for (const waiting of ring.waiting.slice()) await ring.over(waiting, (await isWanted(needs, waiting)) ? came : "not-wanted");
    },
  };
  return ring;
}
