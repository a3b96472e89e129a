import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNameAddr, splitAddresses, userOf } from "./name-addr.ts";

describe("addresses as trunks write them", () => {
  test.each([
    ['"Pat \\"P\\" Roe" <sip:+15550199@x;user=phone>;tag=a1', { display: 'Pat "P" Roe', uri: "sip:+15550199@x;user=phone", tag: "a1" }],
    ["Zoë Müller<tel:+1-555-0199>;tag=b", { display: "Zoë Müller", uri: "tel:+1-555-0199", tag: "b" }],
    ["sip:5550100@x;tag=c", { display: undefined, uri: "sip:5550100@x", tag: "c" }],
    ['"a;tag=no" <sip:b@x> ; x=1 ; tag = yes', { display: "a;tag=no", uri: "sip:b@x", tag: "yes" }],
    ["<sip:b@x;tag=inside>", { display: undefined, uri: "sip:b@x;tag=inside", tag: undefined }],
    ["<sip:b@x", undefined],
    ['"only a name"', undefined],
    ["", undefined],
  ])("[S12] %s is read", (value, read) => {
    expect(readNameAddr(value)).toEqual(read);
  });

  test.each([
    ["sip:+15550100@x", "+15550100"],
    ["sip:555;phone-context=+1@x", "555"],
    ["sip:555%30100:secret@x", "5550100"],
    ["tel:+1-555-0100;ext=5", "+1-555-0100"],
    ["sips:a%b@x", "a%b"],
    ["sip:555;a:b;c:d@x", "555"],
    ["sip:555:a?b;c@x", "555"],
    ["sip:example.org", undefined],
    ["sip:example.org?subject=a@b", undefined],
    ["sip:;a=b@x", undefined],
    ["sip:@x", undefined],
    ["mailto:a@x", undefined],
  ])("[S11] the user of %s is found", (uri, user) => {
    expect(userOf(uri)).toBe(user);
  });

  test("[S12] a list is split at its own commas alone", () => {
    expect(splitAddresses('"Roe, Pat" <sip:a,b@x>, <tel:+1555>')).toEqual(['"Roe, Pat" <sip:a,b@x>', "<tel:+1555>"]);
    expect(splitAddresses('<tel:+1>, "Roe, <sip:a@x>')).toEqual(["<tel:+1>", '"Roe, <sip:a@x>']);
    expect(splitAddresses("<tel:+1>, <tel:+2, <tel:+3")).toEqual(["<tel:+1>", "<tel:+2, <tel:+3"]);
  });

  test("[S50] no text makes the reading throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        readNameAddr(text);
        userOf(text);
        splitAddresses(text);
      }),
    );
  });
});
