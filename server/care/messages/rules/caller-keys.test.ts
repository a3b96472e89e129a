import { expect, test } from "vitest";
import { callerKeys, numberKey, personKey } from "./caller-keys.ts";
import { voicemailContent } from "./content.ts";

test("[N14] one name is one person however it was typed, and another name or another birth date is another", () => {
  const ana = personKey("Ana García", "1961-09-03");
  expect([personKey("garcia, ana", "1961-09-03"), personKey("  ANA   GARCIA ", "1961-09-03")]).toEqual([ana, ana]);
  expect(personKey("Ana Garcia", "1961-03-09")).not.toBe(ana);
  expect(personKey("Ana Gracia", "1961-09-03")).not.toBe(ana);
});

test("[N14] a name without a date, a date without a name, and a date that is none are nobody", () => {
  expect([personKey("Ana", ""), personKey("", "1961-09-03"), personKey("Ana", "September 3rd"), personKey("--", "1961-09-03")]).toEqual([null, null, null, null]);
});

test("[N14] a voicemail is known again by its number alone", () => {
  expect(callerKeys(voicemailContent("+12125550142"), null, null)).toEqual({ number: "+12125550142", people: [] });
  expect(callerKeys(voicemailContent(null), null, null)).toEqual({ number: null, people: [] });
  expect(numberKey("(212) 555-0142")).toBe("+12125550142");
});
