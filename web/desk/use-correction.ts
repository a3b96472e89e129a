import { useCallback, useEffect, useRef, useState } from "react";
import type { Correction, Draft, MessageDetail } from "../../contract/index.ts";
import { api, type Trouble } from "../api/index.ts";
import { createCorrector } from "./correcting.ts";
import { sameDraft } from "./draft-keeper.ts";
import { forSending } from "./left-to-do.ts";
import type { Sending } from "./sending.ts";

/** Which message, as far as it is said beside the form. */
export type Corrected = Pick<MessageDetail, "message" | "accountName" | "zone" | "sentAt" | "revision">;

/** A correction being typed. Memory only: the text it begins from is on the server. */
export interface Correcting {
  readonly of: Corrected;
  readonly begun: Correction | undefined;
  readonly draft: Draft | undefined;
  readonly trouble: Trouble | undefined;
  readonly sending: Sending;
}
export interface CorrectionActs {
  readonly now: Correcting | undefined;
  /** Also anew, from the newest text, when somebody else corrected it. */
  readonly begin: (of: Corrected) => void;
  readonly edit: (change: (draft: Draft) => Draft) => void;
  readonly send: () => void;
  readonly leave: () => void;
}

const fresh = (of: Corrected): Correcting => ({ of, begun: undefined, draft: undefined, trouble: undefined, sending: { state: "open" } });
const isTyped = (now: Correcting | undefined): boolean => now?.begun !== undefined && now.draft !== undefined && !sameDraft(now.begun.draft, now.draft);

const stay = (event: BeforeUnloadEvent) => event.preventDefault();
/** A window that holds a correction asks before it is closed or loaded anew. */
function useStaying(typed: boolean): void {
  useEffect(() => {
    if (!typed) return undefined;
    addEventListener("beforeunload", stay);
    return () => removeEventListener("beforeunload", stay);
  }, [typed]);
}

/** One correction at a time; it waits while a call needs the middle of the desk. */
export function useCorrection(sent: (message: string) => void): CorrectionActs {
  const [now, setNow] = useState<Correcting>();
  const latest = useRef({ now, sent });
  useEffect(() => { latest.current = { now, sent }; });
  const corrector = useRef<ReturnType<typeof createCorrector> | undefined>(undefined);
  useStaying(isTyped(now));
  const begin = useCallback((of: Corrected) => {
    const started = fresh(of);
    const params = { message: of.message };
    // Another correction, or the same begun anew, is no longer this one's to change.
    const change = (part: Partial<Correcting>) => setNow((old) => (old?.of === of ? { ...old, ...part } : old));
    corrector.current = createCorrector({
      correct: (basedOn, draft) => api.correct({ params, body: { basedOn, draft } }),
      newest: () => api.correction({ params }),
      onChange: (sending) => {
        change({ sending });
        if (sending.state !== "sent") return;
        setNow((old) => (old?.of === of ? undefined : old));
        latest.current.sent(of.message);
      },
    });
    setNow(started);
    void api.correction({ params }).then((answer) => change(answer.ok ? { begun: answer.value, draft: answer.value.draft } : { trouble: answer.trouble }));
  }, []);
  return {
    now, begin,
    edit: useCallback((change) => setNow((old) => (old?.draft ? { ...old, draft: change(old.draft) } : old)), []),
    send: useCallback(() => {
      const { begun, draft } = latest.current.now ?? {};
      if (begun && draft) void corrector.current?.(begun.revision, forSending(begun.script, draft));
    }, []),
    leave: useCallback(() => setNow(undefined), []),
  };
}
