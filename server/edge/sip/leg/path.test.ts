import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOPS_MAX, readPath } from "./path.ts";

const path = (fields: Readonly<Record<string, string | readonly string[]>>) => readPath((name) => [fields[name] ?? []].flat());

describe("where a call has been", () => {
  test.each([
    ["nothing is said of it", {}, []],
    ["one number sent it on", { diversion: "<sip:+12125550100@x;user=phone>;reason=unconditional;counter=1" }, ["+12125550100"]],
    ["two did, in one field or in two", { diversion: ['"Office, front" <tel:+1-212-555-0177>;reason=no-answer, <sip:+12125550100@x>', "<sip:12125550188@x>"] }, ["+12125550177", "+12125550100", "12125550188"]],
    ["the last of a history is whom the call is for now", { "history-info": ["<sip:+12125550100@x>;index=1", "<sip:+12125550177@x?Reason=SIP%3Bcause%3D302>;index=1.1, <sip:+12125550100@x;cause=408>;index=1.1.1"] }, ["+12125550100", "+12125550177"]],
    ["a carrier that moves a number between its machines sends it on to nobody", { "history-info": "<sip:+12125550100@a>;index=1,<sip:+12125550100@b>;index=1.1" }, []],
    ["what is no number names nobody", { diversion: "<sip:reception@x>, nonsense" }, []],
  ])("[S120] %s", (_what, fields, sentOnBy) => {
    expect(path(fields)).toEqual({ hopsLeft: HOPS_MAX, sentOnBy, mark: undefined });
  });

  test("[S121] how often it may still be sent on, and the mark of a house, are read where they are written as they should be", () => {
    expect(path({ "max-forwards": "69", "compline-sent-on": "Ab_-9" })).toMatchObject({ hopsLeft: 69, mark: "Ab_-9" });
    expect(path({ "max-forwards": "7", "compline-sent-on": "a b" })).toMatchObject({ hopsLeft: 7, mark: undefined });
    expect(path({ "compline-sent-on": "a".repeat(129) }).mark).toBeUndefined();
  });

  test("[S120] whatever is written is read, or is nothing", () => {
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 4 }), (values) => void readPath(() => values)));
  });
});
