import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { system, type Actor } from "../../foundation/actor.ts";
import type { PersonId } from "../../foundation/ids.ts";
import { fromIso } from "../../foundation/time.ts";
import { fakeWorld } from "../../testing/world.ts";
import { canonicalJson, entryBytes, type Act, type Details } from "./entry.ts";

const world = fakeWorld();
const AT = fromIso("2027-01-14T07:14:00Z");
const [ROW, CLIENT, PERSON, SESSION] = [world.id(), world.id(), world.id(), world.id()];
const SUBJECT = { type: "message", id: ROW, client: CLIENT };
const NURSE = { kind: "person", person: PERSON as PersonId, session: SESSION, scope: { role: "app", clients: [] } } satisfies Actor;
const bytesOf = (act: Act, as: Actor = NURSE): string => entryBytes(as, AT, act).toString("utf8");
const withDetails = (details: Details): string => bytesOf(["message.open", SUBJECT, "yes", details]);

describe("an audit entry", () => {
  test("[A1] says who, what, when, to what and with which verdict, always in the same bytes", () => {
    expect(bytesOf(["message.acknowledge", SUBJECT, "no", { revision: 2, because: "dispatch.notOnDuty" }])).toBe(
      `{"action":"message.acknowledge","actor":{"kind":"person","person":"${PERSON}","session":"${SESSION}"},"at":"2027-01-14T07:14:00.000Z",` +
        `"details":{"because":"dispatch.notOnDuty","revision":2},"subject":{"client":"${CLIENT}","id":"${ROW}","type":"message"},"v":1,"verdict":"no"}`,
    );
    expect(bytesOf(["retention.purge", SUBJECT], system("retention"))).toContain('"actor":{"kind":"system","name":"retention"}');
  });

  test("[A1] has the same bytes whatever order its details were given in", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/), { maxLength: 8 }), (names) => {
        const details = (list: string[]): Details => Object.fromEntries(list.map((name) => [name, name.length]));
        expect(withDetails(details(names))).toBe(withDetails(details(names.toReversed())));
      }),
    );
  });

  test("[A1] is written as RFC 8785 says", () => {
    expect(canonicalJson({ "\u20ac": "Euro", "\r": "CR", "1": [1, true, { b: 2, a: undefined }], a: "\u000f\n\"\\" })).toBe(
      '{"\\r":"CR","1":[1,true,{"b":2}],"a":"\\u000f\\n\\"\\\\","€":"Euro"}',
    );
  });

  test.each(["Jane Roe", "617-555-0123", "+16175550123", "16175550123", "x16175550123", "chest pain", "1970-01-31", "Zoë", "jane@example.com", "", "a".repeat(65)])(
    "[A2] does not take %j as a detail, a verdict or a subject",
    (words) => {
      expect(() => withDetails({ note: words })).toThrow("ids and codes only");
      expect(() => withDetails({ notes: [ROW, words] })).toThrow("ids and codes only");
      expect(() => bytesOf(["message.open", SUBJECT, words])).toThrow("ids and codes only");
      expect(() => bytesOf(["message.open", { ...SUBJECT, id: words }])).toThrow("ids and codes only");
    },
  );

  test("[A2] takes ids, hashes, codes, counts, yes and no", () => {
    const hash = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
    expect(() => withDetails({ ids: [ROW, CLIENT], hash, code: "dispatch.notOnDuty", channel: "web-push", count: 3, break: true })).not.toThrow();
    expect(() => withDetails({ share: 0.5 })).toThrow("whole numbers");
    expect(() => withDetails({ "a b": 1 })).toThrow("one word");
    expect(() => withDetails({ ids: Array.from({ length: 501 }, () => ROW) })).toThrow(RangeError);
    expect(() => bytesOf(["open message", SUBJECT])).toThrow("slice.verb");
  });

  test("[A2] never holds a session that is not a plain id, because it could be the secret itself", () => {
    expect(bytesOf(["message.open", SUBJECT], { ...NURSE, session: "s3cret-token" })).not.toContain("s3cret");
  });
});
