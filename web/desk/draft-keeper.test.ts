import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyDraft, type Draft } from "../../contract/index.ts";
import type { Answer, Trouble } from "../api/index.ts";
import { createDraftKeeper, type Kept, type Theirs } from "./draft-keeper.ts";

const words = (text: string): Draft => ({ ...emptyDraft("patient"), answers: { reason: { value: text } } });
const away: Trouble = { kind: "unreachable", status: 0, code: "unreachable", say: "No connection to the server." };
const movedOn: Trouble = { kind: "refused", status: 409, code: "draft-moved", say: "This draft was saved from another window since." };
type Fate = "kept" | "lost-before" | "lost-after";

/** A server that keeps drafts, and a line whose fate the test decides. Timers run when the test says so. */
function bench() {
  const server = { version: 0, draft: words(""), flights: 0, flightsMost: 0 };
  const fates: Fate[] = [];
  const waiting: { act: () => void; ms: number }[] = [];
  const told: Kept[] = [];
  const save = async (version: number, draft: Draft): Promise<Answer<{ version: number; savedAt: string }>> => {
    server.flights += 1;
    server.flightsMost = Math.max(server.flightsMost, server.flights);
    const fate = fates.shift() ?? "kept";
    await Promise.resolve();
    server.flights -= 1;
    if (fate === "lost-before") return { ok: false, trouble: away };
    if (version !== server.version) return { ok: false, trouble: movedOn };
    server.version += 1;
    server.draft = structuredClone(draft);
    return fate === "lost-after" ? { ok: false, trouble: away } : { ok: true, value: { version: server.version, savedAt: `2027-01-14T07:14:${String(server.version).padStart(2, "0")}.000Z` } };
  };
  const theirs = async (): Promise<Theirs> => ({ version: server.version, draft: server.draft });
  const wait = (act: () => void, ms: number) => {
    const entry = { act, ms };
    waiting.push(entry);
    return () => { const at = waiting.indexOf(entry); if (at >= 0) waiting.splice(at, 1); };
  };
  let letGo = false;
  const keeper = createDraftKeeper({ draft: words(""), version: 0 }, { save, theirs, wait, onLetGo: () => { letGo = true; }, onChange: (kept) => { told.push(kept); if (kept.state === "saved" && !kept.savedAt?.endsWith("31.000Z")) expect(kept.draft).toEqual(server.draft); } });
  const settle = async () => { for (let turn = 0; turn < 12; turn += 1) await Promise.resolve(); };
  const run = async () => { for (let turn = 0; turn < 40; turn += 1) { await settle(); waiting.shift()?.act(); } await settle(); };
  return { server, fates, keeper, told, run, settle, waiting, letGo: () => letGo };
}

