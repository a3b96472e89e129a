import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallId, PersonId } from "../../foundation/ids.ts";
import { phi } from "../../foundation/phi.ts";
import { readCaller } from "../../edge/sip/leg/caller.ts";
import { onTheLine } from "../../care/desk/answered-under-test.ts";
import { CONFIRMS_NOTHING } from "../../care/desk/rules/caller-words.ts";
import { must, testHouse, type TestHouse } from "../house.ts";
import { sendMessage } from "./victim.ts";

/** Somebody who knows which number a patient called from, and has their own telephone show it. */
const HARBOR = "+16465550177";
const PATIENT = "+16465550123";
const NOTHING = { told: false, say: CONFIRMS_NOTHING };

let t: TestHouse;
let ana: PersonId;
beforeEach(async () => {
  t = await testHouse();
  await t.practice({ name: "Harbor ENT", number: HARBOR, onDuty: "Dr Amsel", recording: true });
  await sendMessage(t, { operator: "Ben Ito", patient: "Ines Fonseca" });
  ana = await t.person("Ana Ruiz", "operator", null);
});
afterEach(() => t.close());

/** A call as it comes over the wire with these fields, on the line with Ana. */
async function rings(fields: Readonly<Record<string, string>>, trustsFrom?: "verstat" | "number"): Promise<CallId> {
  const { number, name, proof } = readCaller((field) => (fields[field] === undefined ? [] : [fields[field]]), { trustsFrom });
  return onTheLine(t, ana, { to: HARBOR, from: { ...(number !== undefined && { number }), ...(name !== undefined && { name }), proof: proof ?? null } });
}
const ask = async (call: CallId, said?: { name: string; born: string }) => must(await t.house.desk.tellCaller((await t.as(ana)) as never, { call, said: said ? { name: phi(said.name), born: phi(said.born) } : null }));
const proofOf = async (call: CallId) => must(await t.house.desk.card((await t.as(ana)) as never, call)).numberProof;

const SPOOFS: readonly [string, Readonly<Record<string, string>>][] = [
  ["in From alone", { from: `"INES FONSECA" <sip:${PATIENT}@evil.example>;tag=1` }],
  ["with a passed signature that the caller wrote", { from: `<sip:${PATIENT};verstat=TN-Validation-Passed@evil.example>;tag=1` }],
  ["asserted, and its signature failed", { from: `<sip:${PATIENT}@x>`, "p-asserted-identity": `<tel:${PATIENT};verstat=TN-Validation-Failed>` }],
];
for (const [how, fields] of SPOOFS) {
  test(`[K60] the patient's number ${how} is told nothing, and the operator sees that nobody confirms it`, async () => {
    const call = await rings(fields);
    expect(await ask(call)).toEqual(NOTHING);
    expect(await proofOf(call)).toBeNull();
    // Who knows name and birth date is told all the same, as from any telephone.
    expect(await ask(call, { name: "Ines Fonseca", born: "1961-09-04" })).toEqual(NOTHING);
    expect(await ask(call, { name: "Ines Fonseca", born: "1961-09-03" })).toMatchObject({ told: true });
  });
}

test("[K60] the same number, asserted by the trunk, is told: what keeps the others out is who stands for it", async () => {
  const call = await rings({ from: `<sip:${PATIENT}@x>`, "p-asserted-identity": `<sip:${PATIENT}@trunk.example>` });
  expect(await proofOf(call)).toBe("asserted");
  expect(await ask(call)).toMatchObject({ told: true });
});
