import { expect, test } from "vitest";
import { isDatabaseAway, keepStanding } from "./trouble.ts";

const coded = (code: string, words = "x"): Error => Object.assign(new Error(words), { code });
const keeper = () => {
  const clock = { ms: 0 };
  return { clock, keeper: keepStanding(() => clock.ms) };
};

test("[F-DB-15] a database that cannot be reached is away until the first transaction that goes through", () => {
  const { keeper: it } = keeper();
  it.failed(coded("ECONNREFUSED"));
  expect(it.standing()).toBe("away");
  it.failed(coded("23505"));
  expect(it.standing()).toBe("away");
  it.succeeded({ wrote: false });
  expect(it.standing()).toBe("well");
});

test("[F-DB-16] a full disk is full until something written is kept again, and reading does not end it", () => {
  const { keeper: it, clock } = keeper();
  it.failed(coded("53100", "could not extend file"));
  clock.ms = 60_000;
  it.succeeded({ wrote: false });
  expect(it.standing()).toBe("full");
  it.succeeded({ wrote: true });
  expect(it.standing()).toBe("well");
});

test("[F-DB-16] where nothing more is written after the disk had room again, it is over all the same", () => {
  const { keeper: it, clock } = keeper();
  it.failed(coded("53100"));
  it.succeeded({ wrote: true });
  clock.ms = 3_000;
  expect(it.standing()).toBe("well");
});

test("[F-DB-16] one small write that still finds room does not say that the disk has room again", () => {
  const { keeper: it, clock } = keeper();
  it.failed(coded("ENOSPC"));
  clock.ms = 1_000;
  it.succeeded({ wrote: true });
  expect(it.standing()).toBe("full");
  it.failed(coded("53100"));
  clock.ms = 60_000;
  expect(it.standing()).toBe("full");
});

test("[F-DB-15] a mistake in a statement is no database that is away", () => {
  const { keeper: it } = keeper();
  it.failed(coded("42703"));
  expect(it.standing()).toBe("well");
  expect(isDatabaseAway(coded("42703"))).toBe(false);
});
