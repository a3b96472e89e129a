import { describe, expect, test } from "vitest";
import { readCaller } from "./caller.ts";

const caller = (fields: Readonly<Record<string, string>>) => readCaller((name) => (fields[name] === undefined ? [] : [fields[name]]));

describe("who calls", () => {
  test.each([
    ["From alone", { from: '"Pat Roe" <sip:+15550199@x>;tag=a' }, "+15550199", "Pat Roe"],
    ["what the trunk asserts, before From", { from: '"Someone" <sip:911@x>', "p-asserted-identity": '"Pat Roe" <sip:+15550199@x>' }, "+15550199", "Pat Roe"],
    ["the tel half of an asserted pair", { from: "<sip:a@x>", "p-asserted-identity": "<sip:pat@x>, <tel:+1-555-0199>" }, "+15550199", undefined],
    ["a user name is no number", { from: '"Pat" <sip:pat@x>' }, undefined, "Pat"],
    ["anonymous", { from: '"Anonymous" <sip:anonymous@anonymous.invalid>' }, undefined, undefined],
    ["privacy asked for, though the trunk knows", { from: '"Pat Roe" <sip:+15550199@x>', "p-asserted-identity": "<tel:+15550199>", privacy: "id;critical" }, undefined, undefined],
    ["privacy not wanted", { from: '"Pat Roe" <sip:+15550199@x>', privacy: "none" }, "+15550199", "Pat Roe"],
    ["nothing readable", { from: "<<<" }, undefined, undefined],
  ])("[S12] %s", (_what, fields, number, name) => {
    expect(caller(fields)).toMatchObject({ number, name });
  });

  test.each([
    ["asks for privacy", { from: '"Pat Roe" <sip:+15550199@x>', "p-asserted-identity": "<tel:+15550199>", privacy: "id" }],
    ["comes as anonymous", { from: '"Anonymous" <sip:anonymous@anonymous.invalid>' }],
    ["comes as anonymous, and the trunk says who it is and nothing of privacy", { from: '"Anonymous" <sip:anonymous@anonymous.invalid>', "p-asserted-identity": "<tel:+15550199>" }],
  ])("[S12] [S123] whoever %s is shown to nobody", (_what, fields) => {
    expect(caller(fields)).toEqual({ number: undefined, proof: undefined, name: undefined, withheld: true });
  });

  const pat = "<sip:+15550199@x>";
  const passed = "<sip:+15550199;verstat=TN-Validation-Passed@x;user=phone>";
  const failed = "<tel:+15550199;verstat=TN-Validation-Failed>";
  test.each([
    ["From alone has nobody who stands for it", { from: pat }, undefined, undefined],
    ["a signature that the caller wrote into From counts for nothing", { from: passed }, undefined, undefined],
    ["it counts where the trunk writes it", { from: passed }, "verstat", "verified"],
    ["From without it counts for nothing there", { from: pat }, "verstat", undefined],
    ["From counts where the trunk writes the number", { from: pat }, "number", "asserted"],
    ["the trunk asserts it", { from: "<sip:911@x>", "p-asserted-identity": pat }, undefined, "asserted"],
    ["the trunk asserts it and verified its signature", { from: pat, "p-asserted-identity": passed }, undefined, "verified"],
    ["the trunk asserts it, and its signature failed", { from: pat, "p-asserted-identity": failed }, undefined, undefined],
    ["the trunk asserts it, and says in From that the signature failed", { from: failed, "p-asserted-identity": pat }, "number", undefined],
    ["the trunk asserts a name alone, and the number is the caller's word", { from: pat, "p-asserted-identity": "<sip:pat@x>" }, undefined, undefined],
    ["withheld", { from: pat, "p-asserted-identity": pat, privacy: "id" }, undefined, undefined],
  ] as const)("[S12] who stands for a number: %s", (_what, fields, trustsFrom, proof) => {
    const values: Readonly<Record<string, string>> = fields;
    expect(readCaller((name) => (values[name] === undefined ? [] : [values[name]]), { trustsFrom }).proof).toBe(proof);
  });
});
