import { expect, it } from "vitest";
import { emptyDraft, type Correction, type Draft } from "../../contract/index.ts";
import type { Answer } from "../api/index.ts";
import { createCorrector } from "./correcting.ts";
import type { Sending, Sent } from "./sending.ts";

const lost: Answer<Sent> = { ok: false, trouble: { kind: "unreachable", status: 0, code: "unreachable", say: "No connection to the server." } };
const moved: Answer<Sent> = { ok: false, trouble: { kind: "refused", status: 409, code: "messages.revisionMoved", say: "Someone corrected this message since you opened it." } };
const reason = (value: string, names = true): Draft => ({ ...emptyDraft("patient"), answers: { reason: { value } }, readBack: { names, reason: names, numberFirst: "", numberAgain: "" } });

function corrector(answers: Answer<Sent>[], newest: Draft) {
  const sent: Draft[] = [];
  const states: Sending[] = [];
  const send = createCorrector({
    correct: async (_basedOn, draft) => (sent.push(draft), answers.shift()!),
    newest: async () => ({ ok: true, value: { revision: 2, draft: newest } as Correction }),
    onChange: (state) => states.push(state),
  });
  return { sent, states, send };
}

it("[W52] a correction whose answer was lost is sent again with the same words, and one that had arrived is not taken for somebody else's", async () => {
  const { sent, states, send } = corrector([lost, moved], reason("since noon", false));
  await send(1, reason("since noon"));
  expect(states.at(-1)).toMatchObject({ state: "stuck", unknown: true });
  await send(1, reason("typed meanwhile"));
  expect(sent.map(({ answers }) => answers["reason"]?.value)).toEqual(["since noon", "since noon"]);
  expect(states.at(-1)).toMatchObject({ state: "sent", sent: { revision: 2 } });
});

it("[W52] when somebody else corrected it meanwhile the operator is told, also after a lost answer", async () => {
  const { states, send } = corrector([lost, moved, moved], reason("their words", false));
  await send(1, reason("since noon"));
  await send(1, reason("since noon"));
  expect(states.at(-1)).toMatchObject({ state: "stuck", unknown: false, trouble: { code: "messages.revisionMoved" } });
  await send(1, reason("since noon"));
  expect(states.at(-1)).toMatchObject({ state: "stuck", trouble: { code: "messages.revisionMoved" } });
});
