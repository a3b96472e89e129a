import { system } from "../../../foundation/actor.ts";
import type { Answer, Errand, Keep } from "../../delivery/index.ts";
import type { Needs } from "../needs.ts";
import { told, type CameOf } from "../rules/came-of.ts";

/** One message that waits to be read to one person. */
export interface Waiting {
  readonly errand: Errand;
  readonly keep: Keep;
}

/** [VD7] What came of it: its line, its answer, and, when no person took it, the next step at once. One transaction. */
export async function keep(needs: Needs, { errand, keep: keepAnswer }: Waiting, came: CameOf): Promise<Answer> {
  const { say, answer } = told(came);
  const { client, message, revision } = errand;
  await needs.db.transaction(system("voice", { clients: [client] }).scope, async (tx) => {
    const at = needs.world.now();
    if (say !== null) await needs.messages.addEvent(tx, { client, message, revision, at, kind: "attempt", attempt: errand.number, who: errand.person, say });
    await keepAnswer(tx, answer);
    if (answer.kind === "failed") await needs.dispatch.lookAgainAt(tx, { client, message, revision, at });
  });
  return answer;
}

/** A line of its own, without an answer: something happened on the way. */
export async function note(needs: Needs, { client, message, revision, number, person }: Errand, say: string): Promise<void> {
  await needs.db.transaction(system("voice", { clients: [client] }).scope, (tx) =>
    needs.messages.addEvent(tx, { client, message, revision, at: needs.world.now(), kind: "attempt", attempt: number, who: person, say }));
}
