import type { Correction, Draft } from "../../contract/index.ts";
import type { Answer } from "../api/index.ts";
import { sameDraft } from "./draft-keeper.ts";
import type { Sending, Sent } from "./sending.ts";

interface CorrectorWants {
  readonly correct: (basedOn: number, draft: Draft) => Promise<Answer<Sent>>;
  /** The newest revision, asked when the server says that it moved. */
  readonly newest: () => Promise<Answer<Correction>>;
  readonly onChange: (sending: Sending) => void;
}

/** What the caller said, without what was read back: a correction begins anew without it. */
const words = (draft: Draft): Draft => ({ ...draft, readBack: { names: false, reason: false, numberFirst: draft.readBack.numberFirst, numberAgain: "" } });

/**
 * Sends one correction once. There is no key: what it is based on says whether it arrived. A correction whose answer was lost is sent
 * again with the same words; when the revision has moved since, and to these words, it had arrived.
 */
export function createCorrector(wants: CorrectorWants) {
  let going = false;
  let frozen: Draft | undefined;
  const settle = async (basedOn: number, draft: Draft): Promise<Answer<Sent>> => {
    const answer = await wants.correct(basedOn, draft);
    if (answer.ok || answer.trouble.code !== "messages.revisionMoved" || frozen === undefined) return answer;
    const now = await wants.newest();
    const ours = now.ok && now.value.revision === basedOn + 1 && sameDraft(words(now.value.draft), words(draft));
    return ours ? { ok: true, value: { message: "", revision: now.value.revision, sentAt: "" } } : answer;
  };
  return async function send(basedOn: number, draft: Draft): Promise<void> {
    if (going) return;
    going = true;
    const sent = frozen ?? draft;
    wants.onChange({ state: "going" });
    const answer = await settle(basedOn, sent);
    going = false;
    if (answer.ok) return wants.onChange({ state: "sent", sent: answer.value, typedSince: false });
    const unknown = answer.trouble.kind === "unreachable";
    frozen = unknown ? sent : undefined;
    wants.onChange({ state: "stuck", trouble: answer.trouble, unknown });
  };
}
