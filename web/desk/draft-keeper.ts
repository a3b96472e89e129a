import type { Draft } from "../../contract/index.ts";
import type { Answer, Trouble } from "../api/index.ts";

/** What the indicator says, and it is true: `saved` means that the server has every letter. */
export interface Kept {
  readonly draft: Draft;
  readonly savedAt: string | null;
  readonly state: "saved" | "typing" | "not-saved";
  readonly trouble: Trouble | null;
}
interface Saved { readonly version: number; readonly savedAt: string }
export interface KeeperWants {
  readonly save: (version: number, draft: Draft) => Promise<Answer<Saved>>;
  /** The server's version, asked after someone else saved this draft. */
  readonly versionNow: () => Promise<number | null>;
  readonly onChange: (kept: Kept) => void;
  readonly wait: (act: () => void, ms: number) => () => void;
}

const PAUSE_MS = 400;
const RETRIES_MS = [500, 1000, 2000, 4000, 5000] as const;

export interface DraftKeeper {
  edit(draft: Draft): void;
  /** Save now: a field was left, or the line is back. */
  flush(): void;
  kept(): Kept;
  close(): void;
}

/** Keeps one draft in this window's memory and on the server: one save at a time, the newest text last, again until it is kept. */
export function createDraftKeeper(first: { readonly draft: Draft; readonly version: number }, wants: KeeperWants): DraftKeeper {
  let kept: Kept = { draft: first.draft, savedAt: null, state: "saved", trouble: null };
  let version = first.version;
  let flying = false;
  let closed = false;
  let failures = 0;
  let cancel: () => void = () => undefined;

  const tell = (change: Partial<Kept>) => {
    kept = { ...kept, ...change };
    if (!closed) wants.onChange(kept);
  };
  const later = (ms: number) => {
    cancel();
    cancel = closed ? () => undefined : wants.wait(save, ms);
  };
  const tookIt = (sent: Draft, saved: Saved) => {
    version = saved.version;
    failures = 0;
    const clean = sent === kept.draft;
    tell({ savedAt: saved.savedAt, trouble: null, state: clean ? "saved" : "typing" });
    if (!clean) later(0);
  };
  const refused = async (trouble: Trouble) => {
    const theirs = trouble.status === 409 ? await wants.versionNow() : null;
    if (theirs !== null) version = theirs;
    const wait = RETRIES_MS[Math.min(failures, RETRIES_MS.length - 1)] ?? 5000;
    failures += 1;
    if (trouble.status !== 409 || failures > 2) tell({ state: "not-saved", trouble });
    later(theirs === null || failures > 2 ? wait : 0);
  };
  async function send(): Promise<void> {
    const sent = kept.draft;
    const answer = await wants.save(version, sent);
    flying = false;
    if (answer.ok) tookIt(sent, answer.value);
    else await refused(answer.trouble);
  }
  function save(): void {
    cancel();
    if (flying || kept.state === "saved") return;
    flying = true;
    void send();
  }
  return {
    edit(draft) {
      tell({ draft, state: kept.state === "not-saved" ? "not-saved" : "typing" });
      if (!flying && failures === 0) later(PAUSE_MS);
    },
    flush: save,
    kept: () => kept,
    close() { closed = true; save(); cancel(); },
  };
}
