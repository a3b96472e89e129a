import { createPasswords, type Passwords } from "../trust/identity/index.ts";

/** Checks as the product does, until a test says that the line is full: then it answers as the product does of a full line. */
export interface FakePasswords extends Passwords {
  isFull: boolean;
}

export function fakePasswords(): FakePasswords {
  const real = createPasswords();
  const fake: FakePasswords = {
    isFull: false,
    hash: real.hash,
    check: (...asked) => (fake.isFull ? Promise.resolve("busy") : real.check(...asked)),
  };
  return fake;
}
