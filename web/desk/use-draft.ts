import { useEffect, useRef, useState } from "react";
import type { CallCard, Draft, Script } from "../../contract/index.ts";
import { api } from "../api/index.ts";
import { createDraftKeeper, type DraftKeeper, type Kept } from "./draft-keeper.ts";
import { forSending } from "./left-to-do.ts";
import { createSender, type Sending } from "./sending.ts";

export interface Drafting {
  readonly kept: Kept;
  readonly sending: Sending;
  readonly edit: (change: (draft: Draft) => Draft) => void;
  readonly flush: () => void;
  readonly choose: (whose: "mine" | "theirs") => void;
  readonly send: (script: Script) => void;
}

const wait = (act: () => void, ms: number) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** By call: what was typed in this window and is not saved yet outlives its form, as when the line was lost and the caller waits again. */
const keepers = new Map<string, DraftKeeper>();

function keeperOf(card: CallCard, onChange: (kept: Kept) => void): DraftKeeper {
  const left = keepers.get(card.id);
  if (left) {
    left.open(onChange);
    return left;
  }
  const params = { call: card.id };
  const made = createDraftKeeper({ draft: card.draft, version: card.draftVersion }, {
    onChange, wait,
    onLetGo: () => keepers.delete(card.id),
    save: (version, draft) => api.saveDraft({ params, body: { version, draft } }),
    theirs: () => api.card({ params }).then((answer) => (answer.ok ? { version: answer.value.draftVersion, draft: answer.value.draft } : null)),
  });
  keepers.set(card.id, made);
  return made;
}

/** What is typed on one call, from the moment its card is here. The first card of a call is the one that counts: later ones never overwrite typing. */
export function useDraft(card: CallCard): Drafting {
  const first = useRef(card);
  const keeper = useRef<DraftKeeper | undefined>(undefined);
  const sender = useRef<((draft: Draft) => Promise<void>) | undefined>(undefined);
  const [kept, setKept] = useState<Kept>(() => ({ draft: card.draft, savedAt: null, state: "saved", trouble: null, theirs: null }));
  const [sending, setSending] = useState<Sending>({ state: "open" });

  useEffect(() => {
    const made = keeperOf(first.current, setKept);
    keeper.current = made;
    const params = { call: first.current.id };
    sender.current = createSender({ newKey: () => crypto.randomUUID(), onChange: (state) => { if (state.state === "sent") made.sent(state.sent.sentAt); setSending(state); }, send: (key, draft) => api.send({ params, body: { key, draft } }) });
    const flush = () => made.flush();
    addEventListener("pagehide", flush);
    addEventListener("online", flush);
    return () => { removeEventListener("pagehide", flush); removeEventListener("online", flush); made.close(); };
  }, []);

  return {
    kept, sending,
    edit: (change) => keeper.current?.edit(change(keeper.current.kept().draft)),
    flush: () => keeper.current?.flush(),
    choose: (whose) => keeper.current?.choose(whose),
    send: (script) => { const now = keeper.current?.kept().draft; if (now) void sender.current?.(forSending(script, now)); },
  };
}
