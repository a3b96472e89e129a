import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBirthDate, ageYears, sayBirthDate } from "./birth-date.ts";
import { difference, digitsOf, hidden, isDialable, numberFault, sameNumber } from "./numbers.ts";

describe("numbers and dates as they are typed", () => {
  it("[W7] a number is the same however its digits are grouped", () => {
    for (const typed of ["2125550142", "(212) 555-0142", "1 212 555 0142", "+1 212 555 0142"]) expect(sameNumber(typed, "212.555.0142")).toBe(true);
  });

  it("[W7] the screen says which digits differ and shows none of them", () => {
    expect(difference("212 555 0142", "212 555 0124")).toBe("the last two digits");
    expect(difference("212 555 0142", "212 555 0143")).toBe("the last digit");
    expect(difference("212 555 0142", "213 555 0142")).toBe("the third digit");
    expect(difference("212 555 0142", "312 555 0143")).toBe("two digits");
    expect(difference("212 555 0142", "212 555 014")).toBe("their length: 10 digits and 9");
    expect(difference("212 555 0142", "(212) 5550142")).toBeUndefined();
  });

  it("[W7] two entries are said to differ exactly when their digits do, and the words hold no entry", () => {
    const ten = fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/);
    fc.assert(fc.property(ten, ten, (one, other) => {
      const said = difference(one, other);
      expect(said === undefined).toBe(one === other);
      expect(said ?? "").not.toMatch(/\d{3}/);
      expect(hidden(one)).not.toMatch(/\d/);
    }));
  });

  it("[W7] what cannot be rung is named: too short, or an area code that does not exist", () => {
    expect(numberFault("212 555 014")).toBe("This number has 9 digits; a number here has ten.");
    expect(numberFault("112 555 0142")).toBe("No area code or exchange begins with 0 or 1.");
    expect(isDialable("+44 20 7946 0018")).toBe(true);
    expect(digitsOf("1 (212) 555-0142")).toBe("2125550142");
  });

  const today = Date.UTC(2027, 0, 14);
  it("[W1] a date of birth is understood as it is said, the American way", () => {
    for (const typed of ["9/3/2024", "09-03-2024", "09032024", "Sep 3 2024", "september 3rd, 2024", "3 Sep 2024", "2024-09-03"]) expect([typed, readBirthDate(typed, today)]).toEqual([typed, "2024-09-03"]);
    expect(sayBirthDate("2024-09-03")).toBe("3 Sep 2024");
    expect(ageYears("2024-09-03", today)).toBe(2);
    expect(ageYears("2024-01-14", today)).toBe(3);
    expect(ageYears("2024-01-15", today)).toBe(2);
  });

  it("[W1] a day that is not in the calendar, in the future, or of no living person is no date of birth", () => {
    for (const typed of ["2/30/2024", "13/1/2024", "1/15/2027", "1/1/1880", "yesterday", "9/3/24"]) expect([typed, readBirthDate(typed, today)]).toEqual([typed, undefined]);
  });
});
