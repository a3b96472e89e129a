import { within, type Actor } from "../../../foundation/actor.ts";
import type { CallId, PersonId } from "../../../foundation/ids.ts";
import type { Needs } from "../needs.ts";
import type { Endpoint, MediaEvent } from "../ports.ts";
import { goesOn } from "../rules/supervision.ts";
import type { Board, LiveCall } from "./board.ts";
import { untilWritten } from "./until-written.ts";

type Supervisor = Actor & { readonly person: PersonId };

/** A supervisor's ear on a call. */
export interface Ear {
  readonly as: Supervisor;
  readonly call: LiveCall;
  /** Whom they hear. With another operator it would be another call to listen to. */
  readonly operator: PersonId;
  readonly sound: Endpoint;
  /** The end of the operator at which it is now: a reload gives the operator another one. */
  at: Endpoint | undefined;
  whispers: boolean;
}

export interface Supervision {
  of(call: CallId): Ear | undefined;
  put(ear: Ear): Promise<void>;
  whisper(ear: Ear, on: boolean): Promise<void>;
  /** [C61] Over, and written down, however it ended. */
  end(ear: Ear, how: string): void;
  /** Whoever is signed out, or may less than a moment ago, hears nothing more. */
  leave(person: PersonId): void;
  /** Time passed: calls ended, operators left, browsers came back. */
  look(): void;
  /** Everything that ended is written down. */
  settled(): Promise<void>;
}

/** What nodes tell each other of somebody who hears no call any more. */
const LEFT = "listener-left";

export function createSupervision(needs: Needs, board: Board, changed: () => void): Supervision {
  const ears = new Map<CallId, Ear>();
  let written: Promise<unknown> = Promise.resolve();

  const listen = async (ear: Ear): Promise<void> => {
    ear.at = ear.call.browser;
    if (ear.at) await needs.media.listen(ear.sound, ear.at, { whispers: ear.whispers });
  };
  const end: Supervision["end"] = (ear, how) => {
    if (ears.get(ear.call.id) !== ear) return;
    ears.delete(ear.call.id);
    void needs.media.close(ear.sound).catch(() => undefined);
    const { id, client } = ear.call;
    const actor = within(ear.as, client);
    const noted = untilWritten(needs.log, { what: "listening-end", call: id }, () =>
      needs.db.transaction(actor.scope, (tx) => needs.audit.record(tx, actor, "call.listen-end", { type: "call", id, client }, how)));
    written = Promise.all([written, noted]);
    changed();
  };
  const look = (): void => {
    for (const ear of ears.values()) {
      if (board.calls.get(ear.call.id) !== ear.call || !goesOn(ear.call.state, ear.operator)) end(ear, "call-over");
      else if (ear.call.browser && ear.call.browser.id !== ear.at?.id) void listen(ear).catch(() => end(ear, "sound-lost"));
    }
  };
  needs.media.onEvent((event: MediaEvent) => {
    const ear = [...ears.values()].find(({ sound }) => sound.id === event.endpoint);
    if (ear && (event.kind === "gone" || event.kind === "lost")) end(ear, "sound-lost");
  });

  const leave = (person: PersonId): void => {
    for (const ear of ears.values()) if (ear.as.person === person) end(ear, "signed-out");
  };
  needs.nodes.hear(LEFT, (body) => leave(body as PersonId));

  return {
    of: (call) => ears.get(call),
    put: async (ear) => {
      const crossed = ears.get(ear.call.id);
      if (crossed) end(crossed, "again"); // Two asks at once: an ear that nobody could end any more would go on hearing.
      ears.set(ear.call.id, ear);
      changed();
      await listen(ear).catch((error: unknown) => {
        end(ear, "sound-lost");
        throw error;
      });
    },
    whisper: async (ear, on) => {
      ear.whispers = on;
      changed();
      await listen(ear);
    },
    end, look,
    leave: (person) => {
      leave(person);
      needs.nodes.tell(LEFT, person); // The call may live at another node than the supervisor's windows.
    },
    settled: async () => void (await written),
  };
}
