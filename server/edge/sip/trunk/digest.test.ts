import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answerChallenge, chooseChallenge, readChallenge } from "./digest.ts";
import { outcomeOf } from "./outcome.ts";

const part = (answer: string, name: string): string | undefined => new RegExp(`(?:^Digest |, )${name}="?([^",]*)"?`).exec(answer)?.[1];

describe("digest", () => {
  // RFC 7616 section 3.9.1, with its own user, secret, nonce and client nonce.
  const field = (algorithm: string): string =>
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
  const signed = { method: "GET", uri: "/dir/index.html", cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", count: 1 };
  const login = { user: "Mufasa", secret: "Circle of Life" };

  test.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("[S71] the answer to a challenge with %s is the one the standard prints", (algorithm, response) => {
    const answer = answerChallenge(readChallenge(field(algorithm))!, login, signed);
    expect(part(answer, "response")).toBe(response);
    expect([part(answer, "opaque"), part(answer, "nc"), part(answer, "algorithm")]).toEqual(["FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", "00000001", algorithm]);
  });

  test("[S71] the oldest kind of challenge, without a client nonce and without an algorithm, is answered as it asks", () => {
    const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
    const answer = answerChallenge(readChallenge('Digest realm="r", nonce="n"')!, login, signed);
    expect(part(answer, "response")).toBe(md5(`${md5("Mufasa:r:Circle of Life")}:n:${md5("GET:/dir/index.html")}`));
    expect(answer).not.toMatch(/cnonce|qop|algorithm/);
  });

  test("[S71] a -sess challenge is answered with a key of this nonce alone", () => {
    const plain = answerChallenge(readChallenge(field("SHA-256"))!, login, signed);
    const session = answerChallenge(readChallenge(field("SHA-256-sess"))!, login, signed);
    expect(part(session, "algorithm")).toBe("SHA-256-sess");
    expect(part(session, "response")).not.toBe(part(plain, "response"));
  });

  test("[S71] of several challenges the topmost that we can answer is taken, whatever stands above and below", () => {
    const of = (algorithm: string): string => `Digest realm="r", nonce="of ${algorithm}", algorithm=${algorithm}, qop="auth"`;
    expect(chooseChallenge([of("SHA-9000"), 'Basic realm="r"', of("SHA-256"), of("MD5")])?.nonce).toBe("of SHA-256");
    expect(chooseChallenge([of("MD5"), of("SHA-256")])?.nonce).toBe("of MD5");
    expect(chooseChallenge(['Digest realm="r", nonce="n", qop="auth-int"', 'Digest realm="r"', "Digest"])).toBeUndefined();
  });

  test("[S71] quotes and backslashes in a realm go back as they came", () => {
    const answer = answerChallenge(readChallenge('Digest realm="a \\"b\\" c", nonce="n"')!, login, signed);
    expect(answer).toContain('realm="a \\"b\\" c"');
  });

  test("[S71] no challenge, however bent, throws, takes long, or puts a line break into our answer", () => {
    const piece = fc.constantFrom("Digest ", "realm=", '"', "\\", "nonce=", "x", ",", " ", "=", "qop=auth", "algorithm=MD5", ";", "é", "\u0000");
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (parts) => {
        const challenge = readChallenge(`Digest ${parts.join("")}`);
        if (challenge) expect(answerChallenge(challenge, login, signed).length).toBeLessThan(5000);
      }),
    );
    expect(readChallenge(`Digest ${'realm="'.repeat(500_000)}`)).toBeUndefined();
  });
});

describe("what a final answer means", () => {
  test.each([
    [486, "busy"], [600, "busy"], [603, "declined"], [607, "declined"], [699, "declined"], [404, "no-such-number"], [604, "no-such-number"], [480, "no-answer"], [408, "no-answer"],
  ] as const)("[S73] %i is %s, and no other trunk is tried", (status, why) => {
    expect(outcomeOf(status, [])).toEqual({ why, tryNext: false });
  });

  test.each([500, 502, 503, 504, 302, 403, 402, 488, 420])("[S73] after %i the next trunk is tried", (status) => {
    expect(outcomeOf(status, [])).toEqual({ why: "trunk-fault", tryNext: true });
  });

  test("[S73] what the telephone network says in the Reason is believed before the status", () => {
    expect(outcomeOf(503, ["Q.850;cause=17;text=\"User busy\""])).toEqual({ why: "busy", tryNext: false });
    expect(outcomeOf(500, ["SIP;cause=500", "q.850 ; text=\"a\" ; cause = 1"])).toEqual({ why: "no-such-number", tryNext: false });
    expect(outcomeOf(503, ["Q.850;cause=34"])).toEqual({ why: "trunk-fault", tryNext: true });
  });

  test("[S73] a bent Reason changes nothing and takes no time", () => {
    fc.assert(fc.property(fc.integer({ min: 300, max: 699 }), fc.array(fc.string(), { maxLength: 3 }), (status, reasons) => void outcomeOf(status, reasons.map((each) => `Q.850;${each}`))));
    expect(outcomeOf(503, [`Q.850${";".repeat(2_000_000)}`]).why).toBe("trunk-fault");
  });
});
