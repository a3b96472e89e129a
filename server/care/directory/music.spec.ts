import { afterAll, beforeAll, expect, test } from "vitest";
import type { AccountId } from "../../foundation/ids.ts";
import { promptSound } from "../../edge/media/prompts.ts";
import { directoryUnderTest, HARBOR, LAKESIDE, scopeOf, value, type DirectoryUnderTest } from "./directory-under-test.ts";

let d: DirectoryUnderTest;
beforeAll(async () => void (d = await directoryUnderTest()));
afterAll(() => d.base.drop());

/** Raw µ-law, told apart by its length. */
const file = (seconds: number, fileName = "Our music.ulaw") => ({ fileName, fileBase64: promptSound("hold").subarray(0, seconds * 8_000).toString("base64") });
const heardAt = (account: AccountId, client = LAKESIDE): Promise<number | undefined> =>
  d.base.db.transaction(scopeOf(client), async (tx) => {
    const id = await d.directory.music.chosen(tx, account);
    return id === undefined ? undefined : (await d.directory.music.sound(tx, id))?.length;
  });
const verdicts = async (action: string): Promise<string[]> =>
  (await d.base.asOwner<{ verdict: string }>("select convert_from(bytes, 'utf8')::json ->> 'verdict' as verdict from audit.entry where convert_from(bytes, 'utf8')::json ->> 'action' = $1 order by id", [action])).map(({ verdict }) => verdict);

test("[DR24] an account's own piece goes before the house's, the house's before ours, and each is in the audit log", async () => {
  const [own, plain, elsewhere] = [await d.opened(), await d.opened(), await d.opened(HARBOR)];
  expect(await heardAt(own)).toBeUndefined();
  value(await d.directory.music.save(d.manager, "house", file(6)));
  value(await d.directory.music.save(d.manager, own, file(7)));
  expect([await heardAt(own), await heardAt(plain), await heardAt(elsewhere, HARBOR)]).toEqual([56_000, 48_000, 48_000]);
  expect(value(await d.directory.music.read(d.manager, own))).toMatchObject({ own: { name: "Our music.ulaw", seconds: 7 }, house: { seconds: 6 } });
  expect(value(await d.directory.music.save(d.manager, own, file(8, "Another.ulaw")))).toMatchObject({ own: { name: "Another.ulaw", seconds: 8 } });
  expect(await heardAt(own)).toBe(64_000);
  expect(value(await d.directory.music.hear(d.manager, own)).seconds).toBe(8);
  expect(value(await d.directory.music.drop(d.manager, own))).toMatchObject({ own: null });
  expect(value(await d.directory.music.drop(d.manager, "house"))).toEqual({ own: null, house: null });
  expect(await heardAt(own)).toBeUndefined();
  expect(value(await d.directory.music.hear(d.manager, own)).seconds).toBe(64);
  expect([await verdicts("account.save-music"), await verdicts("account.drop-music"), await verdicts("house.save-music"), await verdicts("house.drop-music")]).toEqual([["yes", "yes"], ["yes"], ["yes"], ["yes"]]);
});

test("[DR24] a piece that is replaced while it is looked for is another id, so nobody plays the old one by the new one's name", async () => {
  const account = await d.opened();
  const idOf = () => d.base.db.transaction(scopeOf(LAKESIDE), (tx) => d.directory.music.chosen(tx, account));
  value(await d.directory.music.save(d.manager, account, file(6)));
  const before = await idOf();
  value(await d.directory.music.save(d.manager, account, file(6)));
  expect(await idOf()).not.toBe(before);
  expect(await d.base.db.transaction(scopeOf(LAKESIDE), (tx) => d.directory.music.sound(tx, before!))).toBeUndefined();
});

test("[DR23] what is no music is refused with the field named, is in the audit log, and leaves the piece that stood", async () => {
  const account = await d.opened();
  value(await d.directory.music.save(d.manager, account, file(6)));
  const wrong: readonly [ReturnType<typeof file>, string][] = [[file(4), "musicTooShort"], [file(6, "music.mp3"), "notMusic"], [{ ...file(6), fileBase64: Buffer.alloc(10 * 1024 * 1024 + 1).toString("base64") }, "musicTooLarge"], [{ ...file(6), fileBase64: Buffer.alloc(48_000, 0xff).toString("base64") }, "musicSilent"]];
  for (const [ask, code] of wrong) expect(await d.directory.music.save(d.manager, account, ask)).toMatchObject({ refusal: { code: `directory.${code}`, field: "fileBase64" } });
  expect(await heardAt(account)).toBe(48_000);
  expect((await verdicts("account.save-music")).slice(-4)).toEqual(wrong.map(([, code]) => `directory.${code}`));
});

test("[DR11] [DR24] another client's music can be neither heard nor changed, and a visitor changes nothing, the house's least of all", async () => {
  const account = await d.opened();
  value(await d.directory.music.save(d.manager, account, file(6)));
  for (const act of ["read", "drop", "hear"] as const) {
    expect(await d.directory.music[act](d.stranger, account)).toMatchObject({ refusal: { status: 404 } });
    for (const whose of [account, "house"] as const) expect(await d.directory.music[act](d.visitor, whose)).toMatchObject({ refusal: { status: 403 } });
  }
  expect(await d.directory.music.save(d.stranger, account, file(6))).toMatchObject({ refusal: { status: 404 } });
  for (const whose of [account, "house"] as const) expect(await d.directory.music.save(d.visitor, whose, file(7))).toMatchObject({ refusal: { status: 403 } });
  expect(await heardAt(account)).toBe(48_000);
  expect(await d.base.db.transaction(scopeOf(HARBOR), (tx) => d.directory.music.chosen(tx, account))).toBeUndefined();
});
