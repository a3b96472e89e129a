import { afterAll, beforeAll, expect, test } from "vitest";
import type { Language } from "../../../contract/reception.ts";
import type { AccountId } from "../../foundation/ids.ts";
import { promptSound } from "../../edge/media/prompts.ts";
import { directoryUnderTest, LAKESIDE, scopeOf, value, type DirectoryUnderTest } from "./directory-under-test.ts";

let d: DirectoryUnderTest;
beforeAll(async () => void (d = await directoryUnderTest()));
afterAll(() => d.base.drop());

const voice = promptSound("ring-caller");
/** Somebody speaks for so long. */
const file = (seconds: number, fileName = "Greeting.ulaw") => ({ fileName, fileBase64: Buffer.concat(Array.from({ length: 8 }, () => voice)).subarray(0, seconds * 8_000).toString("base64") });
const en = (account: AccountId, language: Language = "en") => ({ account, language });
const sounds = (account: AccountId) => d.base.db.transaction(scopeOf(LAKESIDE), (tx) => d.directory.greetings.sounds(tx, account));
const verdicts = async (action: string): Promise<string[]> =>
  (await d.base.asOwner<{ verdict: string }>("select convert_from(bytes, 'utf8')::json ->> 'verdict' as verdict from audit.entry where convert_from(bytes, 'utf8')::json ->> 'action' = $1 order by id", [action])).map(({ verdict }) => verdict);

test("[DR26] a greeting is saved in each language, sealed, replaced, taken out, and each is in the audit log", async () => {
  const account = await d.opened();
  expect(value(await d.directory.greetings.save(d.manager, en(account), file(6)))).toMatchObject({ en: { seconds: 6 }, es: null });
  value(await d.directory.greetings.save(d.manager, en(account, "es"), file(4)));
  expect(value(await d.directory.greetings.save(d.manager, en(account), file(5)))).toMatchObject({ en: { seconds: 5 }, es: { seconds: 4 } });
  const { sounds: heard, unreadable } = await sounds(account);
  expect([heard.en?.length, heard.es?.length, unreadable]).toEqual([40_000, 32_000, []]);
  const kept = await d.base.asOwner<{ sound: Buffer }>("select sound from directory.account_greeting where account_id = $1", [account]);
  expect(kept).toHaveLength(2);
  for (const { sound } of kept) expect(sound.includes(heard.es!.subarray(8_000, 8_400))).toBe(false);
  expect(value(await d.directory.greetings.drop(d.manager, en(account)))).toMatchObject({ en: null, es: { seconds: 4 } });
  expect(await d.directory.greetings.drop(d.manager, en(account))).toMatchObject({ refusal: { code: "directory.noGreeting" } });
  expect(Object.keys((await sounds(account)).sounds)).toEqual(["es"]);
  expect([await verdicts("account.save-greeting"), await verdicts("account.drop-greeting")]).toEqual([["yes", "yes", "yes"], ["yes", "directory.noGreeting"]]);
});

test("[DR27] it is heard before it is saved, after the emergency sentence and before what comes next, and nothing of it is kept", async () => {
  const account = await d.opened();
  const tried = value(await d.directory.greetings.try(d.manager, en(account), file(6)));
  const whole = Buffer.from(tried.pcmuBase64, "base64");
  expect(tried.seconds).toBe(6);
  expect(whole.indexOf(promptSound("emergency"))).toBe(0);
  expect(whole.subarray(promptSound("emergency").length + 48_000).equals(promptSound("connecting"))).toBe(true);
  expect(value(await d.directory.greetings.read(d.manager, account))).toEqual({ en: null, es: null });
  value(await d.directory.greetings.save(d.manager, en(account), file(6)));
  expect(value(await d.directory.greetings.hear(d.manager, en(account)))).toEqual(tried);
  expect(Buffer.from(value(await d.directory.greetings.try(d.manager, en(account, "es"), file(3))).pcmuBase64, "base64").indexOf(promptSound("emergency.es"))).toBe(0);
});

test("[DR27] what is no greeting is refused with the field named, and the one that stood stands", async () => {
  const account = await d.opened();
  value(await d.directory.greetings.save(d.manager, en(account), file(6)));
  const wrong: readonly [ReturnType<typeof file>, string][] = [
    [file(1), "greetingTooShort"], [file(31), "greetingTooLong"], [file(6, "hello.mp3"), "notMusic"],
    [{ ...file(6), fileBase64: Buffer.alloc(6 * 1024 * 1024 + 1).toString("base64") }, "greetingTooLarge"], [{ ...file(6), fileBase64: Buffer.alloc(48_000, 0xff).toString("base64") }, "greetingSilent"],
  ];
  for (const [ask, code] of wrong) {
    expect(await d.directory.greetings.try(d.manager, en(account), ask)).toMatchObject({ refusal: { code: `directory.${code}`, field: "fileBase64" } });
    expect(await d.directory.greetings.save(d.manager, en(account), ask)).toMatchObject({ refusal: { code: `directory.${code}` } });
  }
  expect((await sounds(account)).sounds.en).toHaveLength(48_000);
});

test("[DR26] one whose key is gone is as if there were none, and says so to whoever wants to hear it", async () => {
  const account = await d.opened();
  value(await d.directory.greetings.save(d.manager, en(account), file(6)));
  await d.base.asOwner("update directory.account_greeting set sound = set_byte(sound, length(sound) - 1, get_byte(sound, length(sound) - 1) # 1) where account_id = $1", [account]);
  expect(await sounds(account)).toEqual({ sounds: {}, unreadable: ["en"] });
  expect(await d.directory.greetings.hear(d.manager, en(account))).toMatchObject({ refusal: { code: "directory.greetingUnreadable" } });
});

test("[DR11] [DR26] another client's greeting can be neither heard nor changed, and a visitor changes nothing", async () => {
  const account = await d.opened();
  value(await d.directory.greetings.save(d.manager, en(account), file(6)));
  for (const act of ["drop", "hear"] as const) {
    expect(await d.directory.greetings[act](d.stranger, en(account))).toMatchObject({ refusal: { status: 404 } });
    expect(await d.directory.greetings[act](d.visitor, en(account))).toMatchObject({ refusal: { status: 403 } });
  }
  for (const act of ["save", "try"] as const) {
    expect(await d.directory.greetings[act](d.stranger, en(account), file(6))).toMatchObject({ refusal: { status: 404 } });
    expect(await d.directory.greetings[act](d.visitor, en(account), file(6))).toMatchObject({ refusal: { status: 403 } });
  }
  expect((await sounds(account)).sounds.en).toHaveLength(48_000);
});
