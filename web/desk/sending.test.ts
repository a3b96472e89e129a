import { describe, expect, it } from "vitest";
import { emptyDraft, type Draft } from "../../contract/index.ts";
import type { Answer, Trouble } from "../api/index.ts";
import { createSender, type Sending, type Sent } from "./sending.ts";

const words = (text: string): Draft => ({ ...emptyDraft("patient"), answers: { reason: { value: text } } });
const sent: Answer<Sent> = { ok: true, value: { message: "m", revision: 1, sentAt: "2027-01-14T07:14:07.000Z" } };
const no = (kind: Trouble["kind"]): Answer<Sent> => ({ ok: false, trouble: { kind, status: kind === "refused" ? 422 : 0, code: "x", say: "The server did not answer within 10 s." } });

function bench(...answers: Answer<Sent>[]) {
  const asked: { key: string; draft: Draft }[] = [];
  const told: Sending[] = [];
  let keys = 0;
  const send = createSender({ newKey: () => `key-${(keys += 1)}`, onChange: (sending) => told.push(sending), send: async (key, draft) => { asked.push({ key, draft }); return answers.shift() ?? sent; } });
  return { asked, told, send };
}

describe("sending", () => {
  it("[W5] while nobody knows whether it arrived, the same words go again under the same key", async () => {
    const { asked, told, send } = bench(no("unreachable"), no("unreachable"), sent);
    await send(words("cough"));
    await send(words("cough, typed on"));
    await send(words("cough, typed on"));
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ key: "key-1", draft: words("cough") })));
    expect(told.at(-1)).toMatchObject({ state: "sent", typedSince: true });
  });

  it("[W5] a refused message is put right and goes under the same key", async () => {
    const { asked, told, send } = bench(no("refused"), sent);
    await send(words("cough"));
    await send(words("cough since two"));
    expect(asked.map(({ key, draft }) => [key, draft.answers["reason"]?.value])).toEqual([["key-1", "cough"], ["key-1", "cough since two"]]);
    expect(told.at(-1)).toMatchObject({ state: "sent", typedSince: false });
  });

  it("[W5] pressing Send twice sends once", async () => {
    const { asked, send } = bench();
    await Promise.all([send(words("cough")), send(words("cough"))]);
    expect(asked).toHaveLength(1);
  });
});
