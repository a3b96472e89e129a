import { expect, it } from "vitest";
import { choicesOf, clinicsOf, type Book } from "./call-groups.tsx";

const person = (id: string, name: string, ...memberships: readonly (readonly [role: string, clientName: string | null])[]) =>
  ({ id, name, email: `${id}@test.example`, zone: "America/New_York", signedIn: false, disabled: false, memberships: memberships.map(([role, clientName]) => ({ id: `${id}-${role}`, client: null, clientName, role, from: "", until: null })) }) as never;
const book: Book = { groups: [], accounts: [], clients: [], people: [person("cho", "Dr Cho", ["clinician", "Harbor ENT"], ["clinician", "Lakeside"]), person("ana", "Ana Ruiz", ["operator", null]), person("lee", "Dr Lee")] };

it("[W60] only clinicians may be chosen, each with where they work; a member whose role ended is shown as such", () => {
  expect(clinicsOf(book.people[0])).toBe("Harbor ENT, Lakeside");
  expect(choicesOf(book, ["lee", "gone"]).map(({ name, where }) => `${name}: ${where}`)).toEqual(["Dr Cho: Harbor ENT, Lakeside", "Dr Lee: no clinician any more", "Somebody who left: no clinician any more"]);
  expect(choicesOf(book, []).map(({ id }) => id)).toEqual(["cho"]);
});
