import type { Draft } from "../../contract/index.ts";
import type { Answer, Trouble } from "../api/index.ts";

export interface Theirs { readonly version: number; readonly draft: Draft }
/** What the indicator says, and it is true: `saved` means that the server has every letter. */
export interface Kept {
  readonly draft: Draft;
  readonly savedAt: string | null;
  readonly state: "saved" | "typing" | "not-saved";
  readonly trouble: Trouble | null;
  /** Another window saved other words: a person chooses, nothing is overwritten unseen. */
  readonly theirs: Theirs | null;
}
interface Saved { readonly version: number; readonly savedAt: string }
export interface KeeperWants {
  readonly save: (version: number, draft: Draft) => Promise<Answer<Saved>>;
  /** What the server holds, asked when it says that the draft moved. */
  readonly theirs: () => Promise<Theirs | null>;
  readonly onChange: (kept: Kept) => void;
  readonly wait: (act: () => void, ms: number) => () => void;
  /** Closed, and nothing is left to save. */
  readonly onLetGo: () => void;
}

const PAUSE_MS = 400;
const RETRIES_MS = [500, 1000, 2000, 4000, 5000] as const;
/** Saves whose answer was lost and may have arrived; older ones are forgotten. */
const IN_DOUBT_MAX = 20;
const MOVED = 409;

export interface DraftKeeper {
  edit(draft: Draft): void;
  /** Save now: a field was left, or the line is back. */
  flush(): void;
  /** After another window saved: what is here goes on top, or what is there is taken. */
  choose(whose: "mine" | "theirs"): void;
  /** The message is out: the draft has become it, and nothing is saved any more. */
  sent(at: string): void;
  kept(): Kept;
  /** Nobody looks any more. What is not saved yet is saved all the same, again until the server has it or says that it is not for this person. */
  close(): void;
  /** Somebody looks again. */
  open(onChange: (kept: Kept) => void): void;
}

const ordered = (value: unknown): unknown => (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, ordered(part)])) : value);
export const sameDraft = (one: Draft, other: Draft): boolean => JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));

/** One draft being kept. */
interface Keeping {
  readonly wants: KeeperWants;
  onChange: (kept: Kept) => void;
  kept: Kept;
  version: number;
  inDoubt: readonly Draft[];
  flying: boolean;
  closed: boolean;
  sent: boolean;
  failures: number;
  cancel: () => void;
}

const isUnsaved = ({ kept, sent }: Keeping): boolean => !sent && kept.state !== "saved";

function tell(it: Keeping, change: Partial<Kept>): void {
  it.kept = { ...it.kept, ...change };
  if (!it.closed) it.onChange(it.kept);
  else if (!isUnsaved(it)) it.wants.onLetGo();
}
function later(it: Keeping, ms: number): void {
  it.cancel();
  it.cancel = it.sent ? () => undefined : it.wants.wait(() => save(it), ms);
}
function save(it: Keeping): void {
  it.cancel();
  if (it.sent || it.flying || it.kept.state === "saved" || it.kept.theirs) return;
  it.flying = true;
  void send(it);
}

async function send(it: Keeping): Promise<void> {
  const sent = it.kept.draft;
  const answer = await it.wants.save(it.version, sent);
  it.flying = false;
  // A save that crossed the sending of the message has nothing left to say.
  if (it.sent) return;
  if (answer.ok) return tookIt(it, sent, answer.value);
  if (answer.trouble.kind === "unreachable") it.inDoubt = [...it.inDoubt, sent].slice(-IN_DOUBT_MAX);
  if (answer.trouble.status === MOVED) await moved(it, answer.trouble);
  else failed(it, answer.trouble);
}

function tookIt(it: Keeping, sent: Draft, saved: Saved): void {
  it.version = saved.version;
  it.failures = 0;
  it.inDoubt = [];
  const clean = sent === it.kept.draft;
  tell(it, { savedAt: saved.savedAt, trouble: null, state: clean ? "saved" : "typing" });
  if (!clean) later(it, 0);
}
/** The call is another's by now, or gone: nobody is there to choose, so trying again would change nothing. */
const isForNobody = (it: Keeping, { kind, status }: Trouble): boolean => it.closed && kind === "refused" && status !== MOVED;
function failed(it: Keeping, trouble: Trouble): void {
  if (isForNobody(it, trouble)) return it.wants.onLetGo();
  tell(it, { state: "not-saved", trouble });
  later(it, RETRIES_MS[Math.min(it.failures, RETRIES_MS.length - 1)] ?? 5000);
  it.failures += 1;
}
/** The server knows a newer version: ours, whose answer was lost, or another window's. */
async function moved(it: Keeping, trouble: Trouble): Promise<void> {
  const theirs = await it.wants.theirs();
  if (!theirs || theirs.version === it.version) return failed(it, trouble);
  const ours = [...it.inDoubt, it.kept.draft].some((draft) => sameDraft(draft, theirs.draft));
  if (!ours) return tell(it, { state: "not-saved", trouble, theirs });
  it.version = theirs.version;
  it.inDoubt = [];
  later(it, 0);
}
function choose(it: Keeping, whose: "mine" | "theirs"): void {
  const { theirs } = it.kept;
  if (!theirs) return;
  it.version = theirs.version;
  tell(it, whose === "theirs" ? { draft: theirs.draft, state: "saved", trouble: null, theirs: null } : { theirs: null });
  save(it);
}

/** Keeps one draft in this window's memory and on the server: one save at a time, the newest text last, again until it is kept. */
export function createDraftKeeper(first: Theirs, wants: KeeperWants): DraftKeeper {
  const it: Keeping = { wants, onChange: wants.onChange, kept: { draft: first.draft, savedAt: null, state: "saved", trouble: null, theirs: null }, version: first.version, inDoubt: [], flying: false, closed: false, sent: false, failures: 0, cancel: () => undefined };
  return {
    edit(draft) {
      tell(it, { draft, state: it.kept.state === "not-saved" ? "not-saved" : "typing" });
      if (!it.flying && it.failures === 0) later(it, PAUSE_MS);
    },
    flush: () => save(it),
    choose: (whose) => choose(it, whose),
    sent(at) { it.sent = true; it.cancel(); tell(it, { savedAt: at, state: "saved", trouble: null, theirs: null }); },
    kept: () => it.kept,
    close() {
      it.closed = true;
      if (!isUnsaved(it)) wants.onLetGo();
      else save(it);
    },
    open(onChange) {
      it.closed = false;
      it.onChange = onChange;
      onChange(it.kept);
    },
  };
}