describe("keeping a draft", () => {
  it("[W39] a form that is gone while the line is away: what was typed is saved all the same, and only then let go", async () => {
    const { keeper, server, run, settle, fates, letGo } = bench();
    keeper.edit(words("not breathing"));
    fates.push("lost-before", "lost-before");
    keeper.close();
    await settle();
    expect(letGo()).toBe(false);
    await run();
    expect(server.draft).toEqual(words("not breathing"));
    expect(letGo()).toBe(true);
  });

  it("[W39] letters typed while a save was under way are saved too when the form is closed", async () => {
    const { keeper, server, run } = bench();
    keeper.edit(words("not"));
    keeper.flush();
    keeper.edit(words("not breathing"));
    keeper.close();
    await run();
    expect(server.draft).toEqual(words("not breathing"));
  });

  it("[W39] the form that comes back shows what was typed and not saved, and goes on from there", async () => {
    const { keeper, server, run, settle, fates } = bench();
    keeper.edit(words("not breathing"));
    fates.push("lost-before");
    keeper.close();
    await settle();
    let shown: Kept | undefined;
    keeper.open((kept) => { shown = kept; });
    expect(shown?.draft).toEqual(words("not breathing"));
    keeper.edit(words("not breathing well"));
    await run();
    expect(server.draft).toEqual(words("not breathing well"));
  });

  it("[W4] a pause in typing saves once, after 400 milliseconds, the newest words", async () => {
    const { keeper, server, run, waiting } = bench();
    keeper.edit(words("co"));
    keeper.edit(words("cough"));
    expect(waiting.map(({ ms }) => ms)).toEqual([400]);
    await run();
    expect(server).toMatchObject({ version: 1, draft: words("cough") });
    expect(keeper.kept()).toMatchObject({ state: "saved", savedAt: "2027-01-14T07:14:01.000Z" });
  });

  it("[W3] while the line is away the screen says not saved, and the words arrive when it is back", async () => {
    const { keeper, server, fates, run, told } = bench();
    fates.push("lost-before", "lost-before", "lost-before");
    keeper.edit(words("since two"));
    await run();
    expect(told.some(({ state }) => state === "not-saved")).toBe(true);
    expect(server.draft).toEqual(words("since two"));
    expect(keeper.kept().state).toBe("saved");
  });

  it("[W4] a save that arrived and whose answer was lost does not stop the next one", async () => {
    const { keeper, server, fates, run } = bench();
    fates.push("lost-after");
    keeper.edit(words("first"));
    keeper.flush();
    keeper.edit(words("second"));
    await run();
    expect(server.draft).toEqual(words("second"));
    expect(keeper.kept()).toMatchObject({ state: "saved", theirs: null });
  });

  it("[W4] words of another window are shown as such and neither side is overwritten until a person chooses", async () => {
    const { keeper, server, run } = bench();
    server.version = 5;
    server.draft = words("theirs");
    keeper.edit(words("mine"));
    await run();
    expect(server.draft).toEqual(words("theirs"));
    expect(keeper.kept()).toMatchObject({ draft: words("mine"), state: "not-saved", theirs: { version: 5 } });
    keeper.choose("mine");
    await run();
    expect(server.draft).toEqual(words("mine"));
  });

  it("[W4] taking the other window's words leaves nothing to save", async () => {
    const { keeper, server, run } = bench();
    server.version = 5;
    server.draft = words("theirs");
    keeper.edit(words("mine"));
    await run();
    keeper.choose("theirs");
    await run();
    expect(keeper.kept()).toMatchObject({ draft: words("theirs"), state: "saved" });
    expect(server.version).toBe(5);
  });

  it("[W4] once the message is out nothing is saved any more, and a save that crossed it changes nothing", async () => {
    const { keeper, server, fates, run } = bench();
    fates.push("lost-before");
    keeper.edit(words("cough"));
    keeper.flush();
    keeper.sent("2027-01-14T07:14:31.000Z");
    await run();
    expect(keeper.kept()).toMatchObject({ state: "saved", savedAt: "2027-01-14T07:14:31.000Z", trouble: null });
    expect(server.version).toBe(0);
  });

  it("[W4] whatever the line does, one save is under way at a time, 'saved' is never said of words the server lacks, and the newest words arrive", async () => {
    const step = fc.oneof(fc.record({ edit: fc.string({ maxLength: 8 }) }), fc.constant("flush" as const), fc.constant("wait" as const));
    const fate = fc.constantFrom<Fate>("kept", "lost-before", "lost-after");
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.array(fate, { maxLength: 15 }), async (steps, fates) => {
      const it = bench();
      it.fates.push(...fates);
      for (const at of steps) {
        if (at === "flush") it.keeper.flush();
        else if (at === "wait") { await it.settle(); it.waiting.shift()?.act(); }
        else it.keeper.edit(words(at.edit));
      }
      await it.run();
      expect(it.server.flightsMost).toBeLessThanOrEqual(1);
      expect(it.server.draft).toEqual(it.keeper.kept().draft);
      expect(it.keeper.kept().state).toBe("saved");
    }), { numRuns: 200 });
  });
});
