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
    expect(caller(fields)).toEqual({ number, name });
  });
});
