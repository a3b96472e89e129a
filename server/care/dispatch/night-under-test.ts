import { afterEach, beforeEach } from "vitest";
import type { MessageId, PersonId } from "../../foundation/ids.ts";
import type { Duration } from "../../foundation/time.ts";
import { freshDatabase, type TestDatabase } from "../../testing/database.ts";
import { ana, night, type Night } from "../../testing/night.ts";
import { advance } from "../../testing/time.ts";

/** Each test of a file has a night and a database of its own; `begun` is told them before the file's own preparations. */
export function nightForEach(begun: (one: { readonly base: TestDatabase; readonly house: Night }) => void) {
  let base: TestDatabase;
  let house: Night;
  beforeEach(async () => {
    base = await freshDatabase();
    house = night(base);
    begun({ base, house });
  });
  afterEach(() => base.drop());
  return {
    run: (by: Duration) => advance(house.world, house.runner, by),
    /** How the desk sees a message that is worked at. */
    row: async (message: MessageId) => (await house.as(ana, (tx) => house.dispatch.working(tx))).find((one) => one.message === message)!,
    take: (who: PersonId, message: MessageId, revision = 1) => house.as(who, (tx, as) => house.dispatch.acknowledge(tx, as, { message, revision })),
  };
}
